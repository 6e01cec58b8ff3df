"""Attack 3: whoever has a copy of the database, but not the secret, tries to find out whose an answer is.

They look at every order that the store has for its rows (`benchmarks/attacks/orders.py`). The answers' own tells in
which order they came. That is harmless as long as nothing that names people agrees with it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, select, text

from benchmarks.attacks.orders import File, Orders, Server, best, orders
from bot.comments import Draft
from bot.delivery import Sent
from bot.people import Person
from bot.pulses import SKIP, Answer, Round
from bot.teams import CohortMember
from storage import closing, comments, people, pulses, reminders
from storage.comment_tables import DRAFT
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY
from storage.tables import ANSWER, ROUND_KEY

PEOPLE, ROUNDS, SILENT = 24, 8, 4
ITEMS = ("autonomy-1", "competence-1", "recognition-1", "roles")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
COHORT = [CohortMember(f"U{n:02}", f"team {n % 3}") for n in range(PEOPLE)]
CHANCE, SURE = 4.5, 8.0  # standard deviations from no correlation; some two hundred looks are taken
PLANTED = (
    "CREATE TABLE seen (person VARCHAR, at INTEGER)",
    "CREATE TABLE arrived (pseudonym VARCHAR)",
)
Opener = Callable[..., Callable[[Db], bool]]


@dataclass
class Truth:
    """What really happened in a round: who answered when, under which pseudonym; and bytes that must not survive."""

    order: list[str] = field(default_factory=list)
    pseudonyms: dict[str, str] = field(default_factory=dict)
    traces: set[bytes] = field(default_factory=set)


def opened_at(number: int) -> Round:
    begins = MONDAY + timedelta(weeks=number)
    return Round(f"r{number}", f"2026-W{10 + number}", begins, begins + timedelta(days=4))


async def lived(database: Database, opened: Opener, number: int, *, is_planted: bool) -> tuple[Round, Truth]:
    """A round in which most people answer, at moments of their own; some skip, change, withdraw, or comment."""
    luck, truth, now = random.Random(number), Truth(), opened_at(number)
    await database.act("T1", opened(now, COHORT, *ITEMS))
    await database.act("T1", lambda db: asked(db, now))
    truth.order = luck.sample([member.person for member in COHORT], PEOPLE - SILENT)
    for place, person in enumerate(truth.order):
        if place == len(truth.order) // 2:
            for member in COHORT:  # everyone's reminder comes to its turn; who has answered needs none
                sent = None if member.person in truth.order[:place] else Sent("D1", f"{place}.0")
                await database.act("T1", lambda db, m=member, s=sent: reminders.note(db, now.id, m.person, s))
        for item in ITEMS:
            answer = Answer(now.id, person, item, luck.choice((SKIP, 1, 2, 3, 4, 5)))
            await database.act("T1", lambda db, answer=answer: pulses.keep(db, answer))
        if luck.random() < 0.3:
            draft = Draft("a word or two", may_reply=True)
            await database.act("T1", lambda db, p=person, d=draft: comments.put_draft(db, now.id, p, d))
        if is_planted:
            await database.act("T1", lambda db, p=person, n=place: planted(db, now.id, p, n))
        if luck.random() < 0.3:
            await changed(database, now, luck.choice(truth.order[: place + 1]), luck)
    await database.act("T1", lambda db: remember(db, now.id, truth))
    return now, truth


async def changed(database: Database, now: Round, person: str, luck: random.Random) -> None:
    """Someone who has answered changes their mind, or takes everything back and begins anew."""
    if luck.random() < 0.3:
        await database.act("T1", lambda db: pulses.withdraw(db, now.id, person))
    for item in luck.sample(ITEMS, 2):
        await database.act("T1", lambda db, item=item: pulses.keep(db, Answer(now.id, person, item, 3)))


def asked(db: Db, now: Round) -> None:
    words = {"kind": "pulse", "subject": now.id, "error": "", "nonce": "n", "state": "sent", "channel": "D1"}
    numbers = {"due_at": now.opens_at, "expires_at": now.closes_at, "attempts": 1, "unknowns": 0}
    for place, member in enumerate(COHORT):
        mine = {"id": f"{now.id}{place}", "key": f"{now.id}:{member.person}", "recipient": member.person}
        sent = {"attempted_at": now.opens_at + timedelta(seconds=place), "ts": f"{place}.0"}
        db.run(insert(DELIVERY), {"workspace": db.workspace} | words | numbers | mine | sent)


def planted(db: Db, round_id: str, person: str, place: int) -> None:
    """What a careless bot would keep: when someone was last seen, and answers in the order in which they came."""
    name = pulses.key_of(db, round_id).pseudonym(person).hex()
    db.run(text("INSERT INTO seen VALUES (:person, :at)"), {"person": person, "at": place})
    db.run(text("INSERT INTO arrived VALUES (:name)"), {"name": name})


def remember(db: Db, round_id: str, truth: Truth) -> None:
    key = pulses.key_of(db, round_id)
    truth.pseudonyms = {member.person: key.pseudonym(member.person).hex() for member in COHORT}
    for table in (ANSWER, DRAFT):
        truth.traces.update(*db.run(select(table.c.pseudonym, table.c.sealed)))
    truth.traces.update(db.run(select(ROUND_KEY.c.sealed)).scalars())


async def watched(
    url: str, opened: Opener, tmp_path: Path, *, is_planted: bool
) -> Sequence[tuple[Truth, Orders, Orders]]:
    """Some rounds, with what an attacker finds in a copy taken in each: the orders of people, and of pseudonyms."""
    database, found = Database(url, "a secret"), []
    members = [Person(member.person, f"Person {member.person}") for member in COHORT]
    await database.act("T1", lambda db: people.keep(db, members))
    if is_planted:
        await database.act("T1", lambda db: [db.run(text(statement)) for statement in PLANTED] and None)
    for number in range(ROUNDS):
        now, truth = await lived(database, opened, number, is_planted=is_planted)
        source = Path(url.removeprefix("sqlite:///"))
        copy = File(source, tmp_path / f"copy {number}") if url.startswith("sqlite") else Server(url)
        ids, names = list(truth.pseudonyms), sorted(truth.pseudonyms.values())
        found.append((truth, orders(copy, ids, now.id), orders(copy, names, now.id)))
        await database.act("T1", lambda db, now=now: closing.close(db, now.id, now.closes_at))
        if is_planted:
            await database.act("T1", lambda db: db.run(text("DELETE FROM seen")) and None)
    await database.close()
    return found


def unmasked(truth: Truth, orders_of_names: Orders) -> Orders:
    """Orders of pseudonyms as what they would be of people, which the attacker does not know."""
    person_of = {name: person for person, name in truth.pseudonyms.items()}
    return {w: {person_of[name]: at for name, at in order.items()} for w, order in orders_of_names.items()}


def came(truth: Truth) -> Orders:
    return {"the order in which people answered": {person: float(n) for n, person in enumerate(truth.order)}}


@pytest.mark.parametrize("is_planted", [False, True], ids=["as it is", "planted"])
async def test_a_copy_taken_in_a_round_links_answers_to_people_no_better_than_chance(
    url: str, opened: Opener, tmp_path: Path, *, is_planted: bool
) -> None:
    seen = await watched(url, opened, tmp_path, is_planted=is_planted)
    of_people = best([(people_in, came(truth)) for truth, people_in, _ in seen])
    linked = best([(people_in, unmasked(truth, names_in)) for truth, people_in, names_in in seen])
    for strongest, where in (of_people, linked):
        assert (strongest > SURE) if is_planted else (strongest < CHANCE), where


def files(url: str, postgres: Any) -> bytes:
    """All that the store has on disk of a database, its log of changes on PostgreSQL left out."""
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            number = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        folder = Path(postgres.pgdata) / "base" / str(number and number[0])
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def sampled(url: str) -> None:
    """Have the server take its samples of all columns, as it does by itself now and then."""
    if not url.startswith("sqlite"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")


async def test_the_servers_samples_hold_nobody_who_was_asked_or_reminded(opened: Opener, postgres: Any) -> None:
    url = postgres.fresh()
    database = Database(url, "a secret")
    await lived(database, opened, 0, is_planted=False)
    await database.close()
    sampled(url)
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename, most_common_vals::text, histogram_bounds::text FROM pg_stats")
        holding = {table for table, *values in found if "U0" in str(values) or "U1" in str(values)}
    assert holding == {"cohort"}  # the roster, which is kept: it says who could answer, not who did


async def test_a_copy_taken_after_closing_has_no_byte_of_an_answer_a_comment_or_a_key(
    url: str, opened: Opener, request: pytest.FixtureRequest
) -> None:
    postgres = None if url.startswith("sqlite") else request.getfixturevalue("postgres")
    database = Database(url, "a secret")
    for number in range(2):
        now, truth = await lived(database, opened, number, is_planted=False)
        sampled(url)
        before = files(url, postgres)
        assert sum(trace in before for trace in truth.traces) > PEOPLE
        await database.act("T1", lambda db, now=now: closing.close(db, now.id, now.closes_at))
        await database.scrub()
        after = files(url, postgres)
        assert [trace for trace in truth.traces if trace in after] == []
    await database.close()
