from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from bot import composing, items, moments
from bot import pulses as rules
from bot.composing import Facts, Group
from bot.digests import Kind
from bot.policies import Policy
from bot.privacy import COMPANY, Shown, Tally
from bot.pulses import Paper, Round
from bot.schedules import Schedule
from bot.teams import Department, Team
from storage import closing, departments, digest_facts, digest_groups, policies, pulses, schedules, teams
from storage.asking_tables import PRODUCT
from storage.database import Database
from storage.tables import TALLY

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
T1, T2 = Group("t1", "Support", Kind.TEAM, "C1"), Group("t2", "Sales", Kind.TEAM, "C2")
D1 = Group("d1", "Service", Kind.DEPARTMENT, "UBEN")
WHOLE = Group(COMPANY, "The whole company", Kind.COMPANY, "UBEN")
ITEM = items.bank()["autonomy-1"]


def closed_in(weeks_ago: int) -> Round:
    opens = MONDAY - timedelta(weeks=weeks_ago)
    week = moments.week_key(opens.date())
    return Round(f"r{week}", week, opens, opens + timedelta(days=4), is_closed=True)


NOW = closed_in(0)


async def held(database: Database, closed: Round, tallies: Sequence[Tally], papers: Sequence[Paper] = ()) -> None:
    """A round that has closed and left these tallies."""
    asked = papers or [Paper(team, (ITEM,), 9, 1, "d1") for team in ("t1", "t2")]
    rows = [
        {"workspace": "T1", "round": closed.id, "team": t.group, **{k: vars(t)[k] for k in ("item", "n", "total")}}
        for t in tallies
    ]

    def work(db):  # type: ignore[no-untyped-def]  # of a Db
        pulses.open_round(db, closed, [], asked)
        closing.discard(db, closed.id, closed.closes_at)
        if rows:
            db.run(insert(TALLY), rows)

    await database.act("T1", work)


async def load(database: Database, *groups: Group, closed: Round = NOW) -> dict[str, Facts]:
    return await database.act("T1", lambda db: digest_facts.load(db, digest_facts.course(db, closed), groups))


def told(facts: Facts) -> list[Shown | None]:
    """What the digest's chart would tell of autonomy, as scores."""
    digest = composing.compose(facts)
    return [digest.needs["autonomy"], digest.trends["autonomy"].index]


async def test_each_group_is_told_of_its_own_tallies_alone(database: Database) -> None:
    await held(database, NOW, [Tally("t1", ITEM.id, 6, 18), Tally("t2", ITEM.id, 6, 24), Tally("d1", ITEM.id, 12, 42)])
    found = await load(database, T1, T2, D1, WHOLE)
    assert {group: told(facts)[0] for group, facts in found.items()} == {
        "t1": Shown(50),
        "t2": Shown(75),
        "d1": Shown(65),
        COMPANY: None,
    }
    assert [len(found[group].pulses[-1].papers) for group in ("t1", "d1", COMPANY)] == [1, 2, 2]


async def test_an_index_is_made_of_the_last_occasions_and_a_week_without_a_round_is_none(database: Database) -> None:
    for weeks_ago, total in ((4, 30), (3, 12), (2, 18), (0, 24)):
        await held(database, closed_in(weeks_ago), [Tally("t1", ITEM.id, 6, total)])
    facts = (await load(database, T1))["t1"]
    assert told(facts) == [Shown(75), Shown(50)]
    assert [bool(pulse.papers) for pulse in facts.pulses[-5:]] == [True, True, True, False, True]
    assert (facts.number, facts.every, facts.previous) == (5, 1, closed_in(2))
    assert composing.compose(facts).weeks == 2


async def test_pulses_every_four_weeks_are_counted_as_they_come(database: Database) -> None:
    await database.act("T1", lambda db: schedules.add(db, Schedule(rules.KIND, MONDAY.date(), weeks=4)))
    for weeks_ago, total in ((8, 12), (4, 18), (0, 24)):
        await held(database, closed_in(weeks_ago), [Tally("t1", ITEM.id, 6, total)])
    facts = (await load(database, T1))["t1"]
    assert told(facts) == [Shown(75), Shown(50)]
    assert (facts.number, facts.every, composing.compose(facts).weeks) == (3, 4, 4)


async def test_what_came_later_is_not_known_in_an_earlier_round(database: Database) -> None:
    await held(database, closed_in(1), [Tally("t1", ITEM.id, 6, 24)])
    before = await load(database, T1, closed=closed_in(1))
    await held(database, NOW, [Tally("t1", ITEM.id, 6, 6)])
    assert await load(database, T1, closed=closed_in(1)) == before


