"""Files on their way into the workspace: an address to send the bytes to, then a call that says where they belong."""

from __future__ import annotations

import mimetypes
import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.records import Channel, Json

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class Uploads:
    """The bytes of files; what is known about a file is in `workspace.files` once it is complete."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.started: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self._sandbox = sandbox
        self._workspace = sandbox.workspace
        self._tickets: dict[str, str] = {}

    def start(self, name: str, length: int, user_id: str) -> tuple[str, str]:
        """A new file's id, and the path to send its bytes to."""
        file_id, ticket = self._workspace.new_id("F"), secrets.token_urlsafe(24)
        self._tickets[ticket] = file_id
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        extension = PurePath(name).suffix.lstrip(".")
        self.started[file_id] = {
            "id": file_id,
            "created": self._workspace.epoch(),
            "timestamp": self._workspace.epoch(),
            "name": name,
            "title": name,
            "mimetype": kind,
            "filetype": extension,
            "pretty_type": extension.upper(),
            "user": user_id,
            "mode": "hosted",
            "editable": False,
            "is_external": False,
            "size": length,
        }
        return file_id, f"/upload/v1/{ticket}"

    def complete(self, file_id: str, channels: list[Channel], title: str = "") -> Json:
        """Make a file part of the workspace, shared in these conversations. Raises SlackError `file_not_found`."""
        if file_id not in self.started or file_id not in self.contents:
            raise SlackError("file_not_found")
        file = self.started.pop(file_id)
        address = f"{self._sandbox.url}/files/{file_id}"
        name = quote(file["name"], safe="")
        file |= {
            "title": title or file["title"],
            "size": len(self.contents[file_id]),
            "url_private": f"{address}/{name}",
            "url_private_download": f"{address}/download/{name}",
            "permalink": f"{address}/{name}",
            "channels": [channel.id for channel in channels if channel.kind == "public"],
            "groups": [channel.id for channel in channels if channel.kind == "private"],
            "ims": [channel.id for channel in channels if channel.kind == "im"],
        }
        self._workspace.files[file_id] = file
        return file

    async def receive(self, request: web.Request) -> web.Response:
        """Take the bytes, raw or as a form's `file`."""
        file_id = self._tickets.pop(request.match_info["ticket"], None)
        if file_id is None:
            return web.Response(status=404, text="This upload address is unknown or used up.")
        if request.content_type.startswith("multipart/"):
            fields = [field for field in (await request.post()).values() if isinstance(field, web.FileField)]
            body = fields[0].file.read() if fields else b""
        else:
            body = await request.read()
        self.contents[file_id] = body
        return web.Response(text=f"OK - {len(body)}")

    async def download(self, request: web.Request) -> web.Response:
        """Give an app the bytes, as `url_private_download` promises; whoever may not have them is sent to sign in."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self._sandbox.bot_token or "files:read" not in self._workspace.manifest.scopes:
            return web.Response(status=302, headers={"Location": f"/?redir={quote(request.path)}"})
        return await self.show(request)

    async def show(self, request: web.Request) -> web.Response:
        """Give the bytes of a complete file back; `url_private` is for the page, where a person is signed in."""
        file_id = request.match_info["file_id"]
        if file_id not in self._workspace.files:
            return web.Response(status=404, text="There is no such file.")
        # downloads only, except pictures: a page of someone's own must not run in the sandbox's origin
        kind = self._workspace.files[file_id]["mimetype"]
        inline = kind in ("image/png", "image/jpeg", "image/gif")
        headers = {"Content-Disposition": "inline" if inline else "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self.contents[file_id], content_type=kind, headers=headers)
