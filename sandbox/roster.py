"""Who is in the workspace: a TOML file of people, channels and user groups.

[[people]]
name = "ada"
real_name = "Ada Abel"
tz = "Europe/Berlin"
# optional: id, email, locale, is_admin, is_bot, is_restricted, is_ultra_restricted, is_stranger, deleted

[[channels]]
name = "support"
members = ["ada", "heartline"]      # the bot goes by the name in its manifest
# optional: kind = "public" or "private", is_archived, is_ext_shared

[[usergroups]]
handle = "support-team"
name = "Support team"
members = ["ada"]
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from sandbox.records import Json, User
from sandbox.workspace import Workspace

Fields = dict[str, type]

PERSON_FIELDS: Fields = {f.name: bool if f.type == "bool" else str for f in fields(User) if f.name != "updated"}
CHANNEL_FIELDS: Fields = {"name": str, "members": list, "kind": str, "is_archived": bool, "is_ext_shared": bool}
GROUP_FIELDS: Fields = {"handle": str, "name": str, "members": list}
KINDS = {str: "text", bool: "true or false", list: "a list of names"}


class RosterError(ValueError):
    """What is wrong with a people file, and in which entry."""


@dataclass(frozen=True)
class Roster:
    """The entries of a people file, each checked for itself."""

    people: list[Json]
    channels: list[Json]
    usergroups: list[Json]

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read a people file. Raises OSError, and RosterError naming the entry that is wrong."""
        try:
            raw = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RosterError(f"{path.name} is not valid TOML: {error}.") from None
        return cls.parse(raw)

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Roster:
        """Check parsed entries. Raises RosterError."""
        if unknown := set(raw) - {"people", "channels", "usergroups"}:
            raise RosterError(f"There is no such part as {min(unknown)}; use people, channels and usergroups.")
        return cls(
            _entries(raw, "people", PERSON_FIELDS, ("name", "real_name")),
            _entries(raw, "channels", CHANNEL_FIELDS, ("name",)),
            _entries(raw, "usergroups", GROUP_FIELDS, ("handle", "name")),
        )

    def workspace(self, manifest: Manifest, clock: Clock | None = None) -> Workspace:
        """A workspace with these people in it. Raises RosterError for a name that nobody has or two have."""
        workspace = Workspace(manifest, clock=clock)
        for number, entry in enumerate(self.people, 1):
            _add_person(workspace, number, entry)
        for entry in self.channels:
            _add_channel(workspace, entry)
        for entry in self.usergroups:
            users = _members(workspace, f"usergroup {entry['handle']}", entry)
            workspace.groups.add(entry["handle"], entry["name"], users)
        return workspace


def _entries(raw: dict[str, Any], part: str, known: Fields, required: tuple[str, ...]) -> list[Json]:
    entries = raw.get(part, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RosterError(f"Write each entry of {part} under a line [[{part}]].")
    for number, entry in enumerate(entries, 1):
        where = f"[[{part}]] entry {number} ({entry.get('name', 'without a name')})"
        for name in required:
            if not entry.get(name):
                raise RosterError(f"{where} needs a {name}.")
        for name, value in entry.items():
            if name not in known:
                raise RosterError(f"{where} has {name}, which is not one of {', '.join(known)}.")
            if not isinstance(value, known[name]):
                raise RosterError(f"{where}: {name} must be {KINDS[known[name]]}.")
    return entries


def _add_person(workspace: Workspace, number: int, entry: Json) -> None:
    where = f"[[people]] entry {number} ({entry['name']})"
    user = User(**{"id": f"U{number:08d}", **entry})
    try:
        ZoneInfo(user.tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise RosterError(f"{where}: {user.tz} is not a time zone; write one like Europe/Berlin.") from None
    if user.id in workspace.users:
        raise RosterError(f"{where}: the id {user.id} is taken; give each person another.")
    if _is_taken(workspace, user.name):
        raise RosterError(f"{where}: the name is taken; give each person another.")
    workspace.add_user(user)


def _is_taken(workspace: Workspace, name: str) -> bool:
    try:
        workspace.user_named(name)
    except SlackError:
        return False
    return True


def _add_channel(workspace: Workspace, entry: Json) -> None:
    where, kind = f"channel {entry['name']}", entry.get("kind", "public")
    if kind not in ("public", "private"):
        raise RosterError(f"{where}: kind must be public or private, not {kind}.")
    try:
        channel = workspace.add_channel(entry["name"], _members(workspace, where, entry), kind)
    except SlackError:
        raise RosterError(f"{where}: the name is taken; give each channel another.") from None
    channel.is_archived = entry.get("is_archived", False)
    channel.is_ext_shared = entry.get("is_ext_shared", False)


def _members(workspace: Workspace, where: str, entry: Json) -> list[str]:
    ids = []
    for name in entry.get("members", ()):
        try:
            ids.append(workspace.user_named(str(name)).id)
        except SlackError:
            raise RosterError(f"{where}: nobody is called {name}; use the names under [[people]].") from None
    return ids
