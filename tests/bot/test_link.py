from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import link, moments
from bot.insight import Found
from bot.link import LOOKS, NEEDED, YEAR, Course, Kind, Line
from bot.privacy import COMPANY

FIRST = "2025-W02"


def week(number: int, first: str = FIRST) -> str:
    """The week of that number since a team's first, which is number 1."""
    return moments.week_key(moments.monday_of(first) + timedelta(weeks=number - 1))


def course(number: int, before: int | None) -> Course:
    return Course(FIRST, week(number), week(before) if before else None)


@pytest.mark.parametrize(
    ("number", "before", "is_due"),
    [
        (1, None, False),
        (25, None, False),
        (31, None, True),
        (25, 24, False),
        (26, 25, True),
        (27, 26, False),
        (27, 25, True),
        (30, 22, True),
        (39, 38, True),
        (40, 38, True),
        (52, 51, True),
        (53, 52, False),
        (53, 51, True),
        (54, 38, True),
        (77, 76, False),
        (78, 77, True),
        (91, 90, True),
        (104, 103, True),
        (105, 104, False),
        (130, 129, True),
    ],
)
def test_a_look_is_due_in_its_week_or_in_the_first_that_is_told_of_after_it(number, before, is_due):
    assert course(number, before).is_due is is_due


@pytest.mark.parametrize(
    ("number", "next_week"), [(1, 26), (25, 26), (26, 39), (38, 39), (39, 52), (51, 52), (52, 26), (53, 26), (79, 39)]
)
def test_the_next_look_is_the_next_of_the_teams_year(number, next_week):
    assert course(number, number - 1).next_week == next_week


@pytest.mark.parametrize(("number", "then"), [(1, 26), (25, 26), (26, 39), (51, 52), (52, 78), (53, 78), (79, 91)])
def test_the_next_look_has_its_week_by_the_calendar(number, then):
    assert course(number, number - 1).next_at == week(then)


@given(is_held=st.lists(st.booleans(), min_size=3 * YEAR, max_size=3 * YEAR))
def test_whatever_rounds_are_missing_a_look_is_taken_once_in_the_first_round_of_its_week_or_after_it(is_held):
    numbers = [1] + [number for number, held in enumerate(is_held, 2) if held]
    due = [number for before, number in pairwise(numbers) if course(number, before).is_due]
    looks = [years * YEAR + look for years in range(4) for look in LOOKS]
    assert due == sorted(
        {next(number for number in numbers if number >= look) for look in looks if look <= numbers[-1]}
    )


@given(first=st.dates(min_value=moments.monday_of("2015-W01"), max_value=moments.monday_of("2040-W01")))
def test_with_a_round_each_week_the_looks_are_in_these_weeks_whatever_the_calendar(first):
    begin = moments.week_key(first)
    due = [
        number
        for number in range(2, 2 * YEAR + 1)
        if Course(begin, week(number, begin), week(number - 1, begin)).is_due
    ]
    assert due == [26, 39, 52, 78, 91, 104]


@pytest.mark.parametrize(
    ("members", "threshold", "every", "told"),
    [
        pytest.param((6, 9), 5, 1, {"t0", "t1"}, id="two teams"),
        pytest.param((5, 6), 5, 1, {"t1"}, id="one too small"),
        pytest.param((7, 8), 7, 1, {"t1"}, id="too small for a threshold that was raised"),
        pytest.param((6,) * 5, 5, 1, {"t0", "t1", "t2", "t3", "t4", COMPANY}, id="five teams"),
        pytest.param((6,) * 4 + (5,), 5, 1, {"t0", "t1", "t2", "t3"}, id="five, one too small"),
        pytest.param((6,) * 5, 5, 2, set(), id="every two weeks"),
        pytest.param((6,) * 5, 5, 4, set(), id="every four weeks"),
    ],
)
def test_nothing_is_told_where_nothing_ever_could_be(members, threshold, every, told):
    courses = {f"t{n}": Course(FIRST, FIRST, members=of) for n, of in enumerate(members)}
    assert set(link.told_of(courses | {COMPANY: Course(FIRST, FIRST)}, threshold, every)) == told


def test_where_nothing_is_looked_at_only_teams_with_too_few_weeks_are_read():
    known = {"t1": 25, "t2": 26, "t3": 40, COMPANY: 25}
    between = {group: Course(FIRST, week(30), week(29), n, 8) for group, n in known.items()}
    assert link.counted(between) == ["t1", COMPANY]
    assert link.counted({"t2": between["t2"]}) == []
    assert link.counted(between | {"t3": Course(FIRST, week(39), week(38), 40, 8)}) == ["t1", "t2", "t3", COMPANY]
    assert link.counted(between | {COMPANY: Course(FIRST, week(39), week(38), 40)}) == ["t1", "t2", "t3", COMPANY]


def test_while_weeks_are_too_few_they_are_counted_and_then_the_next_look_is_named():
    assert link.waiting(course(38, 37), 7) == Line(Kind.TOO_FEW, 7)
    assert link.waiting(course(38, 37), NEEDED - 1) == Line(Kind.TOO_FEW, NEEDED - 1)
    assert link.waiting(course(38, 37), NEEDED) == Line(Kind.WAITING, NEEDED, next_week=39, next_at=week(39))


@pytest.mark.parametrize(
    ("of", "first"), [("2026-W52", "2026-W01"), ("2026-W53", "2026-W02"), ("2026-W10", "2025-W11")]
)
def test_a_year_is_52_weeks_with_this_one(of, first):
    assert link.year_before(of) == first


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (Found(0.015, 0.5, "autonomy", -2, 40), Line(Kind.TOGETHER, 44, need="autonomy", lag=-2)),
        (Found(0.001, -0.5, "competence", 0, 40), Line(Kind.TOGETHER, 44, need="competence", lag=0, is_better=False)),
        (Found(0.016, 0.9, "autonomy", -2, 40), Line(Kind.NONE_SEEN, 44)),
        (None, Line(Kind.NONE_SEEN, 44)),
    ],
)
def test_a_link_is_told_up_to_fifteen_in_a_thousand_and_never_how_strong_it_is(found, line):
    assert link.told(Kind.TOGETHER, 44, found) == line


def test_the_company_is_told_across_how_many_teams():
    told = link.told(Kind.COMPANY, 44, Found(0.001, 0.5, "autonomy", 1, 52), teams=8)
    assert told == Line(Kind.COMPANY, 44, need="autonomy", lag=1, teams=8)


@pytest.mark.parametrize(
    ("found", "held"),
    [
        pytest.param(Found(0.015, 0.2, "autonomy", 1, 40), True, id="the same"),
        pytest.param(Found(0.016, 0.5, "autonomy", 1, 40), False, id="not clear"),
        pytest.param(Found(0.001, -0.5, "autonomy", 1, 40), False, id="the other way round"),
        pytest.param(Found(0.001, 0.5, "competence", 1, 40), False, id="another need"),
        pytest.param(Found(0.001, 0.5, "autonomy", 0, 40), False, id="another lag"),
        pytest.param(None, False, id="too few weeks"),
    ],
)
def test_a_link_has_held_only_where_the_very_same_shows_beside_the_others(found, held):
    own = Line(Kind.BESIDE_OTHERS, 44, need="autonomy", lag=1)
    assert link.beside(own, found) == replace(own, held=held)
