"""Slack's user objects, and events about who is where, read once at the edge."""

from __future__ import annotations

from collections.abc import Mapping

from bot.payloads import Json, Malformed, inside, list_at, text_at, written
from bot.people import Person
from bot.teams import Source

LATEST = 2**63  # what a database can keep


def member(raw: Json, *, workspace: str = "") -> Person:
    """Read a user object, as in `users.list` and `team_join`. Raises Malformed.

    Who belongs neither to `workspace` nor to its organisation is a stranger, also where Slack does not say so.
    """
    if not isinstance(raw, Mapping):
        raise Malformed("user")
    profile, updated = inside(raw, "profile"), raw.get("updated")
    names = (profile.get("display_name"), profile.get("real_name"), raw.get("real_name"), raw.get("name"))
    return Person(
        id=text_at(raw, "id"),
        name=next((name for name in map(written, names) if name), "someone"),
        tz=written(raw.get("tz")) or "UTC",
        handle=written(raw.get("name")),
        is_bot=bool(raw.get("is_bot")) or raw.get("id") == "USLACKBOT",
        is_deleted=bool(raw.get("deleted")),
        is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        is_stranger=bool(raw.get("is_stranger")) or (workspace != "" and _is_from_elsewhere(raw, workspace)),
        updated=updated if type(updated) is int and 0 <= updated < LATEST else 0,
        locale=written(raw.get("locale")),
        is_admin=bool(raw.get("is_admin") or raw.get("is_owner")),
    )


def followed(body: Json) -> tuple[Source, str]:
    """What an event about the members of a channel or a user group is about, with its id. Raises Malformed."""
    if "channel" in body:
        return Source.CHANNEL, text_at(body, "channel")
    return Source.USERGROUP, text_at(body, "subteam", "id") if "subteam" in body else text_at(body, "subteam_id")


def _is_from_elsewhere(raw: Json, workspace: str) -> bool:
    """Whether a user is of another workspace; people of an organisation have one home and a list of the others."""
    home = raw.get("team_id")
    return bool(home) and home != workspace and workspace not in list_at(inside(raw, "enterprise_user"), "teams")
