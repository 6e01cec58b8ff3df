"""The keys by which help desks and forms send feedback: a list for admins, and the form for one more."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feedback import SOURCE_LIMIT
from bot.ingest import PATH, Key
from bot.views import kit
from bot.views.kit import Block

OPEN, ADD, REVOKE, FORM = "keys_open", "key_add", "key_revoke", "key_form"
TITLE = "Feedback keys"
SHOWN = 40
INTRO = (
    "A help desk or a form that sends what customers say signs it with a key of its own, so that you can revoke one "
    "without the others."
)
NONE_YET = "There is no key yet."
MORE = "The newest {shown} are here. `heartline feedback keys list` has all {count}."
SURE = (
    "What is signed with it is turned away from now on. What it has sent stays. This cannot be undone; a new key can "
    "be made."
)


def listing(keys: Sequence[Key]) -> Block:
    """All keys in use, newest first, and how many were revoked."""
    used = [key for key in reversed(keys) if not key.is_revoked]
    lines = [_entry(key) for key in used[:SHOWN]] or [kit.section(NONE_YET)]
    if len(used) > SHOWN:
        lines.append(kit.context(MORE.format(shown=SHOWN, count=len(used))))
    if gone := len(keys) - len(used):
        lines.append(kit.context(f"Revoked: {gone}."))
    add = kit.actions("key_actions", [kit.button("Make a key", ADD, "add", primary=True)])
    return kit.modal(TITLE, "note", [kit.section(INTRO), *lines, add])


def _entry(key: Key) -> Block:
    asked = kit.button("Revoke", REVOKE, key.id, spoken=f"Revoke the key of {key.name}")
    sure = kit.asking(asked, f"Revoke the key of {kit.cut(key.name, 40)}?", SURE, "Revoke", "Keep it")
    return kit.section(f"*{kit.escape(key.name)}*, made on {kit.day(key.made_at)}\n`{key.id}`", sure)


def form() -> Block:
    """The form for one more."""
    name = kit.text_input(SOURCE_LIMIT, example="Zendesk")
    hint = "Where the feedback comes from. People read this beside it."
    return kit.modal("Make a key", FORM, [kit.field("name", "Who sends by it?", name, hint=hint)], submit="Make")


def made(key: Key, secret: str) -> Block:
    """The new key and its secret, which is shown nowhere else and never again."""
    blocks = [
        kit.section(f"A key for *{kit.escape(key.name)}*. Each request to `{PATH}` is signed with it."),
        kit.section(f"Key\n```{key.id}```"),
        kit.section(f"Secret\n```{secret}```"),
        kit.section("*Copy the secret now* to where the sender finds it: it is not shown again."),
    ]
    return kit.modal(TITLE, "note", blocks, close="I have it")
