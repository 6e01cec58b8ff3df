from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items, reminders
from bot.delivery import Sent
from bot.people import Person
from bot.preferences import AS_IT_SHIPS
from bot.pulses import Questions, Round
from bot.teams import CohortMember

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=3))
ITEMS = tuple(items.bank()[name] for name in ("autonomy-1", "competence-1"))
QUESTIONS = Questions(ROUND, CohortMember("UADA", "support"), ITEMS)
ADA = Person("UADA", "Ada", tz="Europe/Berlin")
HOUR = timedelta(hours=1)
EVERY_ITEM = frozenset(item.id for item in ITEMS)


@pytest.mark.parametrize(
    ("answered", "needed"), [((), True), (("autonomy-1",), True), (("competence-1", "autonomy-1"), False)]
)
def test_who_has_left_a_question_open_is_reminded(answered, needed):
    questions = replace(QUESTIONS, answered=frozenset(answered))
    assert reminders.is_needed(questions, ADA, AS_IT_SHIPS, TUESDAY) is needed


@pytest.mark.parametrize(
    ("now", "needed"),
    [
        (ROUND.closes_at - HOUR - timedelta(seconds=1), True),
        (ROUND.closes_at - HOUR, False),
        (ROUND.closes_at - timedelta(minutes=1), False),
        (ROUND.closes_at + HOUR, False),
    ],
)
def test_nobody_is_reminded_in_the_last_hour_or_later(now, needed):
    assert reminders.is_needed(QUESTIONS, ADA, AS_IT_SHIPS, now) is needed


def test_nobody_is_reminded_of_a_round_that_was_closed_early():
    closed = replace(QUESTIONS, round=replace(ROUND, is_closed=True))
    assert not reminders.is_needed(closed, ADA, AS_IT_SHIPS, TUESDAY)


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({"is_out": True}, False),
        ({"paused_until": date(2026, 3, 9)}, False),
        ({"paused_until": date(2026, 3, 3)}, True),
    ],
    ids=str,
)
def test_who_has_paused_or_is_out_is_not_reminded(changed, needed):
    assert reminders.is_needed(QUESTIONS, ADA, replace(AS_IT_SHIPS, **changed), TUESDAY) is needed


def test_a_pause_ends_by_the_persons_own_clock():
    late_evening = TUESDAY.replace(hour=23)  # the fourth has begun in Berlin
    chosen = replace(AS_IT_SHIPS, paused_until=date(2026, 3, 4))
    assert reminders.is_needed(QUESTIONS, ADA, chosen, late_evening)
    assert not reminders.is_needed(QUESTIONS, replace(ADA, tz="America/New_York"), chosen, late_evening)


@pytest.mark.parametrize("changed", [{"is_deleted": True}, {"is_bot": True}, {"is_stranger": True}], ids=str)
def test_who_has_left_is_not_reminded(changed):
    assert not reminders.is_needed(QUESTIONS, replace(ADA, **changed), AS_IT_SHIPS, TUESDAY)


@pytest.mark.parametrize(
    ("key", "number"),
    [("reminder:2026-W10:U1:1", 1), ("reminder:2026-W10:U1:2", 2), ("reminder:2026-W10:U1:later", reminders.LATER)],
)
def test_a_key_tells_which_reminder_it_is(key, number):
    assert reminders.number(key) == number


words = st.text("DC0123456789", min_size=1, max_size=20)
places = st.lists(st.builds(Sent, words, words), max_size=6)


@given(places, places)
def test_places_take_as_many_bytes_however_many_there_are(some, others):
    assert len(reminders.packed(some)) == len(reminders.packed(others))


@given(places)
def test_the_newest_three_places_are_kept(given_places):
    assert reminders.unpacked(reminders.packed(given_places)) == tuple(given_places[-3:])


def test_a_place_too_long_to_keep_makes_nothing_longer():
    kept, too_long = Sent("D1", "1.2"), Sent("D" * 80, "1.2")
    assert reminders.unpacked(reminders.packed([kept, too_long])) == (kept,)
    assert len(reminders.packed([too_long])) == len(reminders.packed([]))
