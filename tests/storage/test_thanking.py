from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kudos import Kudos
from bot.people import Person
from bot.pulses import Round
from bot.sharing import KudosChoice, Sharing
from bot.teams import CohortMember
from storage import kudos, kudos_choices, people, thanking
from storage.database import Database

NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)
LONG_AGO = NOW - FOUR_WEEKS
GIVEN = Kudos("k1", "U1", ("U2", "U3"), "stayed late", "the release went out", NOW - timedelta(days=1))
CAST = [Person("U1", "Ada", tz="Europe/Berlin"), Person("U2", "Ben"), Person("U3", "Cleo")]


@pytest.fixture
async def company(database: Database, opened) -> Database:
    """Ada, Ben and Cleo took part in a round that opened four weeks ago."""
    await database.act("T1", lambda db: people.keep(db, CAST))
    first = Round("r1", "2026-W10", LONG_AGO, LONG_AGO + timedelta(days=4))
    second = Round("r2", "2026-W13", NOW - timedelta(days=7), NOW - timedelta(days=3))
    cohort = [CohortMember(person.id, "t1") for person in CAST]
    await database.act("T1", opened(first, cohort))
    await database.act("T1", opened(second, [*cohort, CohortMember("U4", "t1")]))
    return database


async def silent(company: Database, after: str = "", most: int = 9) -> dict[str, date | None]:
    day = LONG_AGO.date()
    found = await company.act("T1", lambda db: thanking.silent(db, "r1", LONG_AGO, day, after, most))
    return {person.id: last for person, last in found}


async def test_whoever_took_part_four_weeks_ago_is_not_new(company: Database) -> None:
    assert await company.act("T1", lambda db: thanking.known_since(db, LONG_AGO)) == "r1"
    assert await company.act("T1", lambda db: thanking.known_since(db, NOW)) == "r2"
    assert await company.act("T1", lambda db: thanking.known_since(db, LONG_AGO - timedelta(1))) is None
    assert await company.act("T2", lambda db: thanking.known_since(db, NOW)) is None


async def test_those_who_have_thanked_nobody_are_found_piece_by_piece(company: Database) -> None:
    assert await silent(company) == {"U1": None, "U2": None, "U3": None}
    assert await silent(company, most=2) == {"U1": None, "U2": None}
    assert await silent(company, after="U2") == {"U3": None}
    whole = await company.act("T1", lambda db: thanking.silent(db, "r1", LONG_AGO, LONG_AGO.date(), "", 1))
    assert whole == [(CAST[0], None)]


@pytest.mark.parametrize(
    ("given", "is_silent"),
    [
        (GIVEN, False),
        (replace(GIVEN, given_at=LONG_AGO), True),
        (replace(GIVEN, is_removed=True, did="", enabled=""), True),
    ],
    ids=["yesterday", "four weeks ago", "taken back"],
)
async def test_whoever_has_thanked_somebody_of_late_is_left_out(
    company: Database, given: Kudos, is_silent: bool
) -> None:
    await company.act("T1", lambda db: kudos.keep(db, given))
    assert ("U1" in await silent(company)) is is_silent
    assert await company.act("T1", lambda db: thanking.has_given(db, "U1", LONG_AGO)) is not is_silent
    assert not await company.act("T1", lambda db: thanking.has_given(db, "U2", LONG_AGO))


async def test_an_invitation_is_noted_beside_what_someone_has_chosen(company: Database) -> None:
    never = KudosChoice(Sharing.NEVER)
    await company.act("T1", lambda db: kudos_choices.put(db, "U1", never))
    days = {"U2": date(2026, 3, 3), "U1": LONG_AGO.date()}
    await company.act("T1", lambda db: thanking.mark_invited(db, days))
    assert await company.act("T1", lambda db: kudos_choices.one(db, "U1")) == replace(never, prompted_on=days["U1"])
    assert await company.act("T1", lambda db: kudos_choices.one(db, "U2")) == KudosChoice(prompted_on=days["U2"])
    assert await company.act("T2", lambda db: kudos_choices.one(db, "U1")) == KudosChoice()
    assert await silent(company) == {"U1": LONG_AGO.date(), "U3": None}


@pytest.mark.parametrize("chosen", [None, KudosChoice(Sharing.ALWAYS, prompted_on=date(2026, 1, 5))], ids=str)
async def test_whoever_wants_no_invitation_is_left_out_for_good(company: Database, chosen: KudosChoice | None) -> None:
    if chosen:
        await company.act("T1", lambda db: kudos_choices.put(db, "U1", chosen))
    await company.act("T1", lambda db: thanking.no_more(db, "U1"))
    kept = await company.act("T1", lambda db: kudos_choices.one(db, "U1"))
    assert kept == replace(chosen or KudosChoice(), has_prompt=False)
    assert await silent(company) == {"U2": None, "U3": None}


async def test_those_who_were_thanked_are_found(company: Database) -> None:
    async def thanked(*ids: str, until: datetime = NOW, besides: str = "") -> set[str]:
        return await company.act("T1", lambda db: thanking.thanked(db, ids, LONG_AGO, until, besides))

    await company.act("T1", lambda db: kudos.keep(db, GIVEN))
    assert await thanked("U1", "U2") == {"U2"}
    assert await thanked("U1", "U2", "U3") == {"U2", "U3"}
    assert await thanked("U2", until=GIVEN.given_at) == set()
    assert await thanked("U2", besides="U1") == set()
    assert await thanked("U2", besides="U3") == {"U2"}
    early = replace(GIVEN, id="k3", receivers=("U1",), given_at=LONG_AGO - timedelta(seconds=1))
    await company.act("T1", lambda db: kudos.keep(db, early))
    assert await thanked("U1") == set()
    taken_back = replace(GIVEN, id="k2", receivers=("U1",), is_removed=True)
    await company.act("T1", lambda db: kudos.keep(db, taken_back))
    assert await thanked("U1") == {"U1"}
