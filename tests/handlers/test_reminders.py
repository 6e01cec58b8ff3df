"""Reminders: for who has left a question open, and for nobody else; when the round is over nothing of them is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery import State
from bot.pulses import Answer
from handlers import pulses as handler
from handlers import reminders, rounds
from handlers.runtime import clock, sender
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import people, preferences, pulses
from storage import reminders as stored
from storage.asking_tables import REMINDER
from storage.database import Database
from storage.messaging_tables import DELIVERY

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 3, 3, 23, tzinfo=UTC)
THURSDAY_NIGHT = datetime(2026, 3, 5, 23, tzinfo=UTC)
FRIDAY_MORNING = datetime(2026, 3, 6, 10, 30, tzinfo=UTC)  # when the last reminder has gone out in Berlin
FRIDAY_NOON = datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC)
FIRST, LAST = "The pulse is open until", "This is the last time"
OVER = "This pulse has closed"


@pytest.fixture
async def asked(office):
    """An office in which everyone has been asked."""
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await office.at(MONDAY_NIGHT)
    return office


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def answer(office, person, *, leaving=0, score=4):
    """Answer all questions but some."""

    def keep(db):
        current = pulses.current(db)
        questions = pulses.questions(db, current.id, person)
        for item in questions.items[: len(questions.items) - leaving]:
            pulses.keep(db, Answer(current.id, person, item.id, score))

    await act(office, keep)


def said(person, words):
    return [message for message in person.dm.messages if words in message.text]


async def rows(office, table, *conditions):
    return await act(office, lambda db: db.run(select(func.count()).select_from(table).where(*conditions)).scalar_one())


async def test_who_has_not_answered_is_reminded_after_a_day_and_on_the_last_morning(asked):
    await asked.at(TUESDAY_NIGHT)
    assert len(said(asked.ada, FIRST)) == 1
    await asked.at(FRIDAY_MORNING)
    assert len(said(asked.ada, LAST)) == 1
    assert len(asked.ada.dm.messages) == 3


async def test_who_has_withdrawn_is_not_reminded(asked):
    await answer(asked, "UADA")
    opened = await act(asked, pulses.current)
    await act(asked, lambda db: handler.withdraw(db, opened.id, "UADA", opened.opens_at))
    await asked.at(TUESDAY_NIGHT)
    await asked.at(FRIDAY_MORNING)
    assert len(asked.ada.dm.messages) == 1


async def test_who_has_answered_is_not_reminded_and_a_skip_is_an_answer(asked):
    await answer(asked, "UADA")
    await answer(asked, "UCLEO", score=0)
    await answer(asked, "UDINA", leaving=1)
    for moment in (TUESDAY_NIGHT, THURSDAY_NIGHT, FRIDAY_MORNING):
        await asked.at(moment)
    assert len(asked.ada.dm.messages) == len(asked.cleo.dm.messages) == 1
    assert len(said(asked.person("dina"), FIRST)) == len(said(asked.person("dina"), LAST)) == 1


async def test_a_reminder_comes_in_the_persons_language(asked):
    def in_german(db):
        preferences.put(db, "UADA", replace(preferences.one(db, "UADA"), language="de"))

    await act(asked, in_german)
    await asked.at(TUESDAY_NIGHT)
    assert not said(asked.ada, FIRST)
    assert "Der Puls ist offen bis" in asked.ada.dm.last.text


async def test_who_has_paused_or_left_is_not_reminded(asked):
    def pause(db):
        until = MONDAY_NIGHT.date() + timedelta(days=7)
        preferences.put(db, "UADA", replace(preferences.one(db, "UADA"), paused_until=until))

    await act(asked, pause)
    await act(asked, lambda db: people.keep(db, [replace(people.one(db, "UCLEO"), is_deleted=True)]))
    await asked.at(TUESDAY_NIGHT)
    assert len(asked.ada.dm.messages) == len(asked.cleo.dm.messages) == 1
    assert await rows(asked, DELIVERY, DELIVERY.c.key.like("reminder:%:1")) == 0


async def test_nobody_is_reminded_when_the_secret_was_changed(asked):
    changed = Database(asked.settings.database_url, "another secret of the tests")
    asked.world.db, right = changed, asked.world.db
    await asked.at(TUESDAY_NIGHT)
    asked.world.db = right
    await changed.close()
    assert len(asked.ada.dm.messages) == 1


async def test_everyone_whose_reminder_came_to_its_turn_has_a_note(asked):
    await answer(asked, "UADA")
    await asked.at(TUESDAY_NIGHT)
    assert await rows(asked, REMINDER) == 15
    current = await act(asked, pulses.current)
    assert await act(asked, lambda db: stored.places(db, current.id, "UADA")) == ()
    (place,) = await act(asked, lambda db: stored.places(db, current.id, "UCLEO"))
    assert place.ts == asked.cleo.dm.last.message.ts


def of_the_pulse(person):
    """Someone's messages but for what those who lead are told beside a digest."""
    return [message for message in person.dm.messages if not message.plain.startswith("Beside the digest")]


