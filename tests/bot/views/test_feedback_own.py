from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.feedback import Feedback, Listed
from bot.views import feedback_own

FINE = Feedback(
    id="F1",
    customer="Acme",
    said="On time.",
    rating=4,
    expectations=frozenset(),
    teams=frozenset({"T1", "T2", "gone"}),
    happened_on=date(2026, 3, 3),
    counts_at=datetime(2026, 3, 3, 15, tzinfo=UTC),
    logged_by="U1",
    source="slack",
    key="slack:F1",
)
ONE = Listed([FINE], {"U1": "Ada"}, {"T1": "Support", "T2": "Field"})


def small(view):
    return [block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context"]


def labels(view):
    found = [element for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return [element["text"]["text"] for element in found]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Logged by Ada, in the customer's words. For Field and Support."),
        ({"logged_by": None}, "Logged by an import, in the customer's words. For Field and Support."),
        ({"logged_by": "U9", "is_impression": True}, "Logged by someone, their impression. For Field and Support."),
        ({"teams": frozenset({"gone"})}, "Logged by Ada, in the customer's words. For no team."),
        (
            {"expectations": frozenset({"care", "cost"})},
            "Logged by Ada, in the customer's words. For Field and Support. About cost and care.",
        ),
    ],
    ids=["logged", "imported", "by somebody gone", "for no team", "about expectations"],
)
def test_a_piece_says_when_how_it_was_rated_by_whom_and_for_whom(changes, told):
    (line,) = small(feedback_own.listing(replace(ONE, feedback=[replace(FINE, **changes)])))
    assert line == f"Tuesday 3 March 2026: Above what they expected. {told}"


@pytest.mark.parametrize(
    ("changes", "reader", "told"),
    [
        ({}, "U1", "Praises Rosa (not told)."),
        ({"is_praise_told": True}, "U1", "Praises Rosa (told)."),
        ({"is_praise_told": True}, "U3", "For Field and Support."),
        ({"logged_by": None}, "U3", "Praises Rosa (not told)."),
    ],
    ids=["not told", "told", "to another leader", "imported"],
)
def test_whom_a_piece_praises_is_told_to_those_who_decide_about_it(changes, reader, told):
    found = Listed([replace(FINE, praised="U2", **changes)], {"U1": "Ada", "U2": "Rosa"}, ONE.teams, reader=reader)
    (line,) = small(feedback_own.listing(found))
    assert line.endswith(told)


@pytest.mark.parametrize(
    ("page", "has_more", "turns"),
    [(0, False, []), (0, True, ["Older"]), (1, True, ["Newer", "Older"]), (2, False, ["Newer"]), (99, True, ["Newer"])],
)
def test_the_list_leads_to_newer_and_older_ones_where_there_are_any(page, has_more, turns):
    view = feedback_own.listing(replace(ONE, page=page, has_more=has_more))
    assert labels(view) == ["Edit", "Delete", *turns]


def test_every_button_tells_a_screen_reader_what_it_is_about():
    spoken = [b["accessibility_label"] for b in feedback_own.listing(ONE)["blocks"][-1]["elements"]]
    assert spoken == ["Edit what Acme said", "Delete what Acme said"]


def test_praise_can_be_shown_where_there_is_a_digest_and_once():
    praised = replace(FINE, praised="U2", is_praise_told=True)
    ask = feedback_own.praise(praised, "Ada", "Support")
    assert labels(ask.payload()) == ["Show it in our digest"]
    assert ask.text == "Acme praised your work: On time."
    assert labels(feedback_own.praise(praised, "Ada", None).payload()) == []
    shown = replace(praised, praise_shared_at=FINE.counts_at)
    assert labels(feedback_own.praise(shown, "Ada", "Support").payload()) == ["Do not show it"]
    assert (
        "When you hide it later, it leaves that digest too."
        in small(feedback_own.praise(shown, "Ada", None).payload())[-1]
    )


def test_praise_says_who_wanted_it_told_and_whether_they_logged_it():
    praised = replace(FINE, praised="U2", is_praise_told=True, praise_told_by="U1")
    assert "Ada logged this and wanted you to know." in small(feedback_own.praise(praised, "Ada", None).payload())
    imported = replace(praised, logged_by=None)
    assert "Ada passed this on and wanted you to know." in small(feedback_own.praise(imported, "Ada", None).payload())


def test_the_button_that_shows_praise_tells_which_words_were_read():
    praised = replace(FINE, praised="U2", is_praise_told=True)
    marks = {
        replace(praised, **other).praise_mark for other in ({}, {"said": "On time"}, {"customer": "Acme On time."})
    }
    assert len(marks) == 3
    assert replace(praised, rating=1, version=2).praise_mark in marks
    message = feedback_own.praise(praised, "Ada", "Support", is_other=True).payload()
    (button,) = [block["elements"][0] for block in message["blocks"] if block["type"] == "actions"]
    assert button["value"] == f"F1:{praised.praise_mark}"
    assert "The words have changed since you read them." in small(message)[0]
