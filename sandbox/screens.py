"""What people have on their screens: the modals they have open and their Home tabs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from sandbox.errors import SlackError
from sandbox.records import Json, View

MODALS_AT_ONCE = 3


class Screens:
    """Every person's stack of modals and Home tab, told of through `tell`."""

    def __init__(self, tell: Callable[..., Any], new_id: Callable[[str], str]) -> None:
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self._stacks: dict[str, list[View]] = {}
        self._tell = tell
        self._new_id = new_id

    def stack(self, user_id: str) -> list[View]:
        """The modals a person has open, the one on top last."""
        return list(self._stacks.get(user_id, ()))

    def show(self, user_id: str, payload: Json) -> View:
        """Put a modal on top of a person's stack. Raises SlackError `push_limit_reached` beyond three."""
        stack = self._stacks.setdefault(user_id, [])
        if len(stack) >= MODALS_AT_ONCE:
            raise SlackError("push_limit_reached")
        view_id = self._new_id("V")
        root_id, previous_id = (stack[0].id, stack[-1].id) if stack else (view_id, None)
        view = View(view_id, user_id, payload, new_hash(), root_id, previous_id)
        stack.append(view)
        self.views[view_id] = view
        self._tell("view_shown", view=view)
        return view

    def replace(self, view: View, payload: Json) -> View:
        """Give an open view new content; what people typed in blocks that stay is kept."""
        view.payload = payload
        view.hash = new_hash()
        view.errors = {}
        kept = {block.get("block_id") for block in payload.get("blocks", [])}
        view.state = {block_id: values for block_id, values in view.state.items() if block_id in kept}
        self._tell("view_changed", view=view)
        return view

    def close(self, view: View) -> None:
        """Take one modal off the screen."""
        if self.views.pop(view.id, None):
            self._stacks[view.user].remove(view)
        self._tell("view_gone", view=view)

    def publish(self, user_id: str, payload: Json) -> View:
        """Set a person's Home tab."""
        if user_id not in self.homes:
            view_id = self._new_id("V")
            self.homes[user_id] = View(view_id, user_id, payload, new_hash(), view_id)
        return self.replace(self.homes[user_id], payload)


def new_hash() -> str:
    """A view's version, in Slack's form."""
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
