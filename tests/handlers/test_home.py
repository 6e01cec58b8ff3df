"""The Home tab as Ada, Ben and Cleo have it: what waits, what is theirs, what is kept, and what those who lead read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import feedback_form
from bot.preferences import DaysOff, Preferences
from sandbox import User
from storage import feedback as stored
from storage import people, policies, preferences
from storage import teams as stored_teams

MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo")


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def logged(office, person, n=1):
    support = (await act(office, stored_teams.every))[0].id
    blank = feedback_form.blank("", person, office.world.now().date(), office.world.now())
    own = [
        replace(blank, id=f"F{k:02}", key=f"k{k}", customer=f"Customer {k:02}", said="Fine.", rating=4, teams={support})
        for k in range(n)
    ]
    await act(office, lambda db: stored.keep_many(db, own))


@pytest.fixture
async def working(office):
    await office.set_up_teams()
    return office


async def opened(office, person):
    await person.open_home()
    await office.settled()
    return person.home


async def press(office, person, label):
    """Press a button of the Home tab, whatever other messages have such a button too."""
    await person.press(next(widget for widget in person.home.widgets if widget.label == label))
    await office.settled()


def answer_buttons(person):
    return [w for w in person.modal.widgets if w.element.action_id == "pulse_answer:4"]


async def answer_all(office, person):
    """Answer the whole pulse on the page that *Answer* on Home opens."""
    await press(office, person, "Answer")
    for number in range(len(answer_buttons(person))):
        await person.press(answer_buttons(person)[number])
        await office.settled()
    await person.close()


async def test_home_offers_what_one_can_do(working):
    home = await opened(working, working.ada)
    assert "Nothing yet." in home.plain
    assert "I do not read what you write to me" in home.plain
    await press(working, working.ada, "Log feedback")
    assert working.ada.modal.title == "Customer feedback"
    await working.ada.close()
    await press(working, working.ada, "Give kudos")
    assert working.ada.modal.title == "Give kudos"


async def test_home_shows_the_newest_of_what_one_may_change(working):
    await logged(working, "UADA", 5)
    for person, sees in ((working.ada, True), (working.ben, True), (working.cleo, False)):
        assert ("Customer 00" in (await opened(working, person)).plain) is sees
    assert "Customer 03" not in working.ada.home.plain
    await press(working, working.ada, "See all")
    assert "Customer 04" in working.ada.modal.text


async def test_home_follows_what_is_changed_and_deleted_there(working):
    await logged(working, "UADA", 2)
    await opened(working, working.ada)
    await press(working, working.ada, "Edit")
    working.ada.fill(customer="Ember")
    await working.ada.submit()
    await working.beat()
    assert "Ember" in working.ada.home.plain
    await working.ada.close()
    await press(working, working.ada, "Delete")
    await working.ada.submit()
    await working.beat()
    assert "Ember" not in working.ada.home.plain
    assert "Customer 01" in working.ada.home.plain


async def test_home_shows_nothing_of_the_workspace_to_strangers(working):
    await logged(working, "UADA")
    working.slack.change_user("UADA", is_stranger=True)
    await working.settled()
    home = await opened(working, working.ada)
    assert "Customer 00" not in home.plain
    assert "for the people of this workspace" in home.plain


async def test_an_open_pulse_is_answered_from_home_which_never_says_how(asked):
    home = await opened(asked, asked.ada)
    assert "The pulse is open until" in home.plain
    await answer_all(asked, asked.ada)
    await asked.beat()
    assert "You have answered the pulse." in asked.ada.home.plain
    assert "Mostly true" not in asked.ada.home.plain
    await press(asked, asked.ada, "Change my answers")
    assert asked.ada.modal.title == "Your pulse"


async def test_a_pulse_that_is_put_off_is_still_open_on_home(asked):
    await asked.at(TUESDAY + timedelta(minutes=45))  # the first reminder has come
    await opened(asked, asked.ada)
    await press(asked, asked.ada, "Later today")
    await asked.at(TUESDAY + timedelta(hours=4, minutes=46))
    assert "You wanted to hear from the pulse again" in asked.ada.dm.last.text
    assert "The pulse is open until" in asked.ada.home.plain


async def test_before_their_message_comes_people_read_when_that_is(working):
    await working.at(datetime(2026, 3, 2, 10, tzinfo=UTC))
    home = await opened(working, working.person("dina"))
    assert "My message comes on" in home.plain
    assert "Later today" not in home.plain
    assert "Answer" in [widget.label for widget in home.widgets]


async def test_someone_in_no_team_reads_what_to_do(working):
    working.slack.add_user(User("UNEW", "nia", "Nia New"))
    await working.settled()
    home = await opened(working, working.person("nia"))
    assert "You are in no team that is asked." in home.plain
    assert "Move it" not in [widget.label for widget in home.widgets]


async def test_a_pause_shows_at_once_and_ends_on_home(asked):
    await opened(asked, asked.ada)
    await press(asked, asked.ada, "Pause 2 weeks")
    await asked.beat()
    assert "Paused until Monday, 2026-03-23." in asked.ada.home.plain
    assert "The pulse is open" not in asked.ada.home.plain
    await press(asked, asked.ada, "Start again")
    await asked.beat()
    assert "The pulse is open until" in asked.ada.home.plain
    assert "I ask you next on" in asked.ada.home.plain


async def test_wishes_are_told_in_words_and_in_ones_own_language(working):
    await working.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    wishes = Preferences(
        asked_at=time(8, 30),
        weekdays=frozenset({0, 2}),
        quiet=(time(18), time(7)),
        language="de",
        days_off=(DaysOff(date(2026, 2, 2), date(2026, 2, 3)), DaysOff(date(2026, 4, 6), date(2026, 4, 10))),
    )
    await act(working, lambda db: preferences.put(db, "UADA", wishes))
    told = (await opened(working, working.ada)).plain
    assert "Ich darf fragen: Montag, Mittwoch. Ab 08:30 Uhr deiner Ortszeit." in told
    assert "Ruhezeit: 18:00 bis 07:00 Uhr." in told
    assert "Freie Tage: Montag, 06.04.2026 bis Freitag, 10.04.2026." in told  # and none that are over
    assert "Sprache: Deutsch." in told
    await press(working, working.ada, "Verschieben")
    assert working.ada.modal.title == "Wie ich dich frage"


async def test_thanks_are_shared_from_home(working):
    await working.at(TUESDAY)
    await working.cleo.command("/kudos", "@ada for the clear bug report")
    home = await opened(working, working.ada)
    assert "Cleo Test thanked you. Nobody else sees that, unless you share it." in home.plain
    await press(working, working.ada, "Share with the team")
    await working.beat()
    assert "Nobody else sees that" not in working.ada.home.plain
    assert "the clear bug report" in working.ada.home.plain
    assert "the clear bug report" in working.ada.channel("support").last.plain
    assert "To Ada Test" in (await opened(working, working.cleo)).plain
    await press(working, working.ada, "See all")
    assert working.ada.modal.title == "Your kudos"


async def test_thanks_of_long_ago_are_not_offered_for_sharing(working):
    await working.at(TUESDAY)
    await working.cleo.command("/kudos", "@ada for the clear bug report")
    working.slack.clock.set(TUESDAY + timedelta(days=15))
    home = await opened(working, working.ada)
    assert "From Cleo Test" in home.plain
    assert "Nobody else sees that" not in home.plain


async def test_what_is_kept_is_a_press_away(working):
    for button, title in (
        ("Who sees this?", "Who sees this"),
        ("Give me a copy", "Your rows"),
        ("Erase what is kept", "Erase what is kept"),
    ):
        await opened(working, working.ada)
        await press(working, working.ada, button)
        assert working.ada.modal.title == title
        await working.ada.close()


async def closed_week(office, n=0):
    """A week in which all of Support answer."""
    await office.at(MONDAY_NIGHT + timedelta(weeks=n))
    for name in SUPPORT:
        person = office.person(name)
        await opened(office, person)
        await answer_all(office, person)
    await office.at(FRIDAY + timedelta(weeks=n))


async def test_who_leads_reads_the_newest_digest_and_nothing_of_an_open_pulse(working):
    ben = working.ben
    assert [w.label for w in (await opened(working, ben)).widgets][:2] == ["You", "Your teams"]
    await press(working, ben, "Your teams")
    assert "There is no digest yet." in ben.home.plain
    await closed_week(working)
    digest = ben.channel("support").saying("week of 2 March")
    scores = next(line for line in digest.plain.splitlines() if "people answered" in line)
    assert scores in ben.home.plain
    before = ben.home.plain
    await closed_week_but_open(working)
    assert ben.home.plain == before
    await press(working, ben, "Open digest")
    assert "Scores and questions of the week" in ben.modal.plain


async def closed_week_but_open(office):
    """The next week, open and answered by all."""
    await office.at(MONDAY_NIGHT + timedelta(weeks=1))
    for name in SUPPORT:
        await opened(office, office.person(name))
        await answer_all(office, office.person(name))
    office.world.touched.add("UBEN")
    await office.beat()


async def test_an_idea_is_taken_up_on_home(working):
    ben = working.ben
    await closed_week(working)
    assert "The newest digest of Support offers an idea" in (await opened(working, ben)).plain
    await press(working, ben, "Look at it")
    await press(working, ben, "We'll try this")
    await working.beat()
    assert "Ben Test wants to try this." in ben.home.plain
    assert "Ben Test wants to try this." in ben.channel("support").saying("week of 2 March").plain
    await press(working, ben, "You")
    assert "offers an idea" not in ben.home.plain


async def test_who_leads_nothing_gets_their_own_page_whatever_they_send(working):
    await closed_week(working)
    await opened(working, working.ben)
    await press(working, working.ben, "Your teams")
    button = next(w for w in working.ben.home.widgets if w.label == "Your teams")
    await opened(working, working.ada)
    value = {"id": "UADA", "team_id": working.slack.team_id}
    pressed = {"action_id": button.element.action_id, "block_id": "home_pages", "value": "teams:0"}
    body = {
        "type": "block_actions",
        "team": {"id": working.slack.team_id},
        "user": value,
        "trigger_id": working.sandbox.triggers.issue("UADA"),
        "actions": [pressed],
    }
    await working.sandbox.delivery.send("interactive", body)
    await working.settled()
    assert "people answered" not in working.ada.home.plain
    assert "Waiting for you" in working.ada.home.plain


async def test_who_leads_no_more_reads_nothing_more(working):
    await closed_week(working)
    await opened(working, working.ben)
    await press(working, working.ben, "Your teams")
    assert "people answered" in working.ben.home.plain
    support = (await act(working, stored_teams.every))[0].id
    await act(working, lambda db: stored_teams.remove(db, support))
    assert "people answered" not in (await opened(working, working.ben)).plain


async def test_a_guest_who_takes_no_part_reads_no_digest_even_of_a_team_they_lead(working):
    policy = await act(working, policies.one)
    gil = await act(working, lambda db: people.one(db, "UGUEST"))
    await act(working, lambda db: policies.put(db, replace(policy, lead=gil.id)))
    home = await opened(working, working.person("gil"))
    assert "Your teams" not in [widget.label for widget in home.widgets]
    await act(working, lambda db: policies.put(db, replace(policy, lead=gil.id, has_guests=True)))
    home = await opened(working, working.person("gil"))
    assert "Your teams" in [widget.label for widget in home.widgets]
