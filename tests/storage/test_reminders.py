"""Where reminders are: sealed, alike for all, and gone when the round is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.delivery import REMINDER as KIND
from bot.delivery import Delivery, Sent, State
from bot.pulses import Round
from bot.teams import CohortMember
from storage import closing, delivery, reminders
from storage.asking_tables import REMINDER
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY
from storage.tables import ROUND as ROUNDS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
CROWD = [CohortMember(f"U{n}", "support") for n in range(1, 6)]
PLACES = [Sent("D0CLEARTEXT", f"17724420{n}.000100") for n in range(4)]


def noting(person: str, sent: Sent | None = None) -> Callable[[Db], None]:
    return lambda db: reminders.note(db, ROUND.id, person, sent)


def places(person: str) -> Callable[[Db], tuple[Sent, ...]]:
    return lambda db: reminders.places(db, ROUND.id, person)


def sealed(db: Db) -> dict[str, bytes]:
    return {row.person: row.sealed for row in db.run(select(REMINDER.c.person, REMINDER.c.sealed))}


def ask(person: str) -> Delivery:
    return Delivery(f"m{person}", f"pulse:2026-W10:{person}", "pulse", person, ROUND.id, MONDAY, ROUND.closes_at, "n")


@pytest.fixture
async def asked(database: Database, opened: Callable[..., Callable[[Db], bool]]) -> Database:
    await database.act("T1", opened(ROUND, CROWD))
    return database


async def test_a_reader_cannot_tell_who_was_reminded_and_how_often(asked: Database) -> None:
    await asked.act("T1", noting("U1"))
    await asked.act("T1", noting("U2", PLACES[0]))
    for place in PLACES[1:]:
        await asked.act("T1", noting("U3", place))
    kept = await asked.act("T1", sealed)
    assert len({len(content) for content in kept.values()}) == 1
    assert not any(b"D0CLEAR" in content for content in kept.values())


async def test_each_turn_seals_a_note_anew(asked: Database) -> None:
    await asked.act("T1", noting("U1"))
    before = await asked.act("T1", sealed)
    await asked.act("T1", noting("U1"))
    assert await asked.act("T1", sealed) != before


async def test_the_newest_three_reminders_of_a_person_are_known(asked: Database) -> None:
    assert await asked.act("T1", places("U1")) == ()
    for place in PLACES:
        await asked.act("T1", noting("U1", place))
        await asked.act("T1", noting("U1"))
    assert await asked.act("T1", places("U1")) == tuple(PLACES[1:])
    assert await asked.act("T1", places("U2")) == ()
    assert await asked.act("T2", places("U1")) == ()


async def test_what_another_secret_has_sealed_is_nowhere(asked: Database, url: str) -> None:
    await asked.act("T1", noting("U1", PLACES[0]))
    other = Database(url, "another secret")
    assert await other.act("T1", places("U1")) == ()
    await other.act("T1", noting("U1", PLACES[1]))
    assert await other.act("T1", places("U1")) == (PLACES[1],)
    await other.close()


async def test_a_note_cannot_be_passed_off_as_another_persons(asked: Database) -> None:
    await asked.act("T1", noting("U1", PLACES[0]))
    stolen = (await asked.act("T1", sealed))["U1"]
    await asked.act("T1", noting("U2"))
    await asked.act("T1", lambda db: db.run(update(REMINDER).where(REMINDER.c.person == "U2").values(sealed=stolen)))
    assert await asked.act("T1", places("U2")) == ()


async def test_between_closing_and_telling_a_reminder_is_still_noted_and_afterwards_none(asked: Database) -> None:
    await asked.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    assert [found.id for found in await asked.act("T1", reminders.untold)] == [ROUND.id]
    await asked.act("T1", noting("U1", PLACES[0]))
    await asked.act("T1", lambda db: reminders.mark_told(db, ROUND.id))
    await asked.act("T1", noting("U2", PLACES[1]))
    assert list(await asked.act("T1", sealed)) == ["U1"]
    assert await asked.act("T1", reminders.untold) == []


async def test_an_open_round_is_not_told_to_be_over(asked: Database) -> None:
    assert await asked.act("T1", reminders.untold) == []


async def test_people_come_in_pieces_and_each_once(asked: Database) -> None:
    sent = [ask(member.person) for member in CROWD]
    await asked.act("T1", lambda db: delivery.enqueue(db, [*sent, replace(sent[0], id="m0", key="k", kind=KIND)]))
    first = await asked.act("T1", lambda db: reminders.people(db, ROUND.id, "", 3))
    rest = await asked.act("T1", lambda db: reminders.people(db, ROUND.id, first[-1], 3))
    assert [*first, *rest] == [member.person for member in CROWD]
    assert await asked.act("T1", lambda db: reminders.people(db, ROUND.id, rest[-1], 3)) == []
    assert await asked.act("T2", lambda db: reminders.people(db, ROUND.id, "", 3)) == []


@pytest.mark.parametrize("state", [State.UNKNOWN, State.CLAIMED, State.SENDING])
async def test_a_round_is_not_told_to_be_over_before_it_is_known_where_its_reminders_are(
    asked: Database, state: State
) -> None:
    unsure = Delivery("d1", "reminder:2026-W10:U1:1", KIND, "U1", ROUND.id, MONDAY, ROUND.closes_at, "n1", state)
    await asked.act("T1", lambda db: delivery.enqueue(db, [unsure, ask("U1")]))
    await asked.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    assert await asked.act("T1", reminders.untold) == []
    await asked.act("T1", lambda db: db.run(delete(DELIVERY).where(DELIVERY.c.id == "d1")))
    assert [found.id for found in await asked.act("T1", reminders.untold)] == [ROUND.id]


async def test_reminders_that_wait_are_dropped_when_the_round_is_over_and_scrubbed(asked: Database) -> None:
    waiting = Delivery("d1", "reminder:2026-W10:U1:1", KIND, "U1", ROUND.id, MONDAY, ROUND.closes_at, "n1")
    await asked.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    await asked.act("T1", lambda db: closing.mark_scrubbed(db, [ROUND.id]))
    await asked.act("T1", lambda db: delivery.enqueue(db, [waiting]))
    await asked.act("T1", lambda db: reminders.mark_told(db, ROUND.id))
    assert await asked.act("T1", lambda db: delivery.state_of(db, waiting.key)) is None
    assert await asked.act("T1", closing.unscrubbed) == [ROUND.id]


async def test_where_no_reminder_waits_nothing_is_scrubbed_again(asked: Database) -> None:
    ask = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", ROUND.id, MONDAY, ROUND.closes_at, "n1")
    await asked.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    await asked.act("T1", lambda db: closing.mark_scrubbed(db, [ROUND.id]))
    await asked.act("T1", lambda db: delivery.enqueue(db, [ask]))
    await asked.act("T1", lambda db: reminders.mark_told(db, ROUND.id))
    assert await asked.act("T1", lambda db: delivery.state_of(db, ask.key)) is State.DUE
    assert await asked.act("T1", closing.unscrubbed) == []


async def test_notes_of_one_person_and_of_old_rounds_are_dropped(asked: Database) -> None:
    for member in CROWD:
        await asked.act("T1", noting(member.person))
    await asked.act("T1", lambda db: reminders.forget(db, ROUND.id, "U1"))
    assert len(await asked.act("T1", sealed)) == 4
    late = ROUND.closes_at + timedelta(seconds=1)
    assert await asked.act("T1", lambda db: reminders.forget_before(db, late)) == 0  # it is open
    await asked.act("T1", lambda db: db.run(update(ROUNDS).values(is_closed=True)))
    assert await asked.act("T1", lambda db: reminders.forget_before(db, ROUND.closes_at)) == 0
    assert await asked.act("T2", lambda db: reminders.forget_before(db, late)) == 0
    assert await asked.act("T1", lambda db: reminders.forget_before(db, late)) == 4
