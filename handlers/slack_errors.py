"""Reads what Slack, or something on the way to it, answered to a call that failed."""

from __future__ import annotations

from typing import NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.pacing import LONGEST_WAIT


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


def seconds(header: str) -> float | None:
    """How long a Retry-After says to wait: above 0 and at most an hour; None where it says nothing of use."""
    try:
        wait = float(header)
    except ValueError:  # absent, or a date, which Slack does not send
        return None
    return min(wait, LONGEST_WAIT.total_seconds()) if wait > 0 else None
