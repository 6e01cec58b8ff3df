"""Channels and groups as an admin names them, looked up in Slack."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import Refused
from bot.team_wishes import Place, Wish
from handlers import sources
from sandbox.faults import Fault


async def test_a_channel_is_found_by_its_name_and_by_its_id(office):
    support = office.slack.channel_named("support").id
    for wanted in ("support", " #support ", support):
        assert (await sources.channel(office.world, wanted))["name"] == "support"


async def test_by_its_id_a_channel_takes_one_call_however_many_there_are(office):
    for number in range(3):
        office.slack.add_channel(f"more-{number}")
    before = len(office.sandbox.traffic.passages)
    await sources.channel(office.world, office.slack.channel_named("support").id)
    assert [passage.name for passage in list(office.sandbox.traffic.passages)[before:]] == ["conversations.info"]


async def test_a_channel_that_is_archived_or_private_to_others_is_refused_by_its_id(office):
    den = office.slack.add_channel("den", ["UADA"], kind="private")
    hall = office.slack.add_channel("hall", [office.slack.bot_user.id])
    hall.is_archived = True
    for channel in (den.id, hall.id, "C0NOWHERE"):
        with pytest.raises(Refused, match="team_channel_unseen"):
            await sources.channel(office.world, channel)


async def test_what_slack_cannot_say_is_no_refusal(office):
    office.sandbox.faults.add(Fault("conversations.info", "error"))
    with pytest.raises(SlackApiError):
        await sources.channel(office.world, office.slack.channel_named("support").id)


async def test_groups_are_known_by_their_handles(office):
    group = office.slack.groups.add("field-sales", "Field sales")
    assert await sources.usergroups(office.world) == {group["id"]: "field-sales"}
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    with pytest.raises(Refused, match="team_group_scope"):
        await sources.usergroups(office.world)


async def test_all_that_a_wish_names_is_found(office):
    applause = office.slack.add_channel("applause")
    support = office.slack.channel_named("support")
    found = await sources.find(office.world, Wish("Field", "#support", (), kudos_channel="applause"))
    assert found.channel == Place(support.id, "support")
    assert found.thanks == Place(applause.id, "applause", bot_is_there=False)
    assert set(found.people) == set(support.members)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channel": "nowhere"}, "channel"),
        ({"digest_channel": "nowhere"}, "digest_channel"),
        ({"kudos_channel": "nowhere"}, "kudos_channel"),
        ({"group": "nowhere"}, "group"),
    ],
    ids=["channel", "digests", "kudos", "group"],
)
async def test_what_is_not_there_is_refused_with_its_field(office, given, field):
    with pytest.raises(Refused) as refused:
        await sources.find(office.world, Wish(**({"name": "Field", "channel": "support", "managers": ()} | given)))
    assert refused.value.field == field
