"""The note before a first pulse: everyone gets one, once, and nobody's pulse goes out before it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.delivery import State
from bot.preferences import Preferences
from handlers import installing, rounds, welcomes
from handlers.runtime import sender
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import persons, preferences, stuck
from storage.database import Database

POST, HELLO, PULSE = "chat.postMessage", "Hello, I am Heartline.", "Question 1 of 4"
SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # the pulse of Monday has opened
MONDAY = datetime(2026, 3, 2, 9, 31, tzinfo=UTC)  # all in Berlin are asked by now
THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)  # afternoon in Berlin, evening in Kolkata, night in Los Angeles
FRIDAY_NIGHT = datetime(2026, 3, 6, 2, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 3, 9, 9, 31, tzinfo=UTC)
A_MOMENT = timedelta(seconds=6)
TEAMS = 15  # people, with those who lead them


def got(person):
    """What someone got in their direct messages, in order: notes and pulses."""
    kinds = {HELLO: "note", PULSE: "pulse"}
    return [kind for message in person.dm.messages for said, kind in kinds.items() if said in message.plain]


def everyone(office):
    return [office.sandbox.person(user.name) for user in office.slack.users.values()]


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def wish(office, person, **chosen):
    await act(office, lambda db: preferences.put(db, person, Preferences(**chosen)))


async def beats(office, *waits):
    """Let the bot do what is due, now and after each of these times."""
    await office.beat()
    for wait in waits:
        office.slack.clock.move(wait)
        await office.beat()


async def test_everyone_in_a_team_gets_one_note_by_day_and_long_before_the_first_pulse(newcomers_on_each_store):
    office = newcomers_on_each_store
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await beats(office, A_MOMENT, A_MOMENT)
    assert got(office.ada) == ["note"]
    assert got(office.person("fay")) == []  # four in the morning in Los Angeles
    assert got(office.person("gil")) == []  # a guest
    await office.at(THURSDAY + timedelta(hours=7))
    await office.at(NEXT_MONDAY - timedelta(days=1))
    found = [person for person in everyone(office) if got(person)]
    assert len(found) == TEAMS
    assert all(got(person) == ["note"] for person in found)


async def test_a_note_says_who_sees_what_and_leads_to_the_card_and_the_settings(newcomers):
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await installing.name_installer(office.world, "@olga")
    await office.set_up_teams()
    await office.beat()
    note = office.ada.dm.saying("I am Heartline")
    assert "Olga Test has set me up here. Once a week" in note.text
    assert "only where 5 or more people answered" in note.text
    assert note.buttons == ["Who sees this?", "Choose when"]
    await office.ada.press(note.button("Who sees this?"))
    await office.settled()
    assert "Who sees what" in office.ada.modal.plain
    await office.ada.close()
    await office.ada.press(note.button("Choose when"))
    await office.settled()
    assert "By your own clock" in office.ada.modal.plain


async def test_whoever_set_it_up_does_not_read_their_own_name(newcomers):
    newcomers.slack.clock.set(THURSDAY)
    await installing.name_installer(newcomers.world, "@ada")
    await newcomers.set_up_teams()
    await newcomers.beat()
    assert "Ada Test" not in newcomers.ada.dm.saying("I am Heartline").text


async def test_a_note_is_in_the_language_of_its_reader(newcomers):
    newcomers.slack.clock.set(THURSDAY)
    await newcomers.set_up_teams()
    await wish(newcomers, "UADA", language="de")
    await newcomers.beat()
    assert "Hallo, ich bin Heartline. Einmal in der Woche" in newcomers.ada.dm.last.text


async def test_a_weekly_pulse_comes_after_its_note_on_the_same_morning(newcomers):
    await newcomers.set_up_teams()
    await newcomers.at(SUNDAY_NOON)
    assert got(newcomers.ada) == []
    newcomers.slack.clock.set(MONDAY)
    await beats(newcomers, A_MOMENT, A_MOMENT)
    assert got(newcomers.ada) == ["note", "pulse"]


async def test_a_pulse_opened_by_hand_at_night_comes_after_its_note_all_the_same(newcomers_on_each_store):
    office = newcomers_on_each_store
    office.slack.clock.set(FRIDAY_NIGHT - timedelta(days=1))
    await office.set_up_teams()
    await rounds.open_by_hand(office.world)
    await beats(office, A_MOMENT, A_MOMENT)
    assert got(office.ada) == ["note", "pulse"]
    assert sum(got(person) == ["note", "pulse"] for person in everyone(newcomers_on_each_store)) == TEAMS


@pytest.mark.parametrize(
    ("language", "hello", "first"),
    [("en", "Hello, I am Heartline. Once a week", "It is your first"), ("de", "Hallo, ich bin", "Es ist dein erster")],
    ids=["en", "de"],
)
async def test_who_comes_before_the_note_reads_it_above_the_questions(newcomers, language, hello, first):
    office, ada = newcomers, newcomers.ada
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await wish(office, "UADA", language=language)
    await ada.open_home()
    await office.settled()
    assert first in ada.home.plain
    await ada.command("/pulse")
    assert ada.modal.plain.splitlines()[1].startswith(hello)
    await ada.close()
    await ada.press(next(widget for widget in ada.home.widgets if widget.element.action_id == "pulse_open"))
    await office.settled()
    assert hello in ada.modal.plain
    await ada.close()
    office.slack.clock.set(MONDAY)
    await beats(office, A_MOMENT, A_MOMENT)
    await ada.open_home()
    await ada.command("/pulse")
    await office.settled()
    assert hello not in ada.modal.plain
    assert first not in ada.home.plain


async def test_a_pulse_that_waits_for_its_note_stands_as_if_it_was_never_tried(newcomers):
    """So it follows whoever chooses another hour meanwhile."""
    await newcomers.set_up_teams()
    newcomers.sandbox.faults.add(Fault(POST, "ratelimited", times=1000, retry_after="60"))
    newcomers.slack.clock.set(MONDAY)
    await newcomers.beat()
    assert await act(newcomers, lambda db: outbox.state_of(db, "pulse:2026-W10:UADA")) is State.DUE


async def test_who_has_stopped_or_paused_or_is_off_gets_none_and_who_comes_back_does(newcomers):
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await wish(office, "UADA", is_out=True)
    await wish(office, "UGUS", paused_until=date(2026, 3, 6))
    await wish(office, "UKIT", quiet=(time(9), time(20)))
    await wish(office, "ULOU", weekdays=frozenset({4}))
    await beats(office, A_MOMENT, A_MOMENT)
    assert [got(office.person(name)) for name in ("ada", "gus", "kit", "lou")] == [[]] * 4
    await office.at(THURSDAY + timedelta(days=1))
    assert got(office.person("gus")) == ["note"]
    assert got(office.ada) == []
    await wish(office, "UADA")
    await office.beat()
    assert got(office.ada) == ["note"]


async def test_who_leaves_the_team_before_the_note_is_sent_gets_none(newcomers):
    newcomers.slack.clock.set(THURSDAY)
    await newcomers.set_up_teams()
    await welcomes.plan(newcomers.world)
    await act(newcomers, lambda db: preferences.put(db, "UADA", Preferences(is_out=True)))
    await newcomers.beat()
    assert got(newcomers.ada) == []
    assert await act(newcomers, lambda db: outbox.state_of(db, "welcome:UADA")) is State.SKIPPED


async def test_a_note_that_slack_holds_up_until_night_comes_the_next_day(newcomers):
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    office.sandbox.faults.add(Fault(POST, "ratelimited", times=1000, retry_after=str(10 * 3600)))
    await office.beat()
    office.sandbox.faults.clear()
    await office.at(THURSDAY + timedelta(hours=10, minutes=1))
    assert got(office.ada) == []
    await office.at(THURSDAY + timedelta(hours=22))
    await beats(office, A_MOMENT, A_MOMENT)
    assert got(office.ada) == ["note"]


async def test_a_note_that_waits_is_sent_at_night_where_a_pulse_opened_by_hand_waits_for_it(newcomers):
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await welcomes.plan(office.world)
    office.slack.clock.set(THURSDAY + timedelta(hours=10))
    await rounds.open_by_hand(office.world)
    await beats(office, *[A_MOMENT] * 4)
    assert got(office.ada) == ["note", "pulse"]


async def test_who_is_refused_the_note_is_not_asked_and_is_tried_again_in_the_next_round(newcomers_on_each_store):
    office = newcomers_on_each_store
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    office.sandbox.faults.add(Fault(POST, "error", times=1000, error="messages_tab_disabled"))
    office.slack.clock.set(MONDAY)
    await beats(office, A_MOMENT, A_MOMENT)
    given_up = {one.key: one.error for one in await act(office, stuck.every)}
    assert given_up["welcome:UADA"] == "messages_tab_disabled"
    assert given_up["pulse:2026-W10:UADA"] == "not_told"
    office.sandbox.faults.clear()
    await office.at(NEXT_MONDAY - timedelta(days=2))
    assert got(office.ada) == []
    office.slack.clock.set(NEXT_MONDAY)
    await beats(office, A_MOMENT, A_MOMENT)
    assert got(office.ada) == ["note", "pulse"]


async def test_nobody_who_was_not_told_is_reminded(newcomers):
    office = newcomers
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    office.sandbox.faults.add(Fault(POST, "error", times=1000, error="messages_tab_disabled"))
    office.slack.clock.set(MONDAY)
    await beats(office, A_MOMENT, A_MOMENT)
    office.sandbox.faults.clear()
    for day in (1, 2, 3):
        await office.at(MONDAY + timedelta(days=day))
    assert office.ada.dm.messages == []


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "http_500_after", "late"])
async def test_a_note_of_unknown_fate_is_looked_for_and_comes_once_before_the_pulse(newcomers, fault):
    office = newcomers
    office.slack.clock.set(FRIDAY_NIGHT - timedelta(days=1))
    await office.set_up_teams()
    await rounds.open_by_hand(office.world)
    office.sandbox.faults.add(Fault(POST, fault, times=TEAMS, seconds=0.1))
    await beats(office, A_MOMENT, A_MOMENT)
    assert all("pulse" not in got(person) for person in everyone(office))
    await beats(office, *[timedelta(seconds=20)] * 3)
    assert sum(got(person) == ["note", "pulse"] for person in everyone(office)) == TEAMS


async def test_where_history_may_not_be_read_two_unclear_ends_count_as_told(newcomers):
    office = newcomers
    office.slack.clock.set(FRIDAY_NIGHT - timedelta(days=1))
    await office.set_up_teams()
    await rounds.open_by_hand(office.world)
    office.sandbox.faults.add(Fault("conversations.history", "error", times=1000, error="missing_scope"))
    office.sandbox.faults.add(Fault(POST, "drop_before", times=2 * TEAMS))
    await beats(office, *[timedelta(seconds=90)] * 6)
    assert got(office.ada) == ["pulse"]
    assert await act(office, lambda db: outbox.state_of(db, "welcome:UADA")) is State.DEAD


async def test_a_bot_that_was_killed_while_it_sent_the_notes_sends_none_twice(newcomers_on_each_store):
    office = newcomers_on_each_store
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await welcomes.plan(office.world)
    office.sandbox.faults.add(Fault(POST, "delay", times=100, seconds=30))
    task = asyncio.create_task(sender.send_due(office.world, "killed"))
    while not got(office.ada):  # noqa: ASYNC110 - the sandbox tells nobody when a message is there
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    office.sandbox.faults.clear()
    await act(office, lambda db: outbox.recover(db, office.world.now(), all_owners=True))
    await beats(office, *[timedelta(seconds=20)] * 3)
    assert got(office.ada) == ["note"]


async def test_several_bots_that_plan_and_send_at_once_send_one_note_each(newcomers_on_each_store):
    office = newcomers_on_each_store
    office.slack.clock.set(FRIDAY_NIGHT - timedelta(days=1))
    await office.set_up_teams()
    settings = office.settings
    others = [Database(settings.database_url, settings.secret) for _ in range(2)]
    worlds = [office.world, *(replace(office.world, db=database) for database in others)]
    await rounds.open_by_hand(office.world)
    for _ in range(4):
        await asyncio.gather(*(welcomes.plan(world) for world in worlds))
        await asyncio.gather(*(sender.send_due(world, f"bot {n}") for n, world in enumerate(worlds)))
        office.slack.clock.move(A_MOMENT)
    for database in others:
        await database.close()
    assert sum(got(person) == ["note", "pulse"] for person in everyone(office)) == TEAMS


async def test_who_was_erased_and_wants_to_be_asked_again_is_told_again(newcomers):
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await office.beat()
    await act(office, lambda db: persons.erase(db, "UADA"))
    await office.at(THURSDAY + timedelta(hours=1))
    assert got(office.ada) == ["note"]


async def test_the_bot_joins_no_channel(newcomers):
    """It goes where somebody invites it: it neither asks Slack to let it in, nor has the permission."""
    office = newcomers
    office.slack.clock.set(THURSDAY)
    await office.set_up_teams()
    await rounds.open_by_hand(office.world)
    await beats(office, A_MOMENT, A_MOMENT)
    assert not [one.name for one in office.sandbox.traffic.passages if one.name == "conversations.join"]
    assert "channels:join" not in office.slack.manifest.scopes
