"""Do Not Disturb: pulses and reminders wait for its end, though not for long."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from math import ceil

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import quiet
from bot.pulses import Round
from bot.quiet import Planned
from handlers import slack_errors
from handlers.world import World
from storage import gates, planning
from storage import quiet as stored
from storage.database import Db

log = logging.getLogger("heartline")
METHOD = "dnd.teamInfo"


async def hold(world: World) -> int:
    """Put off what is about to go to people who want no disturbance now; how many. The clock calls this all the time.

    Whether they have answered is not looked at. Where Slack does not say who they are, nothing is put off.
    """
    now = world.now()
    found = await world.act(world.workspace, lambda db: _taken(db, now))
    if not found:
        return 0
    until: dict[str, datetime] = {}
    people = sorted({message.person for message in found})
    for first in range(0, len(people), quiet.PEOPLE_A_CALL):
        said = await _asked(world, people[first : first + quiet.PEOPLE_A_CALL])
        if said is None:
            break
        until |= {person: at for person in said if (at := quiet.quiet_until(said[person], now))}
    return await _put_off(world, _moved(found, until), now)


def _taken(db: Db, now: datetime) -> list[Planned]:
    """The messages to look at now: as many as may be asked about, and nobody else asks about them meanwhile."""
    found = stored.due(db, now + quiet.LOOKED_AHEAD, quiet.CALLS_AT_ONCE * quiet.PEOPLE_A_CALL)
    calls = ceil(len({message.person for message in found}) / quiet.PEOPLE_A_CALL)
    then = quiet.reserved(gates.hold(db, METHOD, now), now, calls) if found else None
    if then:
        gates.keep(db, METHOD, then)
    return found if then else []


def _moved(found: Iterable[Planned], until: Mapping[str, datetime]) -> dict[Planned, datetime]:
    held = {message: quiet.held_until(message, until[message.person]) for message in found if message.person in until}
    return {message: at for message, at in held.items() if at > message.due_at}


async def _put_off(world: World, moved: Mapping[Planned, datetime], now: datetime) -> int:
    """Put messages off, and then move the reminders that would come on the same day; returns how many were put off.

    In two acts: the first locks messages before people, the second, as all others do, people before messages.
    """
    if not moved:
        return 0
    keys = {message.key: at for message, at in moved.items()}
    held = await world.act(world.workspace, lambda db: stored.hold(db, keys))
    followed = defaultdict[Round, list[str]](list)
    for message, at in moved.items():
        if message.is_followed(at):
            followed[message.round].append(message.person)
    for opened, people in followed.items():
        work = partial(planning.replan, opened=opened, people=people, now=now, keeps_asks=True)
        await world.act(world.workspace, work)
    return held


async def _asked(world: World, people: list[str]) -> Mapping[str, Mapping[str, object]] | None:
    """What Slack says of up to fifty people's quiet time; None where it says nothing."""
    try:
        answer = await world.slack.api_call(METHOD, http_verb="GET", params={"users": ",".join(people)})
    except SlackApiError as error:
        said = slack_errors.read(error)
        pause = quiet.pause(said.code, said.retry_after)
        await _pause(world, pause, "" if said.retry_after else said.code or f"http_{said.status}")
    except (aiohttp.ClientError, TimeoutError) as error:
        await _pause(world, quiet.pause("", None), type(error).__name__)
    else:
        users = answer.get("users")
        return {person: of for person, of in users.items() if isinstance(of, dict)} if isinstance(users, dict) else {}
    return None


async def _pause(world: World, pause: timedelta, code: str) -> None:
    """Leave Slack alone for so long. Where something is wrong it is logged; that Slack asks to wait is not."""
    now = world.now()
    await world.act(world.workspace, lambda db: gates.refuse(db, METHOD, now, pause.total_seconds(), is_probe=True))
    if code:
        log.warning("workspace=%s act=quiet outcome=%s", world.workspace, code)
