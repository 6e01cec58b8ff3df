"""Answers: from anyone who was asked, as often as they like, until the round closes; from nobody else."""

import asyncio
import logging
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.views import words
from handlers import pulses, rounds
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


def buttons(person, score):
    message = person.dm.saying("Your weekly pulse")
    return [w for w in message.widgets if w.element.action_id == f"pulse_answer:{score}"]


async def open_round(office):
    return await office.world.act(office.world.workspace, stored.current)


async def answered(office, person):
    current = await open_round(office)
    found = await office.world.act(office.world.workspace, lambda db: stored.questions(db, current.id, person))
    return found.answered


async def test_the_round_opens_once_however_often_the_clock_ticks(office):
    await office.set_up_teams()
    for hours in range(0, 72, 6):
        await office.at(datetime(2026, 3, 1, 10, tzinfo=UTC) + timedelta(hours=hours))
    assert len(office.ada.dm.messages) == 1


async def test_nobody_is_asked_when_heartline_is_set_up_in_the_middle_of_a_week(office):
    office.slack.clock.set(datetime(2026, 3, 4, 9, tzinfo=UTC))
    await office.set_up_teams()
    await office.beat()
    assert not office.ada.dm.messages


async def test_a_double_click_counts_once(asked):
    await asyncio.gather(*(asked.ada.press(buttons(asked.ada, 4)[0]) for _ in range(5)))
    await asked.settled()
    assert len(await answered(asked, "UADA")) == 1
    assert asked.ada.dm.saying("Your weekly pulse").plain.count("Answered.") == 1


async def test_an_answer_that_could_not_be_kept_is_told_and_does_not_show_as_answered(asked, monkeypatch):
    def refuse(*_):
        raise Refused("database_locked")

    monkeypatch.setattr(stored, "keep", refuse)
    await asked.ada.press(buttons(asked.ada, 4)[0])
    await asked.settled()
    assert words.refusal(Refused("database_locked")) in asked.ada.dm.last.text
    assert "Answered." not in asked.ada.dm.saying("Your weekly pulse").plain


async def test_skip_takes_an_answer_back(asked):
    await asked.ada.press(buttons(asked.ada, 4)[0])
    await asked.ada.press(buttons(asked.ada, 0)[0])
    await asked.settled()
    assert await answered(asked, "UADA") == frozenset()
    assert "Answered." not in asked.ada.dm.saying("Your weekly pulse").plain


async def test_the_pulse_can_be_answered_on_the_page_that_the_command_opens(asked):
    await asked.ada.command("/pulse")
    assert asked.ada.modal.title == "Your pulse"
    await asked.ada.press("Mostly true")
    await asked.settled()
    assert asked.ada.modal.plain.count("Answered.") == 1
    assert len(await answered(asked, "UADA")) == 1


async def test_without_an_open_pulse_the_command_says_when_the_next_one_comes(office):
    await office.ada.command("/pulse")
    assert "No pulse is open right now" in office.ada.dm.last.text


async def test_someone_who_was_not_asked_is_told_so(asked):
    gil = asked.person("gil")
    await gil.command("/pulse")
    assert "You are not part of this pulse" in gil.dm.last.text
    current = await open_round(asked)
    with pytest.raises(Refused, match="pulse_not_for_you"):
        await asked.world.act(
            asked.world.workspace,
            lambda db: pulses.record(db, current.id, "UGUEST", "autonomy-1", 3, asked.world.now()),
        )


@pytest.mark.parametrize(("item", "score"), [("autonomy-5", 3), ("nonsense", 3), ("asked", 6), ("asked", -1)])
async def test_a_forged_answer_is_refused(asked, item, score):
    current = await open_round(asked)
    question = await asked.world.act(asked.world.workspace, lambda db: stored.questions(db, current.id, "UADA"))
    item = question.items[0].id if item == "asked" else item
    with pytest.raises(Refused, match="pulse_not_asked"):
        await asked.world.act(
            asked.world.workspace,
            lambda db: pulses.record(db, current.id, "UADA", item, score, asked.world.now()),
        )


