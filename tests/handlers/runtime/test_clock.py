"""The clock: it ticks, goes on after a failure, and stops only when what is under way is done."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from handlers.runtime import clock, sender
from handlers.runtime.clock import Clock
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import digests, events, pulses
from storage import teams as stored_teams

MONDAY_EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)  # when it is after ten o'clock for everyone in the office
NEXT_MONDAY = MONDAY_EVENING + timedelta(days=7)


async def until(condition, seconds=10.0):
    """Wait until something is so; the clock runs on real time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the scheduler tells nobody when it has ticked
            await asyncio.sleep(0.02)


def thanked(office):
    return [message for message in office.ada.dm.messages if "thanked you" in message.text]


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def digests_of(office, week):
    closed = await act(office, lambda db: pulses.of_week(db, week))
    found = [
        await act(office, lambda db, team=team.id: digests.one(db, closed.id, team))
        for team in await act(office, stored_teams.every)
    ]
    return [digest for digest in found if digest]


def errors(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "heartline.clock"]


async def test_what_is_put_into_the_outbox_is_sent_by_itself(office):
    ticking = Clock(office.world, "test")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await until(lambda: thanked(office))
    await ticking.stop()


async def test_a_tick_that_fails_is_followed_by_the_next(office, monkeypatch):
    failures = iter([OSError("the network is gone")])
    send_due = sender.send_due

    async def failing_once(*arguments):
        for failure in failures:
            raise failure
        return await send_due(*arguments)

    monkeypatch.setattr(sender, "send_due", failing_once)
    ticking = Clock(office.world, "test")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await until(lambda: thanked(office))
    await ticking.stop()


async def test_stopping_waits_for_what_is_under_way(office):
    office.sandbox.faults.add(Fault("chat.postMessage", "delay", seconds=0.5))
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    ticking = Clock(office.world, "test")
    await until(lambda: thanked(office))
    await ticking.stop()
    assert set(await act(office, outbox.counts)) == {"sent"}


async def test_stopping_does_not_wait_for_the_backlog(office):
    await office.set_up_teams()
    office.slack.clock.set(MONDAY_EVENING)
    await clock.plan(office.world)
    office.sandbox.faults.add(Fault("chat.postMessage", "delay", times=100, seconds=0.5))
    ticking = Clock(office.world, "test")
    await until(lambda: any(person.dm.messages for person in map(office.person, ("ada", "dina", "eli", "fay"))))
    await ticking.stop()
    counts = await act(office, outbox.counts)
    assert set(counts) == {"sent", "due"}
    assert counts["sent"] <= sender.AT_ONCE


async def test_stopping_does_not_wait_for_ever(office, monkeypatch, caplog):
    begun = asyncio.Event()

    async def hang(*_):
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(sender, "send_due", hang)
    ticking = Clock(office.world, "test")
    await begun.wait()
    async with asyncio.timeout(2):
        await ticking.stop(within=0.1)
    assert errors(caplog) == ["act=send outcome=cut off"]


async def test_a_job_that_raises_has_done_nothing(office, monkeypatch):
    tried = asyncio.Event()

    async def fail(*_):
        tried.set()
        raise OSError("the network is gone")

    monkeypatch.setattr(sender, "send_due", fail)
    monkeypatch.setattr(clock, "SEND_SECONDS", 0.05)
    ticking = Clock(office.world, "test", plan_seconds=0.05)
    await tried.wait()
    await until(lambda: ticking.idle("send") > 0.3)
    assert ticking.idle("plan") < ticking.idle("send")
    await ticking.stop()


async def test_a_long_round_of_sending_is_no_stall_as_long_as_it_gets_on(office, monkeypatch):
    async def endless(world, owner, stopping, progressed):
        while not stopping.is_set():
            progressed()
            await asyncio.sleep(0.01)

    monkeypatch.setattr(sender, "send_due", endless)
    monkeypatch.setattr(clock, "SEND_SECONDS", 0.05)
    ticking = Clock(office.world, "test")
    await until(lambda: ticking.idle("housekeep") > 0.6)
    assert ticking.idle("send") < 0.3
    await ticking.stop()


@pytest.mark.parametrize(
    "failing",
    ["rounds.close_overdue", "rounds.scrub_closed", "rounds.open_weekly", "rounds.plan_asks", "digests.post_due"],
)
async def test_what_fails_in_a_plan_does_not_stop_the_rest(office, monkeypatch, caplog, failing):
    await office.set_up_teams()
    await office.at(MONDAY_EVENING)
    office.slack.clock.set(NEXT_MONDAY)
    await clock.rounds.close_overdue(office.world)

    async def fail(world):
        raise Refused("database_locked")

    monkeypatch.setattr(f"handlers.{failing}", fail)
    await clock.plan(office.world)
    assert bool(await act(office, lambda db: pulses.of_week(db, "2026-W11"))) == (failing != "rounds.open_weekly")
    assert bool(await digests_of(office, "2026-W10")) == (failing != "digests.post_due")
    assert errors(caplog) == ["workspace=T0SANDBOX act=fail outcome=database_locked"]


async def test_a_plan_closes_before_it_opens_and_digests_what_it_closed(office):
    await office.set_up_teams()
    await office.at(MONDAY_EVENING)
    office.slack.clock.set(NEXT_MONDAY)
    await clock.plan(office.world)
    assert (await act(office, pulses.current)).week == "2026-W11"
    assert len(await digests_of(office, "2026-W10")) == 2


async def test_housekeeping_follows_teams_when_people_cannot_be_loaded(office, caplog):
    await office.set_up_teams()
    office.slack.leave(next(c for c in office.slack.channels.values() if c.name == "support"), "UDINA")
    office.sandbox.faults.add(Fault("users.list", "error"))
    await clock.housekeep(office.world)
    assert "UDINA" not in {place.person for place in await act(office, stored_teams.memberships)}
    assert errors(caplog) == ["workspace=T0SANDBOX act=sync outcome=error"]


async def test_housekeeping_forgets_events_when_slack_is_away(office):
    await office.set_up_teams()
    seen = office.world.now() - timedelta(days=8)
    await act(office, lambda db: events.remember(db, "Ev1", seen))
    office.sandbox.faults.add(Fault("*", "http_500", times=1000))
    await clock.housekeep(office.world)
    assert await act(office, lambda db: events.remember(db, "Ev1", seen))


async def test_housekeeping_keeps_people_in_step(office):
    del office.slack.users["UIVO"]
    await clock.housekeep(office.world)
    gone = await act(office, lambda db: clock.people.stored.one(db, "UIVO"))
    assert gone.is_deleted


async def test_housekeeping_forgets_deliveries_a_month_after_they_expired_and_they_come_not_again(office):
    await office.set_up_teams()
    office.slack.clock.set(MONDAY_EVENING)
    await clock.plan(office.world)
    await office.at(MONDAY_EVENING + timedelta(days=4))  # the round has closed; its messages expired at noon
    expired = datetime(2026, 3, 6, 12, tzinfo=UTC)
    office.slack.clock.set(expired + timedelta(days=29))
    await clock.housekeep(office.world)
    assert (await act(office, outbox.counts))["expired"] == 15
    office.slack.clock.set(expired + timedelta(days=45))
    await clock.housekeep(office.world)
    assert "expired" not in await act(office, outbox.counts)
    assert await clock.rounds.plan_asks(office.world) == 0
