"""Planning: on time or late, in pieces, by everyone's own clock, and never twice."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import asking, pulses
from bot.delivery import State
from bot.preferences import AS_IT_SHIPS
from handlers import rounds
from handlers.runtime import clock
from storage import planning
from storage import pulses as stored
from storage.messaging_tables import DELIVERY
from storage.tables import ROUND

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


async def keys(office):
    pulses_only = select(DELIVERY.c.key).where(DELIVERY.c.kind == "pulse")
    return sorted(await act(office, lambda db: db.run(pulses_only).scalars().all()))


def minutes(person, start):
    """When someone is asked in the half hour from then on, in week 10."""
    return start + timedelta(minutes=asking.respondent(WEEK_10, person, "UTC", AS_IT_SHIPS).minutes)


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "heartline"]


@pytest.fixture
async def settled(office_on_each_store):
    """An office that has its teams since Sunday morning."""
    office = office_on_each_store
    await office.set_up_teams()
    await office.beat()
    return office


async def test_each_message_is_due_in_the_half_hour_from_ten_on_monday_by_its_persons_clock(settled):
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    found = await messages(settled)
    assert len(found) == PEOPLE
    assert found["UADA"][0] == minutes("UADA", datetime(2026, 3, 2, 9, tzinfo=UTC))  # Berlin
    assert found["UDINA"][0] == minutes("UDINA", datetime(2026, 3, 2, 15, tzinfo=UTC))  # New York
    assert found["UFAY"][0] == minutes("UFAY", datetime(2026, 3, 2, 18, tzinfo=UTC))  # Los Angeles
    assert len({due_at.minute for due_at, _ in found.values()}) > 5


async def test_a_bot_that_comes_back_at_night_asks_in_the_morning_and_by_day_at_once(settled):
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    settled.slack.clock.set(MONDAY_NIGHT)  # midnight in Berlin, half past four in Kolkata, day in America
    moved = await act(settled, lambda db: rounds.wait_for_day(db, MONDAY_NIGHT))
    found = await messages(settled)
    assert found["UADA"][0] == minutes("UADA", datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert found["UELI"][0] == minutes("UELI", datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    assert found["UFAY"][0] == minutes("UFAY", datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert 0 < moved < 3 * PEOPLE
    assert await act(settled, lambda db: rounds.wait_for_day(db, MONDAY_NIGHT)) == 0


async def test_a_bot_that_was_down_over_monday_asks_late_and_by_day(settled):
    await settled.at(WEDNESDAY)
    assert settled.ada.dm.saying("Your pulse")
    assert not settled.person("dina").dm.messages
    due_at, state = (await messages(settled))["UDINA"]
    assert (due_at, state) == (minutes("UDINA", datetime(2026, 3, 4, 15, tzinfo=UTC)), State.DUE)
    await settled.at(due_at)
    assert len(settled.person("dina").dm.messages) == 1
    assert len(settled.ada.dm.messages) == 1


async def test_a_bot_that_is_back_on_the_last_day_waits_for_the_next_week(settled):
    await settled.at(datetime(2026, 3, 5, 12, tzinfo=UTC))
    assert not await messages(settled)
    await settled.at(datetime(2026, 3, 8, 12, tzinfo=UTC))
    assert {key.split(":")[1] for key in await keys(settled)} == {"2026-W11"}


async def test_after_three_weeks_only_the_newest_is_asked_and_the_missed_are_told(settled, caplog):
    settled.slack.clock.set(datetime(2026, 3, 17, 9, tzinfo=UTC))
    occurrence = await rounds.open_weekly(settled.world)
    assert occurrence.missed == 2
    await clock.plan(settled.world)
    assert {key.split(":")[1] for key in await keys(settled)} == {"2026-W12"}
    assert len(await keys(settled)) == PEOPLE
    assert lines(caplog) == ["workspace=T0SANDBOX act=open outcome=late week=2026-W12 missed=2"]


async def test_nobody_is_asked_late_in_the_week_in_which_heartline_is_set_up(office):
    office.slack.clock.set(WEDNESDAY)
    await office.beat()
    await office.set_up_teams()
    for days in range(4):
        await office.at(WEDNESDAY + timedelta(days=days))
    assert not await messages(office)
    await office.at(datetime(2026, 3, 8, 12, tzinfo=UTC))
    assert len(await messages(office)) == PEOPLE


async def test_a_replayed_plan_adds_nothing_even_without_its_mark(settled):
    settled.slack.clock.set(SUNDAY_NOON)
    await rounds.open_weekly(settled.world)
    assert await rounds.plan_asks(settled.world) == PEOPLE
    before = await messages(settled)
    assert await rounds.plan_asks(settled.world) == 0
    settled.slack.clock.set(MONDAY_NIGHT)
    await act(settled, lambda db: db.run(update(ROUND).values(is_planned=False)))
    assert await rounds.open_weekly(settled.world) is None
    assert await rounds.plan_asks(settled.world) == 0
    assert await messages(settled) == before


@pytest.mark.parametrize("pieces", [1, 2, 4])
async def test_a_plan_that_broke_off_between_two_pieces_is_finished_by_the_next(settled, monkeypatch, pieces):
    monkeypatch.setattr(rounds, "PLANNED_AT_ONCE", 3)
    settled.slack.clock.set(SUNDAY_NOON)
    await rounds.open_weekly(settled.world)
    enqueue, left = planning.enqueue, iter(range(pieces))

    def breaking(*arguments, **named):
        added = enqueue(*arguments, **named)
        if next(left, None) is None:
            raise OSError("the power is gone")
        return added

    monkeypatch.setattr(planning, "enqueue", breaking)
    with pytest.raises(OSError, match="the power is gone"):
        await rounds.plan_asks(settled.world)
    assert len(await messages(settled)) == 3 * pieces
    monkeypatch.setattr(planning, "enqueue", enqueue)
    assert await rounds.plan_asks(settled.world) == PEOPLE - 3 * pieces
    assert len(await messages(settled)) == PEOPLE


async def test_clicks_get_in_between_two_pieces(settled, monkeypatch):
    monkeypatch.setattr(rounds, "PLANNED_AT_ONCE", 1)
    settled.slack.clock.set(SUNDAY_NOON)
    await rounds.open_weekly(settled.world)
    planning_it = asyncio.create_task(rounds.plan_asks(settled.world))
    await act(settled, stored.current)
    await act(settled, stored.current)
    assert not planning_it.done()
    assert await planning_it == PEOPLE


async def test_a_round_opened_by_hand_asks_everyone_when_the_command_returns(settled):
    settled.slack.clock.set(WEDNESDAY)
    opened, asked = await rounds.open_by_hand(settled.world)
    found = await messages(settled)
    assert asked == len(found) == PEOPLE
    assert opened.opens_at <= found["UADA"][0] < opened.opens_at + timedelta(minutes=1)
    assert found["UADA"][0] == found["UELI"][0] == found["UDINA"][0]
    await settled.at(datetime(2026, 3, 5, 11, tzinfo=UTC))
    assert len(await keys(settled)) == PEOPLE


async def test_a_closed_round_is_neither_planned_nor_opened_again(settled):
    settled.slack.clock.set(SUNDAY_NOON)
    await rounds.open_weekly(settled.world)
    await rounds.close_by_hand(settled.world)
    assert await rounds.plan_asks(settled.world) == 0
    assert await rounds.open_weekly(settled.world) is None
    await clock.plan(settled.world)
    assert await keys(settled) == []


async def test_who_was_never_told_is_counted_when_the_round_closes(settled, caplog):
    settled.slack.clock.set(SUNDAY_NOON)
    await clock.plan(settled.world)
    await settled.at(datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert lines(caplog) == [f"workspace=T0SANDBOX act=close outcome=unsent week=2026-W10 n={PEOPLE}"]
    assert {state for _, state in (await messages(settled)).values()} == {State.EXPIRED}
