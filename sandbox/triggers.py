"""Trigger ids: the short-lived permission to open a modal that each interaction gives the app."""

from __future__ import annotations

import secrets
from collections import OrderedDict

from sandbox.clock import Clock
from sandbox.errors import SlackError

SECONDS = 3.0
REMEMBERED = 10_000


class Triggers:
    """Trigger ids, each good for one use within three seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._used: OrderedDict[str, None] = OrderedDict()

    def issue(self, user_id: str) -> str:
        """A fresh trigger id for something this person did just now."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = (user_id, self._clock.monotonic())
        if len(self._issued) > REMEMBERED:
            self._issued.popitem(last=False)
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """The person whose trigger this is, once.

        Raises SlackError `exchanged_trigger_id`, `invalid_trigger_id`, `expired_trigger_id`.
        """
        if trigger_id in self._used:
            raise SlackError("exchanged_trigger_id")
        if trigger_id not in self._issued:
            raise SlackError("invalid_trigger_id")
        user_id, issued = self._issued[trigger_id]
        if self._clock.monotonic() - issued > SECONDS:
            raise SlackError("expired_trigger_id")
        del self._issued[trigger_id]
        self._used[trigger_id] = None
        if len(self._used) > REMEMBERED:
            self._used.popitem(last=False)
        return user_id
