"""Where clients put the arguments of a call: the query, a form, JSON, or all of these at once."""

from __future__ import annotations

import base64
import binascii

import orjson
from aiohttp import web

from sandbox.errors import SlackError
from sandbox.records import Json


async def arguments(request: web.Request) -> tuple[str, Json]:
    """The token and the merged arguments of a call; later sources win: query, then body.

    HTTP Basic credentials become `client_id` and `client_secret`. Raises SlackError `invalid_json`, `json_not_object`.
    """
    args: Json = dict(request.query)
    if request.can_read_body:
        args |= await _body(request)
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    token = str(args.pop("token", ""))
    if scheme.lower() == "bearer":
        return credentials, args
    if scheme.lower() == "basic":
        args |= _basic(credentials)
    return token, args


async def _body(request: web.Request) -> Json:
    if request.content_type != "application/json":
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def _basic(credentials: str) -> Json:
    try:
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client_id, "client_secret": secret}
