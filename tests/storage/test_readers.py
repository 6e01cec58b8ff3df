from __future__ import annotations

from bot.people import Person
from bot.policies import Policy
from bot.privacy import COMPANY
from bot.teams import Department, Membership, Team
from storage import departments, people, policies, readers, teams


def company(db):
    people.keep(db, [Person(person, person) for person in ("UADA", "UBEN", "UCLEO", "ULEAD", "UBOSS")])
    people.keep(db, [Person("UGONE", "Gone", is_deleted=True)])
    places = [Membership("support", "UADA"), *(Membership("support", p, is_manager=True) for p in ("UBEN", "UGONE"))]
    teams.add(db, Team("support", "Support", "C1", 0), places)
    teams.add(db, Team("sales", "Sales", "C2", 1), [Membership("sales", "UCLEO", is_manager=True)])
    teams.add(db, Team("product", "Product", "C3", 2), [Membership("product", "UADA")])
    departments.add(db, Department("care", "Care", "ULEAD"))
    departments.add(db, Department("other", "Other"))


async def test_a_group_is_read_by_whoever_leads_it_now(database):
    await database.act("T1", company)
    assert await database.act("T1", readers.every) == {
        "support": {"UBEN"},
        "sales": {"UCLEO"},
        "care": {"ULEAD"},
    }
    await database.act("T1", lambda db: policies.put(db, Policy(lead="UBOSS")))
    assert await database.act("T1", lambda db: readers.of(db, COMPANY)) == {"UBOSS"}
    assert await database.act("T1", lambda db: readers.of(db, "product")) == frozenset()
    assert await database.act("T2", readers.every) == {}


async def test_a_group_that_is_no_more_has_neither_readers_nor_a_name(database):
    await database.act("T1", company)
    await database.act("T1", lambda db: (teams.remove(db, "sales"), departments.remove(db, "care")))
    assert await database.act("T1", readers.every) == {"support": {"UBEN"}}
    names = [
        await database.act("T1", lambda db, g=g: readers.name(db, g)) for g in ("support", "sales", "care", "other")
    ]
    assert names == ["Support", "", "", "Other"]
