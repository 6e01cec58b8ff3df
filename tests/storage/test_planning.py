"""The messages of a round in the outbox: planned once, moved while they wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot import asking
from bot.asking import ASK, LAST, Plan, Window
from bot.delivery import Delivery, State
from bot.people import Person
from bot.policies import AS_IT_SHIPS
from bot.preferences import Preferences
from bot.pulses import Round
from bot.schedules import Schedule
from bot.teams import CohortMember, Membership, Team
from storage import closing, delivery, people, planning, preferences, schedules, teams
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

SUNDAY = datetime(2026, 3, 1, 10, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", SUNDAY, datetime(2026, 3, 6, 12, tzinfo=UTC))
IDS = [f"U{number:02d}" for number in range(1, 8)]
COHORT_OF_SEVEN = [CohortMember(person, "A") for person in IDS]
LATER = MONDAY + timedelta(hours=5)
DAY = timedelta(days=1)
OVER = ROUND.closes_at - timedelta(hours=1)


@pytest.fixture
async def open_round(database: Database, opened: Callable[..., Callable[[Db], bool]]) -> Database:
    """A database with an open round of seven people, half of them in Tokyo."""
    await database.act("T1", set_up)
    await database.act("T1", opened(ROUND, COHORT_OF_SEVEN))
    return database


def set_up(db: Db) -> None:
    zones = ("Asia/Tokyo", "Europe/Berlin")
    people.keep(db, [Person(person, person, zones[number % 2]) for number, person in enumerate(IDS)])


def message(person: str) -> Delivery:
    return Delivery(
        f"d-{person}", f"pulse:2026-W10:{person}", "pulse", person, ROUND.id, MONDAY, ROUND.closes_at, f"n-{person}"
    )


def plan(now: datetime = SUNDAY) -> Callable[[Db], int]:
    """Plans what the planner plans."""

    def work(db: Db) -> int:
        found = planning.unasked(db, ROUND, "", 100)
        plans = {person: asking.planned(ROUND, who, now) for person, who in found.items()}
        return planning.enqueue(db, ROUND, plans, f"i{now}", f"n{now}")

    return work


def due_at(db: Db) -> dict[str, datetime]:
    return {row.key: row.due_at for row in db.run(select(DELIVERY.c.key, DELIVERY.c.due_at))}


def names(person: str) -> list[str]:
    return [asking.key(ROUND, person, number) for number in asking.NUMBERS]


def sent(key: str, at: datetime) -> Callable[[Db], None]:
    """A message was sent; a reminder leaves nothing behind."""

    def work(db: Db) -> None:
        if key.startswith("reminder"):
            db.run(delete(DELIVERY).where(DELIVERY.c.key == key))
        db.run(update(DELIVERY).where(DELIVERY.c.key == key).values(state="sent", attempted_at=at, due_at=at))

    return work


async def test_the_cohort_comes_in_pieces_by_id_with_zones_minutes_and_wishes(open_round: Database) -> None:
    early = Preferences(time(7))
    await open_round.act("T1", lambda db: preferences.put(db, "U02", early))
    found = await open_round.act("T1", lambda db: planning.unasked(db, ROUND, "", 3))
    zones = {"U01": "Asia/Tokyo", "U02": "Europe/Berlin", "U03": "Asia/Tokyo"}
    chosen = {"U02": early}
    assert found == {p: asking.respondent(ROUND, p, zone, chosen.get(p, Preferences())) for p, zone in zones.items()}
    assert list(await open_round.act("T1", lambda db: planning.unasked(db, ROUND, "U03", 3))) == ["U04", "U05", "U06"]
    assert list(await open_round.act("T1", lambda db: planning.unasked(db, ROUND, "U06", 3))) == ["U07"]
    assert await open_round.act("T1", lambda db: planning.unasked(db, ROUND, "U07", 3)) == {}
    assert await open_round.act("T2", lambda db: planning.unasked(db, ROUND, "", 3)) == {}


async def test_the_messages_to_people_are_as_any_in_the_outbox(open_round: Database) -> None:
    plans: dict[str, Plan] = {
        "U02": {ASK: Window(MONDAY, ROUND.closes_at)},
        "U01": {ASK: Window(LATER, ROUND.closes_at), LAST: Window(LATER + DAY, OVER)},
    }
    assert await open_round.act("T1", lambda db: planning.enqueue(db, ROUND, plans, "i", "n")) == 2
    ours = await open_round.act("T1", lambda db: db.run(select(DELIVERY).order_by(DELIVERY.c.key)).all())
    await open_round.act("T2", lambda db: delivery.enqueue(db, [message("U02")]))
    plain = await open_round.act("T1", lambda db: db.run(select(DELIVERY).where(DELIVERY.c.workspace == "T2")).one())
    named = {"workspace": "T2", "id": "d-U02", "nonce": "n-U02"}
    assert ours[1]._asdict() | named == plain._asdict()
    assert [(row.key, row.kind, row.due_at, row.expires_at) for row in ours] == [
        ("pulse:2026-W10:U01", "pulse", LATER, ROUND.closes_at),
        ("pulse:2026-W10:U02", "pulse", MONDAY, ROUND.closes_at),
        ("reminder:2026-W10:U01:2", "reminder", LATER + DAY, OVER),
    ]
    assert {row.recipient for row in ours[::2]} == {"U01"}
    assert {row.subject for row in ours} == {"r10"}
    assert sorted(row.id for row in ours) == ["i-1", "i-2", "i-3"]
    assert sorted(row.nonce for row in ours) == ["n-1", "n-2", "n-3"]


async def test_whoever_has_their_message_is_not_planned_again_and_a_reminder_that_has_gone_stays_away(
    open_round: Database,
) -> None:
    assert await open_round.act("T1", plan()) == len(IDS)
    planned = await open_round.act("T1", due_at)
    assert len(planned) == 3 * len(IDS)
    await open_round.act("T1", sent("pulse:2026-W10:U01", MONDAY))
    await open_round.act("T1", sent("reminder:2026-W10:U01:1", MONDAY + DAY))
    await open_round.act("T1", lambda db: db.run(delete(DELIVERY).where(DELIVERY.c.recipient == "U05")))
    assert await open_round.act("T1", plan(MONDAY + DAY)) == 1
    again = await open_round.act("T1", due_at)
    assert set(planned) - set(again) == {"reminder:2026-W10:U01:1"}
    untouched = [key for key in again if "U05" not in key and key != "pulse:2026-W10:U01"]
    assert all(again[key] == planned[key] for key in untouched)


async def test_nobody_of_a_closed_round_is_planned(open_round: Database) -> None:
    await open_round.act("T1", lambda db: closing.close(db, ROUND.id, LATER))
    assert await open_round.act("T1", lambda db: planning.unasked(db, ROUND, "", 3)) == {}
    await open_round.act("T1", lambda db: planning.mark_planned(db, ROUND.id))
    assert await open_round.act("T1", lambda db: planning.unplanned(db, MONDAY)) == []


async def test_a_round_is_unplanned_until_it_is_marked(open_round: Database) -> None:
    assert await open_round.act("T1", lambda db: planning.unplanned(db, MONDAY)) == [ROUND]
    await open_round.act("T2", lambda db: planning.mark_planned(db, ROUND.id))
    assert await open_round.act("T1", lambda db: planning.unplanned(db, MONDAY)) == [ROUND]
    await open_round.act("T1", lambda db: planning.mark_planned(db, ROUND.id))
    assert await open_round.act("T1", lambda db: planning.unplanned(db, MONDAY)) == []


async def test_a_round_that_is_over_and_could_not_be_closed_is_not_planned(open_round: Database) -> None:
    just_before = ROUND.closes_at - timedelta(microseconds=1)
    assert await open_round.act("T1", lambda db: planning.unplanned(db, just_before)) == [ROUND]
    assert await open_round.act("T1", lambda db: planning.unplanned(db, ROUND.closes_at)) == []


async def test_the_newest_week_counts_open_and_closed_rounds(open_round: Database) -> None:
    assert await open_round.act("T1", planning.last_week) == "2026-W10"
    await open_round.act("T1", lambda db: closing.close(db, ROUND.id, LATER))
    assert await open_round.act("T1", planning.last_week) == "2026-W10"
    assert await open_round.act("T2", planning.last_week) is None


async def test_who_was_not_given_the_message_is_counted(open_round: Database) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message(person) for person in IDS[:4]])
        planning.snooze(db, ROUND, "U05", LATER, "i", "n")  # no such message
        states = (State.SENT, State.SKIPPED, State.EXPIRED, State.DEAD)
        for person, state in zip(IDS, states, strict=False):
            db.run(update(DELIVERY).where(DELIVERY.c.recipient == person).values(state=str(state)))

    await open_round.act("T1", make)
    assert await open_round.act("T1", lambda db: planning.unsent(db, ROUND.id)) == 2
    assert await open_round.act("T2", lambda db: planning.unsent(db, ROUND.id)) == 0


async def test_while_there_is_no_team_pulses_come_as_if_the_first_one_came_now(database: Database) -> None:
    chosen, wednesday = Schedule("pulse", date(2026, 2, 9), 2), MONDAY + 2 * DAY

    async def known() -> Schedule | None:
        return await database.act("T1", lambda db: planning.schedule(db, AS_IT_SHIPS, wednesday))

    assert await known() is None
    await database.act("T1", lambda db: schedules.add(db, chosen))
    assert await known() == replace(chosen, first=date(2026, 3, 9))
    await database.act("T1", lambda db: teams.add(db, Team("t1", "Support", "C1", 0), [Membership("t1", "U01")]))
    assert await known() == chosen
