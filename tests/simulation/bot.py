"""One process of the bot: the real listeners behind the real Bolt, the real planner and sender, on simulated ground."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.errors import Refused
from bot.pacing import Pace
from handlers import digests, following, people, register, rounds, teams
from handlers.runtime import clock, sender
from handlers.world import World
from sandbox import Sandbox
from storage import delivery as outbox
from storage import installs
from storage.installs import Install
from tests.simulation.ledger import Ledger
from tests.simulation.life import BESIDE, Life
from tests.simulation.store import SimulatedDatabase, SimulatedStore
from tests.simulation.wire import API, Session, Wire

SOON, LONGEST, QUIET = 1.0, 60.0, 43200.0  # seconds between two rounds of the sender
FRIDAY_NOON, SUNDAY_TEN = 4 * 24 + 12, 6 * 24 + 10  # hours of a week: a round closes, the next one opens
NEXT = """SELECT MIN(CASE WHEN state IN ('claimed', 'sending') THEN lease_until ELSE due_at END) FROM delivery
    WHERE state IN ('due', 'retry', 'unknown', 'claimed', 'sending')"""
UNTOLD = "SELECT COUNT(*) FROM round WHERE is_closed AND NOT is_told"
QUIET_LOG = logging.getLogger("tests.simulation.bolt")
QUIET_LOG.setLevel(logging.CRITICAL)


@dataclass
class Ground:
    """What every process of a simulation stands on."""

    sandbox: Sandbox
    engine: Engine
    wire: Wire
    ledger: Ledger
    per_minute: int
    is_alone: bool
    refusals: float = 0.0
    stalls: float = 0.0
    syncs: float = 1.0


@dataclass
class SimulatedWorld(World):
    """A world whose ids can be replayed."""

    ids: Random = field(default_factory=Random)

    def new_id(self) -> str:
        return f"{self.ids.getrandbits(96):024x}"


class Bot:
    """One process, from its start to its end."""

    def __init__(self, ground: Ground, life: Life) -> None:
        self.ground = ground
        self.life = life
        self.owner = f"owner of {life.name}"
        box = ground.sandbox
        http: Any = Session(ground.wire, life)
        store = SimulatedStore(ground.engine, life, ground.refusals, ground.stalls)
        self.world = SimulatedWorld(
            db=SimulatedDatabase(store),
            slack=AsyncWebClient(box.bot_token, base_url=API, session=http, retry_handlers=[], timeout=10),
            http=http,
            now=box.workspace.clock.now,
            workspace=box.workspace.team_id,
            pace=Pace(ground.per_minute),
            ids=Random(f"ids of {life.name} {life.chance.random()}"),
        )
        self._app = listening(self.world, box)
        self._woken = asyncio.Event()
        self._sleeps_until = 0.0

    async def live(self) -> None:
        """Start as `heartline run` does, and work until the process ends."""
        try:
            await self._start()
        except Refused as refused:  # the real one says so and leaves; something starts it again
            self.life.kill(f"start {refused.code}")
            return
        self.life.is_listening = True
        self.life.begin(self._plan())
        self.life.begin(self._send())

    async def _start(self) -> None:
        world, box = self.world, self.ground.sandbox.workspace
        install = Install(box.team_id, box.team_name, box.bot_user.id)
        await world.act(world.workspace, lambda db: installs.keep(db, install))
        if self.ground.is_alone:
            await world.act(world.workspace, lambda db: outbox.recover(db, world.now(), all_owners=True))
        if self.life.chance.random() > self.ground.syncs:
            return  # Slack did not answer, which does not stop the start
        try:
            await people.sync(world)
            await following.follow(world)
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            self.ground.ledger.note("no sync", self.life.name)

    async def set_up(self, leads: Mapping[str, str]) -> None:
        """What an admin does first: `heartline teams add` for each team, in the channel of its name."""
        await self._start()
        for team, lead in leads.items():
            await teams.add(self.world, team, f"#{team.lower()}", f"@{lead}")

    async def close(self) -> None:
        """What an admin may do at any time: `heartline pulse close`."""
        with suppress(Refused):
            await rounds.close_by_hand(self.world)
            await digests.post_due(self.world)

    def kill(self) -> None:
        """End at a moment that no step of the process has chosen."""
        self.life.kill(BESIDE)

    def hear(self, payload: dict[str, Any]) -> asyncio.Task[BoltResponse]:
        """Let the process handle a payload."""
        return self.life.begin(self._handle(payload))

    async def _handle(self, payload: dict[str, Any]) -> BoltResponse:
        await self.life.boundary("before a listener")
        response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        self._wake_sender()
        await self.life.boundary("before an ack")
        return response

    async def _plan(self) -> None:
        while True:
            await clock.plan(self.world)
            self._wake_sender()
            await self.life.wait(self._until_something_opens())

    def _until_something_opens(self) -> float:
        """Hours, as little but the calendar needs the planner; less where a round opens or closes in that time.

        A minute while people are still to be told that a round is over: it waits until the sender has looked.
        """
        if self._value(UNTOLD):
            return LONGEST
        now = self.world.now()
        hours = self.life.chance.uniform(6, 12)
        week = now.weekday() * 24 + now.hour + now.minute / 60 + now.second / 3600
        for moment in (FRIDAY_NOON, SUNDAY_TEN):
            if 0 < moment - week < hours:
                hours = moment - week + self.life.chance.uniform(0, 15) / 3600
        return hours * 3600

    async def _send(self) -> None:
        """Send whenever the outbox has something to do: once a second, less often while it comes to nothing."""
        pause = SOON
        while True:
            self._woken.clear()
            is_idle = self._until_next() <= 0 and not await self._sent()  # else another process was quicker
            pause = min(LONGEST, pause * 2) if is_idle else SOON
            wait = max(self._until_next(), pause)
            self._sleeps_until = asyncio.get_running_loop().time() + wait
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait)

    async def _sent(self) -> int:
        with suppress(Refused):  # the real clock writes it to the log and comes again
            return await sender.send_due(self.world, self.owner)
        return 0

    def _wake_sender(self) -> None:
        if asyncio.get_running_loop().time() + self._until_next() < self._sleeps_until:
            self._woken.set()

    def _until_next(self) -> float:
        """Seconds until a row of the outbox has something to do; half a day where none has."""
        moment = self._value(NEXT)
        return QUIET if moment is None else min(QUIET, float(moment) / 1e6 - self.world.now().timestamp())

    def _value(self, sql: str) -> Any:
        """The one value that the database has for it."""
        with self.ground.engine.connect() as connection:
            return connection.exec_driver_sql(sql).scalar()


def listening(world: World, box: Sandbox) -> AsyncApp:
    """Bolt with all our listeners, as `handlers.runtime.app` sets it up."""

    async def authorize() -> AuthorizeResult:
        me = box.workspace
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team_id, bot_id=me.bot_id, bot_user_id=me.bot_user.id, bot_token="xoxb-"
        )

    app = AsyncApp(
        client=AsyncWebClient(base_url=API, session=world.http),
        authorize=authorize,
        process_before_response=True,
        signing_secret="not used by sockets",
        logger=QUIET_LOG,
    )
    register(app, world)
    return app
