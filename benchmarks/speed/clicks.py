"""A click on an answer of a pulse, as Slack sends it: 4.6 KB of JSON, signed, and different each time."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote_plus

SECRET = "a signing secret for benchmarks"
WORKSPACE, PERSON, APP = "T0SPEED01", "U0SPEED01", "A0SPEED01"
QUESTIONS = (
    "This week I had a real say in how I did my work.",
    "This week I could do what I am good at.",
    "This week someone noticed what I had done.",
)
WHY = "Three questions about your week, one tap each. Together the answers show your team where work goes well."
KEPT = (
    "Open until <!date^1772798400^{date_long} {time}|Friday 12:00 UTC>. Confidential while the week is open, "
    "unlinkable after it closes. The people running this bot could read open answers; your manager cannot. "
    "A team sees its numbers only when 5 or more people answered."
)
LABELS = ("Not at all true", "A little true", "Partly true", "Mostly true", "Completely true", "Skip")
MARK = "0000000000000000"


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _markdown(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def _blocks() -> list[dict[str, Any]]:
    """The message that was pressed in, which Slack sends along whole."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "block_id": "aB1cD", "text": _plain("Your weekly pulse")},
        {"type": "section", "block_id": "eF2gH", "text": _markdown(WHY)},
    ]
    for number, question in enumerate(QUESTIONS):
        buttons = [
            {"type": "button", "action_id": f"pulse_answer:{score}", "text": _plain(label), "value": str(score)}
            for score, label in enumerate(LABELS)
        ]
        blocks.append(
            {"type": "section", "block_id": f"text:{number}", "text": _markdown(f"*{number + 1}.* {question}")}
        )
        blocks.append({"type": "actions", "block_id": f"round1:item{number}", "elements": buttons})
    return [*blocks, {"type": "context", "block_id": "iJ3kL", "elements": [_markdown(KEPT)]}]


def click(action_id: str, mark: str = MARK) -> dict[str, Any]:
    """The payload of a press on a button; `mark` makes it unlike any other."""
    team = {"id": WORKSPACE, "domain": "speed"}
    message = {"type": "message", "user": "U0BOT", "bot_id": "B0BOT", "ts": "1772445600.000100", "app_id": APP}
    return {
        "type": "block_actions",
        "user": {"id": PERSON, "username": "ada", "name": "ada", "team_id": WORKSPACE},
        "api_app_id": APP,
        "token": "unused",
        "container": {"type": "message", "message_ts": "1772445600.000100", "channel_id": "D0SPEED01"},
        "team": team,
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "D0SPEED01", "name": "directmessage"},
        "message": message | {"text": "Your weekly pulse", "team": WORKSPACE, "blocks": _blocks()},
        "state": {"values": {}},
        "response_url": "http://127.0.0.1:9/actions/T0SPEED01/1/abc",
        "actions": [
            {
                "action_id": action_id,
                "block_id": "round1:item0",
                "text": {"type": "plain_text", "text": LABELS[3], "emoji": True},
                "value": "4",
                "type": "button",
                "action_ts": "1772445611.123456",
            }
        ],
        "trigger_id": f"1234567890.123456.{mark}",
    }


class Requests:
    """HTTP requests with the same click, each with a mark and a signature of its own."""

    def __init__(self, action_id: str, port: int) -> None:
        body = "payload=" + quote_plus(json.dumps(click(action_id), separators=(",", ":")))
        start, _, end = body.rpartition(MARK)
        self._end = end.encode()
        self._start = start.encode()
        self._head = (
            f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: Slackbot 1.0\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        ).encode()
        self._made = int(time.time() * 1000) * 10_000

    def __next__(self) -> bytes:
        """The next request's bytes."""
        self._made += 1
        body = b"%b%016d%b" % (self._start, self._made % 10**16, self._end)
        stamp = b"%d" % time.time()
        signature = hmac.digest(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hex().encode()
        signed = b"X-Slack-Request-Timestamp: " + stamp + b"\r\nX-Slack-Signature: v0=" + signature + b"\r\n\r\n"
        return self._head + signed + body
