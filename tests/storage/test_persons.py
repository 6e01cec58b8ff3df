"""One person's rows: all of them are told, and all of them go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.audit import Entry
from bot.comments import Draft, Reply
from bot.errors import Refused
from bot.kudos import Kudos
from bot.people import Person
from bot.preferences import DaysOff, Preferences
from bot.pulses import Answer, Round
from bot.reminders import Sent
from bot.teams import CohortMember
from storage import (
    audit,
    closing,
    comments,
    installs,
    kudos,
    kudos_messages,
    people,
    persons,
    preferences,
    pulses,
    reminders,
    replies,
)
from storage.admin_tables import WELCOME
from storage.asking_tables import POLICY
from storage.database import Database, Db
from storage.feedback_tables import FEEDBACK, IMPORT_JOB
from storage.installs import Install
from storage.kudos_tables import KUDOS_CHOICE, KUDOS_JOIN, KUDOS_MESSAGE, REACTION
from storage.messaging_tables import CHANNEL, DELIVERY
from storage.persons import OWNERS
from storage.practice_tables import PRACTICE
from storage.tables import DEPARTMENT, DIGEST, MEMBERSHIP, TEAM, Row

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OVER, ROUND = (
    Round("r9", "2026-W09", MONDAY - timedelta(days=7), MONDAY - timedelta(days=3)),
    Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4)),
)
CROWD = [CohortMember(f"U{n}", "support") for n in range(1, 9)]
ADA, BEN = "U1", "U2"
ITEM = "autonomy-4"
Opener = Callable[..., Callable[[Db], bool]]

SEALED = {"answer": "under a pseudonym", "draft": "under a pen name", "comment": "behind a sealed link"}
OF_NOBODY = {
    "team": "names of groups, not of people",
    "round": "when pulses were",
    "schedule": "when pulses are",
    "round_key": "the key of everyone's answers",
    "tally": "sums of a group",
    "product": "sums of the company",
    "paper": "what a team is asked, and how many it had",
    "item_choice": "which questions are asked",
    "digest": "what a team read; the thanks in it are told as what they are, and go with them",
    "gate": "when the next message may go out",
    "event": "ids of events",
    "concern": "which teams a piece of feedback concerns",
    "kudos_value": "the workspace's own words",
    "idea_text": "the workspace's own words",
    "look": "what was found of a team",
    "start": "what teams begin one after another",
    "step": "when a team begins",
    "ingest_key": "keys of help desks and forms",
    "ingest_call": "what their requests were answered",
}

PRAISE = "praise"  # what customers said in praise of someone, out of the same table as what they logged

PLACES = {"delivery", "reminder"}  # of the open round's messages


def test_every_table_is_either_somebody_s_or_nobody_s() -> None:
    theirs = {table.name for table in OWNERS} | SEALED.keys()
    assert not theirs & OF_NOBODY.keys()
    assert set(Row.metadata.tables) == theirs | OF_NOBODY.keys()


def test_every_column_that_names_a_person_is_known() -> None:
    names = {
        "person",
        "giver",
        "receiver",
        "recipient",
        "lead",
        "logged_by",
        "praised",
        "praise_told_by",
        "place",
        "by",
        "confirmed_by",
        "installer",
    }
    found = {(name, column.name) for name, table in Row.metadata.tables.items() for column in table.columns}
    named = {place for place in found if place[1] in names}
    beside = {("feedback", "praised"), ("feedback", "praise_told_by"), ("kudos_receiver", "place"), ("person", "id")}
    beside.add(("step", "place"))  # in an order, of a team
    owned = {(table.name, column) for table, column in OWNERS.items()}
    assert named - beside == owned - beside


def filled(db: Db) -> None:
    """Rows of Ada and of Ben, alike, in every table of people that no round makes."""
    here = {"workspace": db.workspace}
    people.keep(db, [Person(ADA, "Ada Test", "Europe/Berlin", "ada"), Person(BEN, "Ben Test", "Europe/Paris", "ben")])
    team = {"id": "support", "name": "Support", "folded": "support", "channel": "C1", "offset": 0, "is_removed": False}
    shipped = {"source": "channel", "usergroup": "", "department": None, "meets_customers": False}
    db.run(insert(TEAM), here | team | shipped)
    places = [{"team": "support", "person": person, "is_manager": False} for person in (ADA, BEN)]
    db.run(insert(MEMBERSHIP), [here | place for place in places])
    for number, person in enumerate((ADA, BEN)):
        off = (DaysOff(date(2026, 4, 1), date(2026, 4, 9)),)
        preferences.put(db, person, Preferences(asked_at=time(9, 30), language="de", days_off=off))
        named = {"name": f"Department {number}", "folded": f"department {number}", "lead": person, "is_removed": False}
        db.run(insert(DEPARTMENT), here | {"id": f"d{number}"} | named)
        db.run(insert(DELIVERY), here | sending(person))
        other = BEN if person == ADA else ADA
        thanks = Kudos(f"k{number}", person, (other,), f"{person} thanks", "so that it went well", MONDAY)
        kudos.keep(db, thanks)
        kudos_messages.share(db, thanks.id, other, "support", "C1", MONDAY)
        db.run(insert(FEEDBACK), here | said(person, str(number), praised=other))
        db.run(insert(KUDOS_JOIN), here | {"kudos": f"k{number}", "person": other, "joined_at": MONDAY})
        place = {"kudos": f"k{number}", "kind": "kudos", "place": other, "channel": f"D{other}", "ts": "1.2"}
        db.run(insert(KUDOS_MESSAGE), here | place)
        db.run(insert(KUDOS_CHOICE), here | {"person": person, "sharing": "always", "has_prompt": True})
        seen = {"channel": "C1", "ts": "1.2", "person": person, "emoji": "raised_hands", "event_ts": "1.3"}
        db.run(insert(REACTION), here | seen | {"is_on": True, "seen_at": MONDAY})
        db.run(insert(IMPORT_JOB), here | importing(person))
        db.run(insert(PRACTICE), here | trying(person))
        seen = {"id": f"C{person.removeprefix('U')}", "is_shared": True, "confirmed_by": person, "seen_at": MONDAY}
        db.run(insert(CHANNEL), here | seen)
        db.run(insert(WELCOME), here | {"person": person, "told_at": MONDAY})
        audit.note(db, Entry(f"a{number}", MONDAY, person, "team_added", "Support"))
    kudos.keep(db, Kudos("k2", "U3", (ADA, BEN), "for both", "together", MONDAY))
    told = {"giver": "someone", "receiver": "someone", "enabled": "so that it went well"}
    renamed = told | {"did": f"{ADA} thanks"}  # as she was called then is not known any more
    changed = told | {"did": "what it said before", "receiver": "Ada Test"}
    by_ids = told | {"did": "what it said once", "kudos": "k1", "person": ADA}
    stories = [renamed, changed, by_ids, told | {"did": "U3 thanks"}]
    praises = [{"person": name, "customer": "Acme", "said": "Thank you."} for name in ("Ada Test", "Ben Test")]
    content = {"stories": stories, "praises": praises, "kudos": 3}
    db.run(insert(DIGEST), here | {"round": "r9", "team": "support", "content": content})
    values = {"items_per_need": 1, "has_fourth": True, "has_whole_bank": True, "has_guests": False, "threshold": 5}
    db.run(insert(POLICY), here | values | {"lead": ADA})
    installs.keep(db, Install(db.workspace, "Acme", "UBOT"))
    installs.installed_by(db, ADA)


def sending(person: str) -> dict[str, Any]:
    words = {"key": f"pulse:2026-W10:{person}", "kind": "pulse", "recipient": person, "subject": "r10", "error": ""}
    numbers = {"due_at": MONDAY, "expires_at": MONDAY, "nonce": "n", "state": "sent", "attempts": 1, "unknowns": 0}
    return {"id": f"m{person}"} | words | numbers


def importing(person: str) -> dict[str, Any]:
    file = {"id": f"j{person}", "person": person, "channel": f"D{person}", "file": "F1", "name": "scores.csv"}
    return file | {"mapping": {}, "state": "done", "done": 2, "new": 1, "known": 1, "bad": 0, "made_at": MONDAY}


def trying(person: str) -> dict[str, Any]:
    number = person.removeprefix("U")
    words = {"idea": f"idea-{number}", "text": "Ask twice.", "reason": "", "item": ITEM, "state": "trying"}
    when = {"offered_at": MONDAY, "decided_at": MONDAY, "settled_in": None, "told_in": None}
    scores = {"then": None, "since": None}
    return {"id": f"p{number}", "round": "r9", "team": "support", "by": person} | words | when | scores


def said(person: str, number: str, praised: str) -> dict[str, Any]:
    words = {
        "customer": "Acme",
        "said": f"They were kind, says {number}.",
        "source": "form",
        "key": number,
        "praised": praised,
    }
    words |= {"is_praise_told": True, "praise_shared_at": MONDAY, "praise_shared_with": "support"}
    words |= {"praise_told_by": person}
    about = {"commitment": False, "cost": True, "culture": False, "care": False}
    when = {"happened_on": date(2026, 3, 1), "counts_at": MONDAY, "logged_by": person}
    return {"id": number, "rating": 4} | words | about | when


@pytest.fixture
async def lived(database: Database, opened: Opener) -> Database:
    """A database in which Ada and Ben have left rows in every table there is."""
    await database.act("T1", opened(OVER, CROWD))
    await database.act("T1", filled)
    for person in (ADA, BEN):
        await database.act("T1", answering(OVER, person, 5, f"before, by {person}"))
    await database.act("T1", lambda db: closing.close(db, OVER.id, OVER.closes_at))
    await database.act("T1", opened(ROUND, CROWD, ITEM, "roles"))
    for person, score in ((ADA, 2), (BEN, 4)):
        await database.act("T1", answering(ROUND, person, score, f"now, by {person}"))
        await database.act("T1", lambda db, person=person: reminders.note(db, ROUND.id, person, Sent("D1", "1.2")))
    await database.act("T1", answer_each_other)
    return database


def answering(to: Round, person: str, score: int, text: str) -> Callable[[Db], None]:
    def act(db: Db) -> None:
        pulses.keep(db, Answer(to.id, person, ITEM, score))
        comments.put_draft(db, to.id, person, Draft(text, may_reply=True))

    return act


def answer_each_other(db: Db) -> None:
    for giver, writer in ((ADA, BEN), (BEN, ADA)):
        (comment,) = comments.written(db, writer)
        reply = Reply(f"token{giver}", comment, giver, "thanks", f"from {giver}", MONDAY)
        replies.keep(db, reply, MONDAY)


async def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    def load(db: Db) -> dict[str, list[tuple[Any, ...]]]:
        return {name: [tuple(row) for row in db.run(select(table))] for name, table in Row.metadata.tables.items()}

    return await database.act("T1", load)


async def test_all_that_is_kept_about_someone_is_told(lived: Database) -> None:
    told = await lived.act("T1", lambda db: persons.exported(db, ADA))
    assert set(told) == {table.name for table in OWNERS} | SEALED.keys() | {PRAISE}
    assert told["person"][0]["name"] == "Ada Test"
    assert told["answer"] == [{"round": "2026-W10", "item": ITEM, "text": "", "score": 2}]
    assert told["draft"] == [{"round": "2026-W10", "text": "now, by U1"}]
    answers = [{"ready": "thanks", "words": "from U2"}]
    assert told["comment"] == [{"text": "before, by U1", "answers": answers}]
    assert told["reply"] == [{"ready": "thanks", "words": "from U1"}]
    assert [row["did"] for row in told["kudos_receiver"]] == ["U2 thanks", "for both"]
    assert [row["said"] for row in told[PRAISE]] == ["They were kind, says 1."]
    assert [row["said"] for row in told["feedback"]] == ["They were kind, says 0."]
    assert [row["team"] for row in told["membership"]] == ["Support"]
    assert [row["round"] for row in told["cohort"]] == ["2026-W10", "2026-W09"]
    assert told["department"] == [{"name": "Department 0"}]
    assert told["policy"] == [{"lead": ADA}]
    tried = {"team": "Support", "text": "Ask twice.", "state": "trying", "decided_at": MONDAY}
    assert told["practice"] == [tried]
    assert told["workspace"] == [{"name": "Acme"}]
    assert told["audit"] == [
        {"id": "a0", "at": MONDAY, "by": ADA, "act": "team_added", "subject": "Support", "detail": {}}
    ]


async def test_nothing_of_anyone_else_is_told(lived: Database) -> None:
    told = await lived.act("T1", lambda db: persons.exported(db, "U3"))
    assert set(told) == {"cohort", "kudos"}
    assert await lived.act("T2", lambda db: persons.exported(db, ADA)) == {}


async def test_a_closed_round_holds_nothing_of_theirs(lived: Database) -> None:
    await lived.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    told = await lived.act("T1", lambda db: persons.exported(db, ADA))
    assert "answer" not in told
    assert "draft" not in told


async def test_erasing_leaves_an_id_that_is_never_asked(lived: Database) -> None:
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    told = await lived.act("T1", lambda db: persons.exported(db, ADA))
    assert set(told) == {"person", "preference"} | PLACES
    assert {told["person"][0][name] for name in ("name", "handle", "locale")} == {""}
    assert await lived.act("T1", lambda db: preferences.one(db, ADA)) == Preferences(is_out=True)
    left = await everything(lived)
    named = {
        name
        for name, rows in left.items()
        for row in rows
        if any(ADA in str(value) for value in row if not isinstance(value, bytes))
    }
    assert named == {"person", "preference"} | PLACES
    assert "Ada Test" not in str(left)
    assert len(left["comment"]) == len(left["draft"]) == len(left["answer"]) == 1
    assert left["reply"] == []
    (digest,) = left["digest"]
    assert [story["did"] for story in digest[3]["stories"]] == ["U3 thanks"]
    assert [praise["person"] for praise in digest[3]["praises"]] == ["Ben Test"]
    assert digest[3]["kudos"] == 3


async def test_where_messages_to_an_erased_person_are_is_kept_until_they_say_it_is_over(lived: Database) -> None:
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    assert ADA in await lived.act("T1", lambda db: reminders.people(db, ROUND.id, "", 99))
    await lived.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    for person in (ADA, BEN):
        await lived.act("T1", lambda db, person=person: reminders.forget(db, ROUND.id, person))
    assert set(await lived.act("T1", lambda db: persons.exported(db, ADA))) == {"person", "preference"}
    assert "delivery" in await lived.act("T1", lambda db: persons.exported(db, BEN))


async def test_erasing_leaves_everyone_else_as_they_were(lived: Database) -> None:
    before = await lived.act("T1", lambda db: persons.exported(db, BEN))
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    after = await lived.act("T1", lambda db: persons.exported(db, BEN))
    for shared in ("kudos", "kudos_join", "kudos_message", "reply", "comment"):  # with Ada
        before.pop(shared)
        after.pop(shared, None)
    assert before.pop("feedback")[0].pop("praised") == ADA
    assert after.pop("feedback")[0].pop("praised") is None
    received = before.pop("kudos_receiver"), after.pop("kudos_receiver")
    assert [[row["did"] for row in rows] for rows in received] == [["U1 thanks", "for both"], ["for both"]]
    assert after == before


async def test_what_they_took_back_stays_without_them_until_its_messages_are_gone(lived: Database) -> None:
    taken = replace(Kudos("k0", ADA, (BEN,), "", "", MONDAY), is_removed=True)
    await lived.act("T1", lambda db: kudos_messages.keep(db, taken))
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    assert await lived.act("T1", lambda db: kudos_messages.one(db, "k0")) == replace(taken, giver="")
    assert [one.place for one in await lived.act("T1", lambda db: kudos_messages.standing(db, "k0"))] == [BEN]
    assert set(await lived.act("T1", lambda db: persons.exported(db, ADA))) == {"person", "preference"} | PLACES


async def test_who_was_erased_while_a_round_is_open_is_not_counted(lived: Database) -> None:
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    with pytest.raises(Refused):
        await lived.act("T1", lambda db: pulses.own_scores(db, OVER.id, ADA))
    assert await lived.act("T1", lambda db: pulses.questions(db, ROUND.id, ADA)) is None
    for person in ("U3", "U4", "U5", "U6", "U7"):
        await lived.act("T1", answering(ROUND, person, 3, "words"))
    kept = await lived.act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at))
    assert {tally.n for tally in kept or []} == {6}


async def test_erasing_twice_is_erasing_once(lived: Database) -> None:
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    once = await everything(lived)
    await lived.act("T1", lambda db: persons.erase(db, ADA))
    assert await everything(lived) == once
    await lived.act("T1", lambda db: persons.erase(db, "U99"))


async def test_whoever_leads_a_team_is_not_erased_before_someone_else_does(lived: Database) -> None:
    leads = update(MEMBERSHIP).where(MEMBERSHIP.c.workspace == "T1", MEMBERSHIP.c.person == ADA)
    await lived.act("T1", lambda db: db.run(leads.values(is_manager=True)))
    before = await everything(lived)
    with pytest.raises(Refused, match="erase_leads") as refused:
        await lived.act("T1", lambda db: persons.erase(db, ADA))
    assert refused.value.values == {"teams": "Support"}
    assert await everything(lived) == before


async def test_rows_under_a_lost_secret_are_not_said_to_be_gone(url: str, opened: Opener) -> None:
    mine, other = Database(url, "a secret"), Database(url, "another secret")
    await mine.act("T1", opened(ROUND, CROWD))
    for act in (persons.exported, persons.erase):
        with pytest.raises(Refused, match="secret_changed"):
            await other.act("T1", lambda db, act=act: act(db, ADA))
    await mine.close()
    await other.close()
