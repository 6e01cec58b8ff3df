"""Where the people of a team come from, read in Slack: a channel, or a user group."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.channels import is_shared
from bot.errors import Refused, about
from bot.team_wishes import Found, Place, Plan, Wish
from bot.teams import Source, Team
from handlers import slack_errors
from handlers.world import World

CHANNEL_NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})
GROUP_GONE = "no_such_subteam"
CHANNEL_ID = re.compile("[CG][A-Z0-9]{2,}")  # the names of channels have no capitals


async def channel(world: World, wanted: str) -> dict[str, Any]:
    """The channel of a name or id, as Slack lists it. Raises Refused when the bot can see none."""
    name = wanted.strip().lstrip("#")
    if CHANNEL_ID.fullmatch(name):
        return await _channel_by_id(world, name)
    kinds = "public_channel,private_channel"
    async for found in world.pages("conversations.list", "channels", types=kinds, exclude_archived=1):
        if name in (found["id"], found["name"]):
            return dict(found)
    raise Refused("team_channel_unknown", channel=wanted)


async def _channel_by_id(world: World, channel_id: str) -> dict[str, Any]:
    try:
        found = await slack_errors.patiently(world.slack, "conversations.info", {"channel": channel_id})
    except SlackApiError as error:
        if slack_errors.read(error).code in CHANNEL_NOT_THERE:
            raise Refused("team_channel_unseen") from error
        raise
    if found["channel"].get("is_archived"):
        raise Refused("team_channel_unseen")
    return dict(found["channel"])


async def usergroups(world: World) -> dict[str, str]:
    """The handles of all user groups, by their ids. Raises Refused when they may not be read, and as `people` does."""
    try:
        return {str(found["id"]): str(found["handle"]) async for found in world.pages("usergroups.list", "usergroups")}
    except SlackApiError as error:
        raise _group_refusal(error) from error


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


async def find(world: World, wish: Wish, before: Plan | None = None) -> Found:
    """What Slack says of what is wished for; `before` is the team as it is, of which stays what cannot be seen.

    Raises Refused, and SlackApiError, aiohttp.ClientError and TimeoutError as `people` does.
    """
    stays = before.team.posts_in if before else frozenset[str]()
    with about("channel"):
        its_own = await _place(world, wish.channel, stays)
    with about("digest_channel"):
        digests = await _place(world, wish.digest_channel, stays) if wish.digest_channel else None
    with about("kudos_channel"):
        thanks = await _place(world, wish.kudos_channel, stays) if wish.kudos_channel else None
    with about("group" if wish.group else "channel"):
        group, ids = await _people(world, wish, its_own, before)
    return Found(its_own, ids, group, digests, thanks)


async def _place(world: World, wanted: str, stays: frozenset[str]) -> Place:
    try:
        found = await channel(world, wanted)
    except Refused:
        if wanted not in stays:
            raise
        return Place(wanted, wanted, bot_is_there=False)
    return Place(str(found["id"]), str(found["name"]), bool(found.get("is_member")), is_shared(found))


async def _people(world: World, wish: Wish, its_own: Place, before: Plan | None) -> tuple[str, list[str]]:
    """The id of the user group, and who is in the source; a source that stays and cannot be read keeps its people."""
    try:
        group = await usergroup(world, wish.group) if wish.group else ""
        return group, await people(world, Team("", wish.name, its_own.id, 0, wish.source, group))
    except Refused:
        stays = before and (before.team.source, before.team.usergroup or before.team.channel)
        if before is None or stays != (wish.source, wish.group or its_own.id):
            raise
        return before.team.usergroup, [place.person for place in before.memberships]


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
