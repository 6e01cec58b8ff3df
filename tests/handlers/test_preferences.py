"""How someone wants to be asked: each way out works with one tap and for good, and each way back too."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from storage import preferences as stored
from storage import pulses as stored_pulses
from storage.messaging_tables import DELIVERY

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)  # eleven in Berlin, where Ada is; she was asked at ten or soon after
FRIDAY_NOON = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.fixture
async def asked(office):
    """An office where Ada has been asked."""
    await office.set_up_teams()
    for moment in (SUNDAY_NOON, MONDAY):
        await office.at(moment)
    return office


async def press(office, label):
    await office.ada.press(label)
    await office.settled()


async def chosen(office, person="UADA"):
    return await office.world.act(office.world.workspace, lambda db: stored.one(db, person))


async def waiting(office):
    """When Ada's messages of the pulse that have not been sent are due, by the end of their keys."""
    due = select(DELIVERY.c.key, DELIVERY.c.due_at).where(DELIVERY.c.recipient == "UADA", DELIVERY.c.state == "due")
    rows = await office.world.act(office.world.workspace, lambda db: db.run(due).all())
    return {row.key.rpartition(":")[2]: row.due_at for row in rows}


async def a_week_on(office):
    for moment in (FRIDAY_NOON, datetime(2026, 3, 8, 12, tzinfo=UTC), NEXT_MONDAY):
        await office.at(moment)


def pulses(person):
    return [message for message in person.dm.messages if "Question 1 of" in message.plain]


@pytest.mark.parametrize(("label", "name", "day"), [("Later today", "later", 2), ("Tomorrow", "1", 3)])
async def test_someone_is_asked_again_when_they_wanted_to_be(asked, label, name, day):
    """Tomorrow a reminder comes anyway: that is the one."""
    await press(asked, label)
    at = (await waiting(asked))[name]
    assert at.day == day
    assert f"Fine. I will ask again on {at:%Y-%m-%d %H:%M} UTC." in asked.ada.dm.last.plain
    assert asked.ada.dm.last.buttons == ["Answer now"]
    await press(asked, "Answer now")
    assert "Question 1 of 4" in asked.ada.dm.last.plain


async def test_putting_it_off_twice_is_one_message(asked):
    await press(asked, "Later today")
    await press(asked, "Answer now")
    await press(asked, "Later today")
    assert list(await waiting(asked)).count("later") == 1
    await asked.at(datetime(2026, 3, 2, 14, 31, tzinfo=UTC))
    assert len([m for m in asked.ada.dm.messages if "You wanted to hear from the pulse again" in m.plain]) == 1


async def test_what_was_put_off_does_not_come_at_night_to_who_moves_to_another_zone(asked):
    await asked.at(datetime(2026, 3, 3, 10, tzinfo=UTC))
    asked.slack.clock.set(datetime(2026, 3, 4, 10, tzinfo=UTC))
    await press(asked, "Later today")
    assert (await waiting(asked))["later"].hour == 14
    asked.slack.change_user("UADA", tz="Asia/Tokyo")
    await asked.settled()
    then = (await waiting(asked))["later"]
    assert (then.day, then.hour) == (5, 1)
    await asked.at(datetime(2026, 3, 4, 14, 5, tzinfo=UTC))
    assert not [m for m in asked.ada.dm.messages if "You wanted to hear from the pulse again" in m.plain]
    await asked.at(datetime(2026, 3, 5, 1, 45, tzinfo=UTC))
    assert [m for m in asked.ada.dm.messages if "You wanted to hear from the pulse again" in m.plain]


async def test_when_no_later_moment_is_left_that_is_said_and_the_question_stays(asked):
    asked.slack.clock.set(datetime(2026, 3, 6, 11, 30, tzinfo=UTC))
    await press(asked, "Tomorrow")
    assert "No later moment is left" in asked.ada.dm.last.text
    assert pulses(asked.ada)


