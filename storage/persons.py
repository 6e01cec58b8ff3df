"""One person's rows, in every table: all that can be told about them, and all of it destroyed.

What is sealed is found with the secret, while a link exists: open answers and drafts by the round's key, comments by
their sealed link. Of closed rounds nothing is left that is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, delete, false, or_, select, update

from bot import teams
from bot.preferences import Preferences
from bot.pulses import KIND
from storage import comments, erasing, preferences, pulses, replies
from storage.admin_tables import AUDIT, WELCOME
from storage.asking_tables import DAYS_OFF, POLICY, PREFERENCE, REMINDER
from storage.comment_tables import COMMENT, DRAFT, REPLY
from storage.feedback_tables import FEEDBACK, IMPORT_JOB
from storage.kudos_tables import KUDOS, KUDOS_CHOICE, KUDOS_JOIN, KUDOS_MESSAGE, KUDOS_RECEIVER, REACTION
from storage.messaging_tables import CHANNEL, DELIVERY
from storage.practice_tables import PRACTICE
from storage.tables import (
    ANSWER,
    COHORT,
    DEPARTMENT,
    MEMBERSHIP,
    PERSON,
    ROUND,
    TEAM,
    WORKSPACE,
)

if TYPE_CHECKING:
    from storage.database import Db

Rows = list[dict[str, Any]]

# In each table, the column that says whose a row is.
OWNERS: Mapping[Table, str] = {
    PERSON: "id",
    PREFERENCE: "person",
    DAYS_OFF: "person",
    MEMBERSHIP: "person",
    DEPARTMENT: "lead",
    POLICY: "lead",
    COHORT: "person",
    REMINDER: "person",
    DELIVERY: "recipient",
    KUDOS: "giver",
    KUDOS_RECEIVER: "receiver",
    KUDOS_JOIN: "person",
    KUDOS_MESSAGE: "place",  # a person or a channel
    KUDOS_CHOICE: "person",
    REACTION: "person",
    FEEDBACK: "logged_by",
    IMPORT_JOB: "person",
    REPLY: "giver",
    PRACTICE: "by",
    CHANNEL: "confirmed_by",
    WELCOME: "person",
    AUDIT: "by",
    WORKSPACE: "installer",
}
GONE = (WELCOME, DAYS_OFF, MEMBERSHIP, COHORT, REPLY, KUDOS_JOIN, KUDOS_MESSAGE, KUDOS_CHOICE, REACTION, IMPORT_JOB)
LOSE_THE_PERSON = (DEPARTMENT, POLICY, FEEDBACK, PRACTICE)
LOSE_THE_NAME = (CHANNEL, AUDIT, WORKSPACE)  # what they allowed stays allowed, what they changed stays changed
# Of these rows only so much is about the person.
SHOWN = {
    WORKSPACE: ("name",),
    DEPARTMENT: ("name",),
    POLICY: ("lead",),
    CHANNEL: ("id",),
    PRACTICE: ("team", "text", "state", "decided_at"),
}
NOT_THEIRS = ("workspace", "sealed")  # columns that say nothing to them
EMPTIED = {"name": "", "handle": "", "tz": "UTC", "locale": ""}


def exported(db: Db, person: str) -> dict[str, Rows]:
    """All rows about a person, by table; teams and rounds by name. Raises Refused when another secret sealed theirs."""
    found = {table.name: _rows(db, table, person) for table in OWNERS}
    found[KUDOS_RECEIVER.name] = _received(db, person)
    found["praise"] = _praised(db, person)
    # When an answer goes out would tell the zone of whoever wrote the comment, so the giver's copy is without that.
    found[REPLY.name] = [{"ready": reply.ready, "words": reply.words} for reply in replies.given_by(db, person)]
    if opened := _open_round(db):
        found[ANSWER.name] = _answers(db, opened, person)
        text = comments.draft(db, opened, person)
        found[DRAFT.name] = [{"round": opened, "text": text}] if text else []
    found[COMMENT.name] = _comments(db, person)
    return {str(name): _named(db, rows) for name, rows in found.items() if rows}


def erase(db: Db, person: str) -> None:
    """Destroy all rows about a person. Raises Refused when another secret sealed theirs, or they lead a team.

    They stay known by id and standing, as someone who is never asked. What a customer said stays, without them. Where
    the open round's messages to them are stays until these say that it is over, and goes then.
    """
    db.run(select(PERSON.c.id).where(*_of(db, PERSON, person)).with_for_update())  # first, as all who plan do
    teams.may_be_erased(_led(db, person))
    if opened := _open_round(db):
        pulses.withdraw(db, opened, person)
        comments.drop_draft(db, opened, person)
    _erase_comments(db, comments.written(db, person))
    erasing.praise(db, person)
    erasing.kudos(db, person)
    for table in GONE:
        db.run(delete(table).where(*_of(db, table, person)))
    for table in (REMINDER, DELIVERY):
        db.run(delete(table).where(*_of(db, table, person), *_not_of(table, opened)))
    for table in LOSE_THE_PERSON:
        db.run(update(table).where(*_of(db, table, person)).values({OWNERS[table]: None}))
    for table in LOSE_THE_NAME:
        db.run(update(table).where(*_of(db, table, person)).values({OWNERS[table]: ""}))
    db.run(update(PERSON).where(*_of(db, PERSON, person)).values(EMPTIED))
    preferences.put(db, person, Preferences(is_out=True))


def _led(db: Db, person: str) -> list[str]:
    """The names of the teams that someone leads."""
    led = and_(MEMBERSHIP.c.workspace == TEAM.c.workspace, MEMBERSHIP.c.team == TEAM.c.id)
    found = select(TEAM.c.name).join(MEMBERSHIP, led).where(*_of(db, MEMBERSHIP, person), MEMBERSHIP.c.is_manager)
    return list(db.run(found.where(TEAM.c.is_removed == false()).order_by(TEAM.c.name)).scalars())


def _open_round(db: Db) -> str | None:
    """The round that holds answers of people; one that came from a backup has none."""
    current = pulses.current(db)
    return current.id if current and current not in pulses.keyless(db) else None


def _not_of(table: Table, opened: str | None) -> list[Any]:
    """What keeps the places of an open round's messages, which are still to be replaced or taken away."""
    if opened is None:
        return []
    return [table.c.round != opened] if table is REMINDER else [or_(table.c.subject != opened, table.c.kind != KIND)]


