"""The doctor: looks at everything that has to be right, one line each, and says how to mend what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.config import Settings
from bot.errors import Refused
from bot.views import terminal, words
from handlers.runtime import app, manifest
from handlers.runtime.web import SLACK_PATH
from handlers.world import World
from storage import people


@dataclass(frozen=True)
class Check:
    """What one look found."""

    name: str
    is_fine: bool
    sentence: str


async def examine(read: Callable[[], Settings]) -> AsyncIterator[Check]:
    """Look at settings, database, token, scopes and the way in. Without settings the rest cannot be seen."""
    try:
        settings = read()
    except Refused as refused:
        yield Check("settings", is_fine=False, sentence=words.refusal(refused))
        return
    yield Check("settings", is_fine=True, sentence=terminal.checked("settings"))
    try:
        async with app.opened(settings, lambda: datetime.fromtimestamp(0, UTC)) as world:
            for name, look in (LOOKS | (BY_SOCKET if settings.app_token else BY_HTTP)).items():
                yield await _look(name, look, world, settings)
    except Refused as refused:
        yield Check("database", is_fine=False, sentence=words.refusal(refused))


async def _look(name: str, look: Look, world: World, settings: Settings) -> Check:
    try:
        return Check(name, is_fine=True, sentence=await look(world, settings))
    except Refused as refused:
        return Check(name, is_fine=False, sentence=words.refusal(refused))


async def _database(world: World, _settings: Settings) -> str:
    await world.act("", people.everyone)
    return terminal.checked("database")


async def _token(world: World, settings: Settings) -> str:
    answer = await app.asked(world.slack, settings)
    return terminal.checked("token", workspace=answer["team"])


async def _scopes(world: World, settings: Settings) -> str:
    answer = await app.asked(world.slack, settings)
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(manifest.scopes() - granted):
        raise Refused("slack_scope", needed=", ".join(missing))
    declined = sorted(manifest.optional_scopes() - granted)
    return terminal.declined(declined) if declined else terminal.checked("scopes")


async def _socket(world: World, settings: Settings) -> str:
    await app.socket_address(world.slack, settings)
    return terminal.checked("socket")


async def _http(_world: World, settings: Settings) -> str:
    return terminal.checked("http", address=f"http://{settings.host}:{settings.port}{SLACK_PATH}")


Look = Callable[[World, Settings], Awaitable[str]]
LOOKS: dict[str, Look] = {"database": _database, "token": _token, "scopes": _scopes}
BY_SOCKET: dict[str, Look] = {"socket": _socket}
BY_HTTP: dict[str, Look] = {"http": _http}
