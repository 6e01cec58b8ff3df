"""What people answer shows nowhere before the closing, and the words of a comment nowhere but where it is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from prometheus_client import generate_latest
from sqlalchemy import select, text

from sandbox import User
from storage.tables import Row

ASKED = [datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 2, 23, tzinfo=UTC)]
REMINDED = [datetime(2026, 3, 3, 23, tzinfo=UTC), datetime(2026, 3, 6, 11, 30, tzinfo=UTC)]
CLOSED = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
PEOPLE = ("ada", "ben", "cleo", "dina", "eli", "fay", "gus", "hana", "ivo", "jun", "kit", "pia", "rex")
COMMENT = "Zyxwvut: fewer quokkas on Mondays"
RANDOM = re.compile(
    r"[0-9a-f]{24}(?:-\d+)?|\bD\d{8}\b|\bEv[0-9A-F]{10}\b|\b\d{10}(?:\.\d+)?\b|\b[0-9a-f]{8}\b|ms=[\d.]+"
    r"|http://127[\d.:]+/"
)
OURS = ("heartline", "slack_bolt", "sqlalchemy")
LABELS = ("Not at all true", "A little true", "Partly true", "Mostly true", "Completely true")


async def press_answer(person, score):
    shown = person.dm.saying("Your pulse").widgets
    await person.press(next(w for w in shown if w.element.action_id == f"pulse_answer:{score}"))


async def lived(office, score):
    """A week in which everyone gives the same answer, changes it once, and two are late; Ada comments too."""
    for name in ("pia", "rex"):
        office.slack.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz="Europe/Berlin"))
        office.slack.join(office.slack.channel_named("support"), f"U{name.upper()}")
    await office.settled()
    await office.told()
    await office.set_up_teams()
    for moment in ASKED:
        await office.at(moment)
    for name in PEOPLE:
        for given in (score, score, score, score)[: 2 if name in ("gus", "kit") else 4]:
            await press_answer(office.person(name), given)
            await office.settled()
    await office.ada.press("Write a comment")
    office.ada.fill(text=COMMENT)
    await office.ada.submit()
    await office.ada.close()
    for moment in REMINDED:
        await office.at(moment)


async def seen(office, caplog):
    """All that is not sealed, without random ids and moments: messages, rows but the answers' own, and the log."""
    messages = [
        f"{name} reads: {message.text} {message.plain}"
        for name in PEOPLE
        for conversation in conversations(office, office.person(name))
        for message in conversation.messages
    ]
    rows = await office.world.act(office.world.workspace, unsealed)
    return sorted(RANDOM.sub("…", line) for line in (*messages, *rows, *logged(caplog)))


def conversations(office, person):
    names = [name for name in ("support", "product") if person.sees(office.slack.channel_named(name))]
    return [person.dm, *map(person.channel, names)]


def unsealed(db):
    return [
        f"{table.name}: {[comparable(value) for value in row]}"
        for table in Row.metadata.sorted_tables
        for row in db.run(select(table))
    ]


def stored_bytes(db):
    rows = (row for table in Row.metadata.sorted_tables for row in db.run(select(table)))
    return b"|".join(value for row in rows for value in row if isinstance(value, bytes))


def comparable(value):
    """A value as two runs may be compared by it: of what is sealed the length, of a moment the hour."""
    if isinstance(value, bytes):
        return len(value)
    return f"{value:%Y-%m-%d %H}" if isinstance(value, datetime) else value


def logged(caplog):
    """The whole log as it is written, with tracebacks, of all that runs in the bot."""
    ours = [
        record for record in caplog.records if record.name.split(".")[0] in ("heartline", "slack_bolt", "sqlalchemy")
    ]
    return [caplog.handler.format(record) for record in ours]


async def test_a_week_of_ones_looks_like_a_week_of_fives_until_it_closes(two_offices, caplog):
    found = []
    for office, score in zip(two_offices, (1, 5), strict=True):
        caplog.clear()
        caplog.set_level("DEBUG", logger="heartline")
        await lived(office, score)
        found.append(await seen(office, caplog))
    ones, fives = found
    assert len([line for line in ones if line.startswith("answer: ")]) == 4 * len(PEOPLE) - 4
    assert [pair for pair in zip(ones, fives, strict=True) if pair[0] != pair[1]] == []


async def test_no_message_says_what_someone_answered(office):
    await lived(office, 5)
    for name in PEOPLE:
        for message in office.person(name).dm.messages:
            buttons = {widget.label for widget in message.widgets}
            assert not [label for label in LABELS if label in message.text]
            assert all(message.plain.count(label) <= (label in buttons) for label in LABELS)


async def test_the_words_of_a_comment_are_nowhere_but_sealed(office_on_each_store, caplog):
    caplog.set_level("DEBUG")
    office = office_on_each_store
    await lived(office, 3)
    before = await seen(office, caplog)
    assert b"quokkas" not in await office.world.act(office.world.workspace, stored_bytes)
    await office.at(CLOSED)
    for line in (*before, *await seen(office, caplog)):
        assert "quokkas" not in line
    assert b"quokkas" not in generate_latest() + await office.world.act(office.world.workspace, stored_bytes)


@pytest.mark.parametrize("table", ["answer", "draft"])
async def test_a_fault_of_ours_is_logged_without_what_was_answered_or_written(office_on_each_store, caplog, table):
    office = office_on_each_store
    await lived(office, 3)
    await office.ada.command("/pulse")
    await office.ada.press("Write a comment")
    office.ada.fill(text=f"{COMMENT}, and more of them")
    broken = text(f"ALTER TABLE {table} RENAME COLUMN sealed TO other")
    await office.world.act(office.world.workspace, lambda db: db.run(broken) and None)
    caplog.set_level("DEBUG", logger="heartline")
    caplog.clear()
    if table == "answer":
        await press_answer(office.person("gus"), 5)
    else:
        await office.ada.submit()
    await office.settled()
    told = "\n".join(logged(caplog))
    assert told
    for word in ("UGUS", "UADA", "pulse_answer:5", "quokkas", *LABELS):
        assert word not in told
