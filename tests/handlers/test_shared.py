"""Channels that another organisation reads: nothing meant for a team is posted there until an admin allows it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.audit import COMMAND_LINE
from bot.delivery import State
from bot.errors import Refused
from handlers import shared, teams
from sandbox.events import callback
from sandbox.faults import Fault
from sandbox.workspace import User
from storage import audit, stuck
from storage import channels as stored
from storage import teams as stored_teams

MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIST = "users.conversations"


async def with_an_admin(office):
    office.slack.add_user(User("UADMIN", "admin", "Ad Min", is_admin=True))
    await office.settled()
    await office.set_up_teams()
    await office.at(MONDAY_NIGHT)
    return office


@pytest.fixture
async def staffed(office):
    """An office with an admin, whose first week is about to close."""
    return await with_an_admin(office)


@pytest.fixture
async def staffed_on_each_store(office_on_each_store):
    return await with_an_admin(office_on_each_store)


def support(office):
    return office.slack.channel_named("support")


def posted(office):
    """The digests in the channel of Support."""
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


def asked(office, name):
    """What somebody was told of the channel."""
    return [message for message in office.person(name).dm.messages if "outside your organisation" in message.text]


def looks(office):
    return sum(passage.name == LIST for passage in office.sandbox.traffic.passages)


async def wait(office, after=16 * MINUTE):
    office.slack.clock.move(after)
    await office.beat()


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def test_a_shared_channel_gets_no_digest_until_an_admin_allows_it_and_then_what_waited(staffed_on_each_store):
    staffed = staffed_on_each_store
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    for _ in range(3):
        await wait(staffed)
    assert posted(staffed) == []
    assert len(staffed.cleo.channel("product").messages) == 1
    (told,) = asked(staffed, "admin")
    await staffed.person("admin").press(told.button("Post there anyway"))
    await staffed.beat()
    assert len(posted(staffed)) == 1
    assert "again" in staffed.person("admin").dm.last.text
    assert len(asked(staffed, "ben")) == 1


async def test_a_digest_that_waits_there_goes_where_an_admin_sends_it(staffed_on_each_store):
    staffed = staffed_on_each_store
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    assert posted(staffed) == []

    def move(db):
        (team,) = (team for team in stored_teams.every(db) if team.name == "Support")
        (there,) = (team.channel for team in stored_teams.every(db) if team.name == "Product")
        stored_teams.change(db, replace(team, digest_channel=there))

    await act(staffed, move)
    for _ in range(3):
        await wait(staffed)
    assert posted(staffed) == []
    there = [message.text for message in staffed.cleo.channel("product").messages]
    assert sorted(text.split(":")[0] for text in there) == ["Product", "Support"]


async def test_those_who_lead_the_team_are_told_without_a_button(staffed):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    (told,) = asked(staffed, "ben")
    assert told.buttons == []
    assert "An admin of this workspace can allow it" in told.text
    assert asked(staffed, "ada") == asked(staffed, "olga") == []


async def test_a_channel_whose_sharing_slack_told_nobody_of_is_seen_before_the_digest(staffed):
    support(staffed).is_ext_shared = True  # no event
    await staffed.at(FRIDAY)
    assert posted(staffed) == []
    assert len(asked(staffed, "admin")) == 1


async def test_an_invitation_to_others_is_enough_to_wait(staffed):
    staffed.slack.share(support(staffed), pending=True)
    await staffed.at(FRIDAY)
    assert posted(staffed) == []
    staffed.slack.unshare(support(staffed))
    await wait(staffed)
    assert len(posted(staffed)) == 1


async def test_shared_kudos_wait_too(staffed):
    await staffed.cleo.command("/kudos", "@ada for the clear bug report")
    await staffed.beat()
    staffed.slack.share(support(staffed))
    await staffed.settled()
    await staffed.ada.press(staffed.ada.dm.saying("thanked you").button("Share with the team"))
    await wait(staffed)
    assert staffed.ada.channel("support").messages == []
    staffed.slack.unshare(support(staffed))
    await wait(staffed)
    assert "clear bug report" in staffed.ada.channel("support").last.text


async def test_shared_kudos_go_at_once_where_nobody_else_reads(staffed):
    await staffed.cleo.command("/kudos", "@ada for the clear bug report")
    await staffed.beat()
    before = looks(staffed)
    await staffed.ada.press(staffed.ada.dm.saying("thanked you").button("Share with the team"))
    await staffed.beat()
    assert "clear bug report" in staffed.ada.channel("support").last.text
    assert looks(staffed) == before


async def test_when_it_is_shared_no_more_what_waited_comes_by_itself_and_later_it_is_asked_anew(staffed_on_each_store):
    staffed = staffed_on_each_store
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    staffed.slack.unshare(support(staffed))
    await wait(staffed, MINUTE)
    assert len(posted(staffed)) == 1
    staffed.slack.share(support(staffed))
    await staffed.settled()
    await staffed.beat()
    assert len(asked(staffed, "admin")) == 2


async def test_one_organisation_more_was_not_allowed_by_anybody(staffed):
    staffed.slack.share(support(staffed))
    await staffed.settled()
    await staffed.beat()
    await staffed.person("admin").press(asked(staffed, "admin")[0].button("Post there anyway"))
    staffed.slack.share(support(staffed))
    await staffed.settled()
    await staffed.at(FRIDAY)
    assert posted(staffed) == []
    assert len(asked(staffed, "admin")) == 1  # the first message says now what was allowed
    assert asked(staffed, "admin")[-1].buttons == ["Post there anyway"]


async def test_an_event_that_comes_twice_undoes_what_was_allowed_once(staffed):
    support(staffed).is_ext_shared = True
    where = {"type": "channel_shared", "channel": support(staffed).id, "connected_team_id": "T0OTHER"}
    event = callback(staffed.slack, where, shared=True)
    await staffed.sandbox.delivery.send("events_api", event)
    await staffed.beat()
    await staffed.person("admin").press(asked(staffed, "admin")[0].button("Post there anyway"))
    await staffed.sandbox.delivery.send("events_api", event)
    known = await act(staffed, lambda db: stored.one(db, support(staffed).id))
    assert known.confirmed_by == "UADMIN"


@pytest.mark.parametrize("name", ["ben", "ada", "gil"])
async def test_only_an_admin_can_allow_it(staffed, name):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    click = {"type": "block_actions", "user": {"id": staffed.person(name).user.id}, "team": {"id": "T0SANDBOX"}}
    action = {"action_id": "channel_confirm", "block_id": "b", "value": support(staffed).id}
    trigger = staffed.sandbox.triggers.issue(staffed.person(name).user.id)
    await staffed.sandbox.delivery.send("interactive", click | {"actions": [action], "trigger_id": trigger})
    await wait(staffed)
    assert posted(staffed) == []


async def test_an_old_button_for_a_channel_that_is_shared_no_more_allows_nothing(staffed):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    (told,) = asked(staffed, "admin")
    staffed.slack.unshare(support(staffed))
    await wait(staffed)
    await staffed.person("admin").press(told.button("Post there anyway"))
    await staffed.settled()
    assert "nothing to allow" in staffed.person("admin").dm.last.text
    assert not (await act(staffed, lambda db: stored.one(db, support(staffed).id))).is_shared


async def test_pressing_twice_posts_once(staffed):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    channel = support(staffed).id
    for _ in range(2):
        await act(staffed, lambda db: shared.confirm(db, staffed.world, channel, "UADMIN"))
        await staffed.beat()
    assert len(posted(staffed)) == 1


async def test_who_has_left_or_need_not_know_any_more_is_told_nothing(staffed):
    staffed.sandbox.faults.add(Fault("chat.postMessage", "ratelimited", times=100))
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    staffed.sandbox.faults.clear()
    staffed.slack.unshare(support(staffed))
    for _ in range(3):
        await wait(staffed)
    assert asked(staffed, "admin") == asked(staffed, "ben") == []
    assert len(posted(staffed)) == 1


async def test_while_slack_does_not_say_who_reads_a_channel_nothing_is_posted_and_nothing_lost(staffed):
    staffed.sandbox.faults.add(Fault(LIST, "error", error="internal_error", times=3))
    await staffed.at(FRIDAY)
    assert posted(staffed) == []
    for _ in range(3):
        await wait(staffed, MINUTE)
    assert len(posted(staffed)) == 1


async def test_a_channel_that_the_bot_comes_to_is_seen_before_it_is_told_anything(staffed):
    support(staffed).members.remove(staffed.slack.bot_user.id)
    await staffed.at(FRIDAY)
    assert posted(staffed) == []
    assert any("cannot post" in message.text for message in staffed.ben.dm.messages)
    support(staffed).is_ext_shared = True
    staffed.slack.join(support(staffed), staffed.slack.bot_user.id)
    await staffed.settled()
    for _ in range(3):
        await wait(staffed)
    assert posted(staffed) == []
    assert len(asked(staffed, "admin")) == 1


async def test_what_waits_too_long_is_told_to_whoever_runs_the_bot(staffed):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    (waiting,) = [one for one in await act(staffed, stuck.every) if one.kind == "digest"]
    assert waiting.error == shared.SHARED
    for _ in range(8):
        await wait(staffed, timedelta(days=1))
    (late,) = [one for one in await act(staffed, stuck.every) if one.kind == "digest" and one.key == waiting.key]
    assert late.state is State.EXPIRED


async def test_channels_are_looked_at_once_a_day_and_not_at_each_beat(staffed):
    before = looks(staffed)
    for _ in range(3):
        await wait(staffed, MINUTE)
    assert looks(staffed) == before
    await wait(staffed, timedelta(days=1))
    assert looks(staffed) == before + 1


async def test_at_the_command_line_a_team_is_allowed_by_name(staffed):
    staffed.slack.share(support(staffed))
    await staffed.at(FRIDAY)
    assert (await shared.confirm_team(staffed.world, "support")).name == "Support"
    await staffed.beat()
    assert len(posted(staffed)) == 1
    [entry] = await staffed.world.act(staffed.world.workspace, lambda db: audit.newest(db, 1))
    assert (entry.by, entry.act, entry.subject) == (COMMAND_LINE, "channel_allowed", "Support")
    with pytest.raises(Refused, match="channel_not_shared"):
        await shared.confirm_team(staffed.world, "Product")
    with pytest.raises(Refused, match="team_unknown"):
        await shared.confirm_team(staffed.world, "Sales")


async def test_at_the_command_line_a_channel_is_seen_first(staffed):
    support(staffed).is_ext_shared = True
    await shared.confirm_team(staffed.world, "Support")
    await staffed.at(FRIDAY)
    assert len(posted(staffed)) == 1
    assert asked(staffed, "admin") == []


async def looking(staffed):
    """A look that has read Slack's list already, and has not kept it yet; to be awaited."""
    fault = Fault(LIST, "delay", seconds=0.3)
    staffed.sandbox.faults.add(fault)
    look = asyncio.create_task(shared.look(staffed.world))
    while fault.times:  # noqa: ASYNC110  (the sandbox says in no other way that it has answered)
        await asyncio.sleep(0.005)
    return look


