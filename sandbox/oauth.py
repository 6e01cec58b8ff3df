"""The page on which an admin allows the app into the workspace, for apps that install themselves with OAuth."""

from __future__ import annotations

import html
from urllib.parse import urlencode

from aiohttp import web

from sandbox.manifest import Manifest
from sandbox.tokens import Tokens

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<main><h1>{name} would like to join Sandbox</h1><p>It asks for: {scopes}</p>
<form method="post"><button name="answer" value="allow">Allow</button>
<button name="answer" value="cancel">Cancel</button></form></main></html>"""


class Installation:
    """`/oauth/v2/authorize`: asks, then sends the browser back to the app with a code, or with `access_denied`."""

    def __init__(self, manifest: Manifest, tokens: Tokens) -> None:
        self._manifest = manifest
        self._tokens = tokens

    async def ask(self, request: web.Request) -> web.Response:
        """Show what the app asks for."""
        if problem := self._problem(request):
            return web.Response(status=400, text=problem)
        name = html.escape(self._manifest.name)
        scopes = html.escape(request.query.get("scope", "").replace(",", ", ") or "nothing")
        return web.Response(text=PAGE.format(name=name, scopes=scopes), content_type="text/html")

    async def answer(self, request: web.Request) -> web.Response:
        """Take the admin's answer back to the app."""
        if problem := self._problem(request):
            return web.Response(status=400, text=problem)
        redirect_uri = self._redirect_uri(request)
        allowed = (await request.post()).get("answer") == "allow"
        found = {"code": self._tokens.new_code(redirect_uri)} if allowed else {"error": "access_denied"}
        query = urlencode({**found, "state": request.query.get("state", "")})
        return web.Response(status=302, headers={"Location": f"{redirect_uri}?{query}"})

    def _redirect_uri(self, request: web.Request) -> str:
        return request.query.get("redirect_uri") or next(iter(self._manifest.redirect_urls), "")

    def _problem(self, request: web.Request) -> str:
        if request.query.get("client_id") != self._tokens.client_id:
            return "This client_id is not the app's. The sandbox prints the right one when it starts."
        if not any(self._redirect_uri(request).startswith(url) for url in self._manifest.redirect_urls):
            return "This redirect_uri is not among the redirect_urls of the app's manifest."
        return ""
