"""One Web API call as a method sees it: who calls is settled, arguments come from wherever the client put them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.errors import SlackError
from sandbox.records import Channel, Json
from sandbox.scopes import READ_BY_KIND
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.server import Sandbox


@dataclass
class Call:
    """One call: the sandbox it came to, the caller's token and the merged arguments."""

    sandbox: Sandbox
    token: str
    args: Json

    @property
    def workspace(self) -> Workspace:
        """The workspace that the call is about."""
        return self.sandbox.workspace

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; lists, as some clients send them, become comma-separated."""
        value = self.args.get(name)
        if value is None:
            return default
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)

    def required(self, name: str) -> str:
        """An argument that must not be empty. Raises SlackError `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes-or-no argument, in any of the ways in which clients write one."""
        value = self.args.get(name)
        return default if value in (None, "") else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises SlackError `invalid_arguments`."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise invalid_arguments(f"[ERROR] not a number [json-pointer:/{name}]") from None

    def parsed(self, name: str, otherwise: str) -> Any:
        """A nested argument, given as JSON or as JSON text; None if absent. Raises SlackError `otherwise`."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError:
            raise SlackError(otherwise) from None

    def channel(self, name: str = "channel") -> Channel:
        """The conversation named by an id that the app may know of. Raises SlackError `channel_not_found`."""
        channel = self.workspace.channel(self.required(name))
        if channel.kind == "private" and not self.is_member(channel):
            raise SlackError("channel_not_found")
        return channel

    def readable_channel(self) -> Channel:
        """Like `channel`, when the app may read that kind of conversation. Raises SlackError `missing_scope` too."""
        channel = self.channel()
        self.need(READ_BY_KIND[channel.kind])
        return channel

    def is_member(self, channel: Channel) -> bool:
        """Whether the bot is in this channel."""
        return self.workspace.bot_user.id in channel.members

    def need(self, scope: str) -> None:
        """Go on only with this scope. Raises SlackError `missing_scope`."""
        granted = self.workspace.manifest.scopes
        if scope not in granted:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))


Method = Callable[[Call], Json]


def invalid_arguments(*messages: str) -> SlackError:
    """The refusal of arguments that make no sense, with Slack's explanations."""
    return SlackError("invalid_arguments", response_metadata={"messages": list(messages)})
