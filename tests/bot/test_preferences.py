from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import preferences
from bot.errors import Refused
from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences

TODAY = date(2026, 3, 4)  # a Wednesday
LANGUAGES = ("en", "de")
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def off(first: int, last: int) -> DaysOff:
    """Days off from so many days after today to so many."""
    return DaysOff(TODAY + timedelta(days=first), TODAY + timedelta(days=last))


def test_someone_who_chose_nothing_is_asked_at_ten_on_working_days_and_never_quiet() -> None:
    assert AS_IT_SHIPS.hour == time(10)
    assert [AS_IT_SHIPS.rests(TODAY + timedelta(days=n)) for n in range(7)] == [False] * 3 + [True] * 2 + [False] * 2
    assert not AS_IT_SHIPS.is_away(TODAY)
    assert not AS_IT_SHIPS.is_quiet(time(3))


@pytest.mark.parametrize(
    ("quiet", "clock", "is_quiet"),
    [
        ((time(12), time(14)), time(11, 59), False),
        ((time(12), time(14)), time(12), True),
        ((time(12), time(14)), time(13, 59), True),
        ((time(12), time(14)), time(14), False),
        ((time(18), time(9)), time(17, 59), False),
        ((time(18), time(9)), time(18), True),
        ((time(18), time(9)), time(0), True),
        ((time(18), time(9)), time(8, 59), True),
        ((time(18), time(9)), time(9), False),
        ((time(18), time(0)), time(23, 59), True),
        ((time(18), time(0)), time(0), False),
    ],
)
def test_quiet_hours_begin_and_end_when_they_say_also_past_midnight(
    quiet: tuple[time, time], clock: time, is_quiet: bool
) -> None:
    assert Preferences(quiet=quiet).is_quiet(clock) is is_quiet


@given(clocks, clocks, clocks)
def test_the_hour_is_never_quiet(asked_at: time, begins: time, ends: time) -> None:
    chosen = Preferences(asked_at=asked_at, quiet=(begins, ends) if begins != ends else None)
    assert not chosen.is_quiet(chosen.hour)
    assert chosen.hour in (asked_at, ends)


@given(clocks, clocks, minutes)
def test_the_two_halves_of_a_day_are_quiet_in_turn(begins: time, ends: time, clock: time) -> None:
    if begins != ends:
        quiet, loud = Preferences(quiet=(begins, ends)), Preferences(quiet=(ends, begins))
        assert quiet.is_quiet(clock) is not loud.is_quiet(clock)


def test_someone_rests_on_days_off_from_the_first_to_the_last() -> None:
    chosen = Preferences(weekdays=frozenset(range(7)), days_off=(off(1, 2), off(5, 5)))
    assert [chosen.rests(TODAY + timedelta(days=n)) for n in range(7)] == [n in (1, 2, 5) for n in range(7)]


def test_someone_who_has_paused_is_away_until_the_first_day_that_they_named() -> None:
    chosen = Preferences(paused_until=TODAY)
    assert [chosen.is_away(TODAY + timedelta(days=n)) for n in (-400, -1, 0, 1)] == [True, True, False, False]
    assert Preferences(is_out=True).is_away(TODAY)


@pytest.mark.parametrize(
    ("today", "weeks", "until"),
    [
        pytest.param(date(2026, 3, 2), 1, date(2026, 3, 9), id="from a monday to the next"),
        pytest.param(date(2026, 3, 3), 1, date(2026, 3, 16), id="from a tuesday over the whole next week"),
        pytest.param(date(2026, 3, 8), 1, date(2026, 3, 16), id="from a sunday"),
        pytest.param(date(2026, 3, 2), 4, date(2026, 3, 30), id="four weeks"),
        pytest.param(date(2026, 12, 16), 26, date(2027, 6, 21), id="half a year, past new year"),
    ],
)
def test_a_pause_lasts_its_weeks_and_ends_on_a_monday(today: date, weeks: int, until: date) -> None:
    assert preferences.paused(AS_IT_SHIPS, today, weeks).paused_until == until


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 26))
def test_a_pause_is_never_shorter_than_asked_for_nor_a_week_longer(today: date, weeks: int) -> None:
    chosen = preferences.paused(Preferences(asked_at=time(9)), today, weeks)
    assert chosen.paused_until is not None
    assert chosen.paused_until.weekday() == 0
    assert timedelta(0) <= chosen.paused_until - today - timedelta(weeks=weeks) < timedelta(weeks=1)
    assert replace(chosen, paused_until=None) == Preferences(asked_at=time(9))


@pytest.mark.parametrize("weeks", [-1, 0, 27])
def test_a_pause_of_another_length_is_refused(weeks: int) -> None:
    with pytest.raises(Refused) as caught:
        preferences.paused(AS_IT_SHIPS, TODAY, weeks)
    assert (caught.value.code, caught.value.field) == ("preference_pause", "weeks")


@pytest.mark.parametrize(
    ("chosen", "code", "field"),
    [
        (Preferences(asked_at=time(9, 10)), "preference_hour", "asked_at"),
        (Preferences(asked_at=time(9, 15, 1)), "preference_hour", "asked_at"),
        (Preferences(weekdays=frozenset()), "preference_weekdays", "weekdays"),
        (Preferences(weekdays=frozenset({0, 7})), "preference_weekdays", "weekdays"),
        (Preferences(quiet=(time(9), time(9))), "preference_quiet", "quiet"),
        (Preferences(quiet=(time(9), time(9, 20))), "preference_quiet", "quiet"),
        (Preferences(language="fr"), "preference_language", "language"),
        (Preferences(days_off=(off(2, 1),)), "preference_days_off_order", "days_off"),
        (Preferences(days_off=(off(0, 366),)), "preference_days_off_long", "days_off"),
        (Preferences(days_off=tuple(off(n, n) for n in range(21))), "preference_days_off_many", "days_off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_and_names_its_field(chosen: Preferences, code: str, field: str) -> None:
    with pytest.raises(Refused) as caught:
        preferences.checked(chosen, LANGUAGES, TODAY)
    assert (caught.value.code, caught.value.field) == (code, field)


@given(
    clocks,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.none() | st.tuples(clocks, clocks).filter(lambda quiet: quiet[0] != quiet[1]),
    st.sampled_from(["", *LANGUAGES]),
)
def test_what_can_be_is_taken_as_it_is(
    asked_at: time, weekdays: frozenset[int], quiet: tuple[time, time] | None, language: str
) -> None:
    chosen = Preferences(asked_at, weekdays, quiet, language=language, has_thanks=False, days_off=(off(0, 365),))
    assert preferences.checked(chosen, LANGUAGES, TODAY) == chosen


def test_days_off_that_are_over_are_left_out_and_do_not_count() -> None:
    over = tuple(off(-n - 2, -n - 1) for n in range(30))
    ahead = (off(-3, 0), *(off(n, n) for n in range(1, 20)))
    taken = preferences.checked(Preferences(days_off=(*over, *reversed(ahead))), LANGUAGES, TODAY)
    assert taken.days_off == ahead


@pytest.mark.parametrize("days_off", [(off(1, 2), off(1, 9)), (off(1, 9), off(1, 2))], ids=["longer last", "first"])
def test_of_two_stretches_from_the_same_day_the_longer_stays(days_off: tuple[DaysOff, ...]) -> None:
    assert preferences.checked(Preferences(days_off=days_off), LANGUAGES, TODAY).days_off == (off(1, 9),)
