"""The Web API: one module a family of methods, each method a function from a `Call` to its answer."""

from __future__ import annotations

from sandbox.api import apps, chat, conversations, files, reactions, scheduling, users, views
from sandbox.api.call import Call, Method

__all__ = ["METHODS", "Call", "Method"]

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **scheduling.METHODS,
    **users.METHODS,
    **views.METHODS,
}
