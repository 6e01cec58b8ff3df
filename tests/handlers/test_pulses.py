"""Answers: from anyone who was asked, as often as they like, until the round closes; from nobody else."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from handlers import pulses
from storage import pulses as stored

MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)


@pytest.fixture
async def asked(office):
    """An office in which everyone has been asked."""
    await office.set_up_teams()
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


async def test_someone_who_was_not_asked_is_told_so(asked):
    gil = asked.person("gil")
    await gil.command("/pulse")
    assert "No pulse is open" in gil.dm.last.text
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
    ours = [record for record in caplog.records if record.name.startswith("heartline")]
    assert any("act=pulse_answer outcome=ok" in record.getMessage() for record in ours)
    for record in ours:
        assert "UADA" not in record.getMessage()
        assert "Ada" not in record.getMessage()
        assert "pulse_answer:5" not in record.getMessage()


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
    first, asked = await pulses.open_by_hand(office.world)
    assert (first.week, asked) == ("2026-W10", 15)
    office.slack.clock.set(datetime(2026, 3, 6, 13, tzinfo=UTC))
    with pytest.raises(Refused, match="pulse_open_already"):
        await pulses.open_by_hand(office.world)
    await office.at(datetime(2026, 3, 7, 11, 1, tzinfo=UTC))
    second, _ = await pulses.open_by_hand(office.world)
    assert second.week == "2026-W11"
    with pytest.raises(Refused, match="pulse_open_already"):
        await pulses.open_by_hand(office.world)
    await pulses.close_by_hand(office.world)
    with pytest.raises(Refused, match="pulse_closed_already"):
        await pulses.open_by_hand(office.world)


async def test_there_is_nobody_to_ask_without_a_team(office):
    with pytest.raises(Refused, match="pulse_no_teams"):
        await pulses.open_by_hand(office.world)