async def test_people_who_move_count_where_they_were(database: Database) -> None:
    """P5: the weeks before a team was put in a department are no part of the department's."""
    alone = [Paper("t1", (ITEM,), 9, 1), Paper("t2", (ITEM,), 9, 1, "d1")]
    await held(database, closed_in(1), [Tally("d1", ITEM.id, 6, 18)], alone)
    await held(database, NOW, [Tally("d1", ITEM.id, 12, 48)])
    facts = (await load(database, D1))["d1"]
    assert [len(pulse.papers) for pulse in facts.pulses[-2:]] == [1, 2]
    assert [pulse.members for pulse in facts.pulses[-2:]] == [9, 18]


async def test_an_item_is_centred_by_what_was_known_when_its_week_closed(database: Database) -> None:
    turns = [items.bank()[f"{need}-{turn}"] for need in items.NEEDS for turn in range(1, 5)]
    level = {1: 5, 2: 3, 3: 3, 4: 3}
    for weeks_ago in reversed(range(11)):
        company = [Tally(COMPANY, item.id, 30, 30 * level[item.turn]) for item in turns]
        await held(database, closed_in(weeks_ago), [*company, Tally("t1", ITEM.id, 6, 24)])
    facts = (await load(database, T1))["t1"]
    assert [pulse.norms is None for pulse in facts.pulses] == [True] * 10 + [False] * 2
    assert facts.pulses[-1].norms["autonomy-1"] == pytest.approx(37.5)
    assert [pulse.norms for pulse in (await load(database, T1, closed=closed_in(3)))["t1"].pulses] == [None] * 12


async def test_an_item_that_is_switched_off_is_not_waited_for(database: Database) -> None:
    turns = [items.bank()[f"{need}-{turn}"] for need in items.NEEDS for turn in range(1, 5)]
    for weeks_ago in range(10):
        kept = [Tally(COMPANY, item.id, 30, 90) for item in turns if item.id != "autonomy-4"]
        await held(database, closed_in(weeks_ago), kept)
    assert (await load(database, T1))["t1"].pulses[-1].norms is None
    off = Policy(off=frozenset({"autonomy-4"}))
    await database.act("T1", lambda db: policies.put(db, off))
    norms = (await load(database, T1))["t1"].pulses[-1].norms
    assert norms is not None
    assert norms.keys() == {item.id for item in turns} - {"autonomy-4"}


async def test_only_the_company_tells_how_well_its_questions_hang_together(database: Database) -> None:
    await held(database, NOW, [])
    core = [item for item in items.bank().values() if item.need]
    pairs = [(one, other) for one in core for other in core if one.need == other.need and one.id <= other.id]
    here = {"workspace": "T1", "round": NOW.id, "n": 40}
    rows = [here | {"item": a.id, "other": b.id, "covariance": 1.0 if a == b else 0.5} for a, b in pairs]
    await database.act("T1", lambda db: db.run(insert(PRODUCT), rows).close())
    found = await load(database, T1, WHOLE)
    assert found["t1"].reliability == {}
    assert found[COMPANY].reliability == dict.fromkeys(items.NEEDS, pytest.approx(5 / 4 * (1 - 5 / 15)))
    assert found["t1"].noise.reliability == 0.5


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach a database meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):  # type: ignore[no-untyped-def]  # SQLAlchemy's own
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_many_groups_take_no_more_statements_than_one(database: Database) -> None:
    papers = [Paper(f"t{n}", (ITEM,), 9, 1) for n in range(1, 30)]
    await held(database, closed_in(1), [], papers)
    await held(database, NOW, [], papers)
    many = [Group(f"t{n}", f"Team {n}", Kind.TEAM, f"C{n}") for n in range(1, 30)]
    with statements() as for_one:
        await load(database, many[0])
    with statements() as for_many:
        await load(database, *many)
    assert len(for_many) == len(for_one)


async def test_digests_are_for_teams_that_took_part_and_for_larger_groups_that_somebody_leads(
    database: Database,
) -> None:
    for nth in (1, 2, 3):
        team = Team(f"t{nth}", f"Team {nth}", f"C{nth}", nth, department="d1" if nth < 3 else None)
        await database.act("T1", lambda db, team=team: teams.add(db, team, []))  # type: ignore[misc]  # a loop's own
    await database.act("T1", lambda db: departments.add(db, Department("d1", "Service", lead="UGONE")))
    await held(database, NOW, [])
    found = await database.act("T1", lambda db: digest_groups.of_round(db, NOW))
    assert [(group.id, group.goes_to) for group in found] == [("t1", "C1"), ("t2", "C2")]
