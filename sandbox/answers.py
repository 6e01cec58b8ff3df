"""What the sandbox sends an app, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandbox.records import Json

Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Answer:
    """How the app answered one envelope or request. `reason` says why it counts as no answer, in Slack's words."""

    acked: bool
    payload: Json | None = None
    reason: str = ""
    no_retry: bool = False


@dataclass
class Delivered:
    """One thing that was sent to the app: how often, and whether the app acknowledged it."""

    kind: Kind
    payload: Json
    attempts: int = 0
    acked: bool = False

    @property
    def name(self) -> str:
        """What it is, for a log: an event's type, a command, or the kind of interaction."""
        if self.kind == "slash_commands":
            return str(self.payload["command"])
        return str(self.payload["event"]["type"] if "event" in self.payload else self.payload["type"])
