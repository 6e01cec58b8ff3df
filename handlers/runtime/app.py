"""Builds the running bot: database, Slack client, Bolt, socket. `run`, the demo and the tests all start it here."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import MENDING, Settings
from bot.errors import Refused
from handlers import people, register, slack_errors, teams
from handlers.world import World
from storage import installs
from storage import people as stored_people
from storage.database import Database, upgrade
from storage.installs import Install

log = logging.getLogger("heartline")
CALL_SECONDS = 10
CONNECT_SECONDS = 5  # with the search for the address; a call that ends here was surely not sent


@asynccontextmanager
async def opened(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[World]:
    """A world with a database and a Slack client, not yet known to Slack. The caller need not close anything."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        slack = AsyncWebClient(
            settings.bot_token, base_url=settings.slack_api_url, session=http, retry_handlers=[], timeout=CALL_SECONDS
        )
        db = Database(settings.database_url, settings.secret)
        world = World(db, slack, http, now)
        try:
            yield world
        finally:
            await world.errands_done()
            await db.close()


async def known(world: World, settings: Settings) -> AuthorizeResult:
    """Ask Slack who we are, and remember the workspace. Raises Refused for a token that Slack does not accept."""
    answer = await asked(world.slack, settings)
    world.workspace = answer["team_id"]
    install = Install(answer["team_id"], answer["team"], answer["user_id"])
    await world.act(world.workspace, lambda db: installs.keep(db, install))
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        bot_id=answer.get("bot_id"),
        bot_user_id=answer["user_id"],
        bot_token=settings.bot_token,
    )


async def asked(slack: AsyncWebClient, settings: Settings) -> AsyncSlackResponse:
    """What `auth.test` says of our token. Raises Refused when Slack cannot be reached or does not accept it."""
    try:
        return await slack.auth_test()
    except SlackApiError as error:
        answer = slack_errors.read(error)
        code = answer.code or f"http {answer.status}"
        mend = MENDING["SLACK_BOT_TOKEN"]
        raise Refused("slack_token", name="SLACK_BOT_TOKEN", error=code, mend=mend) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused("slack_unreachable", url=settings.slack_api_url) from error


async def socket_address(slack: AsyncWebClient, settings: Settings) -> str:
    """Where to open a socket. Raises Refused when Slack cannot be reached or does not accept the app token."""
    try:
        return str((await slack.apps_connections_open(app_token=settings.app_token))["url"])
    except SlackApiError as error:
        code, mend = slack_errors.read(error).code, MENDING["SLACK_APP_TOKEN"]
        raise Refused("slack_token", name="SLACK_APP_TOKEN", error=code, mend=mend) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused("slack_unreachable", url=settings.slack_api_url) from error


async def _in_step(world: World) -> None:
    """Load people and teams from Slack. Where they are known already, a Slack that stumbles does not stop the start."""
    try:
        await people.sync(world)
        await teams.follow(world)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        if not await world.act(world.workspace, stored_people.everyone):
            raise
        log.warning("workspace=%s act=sync outcome=%s", world.workspace, type(error).__name__)


@asynccontextmanager
async def connected(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[World]:
    """The whole bot: alone on its database, connected by Socket Mode, in step with Slack's people.

    It acts on what comes in; acting on time is `clock.Clock`'s part. Raises Refused when something is not set up right.
    """
    async with opened(settings, now) as world:
        world.db.lock()
        await asyncio.to_thread(upgrade, settings.database_url)
        authorization = await known(world, settings)

        async def authorize() -> AuthorizeResult:
            return authorization

        app = AsyncApp(
            client=AsyncWebClient(base_url=settings.slack_api_url, session=world.http),
            authorize=authorize,
            process_before_response=True,
            signing_secret=secrets.token_hex(16),  # Socket Mode has no signatures; nothing can guess this one
            logger=logging.getLogger("slack_bolt"),
        )
        register(app, world)
        await _in_step(world)
        handler = AsyncSocketModeHandler(app, settings.app_token)
        try:
            # Left to itself the handler would ask for an address for ever, with a token that Slack does not accept.
            handler.client.wss_uri = await socket_address(world.slack, settings)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
            log.info("workspace=%s act=connect outcome=ok", world.workspace)
            yield world
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
