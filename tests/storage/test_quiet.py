from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot import asking
from bot.delivery import Delivery, Next, State
from bot.pacing import Pace
from bot.people import Person
from bot.preferences import AS_IT_SHIPS, Preferences
from bot.pulses import Round
from bot.quiet import Planned
from bot.teams import CohortMember
from storage import delivery, people, preferences, quiet
from storage.database import Database, Db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", NOW, NOW + timedelta(days=4))
ASK = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", "r10", NOW, ROUND.closes_at, "n1")
REMINDER = replace(ASK, id="d2", key="reminder:2026-W10:U2:1", kind="reminder", recipient="U2")
THANKS = replace(ASK, id="d3", key="kudos:1", kind="kudos", recipient="U3")
LATER = NOW + timedelta(hours=2)
UNHURRIED = Pace(per_minute=60_000_000, apart=timedelta(0))


def due(at: datetime = NOW, most: int = 10) -> Callable[[Db], list[str]]:
    return lambda db: [message.key for message in quiet.due(db, at, most)]


async def test_pulses_and_reminders_that_are_due_wait_and_only_they(
    database: Database, opened: Callable[..., Callable[[Db], bool]]
) -> None:
    await database.act("T1", opened(ROUND, [CohortMember("U1", "support")]))
    await database.act("T1", lambda db: delivery.enqueue(db, [ASK, REMINDER, THANKS]))
    assert await database.act("T1", due()) == [ASK.key, REMINDER.key]
    assert await database.act("T1", due(most=1)) == [ASK.key]
    assert await database.act("T1", due(NOW - timedelta(seconds=1))) == []
    assert await database.act("T2", due()) == []
    moments = {ASK.key: LATER, REMINDER.key: LATER, THANKS.key: LATER}
    assert await database.act("T2", lambda db: quiet.hold(db, moments)) == 0
    assert await database.act("T1", lambda db: quiet.hold(db, moments)) == 2
    assert await database.act("T1", lambda db: quiet.hold(db, {})) == 0
    assert await database.act("T1", due()) == []


async def test_what_was_held_again_remembers_what_it_was_planned_for(
    database: Database, opened: Callable[..., Callable[[Db], bool]]
) -> None:
    await database.act("T1", opened(ROUND, [CohortMember("U1", "support")]))
    await database.act("T1", lambda db: delivery.enqueue(db, [ASK]))
    for hours in (1, 2):
        await database.act("T1", lambda db, hours=hours: quiet.hold(db, {ASK.key: NOW + timedelta(hours=hours)}))
    assert await database.act("T1", lambda db: quiet.due(db, LATER, 10)) == [
        Planned(ASK.key, "U1", LATER, NOW, ROUND, asking.respondent(ROUND, "U1", "", AS_IT_SHIPS))
    ]


async def test_what_is_due_comes_with_the_clock_and_the_wishes_of_who_gets_it(
    database: Database, opened: Callable[..., Callable[[Db], bool]]
) -> None:
    await database.act("T1", opened(ROUND, [CohortMember("U1", "support"), CohortMember("U2", "support")]))
    await database.act("T1", lambda db: people.keep(db, [Person("U1", "ada", "Asia/Tokyo")]))
    await database.act("T1", lambda db: people.keep(db, [Person("U2", "ben", "Asia/Kolkata")]))
    await database.act("T2", lambda db: people.keep(db, [Person("U1", "cleo", "Europe/Berlin")]))
    evening = Preferences(time(17), quiet=(time(19), time(8)))
    await database.act("T1", lambda db: preferences.put(db, "U2", evening))
    await database.act("T2", lambda db: preferences.put(db, "U1", evening))
    await database.act("T1", lambda db: delivery.enqueue(db, [ASK, REMINDER]))
    found = await database.act("T1", lambda db: quiet.due(db, NOW, 10))
    assert [message.who for message in found] == [
        asking.respondent(ROUND, "U1", "Asia/Tokyo", AS_IT_SHIPS),
        asking.respondent(ROUND, "U2", "Asia/Kolkata", evening),
    ]


async def test_what_was_tried_is_not_held(database: Database, opened: Callable[..., Callable[[Db], bool]]) -> None:
    await database.act("T1", opened(ROUND, [CohortMember("U1", "support")]))
    await database.act("T1", lambda db: delivery.enqueue(db, [ASK]))

    def refused(db: Db) -> None:
        delivery.claim(db, "one", NOW, 10, UNHURRIED)
        assert quiet.hold(db, {ASK.key: LATER}) == 0
        delivery.start(db, ASK.id, "one", NOW)
        delivery.finish(db, ASK, "one", Next(State.RETRY, NOW, "ratelimited"), None)

    await database.act("T1", refused)
    assert await database.act("T1", due()) == []
    assert await database.act("T1", lambda db: quiet.hold(db, {ASK.key: LATER})) == 0