async def test_an_answer_after_closing_time_is_refused_even_before_the_round_is_closed(asked):
    widget = buttons(asked.ada, 4)[0]
    asked.slack.clock.set(datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC))
    await asked.ada.press(widget)
    await asked.settled()
    assert "has closed" in asked.ada.dm.last.text
    assert await answered(asked, "UADA") == frozenset()


async def test_a_message_is_not_sent_to_someone_who_left_in_the_meantime(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 1, 11, tzinfo=UTC))
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await office.at(MONDAY_NIGHT)
    assert not office.ada.dm.messages
    assert office.person("eli").dm.messages


async def test_no_log_line_tells_who_answered_or_what(asked, caplog):
    with caplog.at_level(logging.DEBUG):
        await asked.ada.press(buttons(asked.ada, 5)[0])
        await asked.settled()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("heartline")] == []


async def test_an_answer_that_is_refused_is_logged_without_a_person(asked, caplog):
    widget = buttons(asked.ada, 5)[0]
    asked.slack.clock.set(datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC))
    with caplog.at_level(logging.DEBUG):
        await asked.ada.press(widget)
        await asked.settled()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "heartline"]
    assert "act=pulse_answer outcome=pulse_closed" in line
    assert "ADA" not in line.upper()


async def test_closing_leaves_neither_answers_nor_key(asked):
    for name in ("ada", "dina", "eli", "fay", "gus"):
        person = asked.person(name)
        await person.press(buttons(person, 4)[0])
    current = await open_round(asked)
    await asked.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    path = asked.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM round_key").fetchone() == (0,)
    tallies = await asked.world.act(asked.world.workspace, lambda db: stored.tallies(db, current.id))
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
    with pytest.raises(Refused, match="pulse_closed_already"):
        await rounds.open_by_hand(office.world)


async def test_there_is_nobody_to_ask_without_a_team(office):
    with pytest.raises(Refused, match="pulse_no_teams"):
        await rounds.open_by_hand(office.world)


async def test_someone_who_became_a_guest_meanwhile_cannot_answer(asked):
    widget = buttons(asked.ada, 4)[0]
    asked.slack.change_user("UADA", is_restricted=True)
    await asked.settled()
    await asked.ada.press(widget)
    await asked.settled()
    assert "You are not part of this pulse" in asked.ada.dm.last.text


@pytest.fixture
async def with_another_secret(asked):
    """The same office's world after HEARTLINE_SECRET was changed."""
    database = Database(asked.settings.database_url, "another secret of the tests, long enough")
    yield replace(asked.world, db=database)
    await database.close()


async def test_a_changed_secret_is_the_admins_affair_and_loses_no_answer(asked, with_another_secret):
    current = await open_round(asked)
    with pytest.raises(Refused, match="pulse_out_of_order"):
        await with_another_secret.act(
            asked.world.workspace,
            lambda db: pulses.record(db, current.id, "UADA", "autonomy-1", 3, asked.world.now()),
        )
    asked.slack.clock.set(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert await rounds.close_overdue(with_another_secret) == []
    assert [found.week for found in await rounds.close_overdue(asked.world)] == ["2026-W10"]


async def test_answers_that_nobody_can_open_any_more_are_destroyed_after_a_week(asked, with_another_secret):
    await asked.ada.press(buttons(asked.ada, 4)[0])
    asked.slack.clock.set(datetime(2026, 3, 13, 12, 1, tzinfo=UTC))
    assert await rounds.close_overdue(with_another_secret) == []
    assert await open_round(asked) is None
    path = asked.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        for table in ("answer", "round_key", "tally"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


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
    assert await asked.world.act(asked.world.workspace, stored.unscrubbed) == []
