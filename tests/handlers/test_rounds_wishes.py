"""What people choose and change: who is asked at all, when, and what of it moves while the round is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot import asking, pulses
from bot.delivery import State
from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences
from handlers import people, rounds
from handlers.runtime import clock
from storage import preferences
from storage import pulses as stored
from storage.messaging_tables import DELIVERY

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # 10:30 in Berlin, 15:00 in Kolkata, night in America
WEEK_10 = pulses.scheduled("", date(2026, 3, 2))
PEOPLE = 15
HOUR = timedelta(hours=1)


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def messages(office):
    """When each person's message is due, and in which state it is."""
    rows = select(DELIVERY.c.recipient, DELIVERY.c.due_at, DELIVERY.c.state).where(DELIVERY.c.kind == "pulse")
    return {row.recipient: (row.due_at, row.state) for row in await act(office, lambda db: db.run(rows).all())}


def minutes(person, start):
    """When someone is asked in the half hour from then on, in week 10."""
    return start + timedelta(minutes=asking.respondent(WEEK_10, person, "UTC", AS_IT_SHIPS).minutes)


@pytest.fixture
async def settled(office_on_each_store):
    """An office that has its teams since Sunday morning."""
    office = office_on_each_store
    await office.set_up_teams()
    await office.beat()
    return office


