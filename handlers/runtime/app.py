"""Builds the running bot: database, Slack client, Bolt, its ways in. `run`, the demo and the tests start it here."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import MENDING, Settings
from bot.delivery import POST
from bot.errors import Refused
from bot.pacing import Pace
from bot.slack_codes import TOKEN_OVER, Meaning, meaning
from bot.views import language
from handlers import following, people, register, rounds, slack_errors
from handlers.runtime import web
from handlers.runtime.clock import Clock
from handlers.runtime.door import Door
from handlers.runtime.ingest import Ingest
from handlers.runtime.socket import Socket
from handlers.runtime.web import Health, Mailbox
from handlers.world import World
from storage import delivery as outbox
from storage import gates, installs
from storage import people as stored_people
from storage.database import Database, upgrade
from storage.installs import Install

log = logging.getLogger("heartline")
CALL_SECONDS = 10
ERRAND_SECONDS = 3
CONNECT_SECONDS = 5  # with the search for the address; a call that ends here was surely not sent


@asynccontextmanager
async def calling(settings: Settings) -> AsyncIterator[tuple[aiohttp.ClientSession, AsyncWebClient]]:
    """What calls Slack, and the session that it does so with; neither needs to be closed."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        token, url = settings.bot_token, settings.slack_api_url
        yield http, AsyncWebClient(token, base_url=url, session=http, retry_handlers=[], timeout=CALL_SECONDS)


@asynccontextmanager
async def opened(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[World]:
    """A world with a database and a Slack client, not yet known to Slack. The caller need not close anything."""
    async with calling(settings) as (http, slack):
        db = Database(settings.database_url, settings.secret)
        world = World(db, slack, http, now, pace=Pace(settings.messages_per_minute))
        try:
            yield world
        finally:
            with suppress(TimeoutError):  # what errands do may fail without harm
                await asyncio.wait_for(world.errands_done(), ERRAND_SECONDS)
            await db.close()


async def known(world: World, settings: Settings) -> AuthorizeResult:
    """Ask Slack who we are, and remember the workspace. Raises Refused for a token that Slack does not accept."""
    answer = await asked(world.slack, settings)
    world.workspace = answer["team_id"]
    install = Install(answer["team_id"], answer["team"], answer["user_id"], answer.get("url") or "")
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
        raise _why(error, settings, "SLACK_BOT_TOKEN") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused("slack_unreachable", url=settings.slack_api_url) from error


def _why(error: SlackApiError, settings: Settings, name: str) -> Refused:
    """Whose fault a refusal is: the token's, or Slack's own for now."""
    answer = slack_errors.read(error)
    if meaning(answer.code) in (Meaning.LATER, Meaning.MAYBE) or answer.status >= 500 or not answer.code:
        return Refused("slack_unreachable", url=settings.slack_api_url)
    code = "slack_token_over" if answer.code in TOKEN_OVER else "slack_token"
    return Refused(code, name=name, error=answer.code, mend=MENDING[name])


async def socket_address(slack: AsyncWebClient, settings: Settings) -> str:
    """Where to open a socket. Raises Refused when Slack cannot be reached or does not accept the app token."""
    try:
        return str((await slack.apps_connections_open(app_token=settings.app_token))["url"])
    except SlackApiError as error:
        raise _why(error, settings, "SLACK_APP_TOKEN") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused("slack_unreachable", url=settings.slack_api_url) from error


async def _in_step(world: World) -> None:
    """Load people and teams from Slack. Where they are known already, a Slack that stumbles does not stop the start."""
    try:
        await people.sync(world)
        await following.follow(world)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        if not await world.act(world.workspace, stored_people.everyone):
            raise
        log.warning("workspace=%s act=sync outcome=%s", world.workspace, type(error).__name__)


def bolt_of(world: World, settings: Settings, authorization: AuthorizeResult) -> AsyncApp:
    """Bolt with our listeners. What the door has seen to already is switched off: it looks into payloads unchecked."""

    async def authorize() -> AuthorizeResult:
        return authorization

    bolt = AsyncApp(
        client=AsyncWebClient(base_url=settings.slack_api_url, session=world.http),
        authorize=authorize,
        process_before_response=True,
        signing_secret=secrets.token_hex(16),  # Bolt wants one and checks nothing with it
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )
    register(bolt, world)
    return bolt


@asynccontextmanager
async def connected(
    settings: Settings, now: Callable[[], datetime], *, is_ticking: bool = False
) -> AsyncIterator[World]:
    """The whole bot: alone on its database, reached by Slack, in step with its people; `is_ticking`, it acts on time.

    In the end nothing more is taken in, what is under way is finished within 20 seconds, and the rest is given back.
    Raises Refused when something is not set up right.
    """
    language.validate()
    async with opened(settings, now) as world:
        is_alone = world.db.lock()
        await asyncio.to_thread(upgrade, settings.database_url)
        bolt = bolt_of(world, settings, await known(world, settings))
        await world.act(world.workspace, lambda db: gates.leave_untried(db, POST, now()))  # the token works
        if is_alone:  # whoever held a delivery is gone
            await world.act(world.workspace, lambda db: outbox.recover(db, now(), all_owners=True))
        await _in_step(world)
        await world.act(world.workspace, lambda db: rounds.wait_for_day(db, now()))
        clock = Clock(world, owner=world.new_id()) if is_ticking else None
        try:
            async with _reached(settings, world, bolt, clock):
                try:
                    yield world
                finally:
                    if clock:
                        clock.pause()
        finally:
            if clock:
                await clock.stop()


@asynccontextmanager
async def _reached(settings: Settings, world: World, bolt: AsyncApp, clock: Clock | None) -> AsyncIterator[None]:
    """Open the ways in: a socket or the door, and what watches over the bot."""
    async with AsyncExitStack() as ways:
        is_connected, routes = None, []
        if settings.app_token:
            socket = Socket(bolt, lambda: socket_address(world.slack, settings), proxy=world.slack.proxy)
            ways.push_async_callback(socket.close)
            await socket.open()
            is_connected = socket.is_connected
        else:
            routes = Mailbox(Door(bolt, settings.signing_secret, world.now)).routes()
        if settings.port is not None:
            routes += Ingest(world).routes()
            routes += Health(world, clock, is_connected).routes()
            address = await ways.enter_async_context(web.serving(settings.host, settings.port, routes))
            log.info("workspace=%s act=listen address=%s", world.workspace, address)
        yield
