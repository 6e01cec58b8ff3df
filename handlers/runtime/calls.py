"""Calls to Slack for those who have to know whether one can have had an effect.

Not through slack_sdk's client: it doubles a call's CPU, and takes whatever stands before Slack at its word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from bot.delivery import Ambiguous, Failed
from handlers import slack_errors
from handlers.world import World

JSON = {"Content-Type": "application/json; charset=utf-8"}


async def ask(world: World, method: str, arguments: Mapping[str, Any]) -> dict[str, Any] | Failed | Ambiguous:
    """Call a method that only reads."""
    return await _request(world, "GET", method, params=arguments)


async def tell(world: World, method: str, arguments: Mapping[str, Any]) -> dict[str, Any] | Failed | Ambiguous:
    """Call a method that does something. Failed: it surely did nothing. Ambiguous: nobody knows."""
    return await _request(world, "POST", method, data=orjson.dumps(arguments), headers=JSON)


async def _request(
    world: World, verb: str, method: str, headers: Mapping[str, str] | None = None, **given: Any
) -> dict[str, Any] | Failed | Ambiguous:
    slack = world.slack
    authorized = {"Authorization": f"Bearer {slack.token}", **(headers or {})}
    given |= {"headers": authorized, "proxy": slack.proxy, "allow_redirects": False}
    try:
        async with world.http.request(verb, slack.base_url + method, **given) as response:
            return read(response.status, response.headers, await response.read())
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Failed("connection_refused")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Ambiguous(type(error).__name__)


def read(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | Failed | Ambiguous:
    """What an answer says. One that is not Slack's own tells nothing, but for 429, which says that nothing was done."""
    wait = slack_errors.seconds(headers.get("Retry-After", ""))
    if status == 429:
        return Failed("ratelimited", wait)
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if status >= 500 or not isinstance(said, dict):
        return Ambiguous(f"http_{status}")
    if said.get("ok") is True:
        return said
    error = said.get("error")
    if error and isinstance(error, str):
        return Failed(error, wait, slack_errors.complaints(said))
    return Ambiguous(f"http_{status}")
