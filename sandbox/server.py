"""The running sandbox: one web server on loopback that plays Slack's part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

from aiohttp import web

from sandbox import control, response_urls, socket
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.guide import Guide
from sandbox.limits import Limits
from sandbox.oauth import Installation
from sandbox.people import Person
from sandbox.schedule import Schedule
from sandbox.tokens import Tokens
from sandbox.traffic import Traffic
from sandbox.triggers import Triggers
from sandbox.uploads import Uploads
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace

HOST = "127.0.0.1"
LOCAL_NAMES = frozenset({HOST, "localhost"})
PAGE = Path(__file__).parent / "page"
LARGEST_BODY = 64 * 1024 * 1024
SECONDS_TO_STOP = 1.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """The running box: `async with Sandbox(workspace) as sandbox`, then point an app at `sandbox.api_url`.

    `port` 0 takes a free one. `socket_mode` None is what the manifest says. `ack_timeout` is how many seconds the app
    has to acknowledge. Nothing is limited without `limits`. Raises ValueError for any host but 127.0.0.1: the sandbox
    obeys whoever reaches it.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        port: int = 0,
        socket_mode: bool | None = None,
        ack_timeout: float = 3.0,
        limits: Limits | None = None,
        host: str = HOST,
    ) -> None:
        if host != HOST:
            raise ValueError(f"The sandbox listens on {HOST} only, because it obeys whoever reaches it; not on {host}.")
        self.workspace = workspace
        self.socket_mode = workspace.manifest.socket_mode if socket_mode is None else socket_mode
        self.ack_timeout = ack_timeout
        self.url = ""
        self.faults = Faults()
        self.limits = limits or Limits()
        self.traffic = Traffic(workspace.clock)
        self.triggers = Triggers(workspace.clock)
        self.tokens = Tokens(rotate=workspace.manifest.token_rotation)
        self.schedule = Schedule(workspace)
        self.uploads = Uploads(self)
        self.guide: Guide | None = None  # whoever hosts visitors puts one here
        self.delivery = Delivery(self)
        self._port = port
        self._people: dict[str, Person] = {}
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """What the app's SLACK_API_URL must be."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The token with which the bot calls the Web API."""
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        """The token with which the app opens Socket Mode connections."""
        return self.tokens.app

    @property
    def signing_secret(self) -> str:
        """What the sandbox signs its HTTP requests with."""
        return self.tokens.signing_secret

    def person(self, name_or_id: str) -> Person:
        """Someone of the workspace who can press, type and read. Raises SlackError `user_not_found`."""
        user = self.workspace.users.get(name_or_id) or self.workspace.user_named(name_or_id)
        if user.id not in self._people:
            self._people[user.id] = Person(self, user)
        return self._people[user.id]

    def permalink(self, channel_id: str, ts: str) -> str:
        """The address of a message."""
        return f"{self.url}/archives/{channel_id}/p{ts.replace('.', '')}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        app = web.Application(middlewares=[self._only_from_here], client_max_size=LARGEST_BODY)
        app.add_routes(self._routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SECONDS_TO_STOP)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.url = f"http://{HOST}:{runner.addresses[0][1]}"
        self.workspace.clock.watchers.append(self.schedule.post_due)
        self.delivery.start()

    async def stop(self) -> None:
        """Close every connection and stop listening; the workspace keeps what it holds."""
        if self._runner is None:
            return
        self.workspace.clock.watchers.remove(self.schedule.post_due)
        await self.delivery.stop()
        await self._runner.cleanup()
        self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _routes(self) -> list[web.AbstractRouteDef]:
        api, installation = WebApi(self), Installation(self.workspace.manifest, self.tokens)
        return [
            web.get("/api/{method}", api.handle),
            web.post("/api/{method}", api.handle),
            web.post("/upload/v1/{ticket}", self.uploads.receive),
            web.get("/files/{file_id}/{name}", self.uploads.show),
            web.get("/files/{file_id}/download/{name}", self.uploads.download),
            web.get("/oauth/v2/authorize", installation.ask),
            web.post("/oauth/v2/authorize", installation.answer),
            *socket.routes(self),
            *response_urls.routes(self),
            *control.routes(self),
            web.get("/", front_page),
            *([web.static("/page", PAGE)] if PAGE.is_dir() else []),
        ]

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse web pages of other origins: a browser on this machine would carry their wishes here."""
        name = request.headers.get("Host", "").partition(":")[0]
        origin = request.headers.get("Origin", self.url)
        if name not in LOCAL_NAMES or origin not in (self.url, self.url.replace(HOST, "localhost")):
            return web.Response(status=403, text="The sandbox answers only this machine: use its address 127.0.0.1.")
        return await handler(request)


async def front_page(request: web.Request) -> web.StreamResponse:  # noqa: ARG001  (aiohttp calls it so)
    """The web page that shows what people see."""
    index = PAGE / "index.html"
    if not index.is_file():
        return web.Response(status=404, text="This sandbox has no web page; the Web API is at /api/.")
    return web.FileResponse(index)
