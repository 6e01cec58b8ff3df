"""What those who lead a team are told about its channel."""

from __future__ import annotations

from bot.slack_codes import Meaning, meaning
from bot.teams import Team
from bot.views import kit
from bot.views.kit import Message

INVITE = "Invite me there with `/invite @heartline`, and what waits comes by itself."
ARCHIVED = "The channel is archived. Once it is not any more, what waits comes by itself."
ASK = "Ask whoever runs Heartline to look at `heartline deliveries list`: it says what to do."


def group_gone(team: Team) -> Message:
    """The user group that a team follows is gone."""
    return Message(
        f"The user group of the team {kit.escape(team.name)} was deleted in Slack. The team stays as it is, and nobody "
        "joins or leaves it. Ask whoever runs Heartline to set it up anew, from another group or from its channel."
    )


def not_posted(team: Team, code: str, channel: str) -> Message:
    """Nothing can be posted in one of a team's channels; `code` is what Slack said."""
    what_to_do = ARCHIVED if code == "is_archived" else INVITE if meaning(code) is Meaning.INVITE else ASK
    name = kit.escape(team.name)
    if channel not in (team.digest_in, team.channel):
        return Message(f"I cannot post in the channel for the kudos of {name}, so what is shared waits. {what_to_do}")
    if channel != team.thanks_in:
        return Message(f"I cannot post in the channel for the digests of {name}, so they wait. {what_to_do}")
    return Message(f"I cannot post in the channel of {name}, so its digest and shared kudos wait. {what_to_do}")
