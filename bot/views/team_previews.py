"""What will happen with a team that an admin makes or changes, and what comes next once it is done."""

from __future__ import annotations

from bot.people import listed
from bot.previews import Preview
from bot.team_wishes import Found
from bot.teams import Roster
from bot.views import kit, previews
from bot.views.admin import NEXT_ROUND, counted
from bot.views.kit import Block
from bot.views.team_forms import KEEP, TITLES

NAMED = 40
READ = "Its digests go to {channel}. Everyone who is in that channel reads them."
INVITE = "I am not in {channels} yet, so nothing can be posted there. Invite me: type `/invite @heartline` there."
SHARED = (
    "People outside your organisation can read {channels}, or are invited to. Digests and shared kudos wait until an "
    "admin allows them there; I ask the admins in a message."
)
NOTE = "Before their first pulse, everyone gets a note that says who sees what."


def preview(roster: Roster, found: Found, asked: Preview | None, *, is_new: bool, private: str) -> Block:
    """What the team will be, before it is; `private` comes back with the word to go on."""
    names = [person.name for person in roster.members[:NAMED]]
    more = [f"{len(roster.members) - NAMED} more"] if len(roster.members) > NAMED else []
    blocks = [
        kit.section(_who(roster)),
        kit.small(listed([*names, *more])),
        *([kit.section(previews.sentence(asked, "first" if is_new else "next"))] if asked else []),
        kit.section(READ.format(channel=f"<#{roster.team.digest_in}>")),
        *(kit.section(f"*Mind:* {warning}") for warning in warnings(roster, found)),
        *([] if is_new else [kit.context(NEXT_ROUND)]),
    ]
    submit = "Make the team" if is_new else "Save"
    return kit.modal(TITLES[not is_new], KEEP, blocks, submit=submit, private=private, close="Back")


def done(roster: Roster, found: Found, asked: Preview | None, *, is_new: bool) -> Block:
    """It is done, and what comes next."""
    next_pulse = previews.sentence(asked, "first" if is_new else "next") if asked else ""
    told = [f"{'Made' if is_new else 'Saved'}. {_who(roster)}", f"{next_pulse} {NOTE}" if is_new else NEXT_ROUND]
    blocks = [kit.section(line.strip()) for line in told]
    blocks += [kit.section(f"*To do:* {line}") for line in _to_do(found)]
    return kit.modal(TITLES[not is_new], "note", blocks, clears=True)


def _who(roster: Roster) -> str:
    lead = listed([kit.escape(person.name) for person in roster.managers]) or "nobody"
    return f"*{kit.escape(roster.team.name)}*: {counted(len(roster.members))}, led by {lead}."


def warnings(roster: Roster, found: Found) -> list[str]:
    """What an admin should know before."""
    told = []
    if roster.counted_elsewhere:
        are = "is" if roster.counted_elsewhere == 1 else "are"
        told.append(
            f"{counted(roster.counted_elsewhere).capitalize()} {are} in another team too, where their answers count."
        )
    if roster.is_small:
        told.append(
            f"With fewer than {roster.smallest} people who count here it will never show scores of its own, so that "
            "nobody can be told apart. Kudos and feedback work all the same."
        )
    return told + _to_do(found)


def _to_do(found: Found) -> list[str]:
    """What has to be done in Slack, so that everything can be posted."""
    absent = [f"<#{place.id}>" for place in found.places if not place.bot_is_there]
    shared = [f"<#{place.id}>" for place in found.places if place.is_shared]
    told = [INVITE.format(channels=listed(absent))] if absent else []
    return told + ([SHARED.format(channels=listed(shared))] if shared else [])
