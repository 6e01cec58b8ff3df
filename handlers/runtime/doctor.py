"""The doctor: looks at everything that has to be right, one line each, and says how to mend what is not."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import orjson
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import checkup
from bot.config import Settings
from bot.errors import Refused
from bot.views import terminal, words
from handlers import slack_errors
from handlers.runtime import app, env_file, manifest
from handlers.runtime.web import SLACK_PATH
from handlers.world import World
from storage import people, pulses, stuck, teams
from storage.database import Db
from storage.engines import file_of

CHANNELS = {"types": "public_channel,private_channel", "exclude_archived": 1}


@dataclass(frozen=True)
class Check:
    """What one look found."""

    name: str
    is_fine: bool
    sentence: str


def as_json(found: Sequence[Check]) -> str:
    """What all looks found, for a script: whether all is well, and each with its name and sentence."""
    checks = [{"name": check.name, "ok": check.is_fine, "sentence": check.sentence} for check in found]
    return orjson.dumps({"ok": all(check.is_fine for check in found), "checks": checks}).decode()


async def examine(read: Callable[[], Settings], now: Callable[[], datetime]) -> AsyncIterator[Check]:
    """Look at settings, `.env`, database, Slack and the way in. Without settings the rest cannot be seen."""
    try:
        settings = read()
    except Refused as refused:
        yield Check("settings", is_fine=False, sentence=words.refusal(refused))
        return
    yield Check("settings", is_fine=True, sentence=terminal.checked("settings"))
    try:
        async with app.opened(settings, now) as world:
            well = set()
            for name, look in (LOOKS | (BY_SOCKET if settings.app_token else BY_HTTP)).items():
                yield (check := await _look(name, look, world, settings))
                well |= {name} if check.is_fine else set()
            if well >= {"database", "token"}:
                world.workspace = (await app.asked(world.slack, settings))["team_id"]
                for name, look in WITHIN.items():
                    yield await _look(name, look, world, settings)
    except Refused as refused:
        yield Check("database", is_fine=False, sentence=words.refusal(refused))


async def _look(name: str, look: Look, world: World, settings: Settings) -> Check:
    try:
        return Check(name, is_fine=True, sentence=await look(world, settings))
    except Refused as refused:
        return Check(name, is_fine=False, sentence=words.refusal(refused))
    except SlackApiError as error:
        return Check(name, is_fine=False, sentence=words.refusal(slack_errors.refusal(error)))
    except (aiohttp.ClientError, TimeoutError):
        unreachable = Refused("slack_unreachable", url=settings.slack_api_url)
        return Check(name, is_fine=False, sentence=words.refusal(unreachable))


async def token(slack: AsyncWebClient, settings: Settings) -> str:
    """Which workspace the bot token is of, as a sentence. Raises Refused when Slack does not accept it."""
    answer = await app.asked(slack, settings)
    return terminal.checked("token", workspace=answer["team"])


async def scopes(slack: AsyncWebClient, settings: Settings) -> str:
    """What the bot may do, as a sentence. Raises Refused when it lacks something that its manifest asks for."""
    answer = await app.asked(slack, settings)
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(manifest.scopes() - granted):
        raise Refused("slack_scope", needed=", ".join(missing))
    declined = sorted(manifest.optional_scopes() - granted)
    return terminal.declined(declined) if declined else terminal.checked("scopes")


async def socket(slack: AsyncWebClient, settings: Settings) -> str:
    """That Slack opens a socket for the app token, as a sentence. Raises Refused when it does not."""
    await app.socket_address(slack, settings)
    return terminal.checked("socket")


async def _env_file(_world: World, _settings: Settings) -> str:
    if not env_file.PATH.exists():
        return terminal.NO_ENV_FILE
    env_file.trusted()
    checkup.private(env_file.PATH.stat().st_mode, env_file.PATH)
    return terminal.checked("env file")


async def _database(world: World, _settings: Settings) -> str:
    await world.act("", people.everyone)
    return terminal.checked("database")


async def _disk(_world: World, settings: Settings) -> str:
    file = file_of(settings.database_url)
    if file is None:
        return terminal.ON_A_SERVER
    free = (await asyncio.to_thread(shutil.disk_usage, file.resolve().parent)).free
    checkup.space(free)
    return terminal.checked("disk", free=free // checkup.MIB)


async def _clock(world: World, settings: Settings) -> str:
    answer = await app.asked(world.slack, settings)
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", "")).replace(tzinfo=UTC)  # HTTP has no other zone
    except ValueError:
        return terminal.NO_CLOCK
    checkup.clock(world.now(), theirs)
    return terminal.checked("clock")


async def _secret(world: World, _settings: Settings) -> str:
    def look(db: Db) -> str:
        current = pulses.current(db)
        if current is None:
            return terminal.NO_PULSE
        pulses.key_of(db, current.id)  # which refuses where the secret does not open it
        return terminal.checked("secret")

    return await world.act(world.workspace, look)


async def _teams(world: World, _settings: Settings) -> str:
    every = await world.act(world.workspace, teams.every)
    if not every:
        return terminal.NO_TEAM
    joined = {found["id"] async for found in world.pages("users.conversations", "channels", **CHANNELS)}
    checkup.channels(every, joined)
    return terminal.checked("teams", n=len(every))


async def _deliveries(world: World, _settings: Settings) -> str:
    checkup.deliveries(await world.act(world.workspace, stuck.every))
    return terminal.checked("deliveries")


async def _http(_world: World, settings: Settings) -> str:
    return terminal.checked("http", address=f"http://{settings.host}:{settings.port}{SLACK_PATH}")


Look = Callable[[World, Settings], Awaitable[str]]
LOOKS: dict[str, Look] = {
    "env file": _env_file,
    "database": _database,
    "disk": _disk,
    "token": lambda world, settings: token(world.slack, settings),
    "scopes": lambda world, settings: scopes(world.slack, settings),
    "clock": _clock,
}
BY_SOCKET: dict[str, Look] = {"socket": lambda world, settings: socket(world.slack, settings)}
BY_HTTP: dict[str, Look] = {"http": _http}
WITHIN: dict[str, Look] = {"secret": _secret, "teams": _teams, "deliveries": _deliveries}
