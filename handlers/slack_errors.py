"""Reads what Slack, or something on the way to it, answered to a call that failed, and waits where it says so."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
import orjson
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery import Failed
from bot.errors import Refused
from bot.pacing import LONGEST_WAIT
from bot.slack_codes import BLOCKS_REFUSED

PATIENCE = 10


class Answer(NamedTuple):
    """Slack's error code, empty where the body is not Slack's; the HTTP status; how many seconds to wait, if it says.

    A wait is above 0 and at most an hour. `needed` names the scope that was missing.
    """

    code: str
    status: int
    retry_after: float | None
    needed: str = ""


def read(error: SlackApiError) -> Answer:
    """What was answered. HTTP 429 is always `ratelimited`: what stands before Slack answers it without Slack's JSON."""
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):  # slack_sdk could not parse the body
        code, needed, status = "", "", response.status
    else:  # the body, if it is not Slack's, may be text, bytes, a list, nothing
        data, status = response.data, response.status_code
        code, needed = (str(data.get(key) or "") if isinstance(data, dict) else "" for key in ("error", "needed"))
    wait = seconds(response.headers.get("Retry-After", ""))
    return Answer("ratelimited" if status == 429 else code, status, wait, needed)


def refusal(error: SlackApiError) -> Refused:
    """What a failed call means to whoever set Heartline up: a permission is missing, or what else Slack said."""
    answer = read(error)
    if answer.needed:
        return Refused("slack_scope", needed=answer.needed)
    return Refused("slack_refused", error=answer.code or f"http {answer.status}")


def seconds(header: str) -> float | None:
    """How long a Retry-After says to wait: above 0 and at most an hour; None where it says nothing of use."""
    try:
        wait = float(header)
    except ValueError:  # absent, or a date, which Slack does not send
        return None
    return min(wait, LONGEST_WAIT.total_seconds()) if wait > 0 else None


async def patiently(slack: AsyncWebClient, method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
    """Call a method that only reads, waiting where Slack asks to. Raises SlackApiError."""
    for _ in range(PATIENCE):
        try:
            return await slack.api_call(method, http_verb="GET", params=dict(arguments))
        except SlackApiError as error:
            answer = read(error)
            if answer.code != "ratelimited":
                raise
            await asyncio.sleep(answer.retry_after or 1)
    return await slack.api_call(method, http_verb="GET", params=dict(arguments))


def of_url(status: int, body: bytes) -> dict[str, Any] | Failed:
    """What a response URL answered: `ok` or an error code, in a JSON document, or as bare words."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        refused = [code for code in BLOCKS_REFUSED if body.strip() == code.encode()]
        said = {"error": refused[0]} if refused else {}
    error = said.get("error") if isinstance(said, dict) else None
    if error and isinstance(error, str):
        return Failed(error, said=complaints(said))
    return {"ok": True} if status == 200 else Failed(f"http {status}")


def complaints(said: Mapping[str, Any]) -> tuple[str, ...]:
    """What Slack says is wrong with what it was sent, beside the error code."""
    metadata = said.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return tuple(map(str, messages)) if isinstance(messages, list) else ()
