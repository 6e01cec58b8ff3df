"""The first three steps, to whoever set Heartline up."""

from __future__ import annotations

from datetime import date

from bot.views import kit, team_forms
from bot.views.kit import Message

HELLO = "Heartline is set up, and you are its admin. Three steps, and your first team is asked:"
INVITE = (
    "*1. Invite me.* Type `/invite @heartline` in the channel of the team. I join no channel by myself, and I post a "
    "digest only where somebody has invited me."
)
MAKE = "*2. Make a team* of the people in that channel, of a user group or of a list, and say who leads it."
FIRST = (
    "*3. Wait for {day}.* Then the first pulse comes, to everyone at ten by their own clock; before it, each gets a "
    "short note that says who sees what. To ask at once: `heartline pulse open`, on the machine where I run."
)
MORE = "All you can choose is on my Home tab, under Set-up."


def steps(first: date) -> Message:
    """What to do before the first pulse, which comes on that day."""
    told = [HELLO, INVITE, MAKE, FIRST.format(day=kit.day(first))]
    row = [kit.button("Make a team", team_forms.ADD, "installer", primary=True)]
    blocks = (*map(kit.section, told), kit.actions("installer", row), kit.context(MORE))
    return Message("\n".join([*told, MORE]), blocks)


def named(name: str) -> str:
    """What the command line says of whoever is the admin now."""
    return f"{name} may set up everything in Slack now. A message with the first three steps is on its way to them."
