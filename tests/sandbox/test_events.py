"""Which changes become events, for whom they are hidden, and what they say."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.events import event_callbacks
from sandbox.manifest import Manifest
from sandbox.records import Change, Message
from sandbox.workspace import User, Workspace


@pytest.fixture
def told(team: Workspace) -> list[dict[str, Any]]:
    """The events that changes of the team became, in order."""
    events: list[dict[str, Any]] = []

    def watch(change: Change) -> None:
        events.extend(payload["event"] for payload in event_callbacks(team, change))

    team.watchers.append(watch)
    return events


def without(team: Workspace, *, event: str = "", scope: str = "") -> None:
    manifest = team.manifest
    fields = {"events": manifest.events - {event}, "scopes": manifest.scopes - {scope}}
    team.manifest = Manifest(**(vars(manifest) | fields))


def post(team: Workspace, channel: str, text: str = "hello", **fields: Any) -> Message:
    return team.post(team.channel_named(channel), "U2BEN", text, **fields)


def test_a_message_in_a_channel_of_the_bot_is_told(team: Any, told: Any) -> None:
    message = post(team, "support")
    [event] = told
    assert (event["type"], event["text"], event["user"], event["channel_type"]) == (
        "message",
        "hello",
        "U2BEN",
        "channel",
    )
    assert event["ts"] == event["event_ts"] == message.ts


@pytest.mark.parametrize(("channel", "kind"), [("support", "channel"), ("leads", "group")])
def test_a_message_says_what_kind_of_channel_it_is_in(team: Any, told: Any, channel: str, kind: str) -> None:
    post(team, channel)
    assert [event["channel_type"] for event in told] == [kind]


def test_a_direct_message_is_told(team: Any, told: Any) -> None:
    team.post(team.direct("U1ADA"), "U1ADA", "hello")
    assert [event["channel_type"] for event in told] == ["im"]


def test_a_message_where_the_bot_is_no_member_is_not_told(team: Any, told: Any) -> None:
    post(team, "lounge", "<@U0BOT> are you there?")
    assert told == []


def test_an_ephemeral_message_is_not_told_nor_are_its_changes(team: Any, told: Any) -> None:
    message = post(team, "support", ephemeral_to="U1ADA")
    team.edit(team.channel_named("support"), message.ts, text="changed")
    team.delete(team.channel_named("support"), message.ts)
    assert told == []


@pytest.mark.parametrize("missing", [{"event": "message.channels"}, {"scope": "channels:history"}])
def test_a_message_is_told_only_with_subscription_and_scope(team: Any, told: Any, missing: Any) -> None:
    without(team, **missing)
    post(team, "support")
    assert told == []


@pytest.mark.parametrize("channel", ["support", "lounge", "leads"])
def test_sharing_a_channel_with_another_organisation_is_told_and_so_is_parting(
    team: Any, told: Any, channel: str
) -> None:
    shared = team.channel_named(channel)
    team.share(shared)
    team.unshare(shared)
    said = [{name: value for name, value in event.items() if name != "event_ts"} for event in told]
    assert said == [
        {"type": "channel_shared", "channel": shared.id, "connected_team_id": "T0ELSEWHERE"},
        {
            "type": "channel_unshared",
            "channel": shared.id,
            "previously_connected_team_id": "T0ELSEWHERE",
            "is_ext_shared": False,
        },
    ]


def test_an_invitation_to_another_organisation_is_told_to_nobody_until_it_is_taken(team: Any, told: Any) -> None:
    support = team.channel_named("support")
    team.share(support, pending=True)
    assert (support.is_ext_shared, support.is_pending_ext_shared) == (False, True)
    team.unshare(support)
    assert (support.is_pending_ext_shared, told) == (False, [])


def test_sharing_a_private_channel_without_the_bot_is_not_told(team: Any, told: Any) -> None:
    team.share(team.channel_named("board"))
    assert told == []


@pytest.mark.parametrize("missing", [{"event": "channel_shared"}, {"scope": "channels:read"}])
def test_sharing_is_told_only_with_subscription_and_scope(team: Any, told: Any, missing: Any) -> None:
    without(team, **missing)
    team.share(team.channel_named("support"))
    assert told == []


def test_naming_the_bot_is_a_mention_beside_the_message(team: Any, told: Any) -> None:
    post(team, "support", "<@U0BOT> help")
    assert [event["type"] for event in told] == ["message", "app_mention"]
    assert "channel_type" not in told[1]


def test_the_bots_own_words_carry_its_bot_id_and_are_no_mention(team: Any, told: Any) -> None:
    team.post(team.channel_named("support"), "U0BOT", "I am <@U0BOT>")
    [event] = told
    assert event["bot_id"] == "B0SANDBOX"


def test_a_change_of_a_message_brings_both_versions(team: Any, told: Any) -> None:
    message = post(team, "support")
    team.edit(team.channel_named("support"), message.ts, text="hello again")
    event = told[-1]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert event["message"]["text"] == "hello again"
    assert event["message"]["edited"]["user"] == "U2BEN"
    assert event["previous_message"]["text"] == "hello"
    assert event["ts"] != event["message"]["ts"] == message.ts


def test_a_deleted_message_is_told_with_what_it_said(team: Any, told: Any) -> None:
    message = post(team, "support")
    team.delete(team.channel_named("support"), message.ts)
    event = told[-1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert event["previous_message"]["text"] == "hello"


def test_a_reaction_names_the_author_of_the_message(team: Any, told: Any) -> None:
    channel, message = team.channel_named("support"), post(team, "support")
    team.react(channel, message.ts, "U1ADA", "tada")
    team.unreact(channel, message.ts, "U1ADA", "tada")
    added, removed = told[-2:]
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    for event in (added, removed):
        assert (event["user"], event["item_user"], event["reaction"]) == ("U1ADA", "U2BEN", "tada")
        assert event["item"] == {"type": "message", "channel": channel.id, "ts": message.ts}


def test_a_reaction_where_the_bot_is_no_member_is_not_told(team: Any, told: Any) -> None:
    message = post(team, "lounge")
    team.react(team.channel_named("lounge"), message.ts, "U1ADA", "tada")
    assert told == []


def test_members_come_and_go_in_channels_of_the_bot(team: Any, told: Any) -> None:
    for name in ("support", "lounge", "leads"):
        team.join(team.channel_named(name), "U3CLEO")
    team.leave(team.channel_named("support"), "U3CLEO")
    assert [(event["type"], event["channel_type"]) for event in told] == [
        ("member_joined_channel", "C"),
        ("member_joined_channel", "G"),
        ("member_left_channel", "C"),
    ]


def test_the_bot_hears_that_it_joined_and_that_it_was_removed(team: Any, told: Any) -> None:
    lounge = team.channel_named("lounge")
    team.join(lounge, "U0BOT")
    team.leave(lounge, "U0BOT")
    assert [(event["type"], event["user"]) for event in told] == [
        ("member_joined_channel", "U0BOT"),
        ("member_left_channel", "U0BOT"),
    ]


def test_people_who_join_or_change_are_told_with_their_zone(team: Any, told: Any) -> None:
    team.add_user(User("U0DAN", "dan", "Dan", tz="Asia/Tokyo", email="dan@example.org"))
    team.change_user("U1ADA", tz="Asia/Tokyo")
    joined, changed = told
    assert (joined["type"], joined["user"]["id"], joined["user"]["tz_offset"]) == ("team_join", "U0DAN", 32400)
    assert "email" not in joined["user"]["profile"]
    assert (changed["type"], changed["user"]["tz"]) == ("user_change", "Asia/Tokyo")
    assert isinstance(changed["cache_ts"], int)


def test_opening_the_home_tab_shows_what_was_published_before(team: Any, told: Any) -> None:
    team.tell("app_home_opened", user="U1ADA", tab="home")
    team.publish("U1ADA", {"type": "home", "blocks": [{"type": "divider"}]})
    team.tell("app_home_opened", user="U1ADA", tab="home")
    team.tell("app_home_opened", user="U1ADA", tab="messages")
    assert [event.get("view", {}).get("type") for event in told] == [None, "home", None]
    assert {event["channel"] for event in told} == {team.direct("U1ADA").id}


def test_uninstalling_and_revoking_are_told(team: Any, told: Any) -> None:
    team.tell("app_uninstalled")
    team.tell("tokens_revoked")
    assert [event["type"] for event in told] == ["app_uninstalled", "tokens_revoked"]
    assert told[1]["tokens"] == {"oauth": [], "bot": ["U0BOT"]}


def test_what_the_app_did_not_subscribe_to_is_not_told(raw_manifest: Any) -> None:
    raw_manifest["settings"]["event_subscriptions"]["bot_events"] = []
    team = Workspace(Manifest.from_dict(raw_manifest), [User("U1ADA", "ada", "Ada"), User("U2BEN", "ben", "Ben")])
    told: list[Any] = []
    team.watchers.append(lambda change: told.extend(event_callbacks(team, change)))
    channel = team.add_channel("support", ["U0BOT", "U2BEN"])
    message = team.post(channel, "U2BEN", "<@U0BOT>")
    team.react(channel, message.ts, "U1ADA", "tada")
    team.join(channel, "U1ADA")
    team.change_user("U1ADA", tz="Asia/Tokyo")
    for kind in ("app_home_opened", "app_uninstalled", "tokens_revoked"):
        team.tell(kind, user="U1ADA", tab="home")
    assert told == []


def test_every_event_names_the_installation_it_is_for(team: Any) -> None:
    channel = team.channel_named("support")
    channel.is_ext_shared = True
    message = Message("1700000000.000100", "U2BEN", "hello")
    [payload] = event_callbacks(team, Change("message", {"channel": channel, "message": message}))
    assert payload["is_ext_shared_channel"] is True
    assert payload["event_time"] == 1700000000
    [authorization] = payload["authorizations"]
    assert (authorization["team_id"], authorization["user_id"]) == ("T0SANDBOX", "U0BOT")
