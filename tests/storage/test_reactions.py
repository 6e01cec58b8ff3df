from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot.reactions import Reaction
from storage import reactions
from storage.database import Database, Db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUT = Reaction("U1", "C1", "1772442000.000100", "wave", "U2", "1772442001.000000", is_on=True)
TAKEN = replace(PUT, event_ts="1772442002.000000", is_on=False)
AGAIN = replace(PUT, event_ts="1772442003.000000")


async def hear(database: Database, *heard: Reaction) -> list[bool]:
    return [await database.act("T1", lambda db, one=one: reactions.note(db, one, NOW)) for one in heard]


async def stands(database: Database, reaction: Reaction = PUT, workspace: str = "T1") -> bool:
    return await database.act(workspace, lambda db: reactions.stands(db, reaction))


@pytest.mark.parametrize(
    "order", list(permutations((PUT, TAKEN, AGAIN))), ids=lambda o: "-".join(r.event_ts[9] for r in o)
)
async def test_the_newest_word_counts_in_whatever_order_they_come(
    database: Database, order: tuple[Reaction, ...]
) -> None:
    newest = [max(order[: n + 1], key=lambda one: one.event_ts) is order[n] for n in range(len(order))]
    assert await hear(database, *order) == newest
    assert await stands(database)
    assert not await stands(database, workspace="T2")


async def test_a_reaction_that_was_taken_away_before_it_is_heard_of_does_not_stand(database: Database) -> None:
    assert await hear(database, TAKEN, PUT) == [True, False]
    assert not await stands(database)


async def test_in_two_tones_of_skin_a_reaction_stands_until_both_are_taken_away(database: Database) -> None:
    dark, dark_taken = (replace(one, emoji="wave::skin-tone-6") for one in (PUT, TAKEN))
    await hear(database, PUT, dark, TAKEN)
    assert await stands(database)
    await hear(database, dark_taken)
    assert not await stands(database)


async def test_those_who_reacted_to_a_message_are_found_once_each(database: Database) -> None:
    dark, other = replace(PUT, emoji="wave::skin-tone-6"), replace(PUT, person="U0")
    await hear(database, PUT, dark, other, replace(PUT, person="U9", ts="9.000100"), replace(TAKEN, person="U8"))

    async def standing(workspace: str) -> list[str]:
        return await database.act(workspace, lambda db: reactions.standing(db, PUT.channel, PUT.ts))

    assert await standing("T1") == sorted(["U0", PUT.person])
    assert await standing("T2") == []


@pytest.mark.parametrize("other", [{"person": "U9"}, {"channel": "C9"}, {"ts": "9.000100"}], ids=str)
async def test_another_person_or_message_has_reactions_of_its_own(database: Database, other: dict[str, str]) -> None:
    await hear(database, PUT)
    assert not await stands(database, replace(PUT, **other))
    assert not await database.act("T1", lambda db: reactions.is_known(db, replace(PUT, **other)))


async def test_a_reaction_is_known_once_it_was_heard_of(database: Database) -> None:
    assert not await database.act("T1", lambda db: reactions.is_known(db, PUT))
    await hear(database, PUT)
    assert await database.act("T1", lambda db: reactions.is_known(db, TAKEN))
    assert not await database.act("T1", lambda db: reactions.is_known(db, replace(PUT, emoji="tada")))


async def test_what_was_last_heard_long_ago_is_forgotten(database: Database) -> None:
    await hear(database, PUT)

    def forget(db: Db, later: timedelta) -> int:
        return reactions.forget(db, NOW + later)

    assert await database.act("T1", lambda db: forget(db, timedelta(0))) == 0
    assert await database.act("T2", lambda db: forget(db, timedelta(1))) == 0
    assert await database.act("T1", lambda db: forget(db, timedelta(seconds=1))) == 1
    assert not await stands(database)
