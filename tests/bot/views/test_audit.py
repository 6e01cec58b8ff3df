"""What admins have changed, in sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import audit as rules
from bot.audit import Entry
from bot.people import Person
from bot.policies import Policy
from bot.views import audit as views
from sandbox.blocks import check_view

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
ANN = {"UANN": Person("UANN", "Ann")}
HANDLERS = Path(__file__).parents[3] / "handlers"


def entry(act="value_added", subject="Care", by="UANN", **detail):
    return Entry("e1", NOON, by, act, subject, detail)


@pytest.mark.parametrize(
    ("noted", "sentence"),
    [
        (entry(), "Ann added the value Care."),
        (entry(by=""), "The command line added the value Care."),
        (entry(by="UGONE"), "Someone added the value Care."),
        (entry("person_erased", "", ""), "The command line erased what was kept about one person."),
        (entry("item_off", "Was it good?"), "Ann switched off the question “Was it good?”."),
        (entry("item_off", "It was good."), "Ann switched off the question “It was good.”"),
        (entry("team_added", "Acme Inc."), "Ann made the team Acme Inc."),
        (
            entry("team_changed", "Support", changed="name", new_name="Help Inc."),
            "Ann changed the team Support (changed: name; new name: Help Inc.).",
        ),
        (
            entry("policy_changed", "", weeks="2", opens_on="1", digest_on="4", digest_at="570", digest_zone=""),
            "Ann changed how people are asked or what is shown (weeks from one pulse to the next: 2; the pulse opens "
            "on: Tuesday; the digest comes on: Friday; at: 09:30; in the time zone: UTC).",
        ),
        (
            entry("policy_changed", "", digest_on="", lead="", kudos_emoji=""),
            "Ann changed how people are asked or what is shown (the digest comes on: the day its pulse closes; who "
            "leads the company: none; reaction for kudos: none).",
        ),
        (entry("team_added", "Support", people_from="channel"), "Ann made the team Support (people from: channel)."),
        (entry(subject="{by}"), "Ann added the value {by}."),
    ],
    ids=[
        "a person",
        "command line",
        "unknown",
        "nobody's name",
        "an item",
        "a stop",
        "a stop of a name",
        "a rename",
        "times",
        "none",
        "other details",
        "braces",
    ],
)
def test_an_entry_is_a_sentence(noted, sentence):
    assert views.sentence(noted, ANN) == sentence


def test_a_line_of_the_command_line_begins_with_its_time():
    assert views.line(entry(), ANN) == "2026-03-03 12:00 UTC  Ann added the value Care."


def test_every_setting_has_words():
    told = rules.chosen(Policy(), Policy(2, False, False, True, 7, "U", "tada", "ear", False, 1, 3, 4, 605, "UTC"))
    assert set(told) | {"weeks", "from_week"} == set(views.SETTINGS)


@pytest.mark.parametrize("count", [0, 1, views.PER_PAGE])
def test_slack_takes_a_page_and_nothing_in_it_pings(count):
    trick = entry(subject="<!channel> & " + "x" * 3000, note="<@U1>")
    view = views.listing([trick] * count, {"UANN": Person("UANN", "<!here>")}, 3, has_more=True)
    assert check_view(view) == []
    assert "<!channel>" not in str(view)
    assert "<!here>" not in str(view)
    assert "<@U1>" not in str(view)
    assert "<!date^1772539200^" in str(view) or not count


def test_there_are_turns_only_where_there_is_more():
    def buttons(page, has_more):
        view = views.listing([entry()], ANN, page, has_more=has_more)
        return [
            part["text"]["text"] for block in view["blocks"] for part in block.get("elements", ()) if "value" in part
        ]

    assert buttons(0, False) == []
    assert buttons(0, True) == ["Older"]
    assert buttons(1, False) == ["Newer"]
    assert buttons(views.PAGES, True) == ["Newer"]


def acts() -> Iterator[str]:
    """The acts that are noted anywhere: what stands second in a call of `World.change`."""
    for path in HANDLERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="world"), attr="change"), args=[_, act, *_]):
                    yield from (part.value for part in ast.walk(act) if isinstance(part, ast.Constant))


def test_every_act_that_is_noted_has_a_sentence():
    noted = set(acts())
    assert {"policy_changed", "item_on", "item_off", "key_added"} <= noted
    assert noted <= set(views.SENTENCES)


def test_every_sentence_is_of_an_act():
    sources = "".join(path.read_text("utf-8") for path in HANDLERS.rglob("*.py"))
    assert [act for act in views.SENTENCES if f'"{act}"' not in sources] == []
