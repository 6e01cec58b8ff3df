"""User groups: made, renamed, given other members, disabled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox.errors import SlackError
from sandbox.records import Json


class Groups:
    """The user groups of a workspace by id; a disabled one stays, with the moment in `deleted`."""

    def __init__(self, tell: Callable[..., None], new_id: Callable[[str], str], epoch: Callable[[], int]) -> None:
        self.all: dict[str, Json] = {}
        self._tell = tell
        self._new_id = new_id
        self._epoch = epoch

    def add(self, handle: str, name: str, users: Iterable[str] = ()) -> Json:
        """Make a user group with members (ids)."""
        now = self._epoch()
        group: Json = {"id": self._new_id("S"), "handle": handle, "name": name, "users": list(users)}
        group |= {"created": now, "updated": now, "deleted": 0}
        self.all[group["id"]] = group
        self._tell("subteam_created", group=group)
        return group

    def named(self, handle: str) -> Json:
        """The user group with a handle, with or without `@`, or an id. Raises SlackError `no_such_subteam`."""
        for group in self.all.values():
            if handle.removeprefix("@") in (group["id"], group["handle"]):
                return group
        raise SlackError("no_such_subteam")

    def members(self, handle: str, users: Iterable[str]) -> Json:
        """Give a group these members (ids) in place of those it had (`subteam_members_changed`)."""
        group = self.named(handle)
        before, previous = group["users"], group.get("updated", 0)
        group |= {"users": list(users), "updated": self._epoch()}
        added = [user for user in group["users"] if user not in before]
        removed = [user for user in before if user not in group["users"]]
        self._tell("subteam_members_changed", group=group, added=added, removed=removed, previous=previous)
        return group

    def change(self, handle: str, /, **fields: str) -> Json:
        """Give a group another handle or name (`subteam_updated`)."""
        group = self.named(handle)
        group |= {**fields, "updated": self._epoch()}
        self._tell("subteam_updated", group=group)
        return group

    def disable(self, handle: str, *, by: str = "") -> Json:
        """Disable a group, which is what Slack calls deleting it (`subteam_updated`). `by` is who did it."""
        group = self.named(handle)
        now = self._epoch()
        group |= {"deleted": now, "updated": now, "deleted_by": by}
        self._tell("subteam_updated", group=group)
        return group

    def enable(self, handle: str) -> Json:
        """Bring a disabled group back, with the members it had (`subteam_updated`)."""
        group = self.named(handle)
        group |= {"deleted": 0, "deleted_by": "", "updated": self._epoch()}
        self._tell("subteam_updated", group=group)
        return group
