"""The first three steps, to whoever set Heartline up."""

from __future__ import annotations

from datetime import date

from bot.views import kit, team_forms
from bot.views.kit import Message

HELLO = "Heartline is set up, and you are its admin. Three steps, and your first team is asked:"
HELLO_TEAM = "Heartline is set up, and you are its admin. There is a team already, so two steps are left:"
INVITE = (
    "*{number}. Invite me.* Type `/invite @heartline` in the channel of the team. I join no channel by myself, and I "
    "post a digest only where somebody has invited me."
)
MAKE = "*{number}. Make a team* of the people in that channel, of a user group or of a list, and say who leads it."
WAIT = (
    "*{number}. Wait for {day}.* Then the pulse comes, to everyone at ten by their own clock; before their first, each "
    "gets a short note that says who sees what. To ask at once: `heartline pulse open`, on the machine where I run."
)
SOON = (
    "each first gets a short note that says who sees what, and the pulse comes as soon as that has reached them: by "
    "day, from ten by their own clock."
)
DUE = "*{number}. That is all.* The pulse opens now, and you need not wait for a day: " + SOON
DUE_WITHOUT = "*{number}. That is all.* The pulse opens as soon as there is a team: " + SOON
OPEN = "*{number}. That is all.* A pulse is open now: " + SOON + " The next one opens on {day}."
ON_THEIR_WAY = "A message with the first steps is on its way to them."
SENT_ONCE = "The message with the first steps was put on its way to them before."
MORE = "All you can choose is on my Home tab, under Set-up."


def steps(coming: date, *, has_team: bool, is_open: bool, is_due: bool) -> Message:
    """What is to be done before people are asked.

    The next pulse opens on the day `coming`, or is due now; `is_open`: there is one in which people are asked already.
    """
    last = OPEN if is_open else (DUE if has_team else DUE_WITHOUT) if is_due else WAIT
    to_do = [INVITE, last] if has_team else [INVITE, MAKE, last]
    lines = [line.format(number=number, day=kit.day(coming)) for number, line in enumerate(to_do, 1)]
    told = [HELLO_TEAM if has_team else HELLO, *lines]
    make = [kit.button("Make a team", team_forms.ADD, "installer", primary=True)]
    buttons = [] if has_team else [kit.actions("installer", make)]
    return Message("\n".join([*told, MORE]), (*map(kit.section, told), *buttons, kit.context(MORE)))


def named(name: str, *, is_told: bool) -> str:
    """What the command line says of whoever is the admin now; `is_told`: a message to them was put on its way."""
    steps = ON_THEIR_WAY if is_told else SENT_ONCE
    return f"{name} may set up everything in Slack now. {steps}"
