"""Do Not Disturb: asks and reminders wait for its end, whoever has answered; without the permission nothing waits."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import Delivery
from bot.preferences import Preferences
from bot.pulses import Answer
from handlers import quiet
from handlers.runtime import clock, sender
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import planning, preferences, pulses
from storage.messaging_tables import DELIVERY

ASKING = "dnd.teamInfo"
SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock for Ada and Cleo, in Berlin
HOUR = timedelta(hours=1)


@pytest.fixture
async def opened(office):
    """An office in which a round has been planned, half an hour before anyone in Berlin is asked; others have been."""
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await office.at(MONDAY_TEN - HOUR / 2)
    office.sandbox.traffic.passages.clear()
    return office


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def times(office, key):
    """When a delivery is due, and what it was planned for."""
    columns = (DELIVERY.c.due_at, DELIVERY.c.held_from)
    return tuple(await act(office, lambda db: db.run(select(*columns).where(DELIVERY.c.key == key)).one()))


def calls(office):
    return sum(passage.name == ASKING for passage in office.sandbox.traffic.passages)


def epoch(office):
    return office.slack.clock.now().replace(microsecond=0)


async def test_who_wants_no_disturbance_is_asked_when_it_ends(opened):
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.clock.set(planned)
    opened.slack.set_quiet("UADA", 2 * HOUR)
    ends = epoch(opened) + 2 * HOUR
    await opened.beat()
    assert not opened.ada.dm.messages
    due, held_from = await times(opened, "pulse:2026-W10:UADA")
    assert abs(due - ends) < timedelta(seconds=1)
    assert held_from == planned
    await opened.at(due + timedelta(seconds=1))
    assert len(opened.ada.dm.messages) == 1


async def test_nobody_waits_longer_than_six_hours_however_often_they_are_quiet(opened):
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    for hours in (0, 3, 5):
        opened.slack.clock.set(planned + hours * HOUR)
        opened.slack.set_quiet("UADA", 24 * HOUR if hours == 5 else 3 * HOUR)
        await opened.beat()
        assert not opened.ada.dm.messages
    assert await times(opened, "pulse:2026-W10:UADA") == (planned + 6 * HOUR, planned)
    await opened.at(planned + 6 * HOUR)
    assert len(opened.ada.dm.messages) == 1


async def test_a_reminder_waits_as_well_whether_it_is_needed_or_not(opened):
    await opened.at(MONDAY_TEN + HOUR)

    def answer(db):
        current = pulses.current(db)
        for item in pulses.questions(db, current.id, "UADA").items:
            pulses.keep(db, Answer(current.id, "UADA", item.id, 4))

    await act(opened, answer)
    planned = [(await times(opened, f"reminder:2026-W10:{person}:1"))[0] for person in ("UADA", "UCLEO")]
    opened.slack.clock.set(max(planned))
    opened.slack.set_quiet("UADA", 2 * HOUR)
    opened.slack.set_quiet("UCLEO", 2 * HOUR)
    await quiet.hold(opened.world)
    held = [await times(opened, f"reminder:2026-W10:{person}:1") for person in ("UADA", "UCLEO")]
    assert held[0][0] == held[1][0] > max(planned)
    assert [held_from for _, held_from in held] == planned


async def test_other_messages_and_what_was_tried_before_do_not_wait(opened):
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.clock.set(planned)
    for person in ("UADA", "UCLEO"):
        opened.slack.set_quiet(person, 2 * HOUR)
    opened.sandbox.faults.add(Fault("chat.postMessage", "ratelimited", retry_after="5"))
    await sender.send_due(opened.world, "test")
    await opened.cleo.command("/kudos", "@ada for the clear bug report")
    await opened.beat()
    opened.slack.clock.move(timedelta(seconds=10))
    await opened.beat()
    assert (await times(opened, "pulse:2026-W10:UADA"))[1] is None
    assert any("thanked you" in message.text for message in opened.ada.dm.messages)


async def test_where_nothing_is_due_slack_is_not_asked(opened):
    assert await quiet.hold(opened.world) == 0
    assert calls(opened) == 0


@pytest.mark.parametrize("error", ["missing_scope", "token_revoked", "invalid_auth"])
async def test_where_slack_does_not_say_nothing_waits_and_the_log_tells_once_an_hour(opened, caplog, error):
    opened.sandbox.faults.add(Fault(ASKING, "error", times=1000, error=error))
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.set_quiet("UADA", 5 * HOUR)
    await opened.at(planned)
    assert len(opened.ada.dm.messages) == 1
    for n in range(1, 240):  # an hour of the planner's beats
        opened.slack.clock.set(planned + n * timedelta(seconds=15))
        await quiet.hold(opened.world)
    told = [record for record in caplog.records if "act=quiet" in record.getMessage()]
    assert len(told) == calls(opened) == 1
    assert "UADA" not in told[0].getMessage()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(ASKING, "error", error="fatal_error"),
        Fault(ASKING, "http_500"),
        Fault(ASKING, "drop_before", times=2),  # the client tries once more by itself
        Fault(ASKING, "ratelimited", retry_after="15"),
    ],
    ids=lambda fault: fault.kind,
)
async def test_what_passes_is_asked_again_after_a_quarter_of_a_minute(opened, fault):
    opened.sandbox.faults.add(fault)
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.set_quiet("UADA", 5 * HOUR)
    opened.slack.clock.set(planned - timedelta(seconds=40))
    assert await quiet.hold(opened.world) == 0
    before = calls(opened)
    opened.slack.clock.move(timedelta(seconds=13))
    assert await quiet.hold(opened.world) == 0
    assert calls(opened) == before
    opened.slack.clock.move(timedelta(seconds=3))
    assert await quiet.hold(opened.world) == 1
    await opened.at(planned)
    assert not opened.ada.dm.messages


async def test_who_is_held_into_quiet_hours_is_asked_in_the_next_of_their_hours_and_reminded_later(
    office_on_each_store,
):
    office = office_on_each_store
    await office.set_up_teams()
    evening = Preferences(time(17), quiet=(time(19), time(8)))
    await office.beat()
    await act(office, lambda db: preferences.put(db, "UADA", evening))
    await office.at(SUNDAY_NOON)
    planned, _ = await times(office, "pulse:2026-W10:UADA")
    first, _ = await times(office, "reminder:2026-W10:UADA:1")
    last, _ = await times(office, "reminder:2026-W10:UADA:2")
    office.slack.clock.set(planned)
    office.slack.set_quiet("UADA", 16 * HOUR)
    await office.beat()
    assert await times(office, "pulse:2026-W10:UADA") == (planned + 24 * HOUR, planned)
    assert first == planned + 24 * HOUR
    assert await times(office, "reminder:2026-W10:UADA:1") == (first + 24 * HOUR, None)
    assert await times(office, "reminder:2026-W10:UADA:2") == (last, None)
    await office.at(first)
    await office.at(first + HOUR)
    assert len(office.ada.dm.messages) == 1


async def test_what_someone_put_off_and_is_held_to_where_a_reminder_comes_does_not_come(opened):
    await act(opened, lambda db: preferences.put(db, "UADA", Preferences(quiet=(time(19), time(8)))))
    await opened.at(MONDAY_TEN + HOUR)
    current = await act(opened, pulses.current)
    at = MONDAY_TEN + 8 * HOUR
    await act(opened, lambda db: planning.snooze(db, current, "UADA", at, "i", "n"))
    opened.slack.clock.set(at)
    opened.slack.set_quiet("UADA", 16 * HOUR)
    await opened.beat()
    due, _ = await times(opened, "reminder:2026-W10:UADA:later")
    assert due == current.closes_at
    assert (await times(opened, "reminder:2026-W10:UADA:1"))[0] < current.closes_at


async def test_when_slack_asks_to_wait_it_is_left_alone_and_asked_again_then(opened):
    opened.sandbox.faults.add(Fault(ASKING, "ratelimited", retry_after="30"))
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.clock.set(planned)
    opened.slack.set_quiet("UADA", 2 * HOUR)
    assert await quiet.hold(opened.world) == 0
    opened.slack.clock.move(timedelta(seconds=29))
    assert await quiet.hold(opened.world) == 0
    assert calls(opened) == 1
    opened.slack.clock.move(timedelta(seconds=2))
    assert await quiet.hold(opened.world) == 1


async def test_a_crowd_is_asked_about_by_fifties_and_twenty_calls_a_minute(opened):
    opened.slack.clock.move(timedelta(seconds=30))
    now = opened.world.now()
    current = await act(opened, pulses.current)
    crowd = [
        Delivery(f"c{n}", f"pulse:c:{n}", "pulse", f"UCROWD{n}", current.id, now, current.closes_at, f"n{n}")
        for n in range(400)
    ]
    await act(opened, lambda db: outbox.enqueue(db, crowd))
    for _ in range(4):
        await quiet.hold(opened.world)
        assert calls(opened) == 5
        opened.slack.clock.move(timedelta(seconds=3))
    opened.slack.clock.move(timedelta(seconds=4))
    await quiet.hold(opened.world)
    assert calls(opened) == 10


async def test_the_planner_looks_before_anything_is_sent(opened):
    planned, _ = await times(opened, "pulse:2026-W10:UADA")
    opened.slack.clock.set(planned - timedelta(seconds=40))
    opened.slack.set_quiet("UADA", HOUR)
    await clock.plan(opened.world)
    assert (await times(opened, "pulse:2026-W10:UADA"))[1] == planned
