"""Do Not Disturb: pulses and reminders wait for its end, though not for long."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import quiet
from bot.quiet import Planned
from handlers import slack_errors
from handlers.world import World
from storage import gates
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
    moved = _moved(found, until)
    return await world.act(world.workspace, lambda db: stored.hold(db, moved)) if moved else 0


def _taken(db: Db, now: datetime) -> list[Planned]:
    """The messages to look at now: as many as may be asked about, and nobody else asks about them meanwhile."""
    found = stored.due(db, now + quiet.LOOKED_AHEAD, quiet.CALLS_AT_ONCE * quiet.PEOPLE_A_CALL)
    calls = ceil(len({message.person for message in found}) / quiet.PEOPLE_A_CALL)
    then = quiet.reserved(gates.hold(db, METHOD, now), now, calls) if found else None
    if then:
        gates.keep(db, METHOD, then)
    return found if then else []


def _moved(found: Iterable[Planned], until: Mapping[str, datetime]) -> dict[str, datetime]:
    held = {message: quiet.held_until(message, until[message.person]) for message in found if message.person in until}
    return {message.key: at for message, at in held.items() if at > message.due_at}


async def _asked(world: World, people: list[str]) -> Mapping[str, Mapping[str, object]] | None:
    """What Slack says of up to fifty people's quiet time; None where it says nothing."""
    try:
        answer = await world.slack.api_call(METHOD, http_verb="GET", params={"users": ",".join(people)})
    except SlackApiError as error:
        said = slack_errors.read(error)
        await _pause(world, said.code or f"http_{said.status}", said.retry_after)
    except (aiohttp.ClientError, TimeoutError) as error:
        await _pause(world, type(error).__name__, None)
    else:
        users = answer.get("users")
        return {person: of for person, of in users.items() if isinstance(of, dict)} if isinstance(users, dict) else {}
    return None


async def _pause(world: World, code: str, wait: float | None) -> None:
    """Leave Slack alone for as long as it says, or else for an hour: it is asked for a permission that is optional."""
    pause = wait or quiet.UNABLE_FOR.total_seconds()
    now = world.now()
    await world.act(world.workspace, lambda db: gates.refuse(db, METHOD, now, pause, is_probe=True))
    if wait is None:
        log.warning("workspace=%s act=quiet outcome=%s", world.workspace, code)