@pytest.mark.parametrize("is_doubted", [False, True], ids=["first", "once more"])
async def test_an_event_that_comes_during_a_look_is_believed_and_not_the_look(staffed_on_each_store, is_doubted):
    staffed = staffed_on_each_store
    staffed.slack.clock.set(FRIDAY)
    if is_doubted:
        where = {"type": "channel_shared", "channel": support(staffed).id, "connected_team_id": "T0OTHER"}
        await staffed.sandbox.delivery.send("events_api", callback(staffed.slack, where, shared=True))
    look = await looking(staffed)
    staffed.slack.share(support(staffed))
    await staffed.settled()
    await look
    known = await act(staffed, lambda db: stored.one(db, support(staffed).id))
    assert not known.is_open
    assert known.seen_at < MONDAY_NIGHT
    await staffed.at(FRIDAY)
    for _ in range(2):
        await wait(staffed)
    assert posted(staffed) == []
    assert len(staffed.cleo.channel("product").messages) == 1


async def test_a_channel_that_the_bot_comes_to_during_a_look_is_seen_anew(staffed):
    support(staffed).members.remove(staffed.slack.bot_user.id)
    staffed.slack.clock.set(FRIDAY)
    look = await looking(staffed)
    support(staffed).is_ext_shared = True  # no event
    staffed.slack.join(support(staffed), staffed.slack.bot_user.id)
    await staffed.settled()
    await look
    await staffed.at(FRIDAY)
    for _ in range(2):
        await wait(staffed)
    assert posted(staffed) == []


async def test_a_team_whose_channel_is_shared_can_be_set_up_and_that_is_said(staffed):
    sales = staffed.slack.add_channel("sales", [staffed.slack.bot_user.id, "UADA", "UCLEO"])
    sales.is_ext_shared = True
    made = await teams.add(staffed.world, "Sales", "#sales", "@cleo")
    assert made.is_shared
    await wait(staffed, MINUTE)
    assert len(asked(staffed, "admin")) == 1


async def test_two_replicas_that_look_at_once_ask_once(staffed_on_each_store):
    staffed = staffed_on_each_store
    support(staffed).is_ext_shared = True
    staffed.slack.clock.set(FRIDAY)
    await asyncio.gather(*(shared.look(staffed.world) for _ in range(2)))
    await staffed.beat()
    assert len(asked(staffed, "admin")) == 1


async def test_events_of_channels_that_are_no_teams_change_nothing(staffed):
    lounge = staffed.slack.add_channel("lounge", [staffed.slack.bot_user.id, "UADA"])
    staffed.slack.share(lounge)
    await staffed.settled()
    await staffed.beat()
    assert asked(staffed, "admin") == []
    assert await act(staffed, lambda db: stored.one(db, lounge.id)) is None
