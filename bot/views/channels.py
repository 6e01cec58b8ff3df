"""What admins and those who lead a team read when another organisation can read the team's channel."""

from __future__ import annotations

from collections.abc import Collection

from bot.people import listed
from bot.teams import Team
from bot.views import kit
from bot.views.kit import Message

CONFIRM = "channel_confirm"
OTHERWISE = "Or stop sharing it, or set the team up with a channel of its own: then they come by themselves."
ASK = "An admin of this workspace can allow it: they got this message too."
QUESTION = (
    "People of the other organisation will read how the team feels, what customers said, and who was thanked. What "
    "waits is posted at once."
)


def shared(channel: str, teams: Collection[Team], *, may_confirm: bool) -> Message:
    """People of another organisation read a channel (by id), or are invited to; admins can allow that it goes on."""
    names = listed([kit.escape(team.name) for team in teams])
    told = (
        f"People outside your organisation can read <#{channel}>, or are invited to. So the digests and shared kudos "
        f"of {names} wait, and nothing is posted there."
    )
    if not may_confirm:
        return Message(f"{told} {ASK} {OTHERWISE}", (kit.section(told), kit.section(f"{ASK} {OTHERWISE}")))
    spoken = f"Post the digests and kudos of {listed([team.name for team in teams])} there all the same"
    pressed = kit.button("Post there anyway", CONFIRM, channel, spoken=spoken)
    asked = kit.asking(pressed, "Post there anyway?", QUESTION, "Post there", "Wait")
    what = f"If they may read it, press *Post there anyway*. {OTHERWISE}"
    return Message(f"{told} {what}", (kit.section(told), kit.section(what), kit.actions("channel", [asked])))


def confirmed(channel: str) -> Message:
    """An admin allowed it."""
    return Message(f"Digests and shared kudos go to <#{channel}> again. If it is shared anew later, I ask anew.")


def team_confirmed(team: Team) -> str:
    """The same at the command line."""
    return f"Digests and shared kudos of {team.name} are posted although another organisation can read them."
