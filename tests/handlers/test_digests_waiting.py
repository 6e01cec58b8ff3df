"""Digests that wait for their hour while something changes: where they go, who leads, what is known without them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from bot.practices import Practice, State
from bot.privacy import Shown
from bot.teams import Membership
from handlers import digests, kudos_messages
from storage import practices as stored_practices
from storage import pulses as stored_pulses
from storage import teams as stored_teams
from storage.messaging_tables import DELIVERY
from tests.handlers.digest_hours import FRIDAY, MINUTE, MONDAY_NINE, WORDS, act, at, beside, posted, settle, to_cleo


def team_called(db, name):
    return next(team for team in stored_teams.every(db) if team.name == name)


async def test_it_is_posted_where_the_teams_digests_go_by_then(waiting_on_each_store):
    waiting = waiting_on_each_store

    def move(db):
        there = team_called(db, "Product").channel
        stored_teams.change(db, replace(team_called(db, "Support"), digest_channel=there))

    await act(waiting, move)
    await at(waiting, MONDAY_NINE + MINUTE)
    assert posted(waiting) == []
    there = [message.text for message in waiting.cleo.channel("product").messages if "week of" in message.text]
    assert sorted(text.split(":")[0] for text in there) == ["Product", "Support"]


async def test_one_that_is_posted_is_put_right_where_it_stands(waiting):
    await at(waiting, MONDAY_NINE + MINUTE)

    def move(db):
        there = team_called(db, "Product").channel
        stored_teams.change(db, replace(team_called(db, "Support"), digest_channel=there))

    await act(waiting, move)
    await act(waiting, lambda db: kudos_messages.take_back(db, waiting.world, "k1", "UCLEO"))
    await settle(waiting)
    (message,) = posted(waiting)
    assert WORDS not in message.text


async def test_who_has_come_to_lead_meanwhile_is_told_what_stands_beside_it(waiting):
    def lead(db):
        team = team_called(db, "Support")
        people = [place for place in stored_teams.memberships(db) if place.team == team.id and place.person != "UKIT"]
        stored_teams.replace_members(db, team.id, [*people, Membership(team.id, "UKIT", is_manager=True)])

    await act(waiting, lead)
    await at(waiting, MONDAY_NINE + MINUTE)
    assert (len(beside(waiting.person("kit"))), len(beside(waiting.ben))) == (1, 1)
    await settle(waiting)
    assert len(beside(waiting.person("kit"))) == 1


async def restore(office):
    """As from a backup, which leaves out what was on its way."""
    await act(office, lambda db: db.run(delete(DELIVERY)).close())


async def test_a_backup_restored_before_the_hour_neither_tells_it_early_nor_loses_it(waiting_on_each_store):
    waiting = waiting_on_each_store
    before = await digests.previews(waiting.world)
    await restore(waiting)
    await waiting.ben.command("/pulse", "digest")
    await waiting.settled()
    assert "no digest" in waiting.ben.dm.last.text
    await at(waiting, MONDAY_NINE - MINUTE)
    assert (posted(waiting), to_cleo(waiting)) == ([], [])
    await at(waiting, MONDAY_NINE + MINUTE)
    assert (len(posted(waiting)), len(to_cleo(waiting))) == (1, 1)
    assert await digests.previews(waiting.world) == before


async def test_a_backup_restored_after_the_hour_posts_on_an_admins_word_alone(waiting):
    await restore(waiting)
    await at(waiting, MONDAY_NINE + MINUTE)
    assert posted(waiting) == []
    assert [group.name for group in await digests.post_again(waiting.world)] == ["Support", "Product", "Service"]
    assert await digests.post_again(waiting.world) == []
    await settle(waiting)
    assert (len(posted(waiting)), len(to_cleo(waiting))) == (1, 1)


async def test_what_is_too_old_to_be_sent_is_not_taken_for_lost(waiting):
    await at(waiting, MONDAY_NINE + MINUTE)
    await restore(waiting)
    later = replace(waiting.world, now=lambda: MONDAY_NINE + timedelta(days=8))
    assert await digests.post_again(later) == []


async def tried(office):
    """Support began something with the digest that waits, and is asked in it about something of four weeks ago."""
    began = FRIDAY - timedelta(weeks=4)

    def keep(db):
        closed, team = stored_pulses.latest_closed(db), team_called(db, "Support").id
        asked = Practice("p1", "r6", team, "x", "Ask first.", "start", "autonomy-1", began, State.TRYING, "", began)
        asked = replace(asked, then=Shown(25), since=Shown(75), settled_in=closed.id)
        begun = replace(asked, id="p2", round=closed.id, idea="y", text="Begin now.", since=None, settled_in=None)
        stored_practices.add(db, [asked, replace(begun, decided_at=office.world.now())])

    await act(office, keep)


async def test_neither_the_log_of_practices_nor_home_tells_of_it_before(waiting_on_each_store):
    waiting = waiting_on_each_store
    await tried(waiting)

    async def told():
        await waiting.ada.command("/pulse", "practices")
        await waiting.ben.open_home()
        await waiting.settled()
        await waiting.ben.press("Your teams")
        await waiting.settled()
        return waiting.ada.dm.last.text, waiting.ben.home.plain

    log, home = await told()
    assert ("Ask first." in log, "Ask first." in home) == (True, True)
    assert [words for words in ("75", "Begin now.") if words in log + home] == []
    await at(waiting, MONDAY_NINE + MINUTE)
    log, home = await told()
    assert "at 75 since" in log
    assert ("Begin now." in log, "Begin now." in home) == (True, True)