async def test_a_changed_zone_moves_a_message_that_waits(settled):
    await settled.at(SUNDAY_NOON)
    settled.slack.change_user("UADA", tz="Asia/Tokyo")
    await settled.settled()
    assert (await messages(settled))["UADA"][0] == minutes("UADA", datetime(2026, 3, 2, 1, tzinfo=UTC))
    settled.slack.change_user("UADA", tz="America/Los_Angeles")
    await settled.settled()
    assert (await messages(settled))["UADA"][0] == minutes("UADA", datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert len(await messages(settled)) == PEOPLE
    for hours in range(0, 36, 2):
        await settled.at(SUNDAY_NOON + hours * HOUR)
    assert len(settled.ada.dm.messages) == 1


async def test_who_moves_to_where_ten_has_passed_is_asked_at_once_by_day_and_else_in_the_morning(settled):
    await settled.at(SUNDAY_NOON)
    settled.slack.clock.set(datetime(2026, 3, 2, 3, tzinfo=UTC))
    settled.slack.change_user("UADA", tz="Asia/Tokyo")  # noon
    settled.slack.change_user("UDINA", tz="Pacific/Auckland")  # four in the afternoon
    settled.slack.change_user("UFAY", tz="Pacific/Kiritimati")  # five in the afternoon
    await settled.settled()
    settled.slack.clock.set(datetime(2026, 3, 2, 5, tzinfo=UTC))
    settled.slack.change_user("UGUS", tz="Pacific/Auckland")  # six in the evening
    await settled.beat()
    for name in ("ada", "dina", "fay"):
        assert len(settled.person(name).dm.messages) == 1
    assert (await messages(settled))["UGUS"][0] == minutes("UGUS", datetime(2026, 3, 2, 21, tzinfo=UTC))


async def test_a_changed_zone_does_nothing_to_a_message_that_was_sent(settled):
    await settled.at(SUNDAY_NOON)
    await settled.at(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    before = (await messages(settled))["UADA"]
    assert before[1] == State.SENT
    settled.slack.change_user("UADA", tz="America/Los_Angeles")
    await settled.at(MONDAY_NIGHT)
    assert (await messages(settled))["UADA"] == before
    assert len(settled.ada.dm.messages) == 1


async def test_a_zone_that_slack_never_told_of_is_found_by_the_daily_look(settled, monkeypatch):
    monkeypatch.setattr(people, "KEPT_AT_ONCE", 4)
    await settled.at(SUNDAY_NOON)
    before = await messages(settled)
    settled.slack.users["UADA"].tz = "Asia/Tokyo"
    await people.sync(settled.world)
    after = await messages(settled)
    assert after.pop("UADA")[0] == minutes("UADA", datetime(2026, 3, 2, 1, tzinfo=UTC))
    del before["UADA"]
    assert after == before


async def test_another_change_of_someone_leaves_their_message_where_it_is(settled):
    await settled.at(WEDNESDAY - HOUR)
    before = await messages(settled)
    settled.slack.clock.set(WEDNESDAY)
    settled.slack.change_user("UDINA", real_name="Dina Newname")
    await settled.settled()
    assert await messages(settled) == before


async def test_who_has_left_is_asked_nothing_when_their_time_comes_and_a_new_guest_keeps_their_place(settled):
    await settled.at(SUNDAY_NOON)
    settled.slack.change_user("UADA", deleted=True)
    settled.slack.change_user("UDINA", is_restricted=True)
    await settled.settled()
    await settled.at(MONDAY_NIGHT)
    found = await messages(settled)
    assert (found["UADA"][1], found["UDINA"][1], found["UELI"][1]) == (State.SKIPPED, State.SENT, State.SENT)


async def choose(office, **chosen):
    def put(db):
        for person, wishes in chosen.items():
            preferences.put(db, person, wishes)

    await act(office, put)


async def cohort(office):
    current = await act(office, stored.current)
    return {member.person for member in await act(office, lambda db: stored.cohort_of(db, current.id))}


async def test_everyone_is_asked_as_they_have_chosen(settled):
    monday = DaysOff(date(2026, 3, 2), date(2026, 3, 2))
    await choose(
        settled,
        UADA=Preferences(time(8, 15)),
        UDINA=Preferences(weekdays=frozenset({2, 3})),
        UELI=Preferences(days_off=(monday,)),
        UFAY=Preferences(quiet=(time(9), time(13))),
    )
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    found = await messages(settled)
    assert len(found) == PEOPLE
    assert found["UADA"][0] == minutes("UADA", datetime(2026, 3, 2, 7, 15, tzinfo=UTC))
    assert found["UDINA"][0] == minutes("UDINA", datetime(2026, 3, 4, 15, tzinfo=UTC))
    assert found["UELI"][0] == minutes("UELI", datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    assert found["UFAY"][0] == minutes("UFAY", datetime(2026, 3, 2, 21, tzinfo=UTC))


async def test_who_has_paused_is_out_or_is_off_all_round_counts_nowhere(settled):
    week = DaysOff(date(2026, 2, 28), date(2026, 3, 8))
    await choose(
        settled,
        UADA=Preferences(paused_until=date(2026, 3, 9)),
        UDINA=Preferences(is_out=True),
        UELI=Preferences(days_off=(week,)),
        UFAY=Preferences(paused_until=date(2026, 3, 2)),
    )
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    asked = await cohort(settled)
    assert len(asked) == PEOPLE - 3
    assert asked.isdisjoint({"UADA", "UDINA", "UELI"})
    assert asked == set(await messages(settled))


async def test_who_pauses_in_the_middle_stays_in_the_cohort_and_their_messages_are_not_sent(settled):
    await settled.at(SUNDAY_NOON)
    rows = select(DELIVERY).where(DELIVERY.c.recipient == "UADA").order_by(DELIVERY.c.key)
    before = await act(settled, lambda db: db.run(rows).all())
    await choose(settled, UADA=Preferences(paused_until=date(2026, 3, 9)))
    assert await act(settled, lambda db: db.run(rows).all()) == before
    assert len(before) == 3
    for day in range(2, 7):
        await settled.at(datetime(2026, 3, day, 11, 30, tzinfo=UTC))
    assert not settled.ada.dm.messages
    assert "UADA" in await cohort(settled)
    assert settled.person("eli").dm.messages


async def test_a_bot_that_comes_back_at_night_keeps_to_what_people_have_chosen(settled):
    await choose(settled, UADA=Preferences(time(8)), UMIA=Preferences(weekdays=frozenset({0, 3})))
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    settled.slack.clock.set(MONDAY_NIGHT)
    await act(settled, lambda db: rounds.wait_for_day(db, MONDAY_NIGHT))
    found = await messages(settled)
    assert found["UADA"][0] == minutes("UADA", datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert found["UMIA"][0] == minutes("UMIA", datetime(2026, 3, 5, 9, tzinfo=UTC))


async def test_reminders_follow_the_ask_that_a_downtime_has_put_off(settled):
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    await act(settled, lambda db: rounds.wait_for_day(db, MONDAY_NIGHT))
    due = select(DELIVERY.c.key, DELIVERY.c.due_at).where(DELIVERY.c.recipient == "UADA").order_by(DELIVERY.c.key)
    found = [row.due_at for row in await act(settled, lambda db: db.run(due).all())]
    assert found == [minutes("UADA", datetime(2026, 3, day, 9, tzinfo=UTC)) for day in (3, 4, 6)]
