"""What was offered to teams, what they took up, and own words for ideas: as they are kept on each store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import Digest
from bot.feedback import Counted, Summary
from bot.people import Person
from bot.policies import Policy
from bot.practices import Practice, State
from bot.privacy import Shown
from bot.pulses import Round
from storage import closing, digests, installs, people, persons, policies, practices
from storage.database import Database, Db
from storage.installs import Install

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WHY = ("autonomy-enable", "Remove one approval.", "down", "autonomy-1")
OFFERED = Practice("p1", "r10", "support", *WHY, FRIDAY, then=Shown(15, "low"))
BEN = Person("UBEN", "Ben Test", "Europe/Berlin", "ben")


@pytest.fixture
async def kept(database: Database) -> Database:
    """A database with Ben in it, and an idea for Support."""
    await database.act("T1", lambda db: people.keep(db, [BEN]))
    await database.act("T1", lambda db: practices.add(db, [OFFERED]))
    return database


def one(practice_id: str = "p1") -> Callable[[Db], Practice | None]:
    return lambda db: practices.one(db, practice_id)


async def test_what_is_offered_is_kept_whole(kept: Database) -> None:
    assert await kept.act("T1", one()) == OFFERED
    assert await kept.act("T1", one("p9")) is None
    assert await kept.act("T2", one()) is None


async def test_the_same_idea_is_offered_once_in_a_digest(kept: Database) -> None:
    again = [replace(OFFERED, id="p2"), replace(OFFERED, id="p3", idea="autonomy-engage")]
    assert await kept.act("T1", lambda db: practices.add(db, again)) == 1
    assert await kept.act("T1", one("p2")) is None


async def test_hundreds_are_kept_at_once_as_few_are(kept: Database) -> None:
    many = [replace(OFFERED, id=f"q{n}", group=f"team{n}", then=Shown(n)) for n in range(200)]
    assert await kept.act("T1", lambda db: practices.add(db, many)) == 200
    assert await kept.act("T1", one("q199")) == many[-1]


async def test_who_took_it_up_and_when_stays_whatever_is_told_of_it_later(kept: Database) -> None:
    taken_up = replace(OFFERED, state=State.TRYING, by="Ben Test", decided_at=FRIDAY + WEEK)
    await kept.act("T1", lambda db: practices.decide(db, OFFERED, State.TRYING, "UBEN", FRIDAY + WEEK))
    assert await kept.act("T1", one()) == taken_up
    await kept.act("T1", lambda db: practices.decide(db, taken_up, State.DONE, "UOLGA", FRIDAY + 5 * WEEK))
    assert await kept.act("T1", one()) == replace(taken_up, state=State.DONE)


async def test_nobody_is_named_where_an_idea_is_put_off(kept: Database) -> None:
    await kept.act("T1", lambda db: practices.decide(db, OFFERED, State.NOT_NOW, "UBEN", FRIDAY))
    assert await kept.act("T1", one()) == replace(OFFERED, state=State.NOT_NOW)


async def test_of_two_decisions_the_first_is_kept(kept: Database) -> None:
    for to, person in ((State.TRYING, "UBEN"), (State.NOT_NOW, "UOLGA")):
        await kept.act("T1", lambda db, to=to, person=person: practices.decide(db, OFFERED, to, person, FRIDAY))
    found = await kept.act("T1", one())
    assert found
    assert (found.state, found.by) == (State.TRYING, "Ben Test")


async def test_who_was_erased_is_named_nowhere(kept: Database) -> None:
    await kept.act("T1", lambda db: practices.decide(db, OFFERED, State.TRYING, "UBEN", FRIDAY))
    await kept.act("T1", lambda db: persons.erase(db, "UBEN"))
    found = await kept.act("T1", one())
    assert found == replace(OFFERED, state=State.TRYING, decided_at=FRIDAY)


TAKEN_UP = replace(OFFERED, state=State.TRYING, decided_at=FRIDAY)
CASES = {
    "due": (TAKEN_UP, True),
    "later": (replace(TAKEN_UP, decided_at=FRIDAY + timedelta(minutes=1)), False),
    "asked about": (replace(TAKEN_UP, settled_in="r14"), False),
    "open": (OFFERED, False),
    "put off": (replace(TAKEN_UP, state=State.NOT_NOW), False),
    "another team": (replace(TAKEN_UP, group="product"), False),
}


async def test_what_was_taken_up_is_asked_about_once_its_time_has_come(database: Database) -> None:
    rows = [replace(known, id=name, round=name) for name, (known, _) in CASES.items()]
    await database.act("T1", lambda db: practices.add(db, rows))
    found = await database.act("T1", lambda db: practices.due(db, ["support"], FRIDAY))
    assert {known.id for known in found} == {name for name, (_, is_due) in CASES.items() if is_due}


async def test_what_was_shown_since_is_kept_with_the_round_that_asks(database: Database) -> None:
    rows = [replace(TAKEN_UP, id=name, round=name) for name in ("p1", "p2", "p3")]
    await database.act("T1", lambda db: practices.add(db, rows))
    await database.act("T1", lambda db: practices.ask(db, "r14", {"p1": Shown(60), "p2": None}))
    await database.act("T1", lambda db: practices.ask(db, "r15", {}))
    found = [await database.act("T1", one(name)) for name in ("p1", "p2", "p3")]
    assert found == [
        replace(rows[0], settled_in="r14", since=Shown(60)),
        replace(rows[1], settled_in="r14"),
        rows[2],
    ]


async def test_what_was_done_is_told_in_one_digest(database: Database) -> None:
    rows = [replace(TAKEN_UP, id=state.value, round=state.value, state=state) for state in State]
    rows.append(replace(TAKEN_UP, id="theirs", round="r1", state=State.DONE, group="product"))
    await database.act("T1", lambda db: practices.add(db, rows))
    for round_id in ("r15", "r16"):
        await database.act("T1", lambda db, round_id=round_id: practices.tell(db, ["support"], round_id))
    told = await database.act("T1", lambda db: practices.told(db, [("r15", "support"), ("r16", "support")]))
    assert {known.id for known in told["r15", "support"]} == {"done", "partly"}
    assert told["r16", "support"] == []


async def test_a_digest_tells_of_what_it_offers_asks_and_says_was_done(database: Database) -> None:
    places = {"offers": {"round": "r10"}, "asks": {"settled_in": "r10"}, "says": {"told_in": "r10"}, "none": {}}
    rows = [replace(OFFERED, **{"id": name, "round": name} | place) for name, place in places.items()]
    await database.act("T1", lambda db: practices.add(db, rows))
    rows.append(replace(OFFERED, id="theirs", round="r11", group="product"))
    await database.act("T1", lambda db: practices.add(db, rows[-1:]))
    wanted = [("r10", "support"), ("r11", "support"), ("r10", "product"), ("r11", "product")]
    found = await database.act("T1", lambda db: practices.told(db, wanted))
    assert [{known.id for known in found[place]} for place in wanted] == [
        {"offers", "asks", "says"},
        set(),
        set(),
        {"theirs"},
    ]
    assert await database.act("T1", lambda db: practices.told(db, [])) == {}
    assert await database.act("T2", lambda db: practices.told(db, wanted)) == {place: [] for place in wanted}


async def test_what_was_offered_lately_is_known_by_team(database: Database) -> None:
    rows = [
        replace(OFFERED, id="p1", offered_at=FRIDAY),
        replace(OFFERED, id="p2", idea="autonomy-engage", offered_at=FRIDAY - WEEK),
        replace(OFFERED, id="p3", round="r2", idea="autonomy-educate", offered_at=FRIDAY - 8 * WEEK),
        replace(OFFERED, id="p4", group="product", idea="competence-engage"),
    ]
    await database.act("T1", lambda db: practices.add(db, rows))
    found = await database.act("T1", lambda db: practices.lately(db, ["support"], FRIDAY - 8 * WEEK))
    assert found == {"support": {"autonomy-enable", "autonomy-engage"}}


async def test_the_log_has_what_was_taken_up_newest_first(database: Database) -> None:
    rows = [
        replace(TAKEN_UP, id=state.value, round=state.value, state=state, decided_at=FRIDAY + at * WEEK)
        for at, state in enumerate(State)
    ]
    await database.act("T1", lambda db: practices.add(db, rows))
    found = await database.act("T1", lambda db: practices.log(db, ["support"], FRIDAY, 3))
    assert [known.id for known in found] == ["dropped", "partly", "done"]
    found = await database.act("T1", lambda db: practices.log(db, ["support"], FRIDAY))
    assert [known.id for known in found] == ["dropped", "partly", "done", "trying"]


async def test_of_a_digest_that_waits_the_log_has_no_score_and_nothing_to_begin(database: Database, opened) -> None:
    digest = Digest("Support", "2026-W10", None, {}, {}, False, None, (), Summary(Counted(0, 0), {}), is_small=True)
    rows = [
        replace(TAKEN_UP, id="asked", settled_in="r10", round="r6", since=Shown(75), decided_at=FRIDAY - 4 * WEEK),
        replace(TAKEN_UP, id="begun", round="r10", decided_at=FRIDAY),
        replace(TAKEN_UP, id="theirs", round="r10", group="product", decided_at=FRIDAY),
    ]
    await database.act("T1", opened(Round("r10", "2026-W10", FRIDAY - WEEK, FRIDAY), []))
    await database.act("T1", lambda db: policies.put(db, Policy(digest_on=0, digest_at=9 * 60)))
    await database.act("T1", lambda db: digests.keep(db, "r10", {"support": digest}))
    await database.act("T1", lambda db: practices.add(db, rows))
    hour = FRIDAY + timedelta(days=2, hours=21)
    both = ["support", "product"]
    waits = await database.act("T1", lambda db: practices.log(db, both, hour - timedelta(minutes=1)))
    assert [(known.id, known.since) for known in waits] == [("theirs", None), ("asked", None)]
    out = await database.act("T1", lambda db: practices.log(db, both, hour))
    assert [(known.id, known.since) for known in out] == [("begun", None), ("theirs", None), ("asked", Shown(75))]


async def test_the_rounds_since_something_was_taken_up(database: Database, opened) -> None:
    for number in range(3):
        closes = FRIDAY + number * WEEK
        week = Round(f"r{number}", f"2026-W1{number}", closes - WEEK, closes)
        await database.act("T1", opened(week, []))
        if number < 2:
            await database.act("T1", lambda db, week=week: closing.close(db, week.id, week.closes_at))
    found = await database.act("T1", lambda db: practices.rounds_since(db, FRIDAY))
    assert found == {"r1": FRIDAY + WEEK}


async def test_own_words_are_kept_changed_and_given_up(database: Database) -> None:
    await database.act("T1", lambda db: practices.word(db, {"autonomy-enable": "One.", "care-educate": "Two."}))
    await database.act("T1", lambda db: practices.word(db, {"autonomy-enable": "Three."}))
    await database.act("T2", lambda db: practices.word(db, {"autonomy-enable": "Theirs."}))
    assert await database.act("T1", practices.own_texts) == {"autonomy-enable": "Three.", "care-educate": "Two."}
    await database.act("T1", lambda db: practices.reset(db, ["autonomy-enable", "cost-enable"]))
    await database.act("T1", lambda db: practices.word(db, {}))
    assert await database.act("T1", practices.own_texts) == {"care-educate": "Two."}
    assert await database.act("T2", practices.own_texts) == {"autonomy-enable": "Theirs."}


async def test_of_two_admins_who_word_ideas_at_once_the_second_sees_what_the_first_did(
    postgres_url: str, second_waits: Callable[[object], Awaitable[None]]
) -> None:
    desks = [Database(postgres_url, "a secret") for _ in range(2)]
    await desks[0].act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB")))
    done, go_on = threading.Event(), threading.Event()

    def held(db: Db) -> None:
        practices.ideas_to_change(db)
        practices.word(db, {"autonomy-enable": "Drop one approval."})
        done.set()
        go_on.wait(10)

    first = asyncio.create_task(desks[0].act("T1", held))
    await asyncio.to_thread(done.wait, 10)
    second = asyncio.create_task(desks[1].act("T1", practices.ideas_to_change))
    await second_waits(second)
    go_on.set()
    await first
    seen = (await second)["autonomy-enable"].text
    for desk in desks:
        await desk.close()
    assert seen == "Drop one approval."
