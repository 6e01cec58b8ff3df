from __future__ import annotations

from datetime import date

from bot.people import Person
from bot.sharing import KudosChoice, Sharing
from storage import kudos_choices as stored
from storage import people
from storage.database import Database


async def test_a_choice_is_kept_in_place_of_the_one_before(database: Database) -> None:
    assert await database.act("T1", lambda db: stored.one(db, "U1")) == KudosChoice()
    for choice in (KudosChoice(Sharing.ALWAYS), KudosChoice(Sharing.NEVER, False, date(2026, 3, 2))):
        await database.act("T1", lambda db, choice=choice: stored.put(db, "U1", choice))
        assert await database.act("T1", lambda db: stored.one(db, "U1")) == choice
    assert await database.act("T2", lambda db: stored.one(db, "U1")) == KudosChoice()


async def test_those_who_always_share_are_found_among_those_who_take_part(database: Database) -> None:
    known = {person_id: Person(person_id, f"Person {person_id}") for person_id in ("U1", "U2", "U3", "U4", "U5")}
    await database.act("T1", lambda db: people.keep(db, known.values()))
    await database.act("T2", lambda db: people.keep(db, known.values()))
    for person, sharing in (("U1", Sharing.ALWAYS), ("U2", Sharing.ASK), ("U3", Sharing.NEVER), ("U4", Sharing.ALWAYS)):
        choice = KudosChoice(sharing)
        await database.act("T1", lambda db, person=person, choice=choice: stored.put(db, person, choice))
    everyone, some = ("U4", "U3", "U2", "U1", "U9"), ("U2", "U4")
    assert await database.act("T1", lambda db: stored.parties(db, "U5", everyone)) == (known, {"U1", "U4"})
    of_two = {person_id: known[person_id] for person_id in ("U2", "U4", "U5")}
    assert await database.act("T1", lambda db: stored.parties(db, "U5", some)) == (of_two, {"U4"})
    assert await database.act("T2", lambda db: stored.parties(db, "U5", everyone)) == (known, frozenset())
