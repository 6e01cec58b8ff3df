"""How fast messages may go out. All senders of a workspace share one gate for each of Slack's methods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PER_MINUTE = 240
AHEAD = timedelta(seconds=0.5)  # how far ahead places are given away: enough to keep calls going, little to wait for
PROBE_TAKES = timedelta(seconds=60)  # for that long nobody else tries a closed gate; as long as a lease
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
CLOCKS_APART = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)  # the longest that Slack is believed when it asks to wait


@dataclass(frozen=True)
class Pace:
    """What a workspace is given: how many messages a minute, and how long between two to one recipient."""

    per_minute: int = PER_MINUTE
    apart: timedelta = timedelta(seconds=1)

    @property
    def looks_per_minute(self) -> float:
        """How often a channel's history is read: 48 times a minute of Slack's 50, with messages at their usual pace."""
        return self.per_minute / 5

    @property
    def changes_per_minute(self) -> float:
        """How often a message is changed: Slack has the same limit for it as for reading history."""
        return self.looks_per_minute


@dataclass(frozen=True)
class Gate:
    """The state of a method's gate: its next free place, and, after a refusal (429), when it may be tried again.

    `refusals` counts the refusals in a row; while it is above 0, one call at a time is let through to try.
    """

    free_at: datetime
    paused_until: datetime | None = None
    refusals: int = 0

    def is_closed(self, now: datetime) -> bool:
        """Whether no call may be made at this moment."""
        return self.paused_until is not None and now < self.paused_until

    def opens_at(self, now: datetime) -> datetime:
        """When there will be a place, if nothing else happens."""
        return max(now, self.free_at - AHEAD, self.paused_until or now)

    def as_of(self, now: datetime, apart: timedelta) -> Gate:
        """The gate without what a clock that ran ahead has written into it: no place, and no pause, is so far away.

        The clocks of several processes may differ by a minute.
        """
        free_at = self.free_at if self.free_at <= now + CLOCKS_APART + apart else now
        until = self.paused_until
        return replace(self, free_at=free_at, paused_until=until if until and until <= now + LONGEST_WAIT else None)


def reserve(gate: Gate, now: datetime, wanted: int, per_minute: float) -> tuple[list[datetime], Gate]:
    """Up to `wanted` places, evenly spaced from now on and not far ahead, and the gate as it is then.

    A gate that was closed gives one place, and no other until that call has come back (`passed`, `refused`).
    """
    if wanted < 1 or gate.is_closed(now):
        return [], gate
    first, apart = max(gate.free_at, now), timedelta(minutes=1) / per_minute
    if gate.refusals:
        return [now], replace(gate, free_at=now + apart, paused_until=now + PROBE_TAKES)
    ahead = int((now + AHEAD - first) / apart) + 1 if first <= now + AHEAD else 0
    places = [first + place * apart for place in range(min(wanted, ahead))]
    return places, replace(gate, free_at=places[-1] + apart) if places else gate


def refused(gate: Gate, now: datetime, wait: float | None, *, is_probe: bool) -> Gate:
    """The gate after Slack has refused a call for `wait` seconds, or, where it does not say, for a growing pause.

    Calls that were under way when the gate closed may be refused as well: together they count as one refusal.
    """
    pause = timedelta(seconds=wait) if wait else growing_pause(gate.refusals)
    if gate.refusals and gate.paused_until and not is_probe:
        return replace(gate, paused_until=max(now + pause, gate.paused_until) if wait else gate.paused_until)
    return replace(gate, paused_until=now + pause, refusals=gate.refusals + 1)


def growing_pause(times: int) -> timedelta:
    """How long to wait where Slack does not say, after so many times before: two seconds, doubled, to five minutes."""
    return min(FIRST_PAUSE * 2.0 ** min(times, 8), LONGEST_PAUSE)  # the power is bounded, as it may grow for weeks


def passed(gate: Gate) -> Gate:
    """The gate after Slack has taken the call that tried it."""
    return replace(gate, paused_until=None, refusals=0)


def untried(gate: Gate) -> Gate:
    """The gate after the call that should have tried it was not made: the next one tries."""
    return replace(gate, paused_until=None)
