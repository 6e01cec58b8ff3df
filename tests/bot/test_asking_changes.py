"""What is moved when someone's clock or wishes change, and what they put off themselves."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, pulses
from bot.asking import ASK, FIRST, LAST, PUT_OFF, Respondent, Window
from bot.errors import Refused
from bot.preferences import Preferences

MONDAY = date(2026, 3, 2)
OPEN = pulses.scheduled("R1", MONDAY)
HOUR = timedelta(hours=1)
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
wishes = st.builds(
    Preferences,
    asked_at=clocks,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.tuples(clocks, clocks).filter(lambda quiet: quiet[0] != quiet[1]),
)
respondents = st.builds(Respondent, zone=zones, minutes=st.integers(0, 29), preferences=wishes)
openings = st.integers(0, 900).map(lambda weeks: pulses.scheduled("R", date(2020, 1, 6) + timedelta(weeks=weeks)))
NEVER = Window(OPEN.closes_at, OPEN.closes_at)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "waiting", "asked", "now", "moved"),
    [
        pytest.param(
            Respondent(TOKYO),
            {ASK: at(2, 9), FIRST: at(3, 9), LAST: at(6, 9)},
            None,
            at(1, 12),
            {ASK: at(2, 1), FIRST: at(3, 1), LAST: at(6, 1)},
            id="all that wait, by another clock",
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(time(14))),
            {FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 9),
            at(2, 10),
            {FIRST: at(3, 13), LAST: at(6, 9)},
            id="the reminders of someone who was asked, to another hour",
        ),
        pytest.param(
            Respondent(BERLIN),
            {LAST: at(6, 10)},
            at(2, 9),
            at(4, 12),
            {LAST: at(6, 9)},
            id="the last one, when the first is gone",
        ),
        pytest.param(
            Respondent(BERLIN),
            {FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 9),
            at(3, 12),
            {LAST: at(6, 9)},
            id="not one that is overdue by day",
        ),
        pytest.param(
            Respondent(BERLIN),
            {FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 9),
            at(3, 22),
            {FIRST: at(4, 9), LAST: at(6, 9)},
            id="one that is overdue by night, to the morning",
        ),
        pytest.param(
            Respondent(BERLIN, 20),
            {FIRST: at(3, 9), LAST: at(6, 9, 20)},
            at(2, 9),
            at(6, 9, 5),
            {FIRST: NEVER.due_at, LAST: at(6, 9, 20)},
            id="not both on the last morning",
        ),
        pytest.param(
            Respondent(BERLIN),
            {FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 9),
            at(6, 10),
            {FIRST: NEVER.due_at},
            id="only the last of two overdue",
        ),
        pytest.param(
            Respondent(BERLIN),
            {ASK: at(2, 9), FIRST: at(3, 9), LAST: at(6, 9)},
            None,
            at(4, 12),
            {FIRST: at(5, 9), LAST: at(6, 9)},
            id="after a downtime, from the ask on, which is left to be sent",
        ),
        pytest.param(
            Respondent(BERLIN),
            {ASK: at(2, 9), FIRST: at(3, 9), LAST: at(6, 9)},
            None,
            at(3, 22),
            {ASK: at(4, 9), FIRST: at(5, 9), LAST: at(6, 9)},
            id="after a downtime, by night, to the morning",
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(weekdays=frozenset({0, 1}))),
            {FIRST: at(4, 9), LAST: at(6, 9)},
            at(3, 9),
            at(3, 10),
            {FIRST: NEVER.due_at, LAST: NEVER.due_at},
            id="never, who does not work any more",
        ),
        pytest.param(
            Respondent(TOKYO, 0, Preferences(is_out=True)),
            {FIRST: at(3, 9)},
            at(2, 9),
            at(2, 10),
            {},
            id="nothing of who is out",
        ),
        pytest.param(
            Respondent(TOKYO, 0, Preferences(paused_until=date(2026, 3, 9))),
            {FIRST: at(3, 9)},
            at(2, 9),
            at(2, 10),
            {},
            id="nothing of who paused",
        ),
        pytest.param(Respondent(TOKYO), {}, None, at(2, 10), {}, id="nothing where nothing waits"),
    ],
)
def test_what_waits_is_moved_to_where_it_suits_now(
    who: Respondent,
    waiting: dict[int, datetime],
    asked: datetime | None,
    now: datetime,
    moved: dict[int, datetime],
) -> None:
    found = asking.moved(OPEN, who, waiting, asked, now)
    assert {number: window.due_at for number, window in found.items()} == moved
    assert all(window == NEVER for window in found.values() if window.due_at == NEVER.due_at)


QUIET = Preferences(quiet=(time(12), time(16)))


@pytest.mark.parametrize(
    ("who", "waiting", "now", "then"),
    [
        pytest.param(Respondent(BERLIN), {PUT_OFF: at(3, 14)}, at(3, 10), at(3, 14), id="stays by day"),
        pytest.param(Respondent(BERLIN), {PUT_OFF: at(3, 17)}, at(3, 13), at(3, 17), id="stays at six"),
        pytest.param(Respondent(TOKYO), {PUT_OFF: at(3, 14)}, at(3, 10), at(4, 1), id="not at night by another clock"),
        pytest.param(Respondent(NEW_YORK), {PUT_OFF: at(3, 9)}, at(3, 5), at(3, 15), id="nor before their morning"),
        pytest.param(
            Respondent(BERLIN, 0, QUIET), {PUT_OFF: at(3, 14)}, at(3, 10), at(4, 9), id="not when it is quiet"
        ),
        pytest.param(Respondent(BERLIN, 0, Preferences(time(15))), {PUT_OFF: at(4, 9)}, at(3, 10), at(4, 9), id="hour"),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(time(15), frozenset({0, 3}))),
            {PUT_OFF: at(4, 9)},
            at(3, 10),
            at(5, 14),
            id="their hour on their next working day",
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(time(21))), {PUT_OFF: at(3, 20)}, at(3, 9), at(3, 20), id="in the evening"
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(weekdays=frozenset({0, 1}))),
            {PUT_OFF: at(4, 9)},
            at(3, 10),
            OPEN.closes_at,
            id="never, who does not work any more",
        ),
        pytest.param(Respondent(BERLIN), {PUT_OFF: at(3, 14)}, at(3, 15), at(3, 14), id="overdue by day, it is sent"),
        pytest.param(
            Respondent(BERLIN), {PUT_OFF: at(3, 14)}, at(3, 22), at(4, 9), id="overdue by night, in the morning"
        ),
        pytest.param(Respondent(BERLIN), {PUT_OFF: at(6, 9)}, at(6, 11, 30), OPEN.closes_at, id="not in the last hour"),
        pytest.param(
            Respondent(TOKYO),
            {PUT_OFF: at(2, 14), FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 10),
            OPEN.closes_at,
            id="never, where a reminder comes then anyway",
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(weekdays=frozenset({0, 1, 3}))),
            {PUT_OFF: at(6, 8), FIRST: at(3, 9), LAST: at(6, 9)},
            at(2, 10),
            OPEN.closes_at,
            id="never, where no day is left, though a reminder is due",
        ),
        pytest.param(
            Respondent(BERLIN, 0, Preferences(weekdays=frozenset({1, 4}))),
            {PUT_OFF: at(6, 9), FIRST: at(4, 9)},
            at(3, 10),
            at(6, 9),
            id="beside a reminder that does not come any more",
        ),
        pytest.param(
            Respondent(TOKYO, 0, Preferences(is_out=True)),
            {PUT_OFF: at(3, 14)},
            at(3, 10),
            None,
            id="nothing who is out",
        ),
    ],
)
def test_what_someone_has_put_off_stays_by_day_and_else_comes_at_their_next_hour(
    who: Respondent, waiting: dict[int, datetime], now: datetime, then: datetime | None
) -> None:
    found = asking.moved(OPEN, who, waiting, at(2, 9), now).get(PUT_OFF)
    assert (found.due_at if found else None) == then
    assert found is None or found.expires_at == (then if then == OPEN.closes_at else OPEN.closes_at - HOUR)


@given(openings, respondents, respondents, st.integers(0, 122 * 60), st.integers(0, 122 * 60))
def test_what_someone_has_put_off_comes_by_day_and_far_from_the_other_reminders(
    opened: pulses.Round, before: Respondent, after: Respondent, clicked: int, changed: int
) -> None:
    clicked_at = opened.opens_at + timedelta(minutes=min(clicked, changed))
    now = opened.opens_at + timedelta(minutes=max(clicked, changed))
    plan = asking.planned(opened, before, opened.opens_at)
    waiting = {n: plan[n].due_at for n in (FIRST, LAST) if n in plan and plan[n].due_at > now}
    try:
        waiting[PUT_OFF] = asking.tomorrow(opened, before, clicked_at)
    except Refused:
        return
    moved = asking.moved(opened, after, waiting, plan[ASK].due_at, now)
    at = moved[PUT_OFF].due_at
    if at == opened.closes_at:
        return
    assert at < opened.closes_at - HOUR
    assert at == waiting[PUT_OFF] or at >= now
    shown = max(at, now).astimezone(ZoneInfo(after.zone))
    assert after.preferences.hour <= shown.time() or shown.time() >= time(10)
    assert asking.suits(opened, after, max(at, now))
    others = [moved[n].due_at for n in (FIRST, LAST) if n in moved and moved[n].due_at < opened.closes_at]
    assert not asking.is_covered(at, others)
    assert (
        asking.moved(opened, after, {n: w.due_at for n, w in moved.items()}, plan[ASK].due_at, now)[PUT_OFF].due_at
        == at
    )


@given(openings, respondents, respondents, st.integers(0, 122 * 60), st.integers(0, 122 * 60))
def test_after_any_change_what_is_left_is_in_order_and_on_different_days(
    opened: pulses.Round, before: Respondent, after: Respondent, planned: int, changed: int
) -> None:
    plan = asking.planned(opened, before, opened.opens_at + timedelta(minutes=min(planned, changed)))
    now = opened.opens_at + timedelta(minutes=max(planned, changed))
    asked = plan[ASK].due_at if plan[ASK].due_at <= now else None
    waiting = {n: plan[n].due_at for n in plan if plan[n].due_at > now}
    moved = asking.moved(opened, after, waiting, asked, now)
    assert set(moved) == set(waiting)
    kept = [asked] if asked else []
    kept += [moved[n].due_at for n in asking.NUMBERS if n in moved and moved[n].due_at < opened.closes_at]
    days = [moment.astimezone(ZoneInfo(after.zone)).date() for moment in kept]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert all(moment >= now for moment in kept[bool(asked) :])


@pytest.mark.parametrize(
    ("chosen", "now", "later", "tomorrow"),
    [
        pytest.param(Preferences(), at(2, 9), at(2, 13), at(3, 9), id="in four hours"),
        pytest.param(Preferences(), at(2, 13), at(2, 17), at(3, 9), id="at six at the latest"),
        pytest.param(Preferences(), at(2, 13, 1), at(3, 9), at(3, 9), id="after six, tomorrow"),
        pytest.param(Preferences(), at(2, 21), at(3, 9), at(3, 9), id="at night, tomorrow"),
        pytest.param(
            Preferences(quiet=(time(14), time(16))), at(2, 9, 30), at(3, 9), at(3, 9), id="not into quiet hours"
        ),
        pytest.param(Preferences(weekdays=frozenset({0, 3})), at(2, 9), at(2, 13), at(5, 9), id="their next day"),
        pytest.param(Preferences(weekdays=frozenset({3})), at(2, 9), at(5, 9), at(5, 9), id="not on a day off"),
        pytest.param(Preferences(time(16)), at(5, 13), at(5, 17), at(6, 9), id="early enough on the last day"),
        pytest.param(Preferences(weekdays=frozenset({0})), at(2, 9), at(2, 13), None, id="no other day is left"),
        pytest.param(Preferences(), at(6, 6, 59), at(6, 10, 59), None, id="just before the last hour"),
        pytest.param(Preferences(), at(6, 7), None, None, id="not in the last hour"),
    ],
)
def test_someone_who_wants_it_later_gets_it_by_day_while_the_round_is_open(
    chosen: Preferences, now: datetime, later: datetime | None, tomorrow: datetime | None
) -> None:
    who = Respondent(BERLIN, 0, chosen)
    for ask, expected in ((asking.later_today, later), (asking.tomorrow, tomorrow)):
        if expected:
            assert ask(OPEN, who, now) == expected
        else:
            with pytest.raises(Refused) as caught:
                ask(OPEN, who, now)
            assert caught.value.code == "pulse_too_late"


@pytest.mark.parametrize(
    ("waiting", "is_covered"),
    [([], False), ([at(3, 9)], True), ([at(2, 21)], False), ([at(3, 21)], False), ([at(2, 21, 1), at(6, 9)], True)],
)
def test_a_reminder_within_half_a_day_comes_anyway(waiting: list[datetime], is_covered: bool) -> None:
    assert asking.is_covered(at(3, 9), waiting) is is_covered