@pytest.mark.parametrize(
    ("label", "until"), [("Pause 2 weeks", date(2026, 3, 16)), ("Pause 4 weeks", date(2026, 3, 30))]
)
async def test_a_pause_ends_on_a_monday_and_until_then_nothing_comes(asked, label, until):
    await press(asked, label)
    assert (await chosen(asked)).paused_until == until
    assert f"Paused until Monday, {until}." in asked.ada.dm.last.plain
    assert asked.ada.dm.last.buttons == ["Start again"]
    before = len(asked.ada.dm.messages)
    await asked.at(datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert len(asked.ada.dm.messages) == before
    await a_week_on(asked)
    assert not pulses(asked.ada)


async def test_whoever_starts_again_while_the_round_is_open_has_the_question_back(asked):
    await press(asked, "Pause 2 weeks")
    await press(asked, "Start again")
    assert (await chosen(asked)).paused_until is None
    assert "Question 1 of 4" in asked.ada.dm.last.plain


async def test_whoever_stops_is_never_asked_again_and_not_asked_to_start_again(asked):
    await press(asked, "Stop asking me")
    assert "I will not ask you again." in asked.ada.dm.last.plain
    for week in range(4):
        for day in (2, 3, 5, 6):
            await asked.at(datetime(2026, 3, day + 7 * week, 12, 1, tzinfo=UTC))
    assert (await chosen(asked)).is_out
    assert len(asked.ada.dm.messages) == 1


async def test_the_old_messages_buttons_work_after_its_round(asked):
    widgets = {widget.label: widget for widget in asked.ada.dm.last.widgets}
    await a_week_on(asked)
    await press(asked, widgets["Stop asking me"])
    assert (await chosen(asked)).is_out
    await asked.ada.command("/pulse")
    assert "I will not ask you again." in asked.ada.modal.plain
    await press(asked, "Start again")
    assert not (await chosen(asked)).is_out
    assert "Question 1 of 4" in asked.ada.modal.plain


async def test_whoever_starts_again_between_two_rounds_is_told_that_they_will_be_asked(asked):
    await press(asked, "Stop asking me")
    widget = next(iter(asked.ada.dm.last.widgets))
    await asked.at(FRIDAY_NOON)
    await press(asked, widget)
    assert "I will ask you again when the next pulse opens" in asked.ada.dm.last.plain


async def test_who_paused_reads_on_the_page_until_when_and_can_start_again(asked):
    await press(asked, "Pause 2 weeks")
    await asked.ada.command("/pulse")
    assert "Paused until Monday, 2026-03-16." in asked.ada.modal.plain
    await press(asked, "Start again")
    assert "Question 1 of 4" in asked.ada.modal.plain


async def test_the_question_about_thanks_can_be_left_out_for_good(asked):
    for _ in range(4):
        await press(asked, "Skip")
    assert "Anyone to thank?" in asked.ada.dm.last.plain
    await press(asked, "Do not ask this again")
    assert "Anyone to thank?" not in asked.ada.dm.last.plain
    assert "Thank you." in asked.ada.dm.last.plain
    assert not (await chosen(asked)).has_thanks


@pytest.mark.parametrize("forged", ["0", "99", "-1", "²", ""])
async def test_a_forged_pause_is_refused(asked, forged):
    await press(asked, "Pause 2 weeks")
    await press(asked, "Start again")
    sent = next(s for s in asked.sandbox.delivery.log if "pulse_pause" in str(s.payload.get("actions")))
    action = sent.payload["actions"][0] | {"value": forged}
    await asked.sandbox.delivery.send(sent.kind, sent.payload | {"actions": [action]})
    await asked.settled()
    assert (await chosen(asked)).paused_until is None
    assert "A pause is for 1 to 26 weeks." in asked.ada.dm.last.text


async def test_nobody_pauses_who_is_not_there(asked):
    asked.slack.change_user("UADA", deleted=True)
    await asked.settled()
    await press(asked, "Pause 2 weeks")
    assert "You are not part of this pulse" in asked.ada.dm.last.text
    assert (await chosen(asked)).paused_until is None


async def test_pausing_takes_no_answer_back(asked):
    await press(asked, "Mostly true")
    await press(asked, "Pause 2 weeks")
    current = await asked.world.act(asked.world.workspace, stored_pulses.current)
    kept = await asked.world.act(asked.world.workspace, lambda db: stored_pulses.questions(db, current.id, "UADA"))
    assert len(kept.answered) == 1
