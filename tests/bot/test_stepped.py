from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, stepped
from bot.errors import Refused
from bot.stepped import Result, Start, Step, Wish

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WISH = Wish("Put five minutes for thanks into a meeting.", "recognition", 2)
FOUR = ("t1", "t2", "t3", "t4")
moments_of_years = st.datetimes(datetime(2023, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def start(*weeks: str, **more: object) -> Start:
    turns = tuple(Step(f"t{at}", week) for at, week in enumerate(weeks, 1))
    return replace(Start("s1", None, "recognition", "Say thanks.", turns), **more)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        pytest.param(MONDAY, "2026-W11", id="a Monday: the next, a week later"),
        pytest.param(MONDAY + timedelta(days=1), "2026-W12", id="a Tuesday: the next is too soon"),
        pytest.param(MONDAY + timedelta(days=6), "2026-W12", id="a Sunday: tomorrow is too soon"),
        pytest.param(datetime(2026, 12, 22, 9, tzinfo=UTC), "2027-W01", id="into the next year"),
    ],
)
def test_the_first_team_begins_on_the_next_monday_that_is_a_week_away(now, first):
    assert stepped.steps(FOUR, 2, now)[0] == Step("t1", first)


@pytest.mark.parametrize(
    ("teams", "apart", "weeks"),
    [
        pytest.param(4, 2, [11, 13, 15, 17], id="four, two weeks apart"),
        pytest.param(4, 4, [11, 15, 19, 23], id="four, four weeks apart"),
        pytest.param(8, 4, [11, 11, 15, 19, 23, 23, 27, 31], id="more than there are turns: together"),
        pytest.param(26, 2, [week for week in range(11, 37, 2) for _ in "ab"], id="twice as many as turns"),
    ],
)
def test_turns_come_one_after_another_within_half_a_year(teams, apart, weeks):
    order = [f"t{n}" for n in range(teams)]
    turns = stepped.steps(order, apart, MONDAY)
    assert [turn.team for turn in turns] == order
    assert [int(turn.week[-2:]) for turn in turns] == weeks


@given(st.integers(4, 120), st.sampled_from(stepped.APART), moments_of_years)
def test_whatever_is_drawn_keeps_its_order_its_distance_and_half_a_year(teams, apart, now):
    turns = stepped.steps([f"t{n}" for n in range(teams)], apart, now)
    numbers = [moments.week_number(turn.week) for turn in turns]
    assert numbers == sorted(numbers)
    assert {later - sooner for sooner, later in pairwise(numbers)} <= {0, apart}
    assert numbers[-1] - numbers[0] + apart <= stepped.LONGEST
    sizes = [numbers.count(number) for number in set(numbers)]
    assert max(sizes) - min(sizes) <= 1
    until = moments.monday_of(turns[0].week) - now.date()
    assert timedelta(days=7) <= until < timedelta(days=14)


@pytest.mark.parametrize(
    ("wish", "teams", "code"),
    [
        (replace(WISH, text=" \n "), FOUR, "start_text_empty"),
        (replace(WISH, text="a" * 301), FOUR, "start_text_long"),
        (replace(WISH, need="roles"), FOUR, "start_need"),
        (replace(WISH, apart=1), FOUR, "start_apart"),
        (WISH, FOUR[:3], "start_few_teams"),
        (WISH, (), "start_few_teams"),
    ],
)
def test_what_cannot_be_is_refused(wish, teams, code):
    with pytest.raises(Refused, match=code):
        stepped.checked(wish, teams, [])


def test_the_words_are_kept_trimmed():
    assert stepped.checked(replace(WISH, text="  Say\n thanks. "), FOUR, []).text == "Say thanks."


@pytest.mark.parametrize(
    ("other", "is_refused"),
    [
        pytest.param({}, True, id="under way"),
        pytest.param({"is_stopped": True}, False, id="stopped"),
        pytest.param({"result": Result.NO_DIFFERENCE}, False, id="looked at"),
        pytest.param({"steps": (Step("t9", "2026-W10"),)}, False, id="other teams"),
    ],
)
def test_a_team_is_in_one_order_at_a_time(other, is_refused):
    others = [start("2026-W10", **other)]
    if is_refused:
        with pytest.raises(Refused, match="start_under_way"):
            stepped.checked(WISH, FOUR, others)
    else:
        assert stepped.checked(WISH, FOUR, others) == WISH


@pytest.mark.parametrize(
    ("closed", "more", "is_due"),
    [
        pytest.param("2026-W23", {}, False, id="seven weeks after the last turn"),
        pytest.param("2026-W24", {}, True, id="eight weeks after"),
        pytest.param("2027-W02", {}, True, id="late, when there was no pulse for long"),
        pytest.param("2026-W24", {"is_stopped": True}, False, id="stopped"),
        pytest.param("2026-W24", {"result": Result.HIGHER}, False, id="looked at before"),
    ],
)
def test_it_is_looked_at_once_and_only_when_the_last_team_has_been_going_for_eight_weeks(closed, more, is_due):
    assert stepped.is_due(start("2026-W10", "2026-W16", **more), closed) is is_due


def test_eight_weeks_before_the_first_turn_are_looked_at_too():
    begun = start("2026-W10", "2026-W16")
    assert (begun.looked_at_from, begun.told_from) == ("2026-W02", "2026-W24")


def test_a_start_is_found_by_its_id():
    assert stepped.one_called([start("2026-W10")], " s1 ") == start("2026-W10")
    with pytest.raises(Refused, match="start_unknown"):
        stepped.one_called([start("2026-W10")], "s2")


@pytest.mark.parametrize(
    ("week", "told"), [("2026-W18", None), ("2026-W19", Result.HIGHER), ("2026-W21", Result.HIGHER)]
)
def test_a_digest_of_before_its_last_week_does_not_say_what_was_seen(week, told):
    known = start("2026-W10", "2026-W11", result=Result.HIGHER)
    assert known.told_from == "2026-W19"
    assert stepped.as_told(known, week) == replace(known, result=told)
