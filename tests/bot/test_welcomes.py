from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, welcomes
from bot.delivery import Delivery, Next, State
from bot.people import Person
from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences
from bot.welcomes import First

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPENED = datetime(2026, 3, 1, 10, tzinfo=UTC)
ADA = Person("U1", "Ada")
NOTE = Delivery("d1", "welcome:U1", "welcome", "U1", "", MONDAY, MONDAY + timedelta(days=7), "n1")
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Nowhere"])
CLOCKS = st.times().map(lambda clock: clock.replace(minute=clock.minute // 15 * 15, second=0, microsecond=0))


@pytest.mark.parametrize(
    ("person", "wishes", "now", "suits"),
    [
        (ADA, AS_IT_SHIPS, MONDAY, True),
        (ADA, AS_IT_SHIPS, MONDAY.replace(hour=10), True),
        (ADA, AS_IT_SHIPS, MONDAY.replace(hour=9, minute=59), False),
        (ADA, AS_IT_SHIPS, MONDAY.replace(hour=17, minute=59), True),
        (ADA, AS_IT_SHIPS, MONDAY.replace(hour=18), False),
        (ADA, Preferences(asked_at=time(19)), MONDAY.replace(hour=20), True),
        (replace(ADA, tz="America/Los_Angeles"), AS_IT_SHIPS, MONDAY, False),
        (ADA, AS_IT_SHIPS, MONDAY - timedelta(days=1), False),
        (ADA, Preferences(weekdays=frozenset({6})), MONDAY - timedelta(days=1), True),
        (ADA, Preferences(quiet=(time(11), time(13))), MONDAY, False),
        (ADA, Preferences(days_off=(DaysOff(date(2026, 3, 2), date(2026, 3, 2)),)), MONDAY, False),
        (ADA, Preferences(paused_until=date(2026, 3, 3)), MONDAY, False),
        (ADA, Preferences(paused_until=date(2026, 3, 2)), MONDAY, True),
        (ADA, Preferences(is_out=True), MONDAY, False),
        (replace(ADA, is_guest=True), AS_IT_SHIPS, MONDAY, False),
        (replace(ADA, is_deleted=True), AS_IT_SHIPS, MONDAY, False),
        (replace(ADA, is_bot=True), AS_IT_SHIPS, MONDAY, False),
    ],
    ids=[
        "noon",
        "their hour",
        "before it",
        "late",
        "evening",
        "an hour of their own",
        "zone",
        "sunday",
        "works on sundays",
        "quiet",
        "day off",
        "paused",
        "pause over",
        "out",
        "guest",
        "gone",
        "bot",
    ],
)
def test_people_who_take_part_are_told_by_day_and_when_they_work(person, wishes, now, suits):
    assert welcomes.suits(person, wishes, now, has_guests=False) is suits


def test_guests_are_told_where_they_take_part():
    assert welcomes.suits(replace(ADA, is_guest=True), AS_IT_SHIPS, MONDAY, has_guests=True)


@given(ZONES, CLOCKS, st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda quiet: quiet[0] != quiet[1]))
def test_every_working_day_has_a_time_for_it_unless_all_of_it_is_quiet(zone, hour, quiet):
    wishes, person = Preferences(asked_at=hour, quiet=quiet), replace(ADA, tz=zone)
    midnight = moments.at_local(date(2026, 3, 3), time(0), zone)
    day = [midnight + timedelta(minutes=5 * n) for n in range(288)]
    told = [at for at in day if welcomes.suits(person, wishes, at, has_guests=False)]
    assert told
    for at in told:
        shown = at.astimezone(moments.zone(zone))
        assert not wishes.is_quiet(shown.time())
        assert shown.time() >= wishes.hour


@pytest.mark.parametrize(
    ("unknowns", "decided", "is_told"),
    [
        (0, Next(State.SENT, MONDAY), True),
        (0, Next(State.RETRY, MONDAY, "ratelimited"), False),
        (1, Next(State.UNKNOWN, MONDAY, "timeout", 1), False),
        (2, Next(State.DEAD, MONDAY, "outcome_unknown", 2), True),
        (1, Next(State.SKIPPED, MONDAY), True),
        (0, Next(State.SKIPPED, MONDAY), False),
        (0, Next(State.DEAD, MONDAY, "user_not_found"), False),
    ],
    ids=["sent", "later", "unknown", "never known", "may stand", "not wanted", "refused"],
)
def test_who_may_have_the_note_counts_as_told_once_it_is_settled(unknowns, decided, is_told):
    assert welcomes.is_told(replace(NOTE, unknowns=unknowns), decided) is is_told


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        (None, First.TELL),
        (NOTE, First.WAIT),
        (replace(NOTE, state=State.SENDING), First.WAIT),
        (replace(NOTE, state=State.UNKNOWN, unknowns=1), First.WAIT),
        (replace(NOTE, state=State.SENT), First.NOTHING),
        (replace(NOTE, state=State.SKIPPED), First.TELL),
        (replace(NOTE, state=State.EXPIRED), First.TELL),
        (replace(NOTE, state=State.EXPIRED, unknowns=1), First.NOTHING),
        (replace(NOTE, state=State.DEAD), First.GIVE_UP),
        (replace(NOTE, state=State.DEAD, due_at=OPENED), First.GIVE_UP),
        (replace(NOTE, state=State.DEAD, due_at=OPENED - timedelta(seconds=1)), First.TELL),
    ],
    ids=[
        "none",
        "due",
        "sending",
        "unknown",
        "sent",
        "skipped",
        "too late",
        "too late and unknown",
        "refused",
        "refused as it opened",
        "refused before",
    ],
)
def test_what_has_to_happen_before_a_pulse_follows_from_the_note(note, wanted):
    assert welcomes.first(note, OPENED) is wanted


@given(st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=1)))
def test_a_pulse_waits_until_after_its_note_and_as_if_it_was_never_tried(apart):
    note = None if apart is None else replace(NOTE, due_at=MONDAY + apart)
    waits = welcomes.waits(note, MONDAY)
    assert waits.state is State.DUE
    assert waits.due_at > max(MONDAY, note.due_at if note else MONDAY)
    assert not waits.error
