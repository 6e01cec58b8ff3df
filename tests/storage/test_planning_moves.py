"""The messages of a round that wait in the outbox are moved; what someone puts off themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot import asking
from bot.asking import Window
from bot.delivery import Delivery, State
from bot.people import Person
from bot.preferences import Preferences
from bot.pulses import Round
from bot.teams import CohortMember
from storage import delivery, people, planning, preferences
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
SPREAD = [timedelta(minutes=minute) for minute in range(30)]


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


@pytest.mark.parametrize("state", list(State))
async def test_only_a_message_that_was_never_attempted_is_moved(open_round: Database, state: State) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message("U01"), message("U02")])
        db.run(update(DELIVERY).where(DELIVERY.c.recipient == "U01").values(state=str(state)))

    await open_round.act("T1", make)
    moments = {"pulse:2026-W10:U01": Window(LATER, OVER), "pulse:2026-W10:U09": Window(LATER, OVER)}
    moved = await open_round.act("T1", lambda db: planning.move(db, moments))
    assert moved == (state == State.DUE)
    then = LATER if state == State.DUE else MONDAY
    assert await open_round.act("T1", due_at) == {"pulse:2026-W10:U01": then, "pulse:2026-W10:U02": MONDAY}


async def test_a_message_that_was_attempted_and_waits_again_is_not_moved(open_round: Database) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message("U01")])
        db.run(update(DELIVERY).values(attempted_at=MONDAY))

    await open_round.act("T1", make)
    assert await open_round.act("T1", lambda db: planning.move(db, {"pulse:2026-W10:U01": Window(LATER, OVER)})) == 0
    assert await open_round.act("T1", lambda db: planning.move(db, {})) == 0


async def test_messages_of_another_workspace_are_not_moved(open_round: Database) -> None:
    await open_round.act("T1", lambda db: delivery.enqueue(db, [message("U01")]))
    assert await open_round.act("T2", lambda db: planning.move(db, {"pulse:2026-W10:U01": Window(LATER, OVER)})) == 0


async def asked_and_waiting(open_round: Database) -> dict[str, datetime]:
    """All are planned, and U02 in Berlin was asked."""
    await open_round.act("T1", plan())
    await open_round.act("T1", sent("pulse:2026-W10:U02", MONDAY + timedelta(minutes=20)))
    return await open_round.act("T1", due_at)


def replanning(*ids: str, now: datetime = MONDAY + timedelta(hours=1)) -> Callable[[Db], int]:
    return lambda db: planning.replan(db, ROUND, ids, now)


def in_zone(person: str, zone: str) -> Callable[[Db], None]:
    return lambda db: people.keep(db, [Person(person, person, zone, updated=1)])


async def test_a_changed_clock_moves_the_ask_and_both_reminders(open_round: Database) -> None:
    await open_round.act("T1", plan())
    before = await open_round.act("T1", due_at)
    await open_round.act("T1", in_zone("U02", "America/New_York"))
    assert await open_round.act("T1", replanning("U02", now=SUNDAY)) == 3
    after = await open_round.act("T1", due_at)
    moved = [after.pop(name) - before.pop(name) for name in names("U02")]
    assert moved == [timedelta(hours=6)] * 2 + [timedelta(hours=6) - DAY]  # it closes on Friday before their morning
    assert after == before


async def test_a_changed_hour_moves_the_reminders_of_someone_who_was_asked(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    await open_round.act("T1", lambda db: preferences.put(db, "U02", Preferences(time(8))))
    assert await open_round.act("T1", replanning("U02")) == 2
    after = await open_round.act("T1", due_at)
    assert [before[name] - after[name] for name in names("U02")] == [timedelta(0), *[timedelta(hours=2)] * 2]


async def test_a_reminder_that_has_gone_is_not_put_back_by_a_change(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    await open_round.act("T1", sent("reminder:2026-W10:U02:1", MONDAY + DAY))
    await open_round.act("T1", lambda db: preferences.put(db, "U02", Preferences(time(8))))
    assert await open_round.act("T1", replanning("U02", now=MONDAY + 1.5 * DAY)) == 1
    assert set(before) - set(await open_round.act("T1", due_at)) == {"reminder:2026-W10:U02:1"}


async def test_what_suits_already_stays_where_it_is(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    assert await open_round.act("T1", replanning("U02", "U04", "U99", now=MONDAY)) == 0
    assert await open_round.act("T1", replanning()) == 0
    assert await open_round.act("T1", due_at) == before


async def test_nothing_of_someone_who_has_left_for_good_is_touched(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    await open_round.act("T1", in_zone("U02", "America/New_York"))
    await open_round.act("T1", lambda db: preferences.put(db, "U02", Preferences(is_out=True)))
    assert await open_round.act("T1", replanning("U02")) == 0
    assert await open_round.act("T1", due_at) == before


async def test_more_people_than_fit_into_one_statement_are_moved(
    open_round: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOVED_AT_ONCE", 3)
    await open_round.act("T1", plan())
    for person in IDS:
        await open_round.act("T1", in_zone(person, "Europe/Lisbon"))
    assert await open_round.act("T1", replanning(*reversed(IDS), now=SUNDAY)) == 3 * len(IDS)


async def test_a_moved_message_is_held_anew(open_round: Database) -> None:
    await open_round.act("T1", lambda db: delivery.enqueue(db, [message("U01")]))
    await open_round.act("T1", lambda db: db.run(update(DELIVERY).values(held_from=MONDAY)))
    await open_round.act("T1", lambda db: planning.move(db, {"pulse:2026-W10:U01": Window(LATER, OVER)}))
    (row,) = await open_round.act("T1", lambda db: db.run(select(DELIVERY.c.held_from, DELIVERY.c.expires_at)).all())
    assert tuple(row) == (None, OVER)


async def test_whoever_has_an_overdue_message_is_found_once(open_round: Database) -> None:
    await asked_and_waiting(open_round)
    await open_round.act("T1", sent("pulse:2026-W10:U01", MONDAY))
    now = MONDAY + 1.5 * DAY
    overdue = await open_round.act("T1", lambda db: planning.overdue(db, ROUND.id, now))
    assert overdue == set(IDS)
    await open_round.act("T1", sent("reminder:2026-W10:U01:1", MONDAY + DAY))
    assert await open_round.act("T1", lambda db: planning.overdue(db, ROUND.id, now)) == set(IDS[1:])
    assert await open_round.act("T1", lambda db: planning.overdue(db, ROUND.id, SUNDAY)) == set()
    assert await open_round.act("T2", lambda db: planning.overdue(db, ROUND.id, now)) == set()


def snoozing(at: datetime, new_id: str = "i", person: str = "U02") -> Callable[[Db], None]:
    return lambda db: planning.snooze(db, ROUND, person, at, new_id, f"n{new_id}")


async def test_what_someone_puts_off_comes_when_they_said_and_only_once(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    await open_round.act("T1", snoozing(MONDAY + timedelta(hours=4)))
    await open_round.act("T1", snoozing(MONDAY + timedelta(hours=5), "j"))
    later = {"reminder:2026-W10:U02:later": MONDAY + timedelta(hours=5)}
    assert await open_round.act("T1", due_at) == before | later
    (row,) = await open_round.act("T1", lambda db: db.run(select(DELIVERY).where(DELIVERY.c.id == "i")).all())
    assert (row.kind, row.recipient, row.subject, row.expires_at) == ("reminder", "U02", "r10", OVER)


async def test_what_comes_at_that_time_anyway_is_not_doubled(open_round: Database) -> None:
    before = await asked_and_waiting(open_round)
    await open_round.act("T1", snoozing(before["reminder:2026-W10:U02:1"]))
    assert await open_round.act("T1", due_at) == before
    await open_round.act("T1", snoozing(MONDAY + timedelta(hours=5)))
    await open_round.act("T1", snoozing(before["reminder:2026-W10:U02:1"]))
    assert await open_round.act("T1", due_at) == before


async def test_what_was_put_off_and_came_can_be_put_off_again(open_round: Database) -> None:
    await asked_and_waiting(open_round)
    await open_round.act("T1", snoozing(MONDAY + timedelta(hours=4)))
    await open_round.act("T1", sent("reminder:2026-W10:U02:later", MONDAY + timedelta(hours=4)))
    await open_round.act("T1", snoozing(MONDAY + timedelta(hours=8), "j"))
    assert (await open_round.act("T1", due_at))["reminder:2026-W10:U02:later"] == MONDAY + timedelta(hours=8)


async def moved_later(open_round: Database, at: datetime, change: Callable[[Db], None], now: datetime) -> Window:
    """Where a reminder that U02 put off to a moment is after a change."""
    await asked_and_waiting(open_round)
    await open_round.act("T1", sent("reminder:2026-W10:U02:1", MONDAY + DAY))
    await open_round.act("T1", snoozing(at))
    await open_round.act("T1", change)
    await open_round.act("T1", replanning("U02", now=now))
    row = select(DELIVERY.c.due_at, DELIVERY.c.expires_at).where(DELIVERY.c.key == "reminder:2026-W10:U02:later")
    return Window(*(await open_round.act("T1", lambda db: db.run(row).one())))


WEDNESDAY, TOKYO = MONDAY + 2 * DAY, in_zone("U02", "Asia/Tokyo")
QUIET = Preferences(quiet=(time(14), time(16)))
RESTS = Preferences(weekdays=frozenset({0, 1, 2}))


@pytest.mark.parametrize(
    ("hours", "change", "hours_then"),
    [
        pytest.param(4, lambda db: preferences.put(db, "U02", Preferences(time(8))), 4, id="hour"),
        pytest.param(5, TOKYO, 16, id="zone"),
        pytest.param(5, lambda db: preferences.put(db, "U02", QUIET), 24, id="quiet hours"),
        pytest.param(24, lambda db: preferences.put(db, "U02", RESTS), None, id="days off"),
    ],
)
async def test_what_someone_put_off_is_moved_too_by_day_or_never_comes(
    open_round: Database, hours: int, change: Callable[[Db], None], hours_then: int | None
) -> None:
    found = await moved_later(open_round, WEDNESDAY + timedelta(hours=hours), change, WEDNESDAY)
    if hours_then is None:
        assert found == Window(ROUND.closes_at, ROUND.closes_at)
    else:
        assert found.expires_at == OVER
        then = WEDNESDAY + timedelta(hours=hours_then)
        assert found.due_at - then in ([timedelta(0)] if hours == hours_then else SPREAD)


async def test_reminders_follow_an_ask_that_stays_where_it_was_put(open_round: Database) -> None:
    await open_round.act("T1", plan())
    before = await open_round.act("T1", due_at)
    held = {"pulse:2026-W10:U02": before["reminder:2026-W10:U02:1"]}
    await open_round.act("T1", lambda db: planning.move(db, {key: Window(held[key], OVER) for key in held}))
    now = MONDAY + timedelta(hours=1)
    await open_round.act("T1", lambda db: planning.replan(db, ROUND, ["U02"], now, keeps_asks=True))
    after = await open_round.act("T1", due_at)
    moved = {key: after[key] - before[key] for key in after if after[key] != before[key]}
    assert moved == dict.fromkeys(names("U02")[:2], DAY)
