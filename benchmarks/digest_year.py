"""A workspace with a year behind it, for `benchmarks/digests.py`: pulses, thanks and feedback, filled in at once."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, text, update

from bot import items, policies, pulses
from bot.items import NEEDS
from bot.people import Person
from bot.privacy import COMPANY
from bot.pulses import Paper, Round
from bot.teams import CohortMember, Department, Membership, Team
from storage import departments, people, teams
from storage import policies as stored_policies
from storage import pulses as stored
from storage.asking_tables import PAPER
from storage.database import Database, Db
from storage.feedback_tables import CONCERN, FEEDBACK
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER
from storage.tables import ANSWER, ROUND, ROUND_KEY, TALLY

WORKSPACE, SECRET = "T1", "a secret of the benchmarks, long enough"
WEEKS, OF_A_TEAM, OF_A_DEPARTMENT, ITEMS = 52, 20, 5, 4
FIRST_MONDAY = date(2025, 3, 10)
AT_ONCE = 10_000
ANSWERING, SHARING = 0.75, 0.1
TALLIED = 14  # answers to each question of a team


@dataclass(frozen=True)
class Size:
    """How much there is."""

    people: int
    feedback: int
    kudos: int

    @property
    def teams(self) -> int:
        """How many teams its people make."""
        return self.people // OF_A_TEAM


WHOLE = Size(people=10_000, feedback=200_000, kudos=500_000)
QUICK = Size(people=2_000, feedback=40_000, kudos=100_000)


def round_of(week: int) -> Round:
    """The round of a week, 0 to 51."""
    return pulses.scheduled(f"r{week}", FIRST_MONDAY + timedelta(weeks=week))


def now() -> datetime:
    """When the last round is over."""
    return round_of(WEEKS - 1).closes_at


def asked(team: int, week: int) -> tuple[items.Item, ...]:
    """What a team is asked in a week: teams are offset."""
    return tuple(items.bank()[f"{need}-{(team + week) % ITEMS + 1}"] for need in NEEDS)


async def fill(database: Database, size: Size) -> None:
    """People, teams and 52 rounds, the last of them open and answered, with their thanks and feedback."""

    async def act(work: Callable[[Db], object]) -> None:
        await database.act(WORKSPACE, work)

    chance = random.Random(6)
    await act(lambda db: _company(db, size))
    for week in range(WEEKS - 1):
        await act(lambda db, week=week: _closed(db, size, week, chance))
    await act(lambda db: _open(db, size, chance))
    for table_rows in (_feedback(size, chance), _kudos(size, chance)):
        for tables in table_rows:
            await act(lambda db, tables=tables: _insert(db, tables))
    await act(lambda db: db.run(text("ANALYZE")))


def _insert(db: Db, rows: Iterable[tuple[Table, list[dict[str, Any]]]]) -> None:
    for table, some in rows:
        db.run(insert(table), [{"workspace": WORKSPACE} | row for row in some])


def _person(number: int, size: Size) -> str:
    return f"U{number % size.people:05d}"


def _company(db: Db, size: Size) -> None:
    everyone = [Person(_person(n, size), f"Person {n}", "Europe/Berlin", f"p{n}") for n in range(size.people)]
    people.keep(db, everyone)
    stored_policies.put(db, replace(policies.Policy(), lead=everyone[1].id))
    for n in range(size.teams // OF_A_DEPARTMENT):
        departments.add(db, Department(f"d{n}", f"Department {n}", lead=everyone[n * OF_A_TEAM * OF_A_DEPARTMENT].id))
    for n in range(size.teams):
        own = everyone[n * OF_A_TEAM : (n + 1) * OF_A_TEAM]
        team = Team(f"t{n}", f"Team {n}", f"C{n}", n, department=f"d{n // OF_A_DEPARTMENT}")
        teams.add(db, team, [Membership(team.id, person.id, person is own[0]) for person in own])


def _papers(size: Size, week: int) -> list[Paper]:
    each = OF_A_TEAM - 1
    return [Paper(f"t{n}", asked(n, week), each, 1, f"d{n // OF_A_DEPARTMENT}") for n in range(size.teams)]


def _closed(db: Db, size: Size, week: int, chance: random.Random) -> None:
    """A round of the past, as its closing left it."""
    closed, totals = round_of(week), defaultdict[tuple[str, str], list[int]](lambda: [0, 0])
    for paper in _papers(size, week):
        for item in paper.items:
            total = sum(chance.randint(1, 5) for _ in range(TALLIED))
            for group in (paper.team, str(paper.department), COMPANY):
                totals[group, item.id][0] += TALLIED
                totals[group, item.id][1] += total
    flags = {"is_closed": True, "is_scrubbed": True, "is_planned": True, "is_told": True}
    tallies = [
        {"round": closed.id, "team": group, "item": item, "n": n, "total": total}
        for (group, item), (n, total) in totals.items()
    ]
    papers = [
        {"round": closed.id} | vars(paper) | {"items": [{"id": item.id} for item in paper.items]}
        for paper in _papers(size, week)
    ]
    _insert(db, [(ROUND, [vars(closed) | flags]), (PAPER, papers), (TALLY, tallies)])


def _open(db: Db, size: Size, chance: random.Random) -> None:
    """The last round, with the answers of three in four under seal, as their clicks would have left them."""
    opened = round_of(WEEKS - 1)
    cohort = [CohortMember(_person(n, size), f"t{n // OF_A_TEAM}", n % OF_A_TEAM == 0) for n in range(size.people)]
    stored.open_round(db, opened, cohort, _papers(size, WEEKS - 1))
    db.run(update(ROUND).values(is_planned=True))
    key = db.seals.open_key(db.run(select(ROUND_KEY.c.sealed)).scalar_one(), WORKSPACE, opened.id)
    answers = []
    for n, member in enumerate(cohort):
        if chance.random() < ANSWERING:
            name = key.pseudonym(member.person)
            for item in asked(n // OF_A_TEAM, WEEKS - 1):
                sealed = key.seal_score(name, item.id, chance.randint(1, 5))
                answers.append({"round": opened.id, "pseudonym": name, "item": item.id, "sealed": sealed})
    _insert(db, [(ANSWER, answers)])


def _moments(count: int) -> Iterator[tuple[int, date, datetime]]:
    """So many moments, spread over the weeks, each with its number and the Monday of its week."""
    for n in range(count):
        monday = FIRST_MONDAY + timedelta(weeks=n % WEEKS)
        yield n, monday, datetime.combine(monday + timedelta(days=1), time(n % 24, n % 60), UTC)


def _feedback(size: Size, chance: random.Random) -> Iterator[list[tuple[Table, list[dict[str, Any]]]]]:
    said, concerned = [], []
    for n, monday, moment in _moments(size.feedback):
        rating = chance.randint(1, 5)
        which = n % 4
        said.append(
            {
                "id": f"f{n}", "customer": f"Customer {n % 900}", "folded": f"customer {n % 900}",
                "said": f"They told us what went well and what did not in case {n}.", "rating": rating,
                "scale": "expectation", "is_met": rating >= 3, "commitment": which == 0, "cost": which == 1,
                "culture": which == 2, "care": which == 3, "competence": chance.randint(-1, 1),
                "autonomy": chance.randint(-1, 1), "recognition": chance.randint(-1, 1), "is_impression": False,
                "team": None, "happened_on": monday, "counts_at": moment, "logged_by": _person(n, size),
                "praised": None, "source": "form", "key": f"key{n}", "link": f"https://desk.example/{n}",
            }
        )  # fmt: skip
        concerned.append({"feedback": f"f{n}", "team": f"t{chance.randrange(size.teams)}"})
        if len(said) == AT_ONCE:
            yield [(FEEDBACK, said), (CONCERN, concerned)]
            said, concerned = [], []
    if said:
        yield [(FEEDBACK, said), (CONCERN, concerned)]


def _kudos(size: Size, chance: random.Random) -> Iterator[list[tuple[Table, list[dict[str, Any]]]]]:
    given, received = [], []
    for n, monday, moment in _moments(size.kudos):
        giver = chance.randrange(size.people)
        receiver = (giver + chance.randint(1, size.people - 1)) % size.people
        is_shared = chance.random() < SHARING
        given.append(
            {
                "id": f"k{n}", "giver": _person(giver, size), "did": f"You stayed with the customer in case {n}",
                "enabled": "They could go home on time", "given_at": moment, "day": monday,
            }
        )  # fmt: skip
        team = receiver // OF_A_TEAM
        received.append(
            {
                "kudos": f"k{n}", "receiver": _person(receiver, size), "place": 0,
                "shared_at": moment if is_shared else None, "shared_with": f"t{team}" if is_shared else None,
                "shared_in": f"C{team}" if is_shared else None,
            }
        )  # fmt: skip
        if len(given) == AT_ONCE:
            yield [(KUDOS, given), (KUDOS_RECEIVER, received)]
            given, received = [], []
    if given:
        yield [(KUDOS, given), (KUDOS_RECEIVER, received)]
