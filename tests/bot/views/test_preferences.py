from __future__ import annotations

from datetime import date, time

import pytest

from bot.preferences import DaysOff, Preferences
from bot.views import preferences
from bot.views.language import LANGUAGES, texts

TODAY = date(2026, 3, 3)
EN = texts("en")
CHOSEN = Preferences(
    asked_at=time(14, 15),
    weekdays=frozenset({1, 3}),
    quiet=(time(18), time(8, 30)),
    paused_until=date(2026, 3, 16),
    language="de",
    has_thanks=False,
    days_off=(DaysOff(date(2026, 4, 6), date(2026, 4, 10)), DaysOff(date(2026, 5, 1), date(2026, 5, 1))),
)


def fields(chosen: Preferences, today: date = TODAY) -> dict[str, dict]:
    form = preferences.form(chosen, today, EN)
    return {block["block_id"]: block["element"] for block in form["blocks"]}


def initial(element: dict) -> list[str]:
    chosen = element.get("initial_options") or [element[key] for key in ("initial_option",) if key in element]
    return [option["value"] for option in chosen]


def test_the_form_opens_with_what_was_chosen():
    assert {name: initial(element) for name, element in fields(CHOSEN).items()} == {
        "asked": ["yes"],
        "weeks": ["keep"],
        "asked_at": ["14:15"],
        "weekdays": ["1", "3"],
        "quiet": ["18:00"],
        "quiet_until": ["08:30"],
        "days_off": [],
        "days_off_last": [],
        "days_off_drop": [],
        "language": ["de"],
        "thanks": [],
    }


def test_the_form_opens_as_it_ships_for_someone_who_chose_nothing():
    assert {name: initial(element) for name, element in fields(Preferences()).items()} == {
        "asked": ["yes"],
        "weeks": ["none"],
        "asked_at": ["10:00"],
        "weekdays": ["0", "1", "2", "3", "4"],
        "quiet": ["none"],
        "quiet_until": ["none"],
        "days_off": [],
        "days_off_last": [],
        "language": ["slack"],
        "thanks": ["yes"],
    }


def test_a_pause_that_is_over_is_no_pause():
    assert initial(fields(CHOSEN, date(2026, 3, 16))["weeks"]) == ["none"]


def test_whoever_stopped_sees_that_they_did():
    assert initial(fields(Preferences(is_out=True))["asked"]) == ["no"]


def test_days_off_are_named_by_their_days():
    labels = [option["text"]["text"] for option in fields(CHOSEN)["days_off_drop"]["options"]]
    assert labels == ["Monday, 2026-04-06 to Friday, 2026-04-10", "Friday, 2026-05-01"]


def test_every_quarter_of_an_hour_can_be_chosen():
    offered = [option["value"] for option in fields(CHOSEN)["asked_at"]["options"]]
    assert len(offered) == 96
    assert (offered[0], offered[57], offered[-1]) == ("00:00", "14:15", "23:45")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_ours_can_be_chosen(language):
    form = preferences.form(CHOSEN, TODAY, texts(language))
    (element,) = [block["element"] for block in form["blocks"] if block["block_id"] == "language"]
    assert [option["value"] for option in element["options"]] == ["slack", *LANGUAGES]