async def test_when_the_round_is_over_all_its_messages_say_the_same_and_reminders_are_gone(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await office.at(MONDAY_NIGHT)
    await answer(office, "UADA")
    await answer(office, "UCLEO", leaving=1)
    for moment in (TUESDAY_NIGHT, THURSDAY_NIGHT, FRIDAY_MORNING):
        await office.at(moment)
    assert len(office.cleo.dm.messages) == 3
    await office.at(FRIDAY_NOON)
    await office.at(FRIDAY_NOON + timedelta(minutes=1))
    shown = {
        (tuple(m.plain for m in of_the_pulse(person)), person.dm.messages[0].text)
        for person in (office.ada, office.ben, office.cleo, office.person("dina"))
    }
    assert len(shown) == 1
    assert [len(person.dm.messages) for person in (office.ada, office.cleo)] == [1, 1]
    assert OVER in office.ada.dm.last.text
    assert await rows(office, REMINDER) == 0
    assert await rows(office, DELIVERY, DELIVERY.c.kind.in_(["reminder", "pulse_over"])) == 0
    assert await act(office, stored.untold) == []


async def test_who_never_got_the_message_gets_none_when_it_is_over(office):
    await office.set_up_teams()
    office.slack.clock.set(SUNDAY_NOON)
    await clock.plan(office.world)
    office.slack.clock.set(FRIDAY_NOON)
    await office.beat()
    await office.beat()
    assert not office.ada.dm.messages
    assert await rows(office, DELIVERY, DELIVERY.c.kind == "pulse_over") == 0


async def test_a_round_that_is_closed_early_reminds_nobody_any_more(asked):
    await rounds.close_by_hand(asked.world)
    assert await rows(asked, DELIVERY, DELIVERY.c.kind == "reminder") > 0
    await asked.beat()
    await asked.at(TUESDAY_NIGHT)
    assert await rows(asked, DELIVERY, DELIVERY.c.kind == "reminder") == 0
    assert [OVER in message.text for message in asked.ada.dm.messages] == [True]


async def test_telling_goes_on_where_it_broke_off_and_tells_each_at_a_moment_of_its_own(asked, monkeypatch):
    monkeypatch.setattr(reminders, "TOLD_AT_ONCE", 4)
    asked.world.pace = replace(asked.world.pace, per_minute=240)
    asked.slack.clock.set(FRIDAY_NOON)
    await rounds.close_overdue(asked.world)
    enqueue, left = outbox.enqueue, iter([True, True])

    def breaking_off(db, deliveries):
        if not next(left, False):
            raise ConnectionError
        return enqueue(db, deliveries)

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "enqueue", breaking_off)
        with pytest.raises(ConnectionError):
            await reminders.tell_closed(asked.world)
    assert await rows(asked, DELIVERY, DELIVERY.c.kind == "pulse_over") == 8
    assert len(await act(asked, stored.untold)) == 1
    assert await reminders.tell_closed(asked.world) == 15
    assert await reminders.tell_closed(asked.world) == 0

    def moments(db):
        found = select(DELIVERY.c.due_at).where(DELIVERY.c.kind == "pulse_over")
        return sorted(db.run(found).scalars())

    due = await act(asked, moments)
    assert len(due) == 15
    assert due[-1] - due[0] >= timedelta(seconds=14 * 1.2)


async def test_notes_that_nobody_needs_any_more_are_dropped(asked):
    await asked.at(TUESDAY_NIGHT)
    asked.slack.clock.set(FRIDAY_NOON)
    await rounds.close_overdue(asked.world)
    asked.slack.clock.move(timedelta(days=13))
    await reminders.forget_reminders(asked.world)
    assert await rows(asked, REMINDER) == 15
    asked.slack.clock.move(timedelta(days=1))
    await reminders.forget_reminders(asked.world)
    assert await rows(asked, REMINDER) == 0


async def test_of_a_reminder_that_came_too_late_nothing_is_noted(asked):
    asked.slack.clock.set(FRIDAY_NOON - timedelta(minutes=30))
    assert await rows(asked, DELIVERY, DELIVERY.c.kind == "reminder") == 30
    await sender.tidy(asked.world)
    assert await rows(asked, DELIVERY, DELIVERY.c.kind == "reminder") == 0
    assert await rows(asked, REMINDER) == 0


async def test_a_reminder_is_not_sent_twice_when_its_answer_was_lost(asked):
    asked.sandbox.faults.add(Fault("chat.postMessage", "drop_after"))
    await asked.at(TUESDAY_NIGHT)
    await asked.at(TUESDAY_NIGHT + timedelta(minutes=1))
    everyone = [asked.person(user.name) for user in asked.slack.users.values() if not user.is_bot]
    assert {len(said(person, FIRST)) for person in everyone if person.dm.messages} == {1}
    assert await act(asked, lambda db: outbox.state_of(db, "reminder:2026-W10:UADA:1")) is None
    assert set(await act(asked, outbox.counts)) == {State.SENT}
    for moment in (THURSDAY_NIGHT, FRIDAY_MORNING, FRIDAY_NOON, FRIDAY_NOON + timedelta(minutes=1)):
        await asked.at(moment)
    assert {len(of_the_pulse(person)) for person in everyone if person.dm.messages} == {1}
