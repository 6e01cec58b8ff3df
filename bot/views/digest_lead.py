"""What those who lead a group are told beside its digest, each alone. All else is in the digest, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.thanking import Coverage
from bot.views import kit, thanking
from bot.views.kit import Message

MORE = "Type /kudos team to see how this is counted."


def message(name: str, covered: Sequence[Coverage], until: datetime, waiting: int) -> Message:
    """Who was thanked in a team, as a figure, and how many comments wait for an answer; a line where there is one.

    `name` is the group's, empty for the company's. `until` is when thanks were last counted.
    """
    title = f"Beside the digest of {name}, for you alone:" if name else "Beside the company's digest, for you alone:"
    lines = [f"In the four weeks before {kit.day(until)}, {thanking.covered(one)} {MORE}" for one in covered]
    if waiting:
        lines.append(_waiting(waiting))
    said = kit.escape("\n".join([title, *(f"• {line}" for line in lines)]))
    return Message(said, (kit.section(said),))


def _waiting(n: int) -> str:
    which, they = ("1 comment waits", "it") if n == 1 else (f"{n} comments wait", "them")
    return f"{which} for an answer. You find {they} further up in this conversation, with buttons to answer."
