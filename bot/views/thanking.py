"""Invitations to thank, what reactions and mentions are answered with, and what a manager sees of a team's thanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kudos_command import Group
from bot.people import listed
from bot.thanking import FEWEST, Coverage
from bot.views import feedback, kit, kudos
from bot.views.kit import Message

NO_PROMPT = "thanks_no_prompt"
INVITATION = "Who made your work easier lately? If somebody comes to mind, tell them what they did."
NO_MORE = "You will not be asked this again. `/kudos settings` brings it back."
WHAT_IT_DOES = (
    "Name me and the word kudos to thank someone here: `@heartline kudos @ada for explaining the release`. "
    "`/kudos help` and `/feedback help` tell the rest."
)
NOT_COUNTED = "Names are never told, and what you gave yourself is not counted."
ASK_FEEDBACK = "Is this something a customer said? Log it, so that the team hears of it."


def invitation() -> Message:
    """The gentle word to someone who has thanked nobody for four weeks."""
    row = [
        kit.button("Give kudos", kudos.OPEN, "invitation", primary=True),
        kit.button("Do not ask again", NO_PROMPT, "invitation", spoken="Do not ask again whom to thank"),
    ]
    small = kit.context("Only you see this. It comes once in four weeks at most, and no answer is fine.")
    return Message(INVITATION, (kit.section(INVITATION), kit.actions("invitation", row), small))


def no_more() -> Message:
    """What takes the place of an invitation whose reader wants no other."""
    return Message(NO_MORE, (kit.section(NO_MORE),))


def what_it_does() -> Message:
    """To someone who names the bot with other words."""
    row = [kit.button("Give kudos", kudos.OPEN, "mention"), kit.button("Log feedback", feedback.OPEN, "")]
    return Message(WHAT_IT_DOES, (kit.section(WHAT_IT_DOES), kit.actions("mention", row)))


def group_named(groups: Sequence[Group], text: str) -> Message:
    """To someone who thanks a user group by naming it: who that is, they see in the form."""
    names = listed([f"@{group.handle}" if group.handle else "this group" for group in groups])
    said = kit.escape(f"To thank {names}, look at who is in it first. Nothing has been sent yet.")
    return Message(said, (kit.section(said), kit.actions("group", [kudos.fill_button(text)])))


def ask_feedback(channel: str, ts: str) -> Message:
    """To someone who reacted to a message with the emoji for feedback."""
    button = kit.button("Log feedback", feedback.OPEN, f"{channel}:{ts}", spoken="Log this as customer feedback")
    return Message(ASK_FEEDBACK, (kit.section(ASK_FEEDBACK), kit.actions("feedback", [button])))


def coverage(teams: Sequence[Coverage], until: datetime) -> str:
    """How much of their teams was thanked, to someone who leads them. Plain text."""
    lines = [f"In the four weeks before {kit.day(until)}:", *(f"• {covered(team)}" for team in teams)]
    return "\n".join([*lines, NOT_COUNTED])


def covered(coverage: Coverage) -> str:
    """How much of one team was thanked. Plain text."""
    name = coverage.team.name
    if not coverage.people:
        return f"{name}: nobody in it was asked in a pulse before that day, so nothing is counted yet."
    if coverage.thanked is None:
        return f"{name}: with fewer than {FEWEST} people nothing is shown, so that nobody can be told apart."
    least, most = coverage.thanked
    figure = str(least) if least == most else f"at least {least}" if least else f"fewer than {most + 1}"
    return f"{name}: {figure} of {coverage.people} people were thanked."
