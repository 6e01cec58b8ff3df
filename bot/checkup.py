"""What the doctor makes of what it measured around the bot: fine, or a refusal that says what to do."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.delivery import State, Stuck
from bot.errors import Refused
from bot.teams import Team

MOST_SKEW = timedelta(seconds=60)  # Slack's own requests are refused at five minutes; a replica's sends double before
LEAST_FREE = 200  # MiB: a migration copies the largest table, and the log grows while a reader holds it
MIB = 1024 * 1024


def clock(ours: datetime, theirs: datetime) -> None:
    """Raises Refused when this machine's clock is more than a minute from Slack's."""
    skew = ours - theirs
    if abs(skew) > MOST_SKEW:
        raise Refused("clock_skewed", seconds=round(abs(skew).total_seconds()))


def space(free: int) -> None:
    """Raises Refused when fewer than 200 MiB are left where the database is; `free` is in bytes."""
    if free < LEAST_FREE * MIB:
        raise Refused("disk_almost_full", free=free // MIB, least=LEAST_FREE)


def private(mode: int, path: object) -> None:
    """Raises Refused when others may read or write a file with secrets; `mode` is the file's."""
    if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused("env_file_open", path=path)


def channels(teams: Iterable[Team], joined: Collection[str]) -> None:
    """Raises Refused when there are teams with a channel that the bot is not in, `joined` being those it is in."""
    if without := [team.name for team in teams if not team.posts_in <= set(joined)]:
        raise Refused("channels_without_bot", teams=", ".join(without))


def deliveries(stuck: Iterable[Stuck]) -> None:
    """Raises Refused when messages were given up."""
    if dead := sum(found.state is State.DEAD for found in stuck):
        raise Refused("deliveries_dead", n=dead)
