"""Who has a copy of the database, without the secret, sees no row or value by which those who answered differ."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from benchmarks.attacks.presence import rows_of_file, rows_of_server, states, telling
from bot.pulses import SKIP

ASKED = [datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 2, 23, tzinfo=UTC)]
FIRST_REMINDED = datetime(2026, 3, 3, 23, tzinfo=UTC)
LAST_REMINDED = [datetime(2026, 3, 5, 23, tzinfo=UTC), datetime(2026, 3, 6, 10, 30, tzinfo=UTC)]
CLOSED = [datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC), datetime(2026, 3, 6, 12, 1, tzinfo=UTC)]
PEOPLE = ("ada", "ben", "cleo", "dina", "eli", "fay", "gus", "hana", "ivo", "jun", "kit", "lou", "mia", "noor", "olga")
IDS = [f"U{name.upper()}" for name in PEOPLE]
LUCK = random.Random(7)
SHUFFLED = LUCK.sample(PEOPLE, len(PEOPLE))
EARLY, LATE, WITHDRAWN, BEGUN = SHUFFLED[:6], SHUFFLED[6:8], SHUFFLED[8:10], SHUFFLED[10:11]
PLANTED = {
    "a note of reminders only for who needed one": "DELETE FROM reminder WHERE person IN ({})",
    "why a reminder was not sent": "UPDATE delivery SET error = 'answered' WHERE recipient IN ({})",
    "a reminder under way to who needs one": (
        "UPDATE delivery SET state = 'sending' WHERE kind = 'reminder' AND recipient NOT IN ({})"
    ),
}


def ids(names):
    return {f"U{name.upper()}" for name in names}


async def answer(office, name, count=4):
    """Answer some questions of the message, some of them with a skip."""
    person = office.person(name)
    for number in range(1, count + 1):
        await office.settled()
        score = LUCK.choice((SKIP, 1, 2, 3, 4, 5))
        shown = person.dm.saying(f"Question {number} of").widgets
        await person.press(next(widget for widget in shown if widget.element.action_id == f"pulse_answer:{score}"))
    await office.settled()


async def answered_by_some(office):
    """A round in which some have answered all, some have taken it back, and some have begun. Returns the first."""
    await office.set_up_teams()
    for moment in ASKED:
        await office.at(moment)
    for name in (*EARLY, *WITHDRAWN):
        await answer(office, name)
    for name in WITHDRAWN:
        await office.person(name).press("Withdraw my answers")
        await office.settled()
    for name in BEGUN:
        await answer(office, name, 2)
    return ids(EARLY)


async def reminded(office):
    """The same when the first reminders have come to their turns."""
    answered = await answered_by_some(office)
    await office.at(FIRST_REMINDED)
    return answered


def copies(office, planted=""):
    """All that the store tells now, in all states that it still has; first something may be planted in each of them."""
    url = office.settings.database_url
    if url.startswith("sqlite"):
        yield from copies_of_file(Path(url.removeprefix("sqlite:///")), planted)
        return
    with psycopg.connect(url) as connection:
        if planted:
            connection.execute(planted)
        yield rows_of_server(connection)
        connection.rollback()


def copies_of_file(file, planted):
    for connection in states(file):
        if planted:
            connection.execute(planted)
        yield rows_of_file(connection)


def in_words(people):
    return ", ".join(f"'{person}'" for person in sorted(people))


async def test_no_row_or_value_tells_who_answered_during_the_round_and_after_it(office_on_each_store):
    office = office_on_each_store
    answered = await answered_by_some(office)
    assert telling(copies(office), IDS, answered) == []
    await office.at(FIRST_REMINDED)
    assert telling(copies(office), IDS, answered) == []
    for name in LATE:
        await answer(office, name)
    answered |= ids(LATE)
    assert telling(copies(office), IDS, answered) == []
    for moment in (*LAST_REMINDED, *CLOSED):
        await office.at(moment)
        assert telling(copies(office), IDS, answered) == []


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
async def test_what_would_tell_who_answered_is_found(office_on_each_store, planted):
    answered = await reminded(office_on_each_store)
    assert telling(copies(office_on_each_store, planted.format(in_words(answered))), IDS, answered)


async def test_what_was_there_for_one_commit_is_found_in_the_log(office):
    answered = await reminded(office)
    seen = list(copies(office))
    assert len(seen) > len(PEOPLE)  # each note of a reminder is a commit of its own
    assert telling(seen, IDS, answered) == []
    notes = [row for row in seen[-1]["reminder"] if row["person"] not in answered]
    assert telling([*seen[:5], seen[-1] | {"reminder": notes}, *seen[5:]], IDS, answered)


@pytest.mark.parametrize(
    ("there", "is_told"),
    [
        pytest.param(["ac", "bd"], False, id="as long for all"),
        pytest.param(["ac", "bd", "ad"], False, id="longer for one of each"),
        pytest.param(["ac", "bd", "c", "d"], True, id="longer for those who have not answered"),
        pytest.param(["abcd", "a", "b"], True, id="longer for those who have"),
    ],
)
def test_what_was_there_for_longer_is_found(there, is_told):
    seen = [{"table": [{"person": person, "value": 1} for person in people]} for people in there]
    assert bool(telling(seen, "abcd", "ab")) is is_told


def test_how_many_rows_someone_has_is_seen():
    rows = {"table": [{"person": person, "id": n} for n, person in enumerate("abcdab")]}
    assert ("table", "…") in telling([rows], "abcd", "ab")
    assert telling([rows], "abcd", "ac") == []
