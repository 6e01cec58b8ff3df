"""How fast Slack lets an app post, and how long it takes to answer; nothing is limited unless someone says so."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sandbox.records import Json
from sandbox.workspace import Workspace

LIMITED = "chat.postMessage"
SMALLEST_BURST = 5
SECONDS_BETWEEN = 1.0


@dataclass
class Limits:
    """What `chat.postMessage` is held to, by the sandbox's clock, and how slow every call is.

    `per_minute`: messages of the whole workspace, 0 for any number; as many as a second's share of it (at least 5) may
    come at once. `one_a_second`: of messages to one person or channel. `latency_ms`: half of it passes before a call
    takes effect, half before its answer comes. `refused` counts the answers of 429.
    """

    per_minute: int = 0
    one_a_second: bool = False
    latency_ms: float = 0.0
    refused: int = field(default=0, init=False)
    _level: float = field(default=0.0, init=False, repr=False)
    _level_at: float = field(default=0.0, init=False, repr=False)
    _posted_at: dict[str, float] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.per_minute < 0 or self.latency_ms < 0:
            raise ValueError("`per_minute` and `latency_ms` are 0 or more.")

    def wait(self, workspace: Workspace, method: str, args: Json) -> int:
        """Seconds that the caller must wait before it tries again; 0: the call may pass, and counts."""
        if method != LIMITED or not (self.per_minute or self.one_a_second):
            return 0
        now = workspace.clock.now().timestamp()
        place = recipient(workspace, str(args.get("channel", "")))
        seconds = max(self._until_budget(now), self._posted_at.get(place, 0.0) + SECONDS_BETWEEN - now)
        if seconds > 0:
            self.refused += 1
            return math.ceil(seconds)
        self._level += 1
        if self.one_a_second:
            self._posted_at[place] = now
        return 0

    def _until_budget(self, now: float) -> float:
        """Seconds until the bucket, which leaks evenly, has room for one more; not above 0: it has."""
        if not self.per_minute:
            return 0.0
        rate = self.per_minute / 60
        self._level = max(0.0, self._level - (now - self._level_at) * rate)
        self._level_at = now
        return (self._level + 1 - max(SMALLEST_BURST, rate)) / rate


def recipient(workspace: Workspace, channel: str) -> str:
    """Who a message goes to: a person, whether by their id or by the conversation with them, or else a channel."""
    found = workspace.channels.get(channel)
    if found is None or found.kind != "im":
        return channel
    return next(member for member in found.members if member != workspace.bot_user.id)
