"""From a decoded payload to Bolt: the one path of both modes.

Bolt and its matchers take a payload's shape on trust and answer anything odd with an error of ours. So the shape is
checked first: what comes through has all that they look at.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.payloads import Malformed

ROUTES: dict[str, tuple[str | int, ...]] = {  # where each kind of payload says what it is for
    "event_callback": ("event", "type"),
    "block_actions": ("actions", 0, "action_id"),
    "view_submission": ("view", "callback_id"),
    "shortcut": ("callback_id",),
    "message_action": ("callback_id",),
    "command": ("command",),
}
UNHEARD = frozenset({"view_closed", "block_suggestion", "app_rate_limited"})  # Bolt would answer 404


def is_private(body: object) -> bool:
    """Whether a payload may be somebody's answer or comment: how many there are, and when, nobody need know."""
    return isinstance(body, dict) and body.get("type") in ("block_actions", "view_submission")


async def dispatch(bolt: AsyncApp, body: object) -> BoltResponse:
    """Let Bolt answer a payload. What nobody listens for is acknowledged too. Raises Malformed."""
    if not isinstance(body, dict):
        raise Malformed("payload")
    if _kind(body) in UNHEARD:
        return BoltResponse(status=200, body="")
    request = AsyncBoltRequest(mode="socket_mode", body={})
    request.body = body  # given at once, it would be searched for ids that nobody needs, to any depth and of any type
    return await bolt.async_dispatch(request)


def _kind(body: dict[str, Any]) -> str:
    """The kind of a payload that has what its kind needs. Raises Malformed for any other."""
    kind = body.get("type", "command")
    if not isinstance(kind, str) or kind not in ROUTES.keys() | UNHEARD:
        raise Malformed("type")
    if kind in ROUTES:
        _check(body, kind)
    return kind


def _at(value: Any, key: str | int) -> Any:
    match value, key:
        case dict(), str():
            return value.get(key)
        case [first, *_], 0:
            return first
    return None


def _check(body: dict[str, Any], kind: str) -> None:
    value: Any = body
    for key in ROUTES[kind]:
        value = _at(value, key)
    if not (isinstance(value, str) and value):
        raise Malformed(kind)
    if kind != "command" and "command" in body:  # Bolt would take it for one
        raise Malformed("command")
    if kind == "view_submission" and body["view"].get("type") != "modal":  # nor is it a step of a workflow
        raise Malformed("view.type")
