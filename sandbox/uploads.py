"""Files on their way into the workspace: an address to send the bytes to, then a call that says where they belong."""

from __future__ import annotations

import mimetypes
import secrets
from pathlib import PurePath

from aiohttp import web

from sandbox.records import Json
from sandbox.workspace import Workspace


class Uploads:
    """The bytes of files; what is known about a file is in `workspace.files` once it is complete."""

    def __init__(self, workspace: Workspace) -> None:
        self.started: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self._workspace = workspace
        self._tickets: dict[str, str] = {}

    def start(self, name: str, length: int) -> tuple[str, str]:
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
            "user": self._workspace.bot_user.id,
            "mode": "hosted",
            "editable": False,
            "is_external": False,
            "size": length,
        }
        return file_id, f"/upload/v1/{ticket}"

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

    async def show(self, request: web.Request) -> web.Response:
        """Give the bytes of a complete file back, as its `url_private` promises."""
        file_id = request.match_info["file_id"]
        if file_id not in self._workspace.files:
            return web.Response(status=404, text="There is no such file.")
        # downloads only, except pictures: a page of someone's own must not run in the sandbox's origin
        kind = self._workspace.files[file_id]["mimetype"]
        inline = kind in ("image/png", "image/jpeg", "image/gif")
        headers = {"Content-Disposition": "inline" if inline else "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self.contents[file_id], content_type=kind, headers=headers)
