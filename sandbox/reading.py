"""What a person reads: Slack's texts with names for ids and without signs of markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sandbox.elements import holds
from sandbox.records import Json
from sandbox.workspace import Workspace

ANGLED = re.compile(r"<([^<>]+)>")
STYLED = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")


class Reader:
    """Reads texts as someone in this workspace sees them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def text(self, value: Any) -> str:
        """A text object, a rich text, or a plain string."""
        if not isinstance(value, dict):
            return str(value or "")
        if value.get("type") == "rich_text":
            return " ".join(self.rich(value))
        text = str(value.get("text", ""))
        return self.mrkdwn(text) if value.get("type") == "mrkdwn" else text

    def mrkdwn(self, text: str) -> str:
        """Slack's markup as it is shown: names for ids, labels for links, no signs for bold or italic."""
        shown = STYLED.sub(r"\2", ANGLED.sub(self._angled, text))
        return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def rich(self, block: Json) -> Iterator[str]:
        """The lines of a rich text block or of a list in it."""
        for part in block.get("elements", ()):
            if part["type"] == "rich_text_list":
                yield from self.rich(part)
            else:
                yield "".join(map(self._rich_word, part["elements"])).strip()

    def user(self, user_id: str) -> str:
        """How a person is named where they are mentioned."""
        user = self.workspace.users.get(user_id)
        return f"@{user.name if user else user_id}"

    def channel(self, channel_id: str) -> str:
        """How a conversation is named where it is mentioned."""
        channel = self.workspace.channels.get(channel_id)
        return f"#{channel.name}" if channel and channel.name else channel_id

    def held(self, entry: Json) -> Any:
        """What an element holds, in words and names: a text, a list of texts, or None when it is empty."""
        value = holds(entry)
        if isinstance(value, list):
            return [self._one(entry["type"], item) for item in value]
        return self._one(entry["type"], value)

    def _one(self, element: str, value: Any) -> str | None:
        if value is None or value == "":
            return None
        if "users_select" in element:
            return self.user(value)
        if "channels_select" in element or "conversations_select" in element:
            return self.channel(value)
        if isinstance(value, dict) and "elements" not in value:
            return self.text(value.get("text") or value.get("name"))
        return self.text(value)

    def _angled(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return self.user(target[1:])
        if target.startswith("#"):
            return self.channel(target[1:])
        if target.startswith("!"):
            return label or f"@{target[1:].split('^')[0]}"
        return label or target

    def _rich_word(self, word: Json) -> str:
        if word["type"] == "user":
            return self.user(word["user_id"])
        if word["type"] == "channel":
            return self.channel(word["channel_id"])
        if word["type"] == "emoji":
            return f":{word['name']}:"
        if word["type"] == "broadcast":
            return f"@{word['range']}"
        return str(word.get("text") or word.get("url") or word.get("fallback") or "")
