"""One person's rows as a page: Slack takes it, whatever people wrote, and nobody's words do anything in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.views import kit, persons
from bot.views.language import LANGUAGES, texts
from sandbox.blocks import check_view
from storage.persons import OWNERS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRICK = "<!channel> <@U1> & *bold* {braces} {0}"
THANKS = {"given_at": NOW, "giver": "UGIVER", "did": TRICK, "enabled": TRICK}
ROWS: dict[str, dict[str, Any]] = {
    "answer": {"round": "2026-W10", "item": "own-1", "text": TRICK, "score": 0},
    "draft": {"round": "2026-W10", "text": TRICK},
    "comment": {"text": TRICK, "answers": [{"ready": "thanks", "words": TRICK}]},
    "reply": {"ready": "look", "words": TRICK},
    "kudos": THANKS,
    "kudos_receiver": THANKS,
    "feedback": {"happened_on": date(2026, 3, 1), "customer": TRICK, "said": TRICK},
    "praise": {"happened_on": date(2026, 3, 1), "customer": TRICK, "said": TRICK},
    "kudos_choice": {"sharing": "ask", "has_prompt": True},
    "kudos_join": {"joined_at": NOW},
    "reaction": {"seen_at": NOW, "emoji": TRICK},
    "kudos_message": {"ts": "1.1"},
    "import_job": {"made_at": NOW, "name": TRICK, "state": "done"},
    "person": {"name": TRICK, "handle": "ada", "tz": "Europe/Berlin"},
    "preference": {"is_out": True},
    "days_off": {"first": date(2026, 4, 1), "last": date(2026, 4, 2)},
    "membership": {"team": TRICK},
    "department": {"name": TRICK},
    "policy": {"lead": "U1"},
    "practice": {"team": TRICK, "text": TRICK, "state": "trying", "decided_at": NOW},
    "channel": {"id": "C1"},
    "welcome": {"told_at": NOW},
    "workspace": {"name": TRICK},
    "audit": {"at": NOW, "act": "team_added", "subject": TRICK},
    "cohort": {"round": "2026-W10", "team": TRICK},
    "reminder": {"round": "2026-W10"},
    "delivery": {"due_at": NOW, "kind": "pulse", "state": "sent"},
}


def shown(view: kit.Block) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_its_words_and_slack_takes_them(language):
    assert set(ROWS) == set(persons.SHOWN) >= {table.name for table in OWNERS}
    t = texts(language)
    view = persons.page({name: [row] for name, row in ROWS.items()}, t)
    check_view(view)
    told = shown(view)
    for name in persons.SHOWN:
        assert t(f"persons.{name}_title") in told
    assert told.count("&lt;!channel&gt;") == 22
    assert "<!channel>" not in told
    assert "<@U1>" not in told
    assert "<@UGIVER>" in told
    for other in (persons.erase_form(t), persons.erased(t), persons.page({}, t)):
        check_view(other)


@pytest.mark.parametrize(
    ("did", "enabled", "told"),
    [
        ("Rewrote the refund guide", "New colleagues settle refunds", "guide. New colleagues settle refunds"),
        ("Rewrote the refund guide.", "New colleagues settle refunds", "guide. New colleagues settle refunds"),
        ("Rewrote the refund guide", "", "Rewrote the refund guide"),
        ("", "New colleagues settle refunds", "New colleagues settle refunds"),
    ],
    ids=["both", "a stop already", "the first", "the second"],
)
def test_the_halves_of_a_kudos_do_not_run_together(did, enabled, told):
    thanks = THANKS | {"did": did, "enabled": enabled}
    lines = shown(persons.page({"kudos": [thanks], "kudos_receiver": [thanks]}, texts("en"))).splitlines()
    assert [line.endswith(told) for line in lines if line.startswith("•")] == [True, True]


def test_a_skip_is_told_as_one_and_a_score_by_its_label():
    t = texts("en")
    answers = [{"item": "autonomy-1", "text": "", "score": score} for score in range(6)]
    told = shown(persons.page({"answer": answers}, t))
    for label in ("Skip", "Not at all true", "A little true", "Partly true", "Mostly true", "Completely true"):
        assert told.count(f"how I did my work. {label}") == 1


@pytest.mark.parametrize("length", [10, 1_000, 5_000])
def test_a_page_of_much_is_cut_and_says_of_how_much(length):
    many = [{"text": "x" * length, "answers": []} for _ in range(400)]
    view = persons.page({"comment": many}, texts("en"))
    check_view(view)
    told = shown(view)
    left_out = int(told.split(" more are not shown here")[0].rsplit("\n", 1)[1])
    assert told.count("•") + left_out == 400
    assert told.count("•") > 0


def test_nothing_kept_is_said_plainly():
    assert "Heartline keeps nothing about you." in shown(persons.page({}, texts("en")))
