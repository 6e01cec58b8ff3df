"""What the command line says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feedback_csv import BadRow
from bot.people import Person, listed
from bot.privacy import SMALLEST_TEAM
from bot.views import words

UPGRADED = "The database is up to date."
STOPPING = "Stopping; what is under way is finished first."
INVITE = "The bot is not in this channel yet. Invite it there, so that it can post the digest: /invite @heartline"


def counted(people: int) -> str:
    """How many people."""
    return "one person" if people == 1 else f"{people} people"


def running(workspace: str) -> str:
    """The bot is up."""
    return f"Heartline is running in workspace {workspace}. Stop it with Ctrl-C."


def team_added(name: str, members: int, managers: Sequence[Person], elsewhere: int, *, is_small: bool) -> str:
    """A team was added: who is in it, and what that means for its scores."""
    lead = listed([person.name for person in managers]) or "nobody"
    lines = [f"Added the team {name}: {counted(members)}, led by {lead}."]
    if elsewhere:
        lines.append(f"In another team too, where their answers count: {counted(elsewhere)}.")
    if is_small:
        lines.append(
            f"With fewer than {SMALLEST_TEAM} people who count here it will not show scores of its own, so that nobody "
            "can be told apart. Kudos and feedback work all the same."
        )
    return "\n".join(lines)


def team_removed(name: str) -> str:
    """A team was removed."""
    return f"Removed the team {name}. Its past digests stay where they were posted."


def team_line(name: str, members: int, managers: Sequence[Person]) -> str:
    """One line of `teams list`."""
    return f"{name}: {counted(members)}, led by {listed([person.name for person in managers]) or 'nobody'}"


NO_TEAMS = "No team is set up. Add one: heartline teams add --name … --channel … --manager …"


def imported(new: int, known: int, bad: Sequence[BadRow]) -> str:
    """What an import did, and each bad line with its reason."""
    lines = [f"line {row.line}: {words.refusal(row.refused)}" for row in bad]
    lines.append(f"Imported {new}, known already {known}, left out {len(bad)}.")
    if bad:
        lines.append("Mend the lines above and import the file again; the others are not counted twice.")
    return "\n".join(lines)


def posted(teams: Sequence[str]) -> str:
    """Which digests were put on their way."""
    if not teams:
        return "All are posted, or on their way. `heartline deliveries list` tells what waits."
    return f"On their way: the digests of {listed(list(teams))}. They go out while the bot runs."


DOCTOR = {
    "settings": "Settings are complete.",
    "database": "The database can be reached and is up to date.",
    "token": "Slack accepts the bot token (workspace {workspace}).",
    "scopes": "The bot has every permission that its manifest asks for.",
    "scopes_declined": (
        "The bot has what it needs. Without {declined} it cannot look whether a message arrived after a broken "
        "connection, so such a message may come twice. To allow it, reinstall the app."
    ),
    "socket": "Slack opens a socket for the app token.",
    "http": "Slack comes by HTTP. The Request URLs in the app's manifest must lead to {address}",
}


def checked(name: str, **values: object) -> str:
    """A check of the doctor that is fine."""
    return DOCTOR[name].format(**values)


def demo_ready(url: str, names: Sequence[str]) -> str:
    """What to try in the demo, once it is up."""
    return f"""
Open {url} and choose who you are: {listed(list(names))}.
Things to try:
  • Answer the pulse in your conversation with heartline, then change your mind.
  • Type /kudos and thank someone; be them, and share it with the team.
  • Type /feedback and log what a customer said.
  • Let time pass: “Later…” at the bottom left, then “Four days later”. The week closes,
    and a few seconds later its digest is in #team-support. Then “Two days later”: it is Monday,
    and the next pulse comes.
Nothing here leaves this machine. Stop with Ctrl-C; the demo's data goes with it.
"""
