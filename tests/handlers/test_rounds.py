"""Rounds: opened once, closed once, and nothing of the answers left behind."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from handlers import rounds
from storage import closing
from storage import pulses as stored
from storage.database import Database

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # when Monday has begun in the first zones
MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)


@pytest.fixture
async def asked(office):
    """An office in which everyone has been asked."""
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await office.at(MONDAY_NIGHT)
    return office


async def answer(office, person, score):
    """They press the same score for the next question."""
    message = person.dm.saying("Your pulse")
    await person.press(next(w for w in message.widgets if w.element.action_id == f"pulse_answer:{score}"))
    await office.settled()


async def open_round(office):
    return await office.world.act(office.world.workspace, stored.current)


async def test_the_round_opens_once_however_often_the_clock_ticks(office):
    await office.set_up_teams()
    for hours in range(0, 42, 6):  # until the first reminder is due
        await office.at(datetime(2026, 3, 1, 10, tzinfo=UTC) + timedelta(hours=hours))
    assert len(office.ada.dm.messages) == 1


async def test_nobody_is_asked_when_heartline_is_set_up_in_the_middle_of_a_week(office):
    office.slack.clock.set(datetime(2026, 3, 4, 9, tzinfo=UTC))
    await office.set_up_teams()
    await office.beat()
    assert not office.ada.dm.messages


async def test_a_message_is_not_sent_to_someone_who_left_in_the_meantime(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 1, 11, tzinfo=UTC))
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await office.at(MONDAY_NIGHT)
    assert not office.ada.dm.messages
    assert office.person("eli").dm.messages


async def test_closing_leaves_neither_answers_nor_key(asked):
    for name in ("ada", "dina", "eli", "fay", "gus"):
        await answer(asked, asked.person(name), 4)
    current = await open_round(asked)
    await asked.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    path = asked.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM round_key").fetchone() == (0,)
    tallies = await asked.world.act(asked.world.workspace, lambda db: closing.tallies(db, current.id))
    assert {(t.n, t.total) for t in tallies} == {(5, 20)}


async def test_only_one_round_is_open_at_a_time(office):
    await office.set_up_teams()
    office.slack.clock.set(datetime(2026, 3, 6, 11, tzinfo=UTC))  # a Friday, an hour before the week's usual end
    first, asked = await rounds.open_by_hand(office.world)
    assert (first.week, asked) == ("2026-W10", 15)
    office.slack.clock.set(datetime(2026, 3, 6, 13, tzinfo=UTC))
    with pytest.raises(Refused, match="pulse_open_already"):
        await rounds.open_by_hand(office.world)
    await office.at(datetime(2026, 3, 7, 11, 1, tzinfo=UTC))
    second, _ = await rounds.open_by_hand(office.world)
    assert second.week == "2026-W11"
    with pytest.raises(Refused, match="pulse_open_already"):
        await rounds.open_by_hand(office.world)
    await rounds.close_by_hand(office.world)
    with pytest.raises(Refused, match="pulse_closed_already") as refused:
        await rounds.open_by_hand(office.world)
    assert refused.value.values == {"week": "2026-W11", "opens": "Monday 16 March"}


async def test_there_is_nobody_to_ask_without_a_team(office):
    with pytest.raises(Refused, match="pulse_no_teams"):
        await rounds.open_by_hand(office.world)


@pytest.fixture
async def with_another_secret(asked):
    """The same office's world after HEARTLINE_SECRET was changed."""
    database = Database(asked.settings.database_url, "another secret of the tests, long enough")
    yield replace(asked.world, db=database)
    await database.close()


async def test_a_changed_secret_is_the_admins_affair_and_loses_no_answer(asked, with_another_secret):
    asked.slack.clock.set(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert await rounds.close_overdue(with_another_secret) == []
    assert [found.week for found in await rounds.close_overdue(asked.world)] == ["2026-W10"]


async def test_answers_that_nobody_can_open_any_more_are_destroyed_after_a_week(asked, with_another_secret):
    await answer(asked, asked.ada, 4)
    asked.slack.clock.set(datetime(2026, 3, 13, 12, 1, tzinfo=UTC))
    assert await rounds.close_overdue(with_another_secret) == []
    assert await open_round(asked) is None
    path = asked.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        for table in ("answer", "round_key", "tally"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


async def test_a_round_from_a_backup_ends_at_once_uncounted(asked, caplog):
    await answer(asked, asked.ada, 4)
    path = asked.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM round_key")
    assert await rounds.close_overdue(asked.world) == []
    assert await open_round(asked) is None
    assert "outcome=pulse_key_gone week=2026-W10" in caplog.text
    await asked.at(datetime(2026, 3, 8, 12, tzinfo=UTC))
    assert (await open_round(asked)).week == "2026-W11"


async def test_a_reader_in_the_way_puts_off_the_scrubbing_and_not_the_closing(asked):
    path = asked.settings.database_url.removeprefix("sqlite:///")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answer").fetchone()
    asked.slack.clock.set(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert len(await rounds.close_overdue(asked.world)) == 1
    assert not await rounds.scrub_closed(asked.world)
    reader.execute("ROLLBACK")
    reader.close()
    assert await rounds.scrub_closed(asked.world)
    assert await asked.world.act(asked.world.workspace, closing.unscrubbed) == []
