"""What is no answer: a late one, a forged one, one of somebody who was not asked. Each is told kindly."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from handlers import pulses, rounds
from storage import pulses as stored
from storage.database import Database

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC)


def pulse(person):
    return person.dm.saying("Your pulse")


def button(surface, score):
    return next(w for w in surface.widgets if w.element.action_id == f"pulse_answer:{score}")


async def open_round(office):
    return await office.world.act(office.world.workspace, stored.current)


async def questions(office, person):
    def work(db):
        return stored.questions(db, stored.current(db).id, person)

    return await office.world.act(office.world.workspace, work)


async def answered(office, person):
    return (await questions(office, person)).answered


async def give(office, person, item, score):
    current = await open_round(office)
    now = office.world.now()
    await office.world.act(office.world.workspace, lambda db: pulses.record(db, current.id, person, item, score, now))


async def test_someone_who_was_not_asked_is_told_so(asked):
    gil = asked.person("gil")
    await gil.command("/pulse")
    assert "You are not part of this pulse." in gil.modal.plain
    with pytest.raises(Refused, match="pulse_not_for_you"):
        await give(asked, "UGUEST", "autonomy-1", 3)


@pytest.mark.parametrize(("item", "score"), [("autonomy-5", 3), ("nonsense", 3), ("asked", 6), ("asked", -1)])
async def test_a_forged_answer_is_refused(asked, item, score):
    item = (await questions(asked, "UADA")).items[0].id if item == "asked" else item
    with pytest.raises(Refused, match="pulse_not_asked"):
        await give(asked, "UADA", item, score)


async def test_an_item_of_another_team_is_refused(asked):
    mine, theirs = [(await questions(asked, person)).items for person in ("UADA", "UCLEO")]
    other = next(item for item in theirs if item not in mine)
    with pytest.raises(Refused, match="pulse_not_asked"):
        await give(asked, "UADA", other.id, 3)


@pytest.mark.parametrize(
    "forged",
    [{"value": "9"}, {"value": "²"}, {"value": ""}, {"block_id": "nonsense"}, {"block_id": ":"}],
    ids=["a score too high", "a digit that is none", "no score", "no round", "nothing"],
)
async def test_a_forged_click_keeps_nothing_and_is_told_kindly(asked, forged):
    await asked.ada.press(button(pulse(asked.ada), 4))
    await asked.settled()
    (sent,) = [sent for sent in asked.sandbox.delivery.log if sent.payload.get("type") == "block_actions"]
    before = await answered(asked, "UADA")
    action = sent.payload["actions"][0] | forged
    await asked.sandbox.delivery.send(sent.kind, sent.payload | {"actions": [action]})
    await asked.settled()
    assert await answered(asked, "UADA") == before
    assert "/pulse" in asked.ada.dm.last.text or "part of this pulse" in asked.ada.dm.last.text


async def test_a_click_after_the_end_and_before_closing_is_not_told_that_nothing_is_linked_any_more(asked):
    widget = button(pulse(asked.ada), 4)
    asked.slack.clock.set(FRIDAY_NOON)
    await asked.ada.press(widget)
    await asked.settled()
    assert await answered(asked, "UADA") == frozenset()
    assert "That is fine." in asked.ada.dm.last.text
    assert not any("Nothing links an answer" in message.plain for message in asked.ada.dm.messages)


async def test_a_late_click_is_told_kindly_and_its_message_makes_room(asked):
    widget = button(pulse(asked.ada), 4)
    asked.slack.clock.set(FRIDAY_NOON)
    await rounds.close_overdue(asked.world)
    await asked.ada.press(widget)
    await asked.settled()
    over = next(message for message in asked.ada.dm.messages if not message.ephemeral)
    assert "This pulse has closed. Nothing links an answer to a person" in over.plain
    assert "Skip" not in over.plain
    assert "That is fine." in asked.ada.dm.last.text


async def test_a_late_click_on_the_page_is_told_kindly_too(asked):
    await asked.ada.command("/pulse")
    widget = button(asked.ada.modal, 4)
    await asked.at(FRIDAY_NOON)
    await asked.ada.press(widget)
    await asked.settled()
    assert "That is fine." in asked.ada.modal.plain
    await asked.ada.close()
    assert "This pulse has closed. Nothing links" in asked.ada.modal.plain


@pytest.mark.parametrize("label", ["Mostly true", "Later today", "Tomorrow"])
async def test_a_click_in_an_old_message_while_a_newer_pulse_is_open_touches_neither(asked, label):
    old = pulse(asked.ada)
    widget = next(w for w in old.widgets if w.label == label)
    for moment in (FRIDAY_NOON, datetime(2026, 3, 8, 12, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)):
        await asked.at(moment)
    assert (await open_round(asked)).week == "2026-W11"
    await asked.ada.press(widget)
    await asked.settled()
    assert await answered(asked, "UADA") == frozenset()
    assert "That is fine." in asked.ada.dm.last.text
    assert "Question 1 of" in pulse(asked.ada).plain  # the newer one, untouched


async def test_an_answer_that_is_refused_is_logged_without_a_person(asked, caplog):
    widget = button(pulse(asked.ada), 5)
    asked.slack.clock.set(FRIDAY_NOON)
    with caplog.at_level(logging.DEBUG):
        await asked.ada.press(widget)
        await asked.settled()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "heartline"]
    assert "act=pulse_answer outcome=pulse_closed" in line
    assert "ADA" not in line.upper()


async def test_someone_who_left_meanwhile_cannot_answer(asked):
    widget = button(pulse(asked.ada), 4)
    asked.slack.change_user("UADA", deleted=True)
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
    asked.slack.clock.set(FRIDAY_NOON + timedelta(minutes=1))
    assert await rounds.close_overdue(with_another_secret) == []
    assert [found.week for found in await rounds.close_overdue(asked.world)] == ["2026-W10"]


@pytest.fixture
async def asked_in_german(office):
    """An office where Ada's Slack is in German, and everyone has been asked."""
    office.slack.change_user("UADA", locale="de-DE")
    await office.set_up_teams()
    for moment in (SUNDAY_NOON, MONDAY_MORNING):
        await office.at(moment)
    return office


async def test_everyone_is_asked_and_refused_in_their_own_language(asked_in_german):
    office = asked_in_german
    assert "Frage 1 von 4" in office.ada.dm.last.plain
    await office.ada.press("Stimmt größtenteils")
    await office.settled()
    assert "Frage 2 von 4" in office.ada.dm.last.plain
    widget = next(w for w in office.ada.dm.last.widgets if w.label == "Überspringen")
    office.slack.clock.set(FRIDAY_NOON)
    await office.ada.press(widget)
    await office.settled()
    assert "Dieser Puls ist geschlossen" in office.ada.dm.last.text
