"""Where the people of a team come from, read in Slack: a channel, or a user group."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.errors import Refused
from bot.teams import Source, Team
from handlers import slack_errors
from handlers.world import World

CHANNEL_NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})
GROUP_GONE = "no_such_subteam"


async def channel(world: World, wanted: str) -> dict[str, Any]:
    """The channel of a name or id, as Slack lists it. Raises Refused when the bot can see none."""
    name = wanted.strip().lstrip("#")
    kinds = "public_channel,private_channel"
    async for found in world.pages("conversations.list", "channels", types=kinds, exclude_archived=1):
        if name in (found["id"], found["name"]):
            return dict(found)
    raise Refused("team_channel_unknown", channel=wanted)


async def usergroup(world: World, wanted: str) -> str:
    """The id of a user group by its handle, name or id. Raises Refused when it is unknown or may not be read."""
    name = wanted.strip().removeprefix("@").casefold()
    try:
        async for found in world.pages("usergroups.list", "usergroups"):
            if name in (found["id"].casefold(), found["handle"].casefold(), found["name"].casefold()):
                return str(found["id"])
    except SlackApiError as error:
        raise _group_refusal(error) from error
    raise Refused("team_group_unknown", group=wanted)


async def people(world: World, team: Team) -> list[str]:
    """The ids of all whom a team's channel or user group has; none for a list, which is kept here.

    Raises Refused when it cannot be seen or is gone, SlackApiError, aiohttp.ClientError and TimeoutError otherwise.
    """
    match team.source:
        case Source.CHANNEL:
            return await _read(world.pages("conversations.members", "members", channel=team.channel), team)
        case Source.USERGROUP:
            return await _read(world.pages("usergroups.users.list", "users", usergroup=team.usergroup), team)
        case Source.LIST:
            return []


async def _read(pages: AsyncIterator[Any], team: Team) -> list[str]:
    try:
        return [str(person) async for person in pages]
    except SlackApiError as error:
        if team.source is Source.USERGROUP:
            raise _group_refusal(error) from error
        if slack_errors.read(error).code in CHANNEL_NOT_THERE:
            raise Refused("team_channel_unknown", channel=team.channel) from error
        raise


def _group_refusal(error: SlackApiError) -> Exception:
    """What a failed look at a user group means to an admin, where they can mend it; else the error itself."""
    match slack_errors.read(error).code:
        case "missing_scope":
            return Refused("team_group_scope")
        case code if code == GROUP_GONE:
            return Refused("team_group_gone")
    return error