def _answers(db: Db, round_id: str, person: str) -> Rows:
    questions = pulses.questions(db, round_id, person)
    texts = {item.id: item.text for item in questions.items} if questions else {}
    scores = pulses.own_scores(db, round_id, person)
    return [
        {"round": round_id, "item": item, "text": texts.get(item, ""), "score": n}
        for item, n in scores.items()
        if item in texts
    ]


def _comments(db: Db, person: str) -> Rows:
    """The comments that a link leads to, with what was answered to each."""
    answers = defaultdict[str, list[dict[str, str]]](list)
    written = comments.written(db, person)
    for reply in replies.given_to(db, written):
        answers[reply.comment].append({"ready": reply.ready, "words": reply.words})
    return [{"text": text, "answers": answers[comment]} for comment, text in written.items()]


def _of(db: Db, table: Table, person: str) -> tuple[Any, Any]:
    return table.c.workspace == db.workspace, table.c[OWNERS[table]] == person


def _rows(db: Db, table: Table, person: str) -> Rows:
    columns = [c for c in table.columns if c.name in SHOWN.get(table, table.columns) and c.name not in NOT_THEIRS]
    found = select(*columns).where(*_of(db, table, person)).order_by(*table.primary_key)
    return [row._asdict() for row in db.run(found)]


def _received(db: Db, person: str) -> Rows:
    """The thanks someone received, with its words."""
    mine, kudos = KUDOS_RECEIVER.c, KUDOS.c
    words = (kudos.giver, kudos.did, kudos.enabled, kudos.value, kudos.need, kudos.given_at)
    is_it = and_(KUDOS.c.workspace == mine.workspace, KUDOS.c.id == mine.kudos)
    found = select(*words, mine.shared_at, mine.shared_with).join_from(KUDOS, KUDOS_RECEIVER, is_it)
    found = found.where(mine.workspace == db.workspace, mine.receiver == person, kudos.is_removed == false())
    return [row._asdict() for row in db.run(found.order_by(kudos.given_at, kudos.id))]


def _praised(db: Db, person: str) -> Rows:
    """What customers said in praise of someone."""
    theirs = FEEDBACK.c
    found = select(theirs.customer, theirs.said, theirs.happened_on, theirs.praise_shared_at)
    found = found.where(theirs.workspace == db.workspace, theirs.praised == person, theirs.is_removed == false())
    return [row._asdict() for row in db.run(found.order_by(theirs.counts_at, theirs.id))]


def _named(db: Db, rows: Rows) -> Rows:
    """The rows with the names of teams and the weeks of rounds in place of their ids."""
    teams = dict(db.run(select(TEAM.c.id, TEAM.c.name).where(TEAM.c.workspace == db.workspace)).all())
    weeks = dict(db.run(select(ROUND.c.id, ROUND.c.week).where(ROUND.c.workspace == db.workspace)).all())
    names = {"team": teams, "shared_with": teams, "round": weeks, "subject": weeks}
    return [
        {name: names[name].get(value, value) if name in names else value for name, value in row.items()} for row in rows
    ]


def _erase_comments(db: Db, ids: Collection[str]) -> None:
    for table, column in ((REPLY, REPLY.c.comment), (COMMENT, COMMENT.c.id)):
        db.run(delete(table).where(table.c.workspace == db.workspace, column.in_(ids)))
