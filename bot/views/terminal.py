"""What the command line says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.people import listed

UPGRADED = "The database is up to date."
STOPPING = "Stopping; what is under way is finished first."


def running(workspace: str) -> str:
    """The bot is up."""
    return f"Heartline is running in workspace {workspace}. Stop it with Ctrl-C."


def exported(n: int, path: object) -> str:
    """How many pieces of feedback a file has."""
    return f"Written to {path}: {n} pieces of feedback, without the names of those who logged them."


def digests_exported(n: int, path: object) -> str:
    """How many digests a file has."""
    return f"Written to {path}: {n} digest{'' if n == 1 else 's'}."


def posted(teams: Sequence[str], looked_for: Sequence[str] = (), *, changed: int = 0) -> str:
    """Which digests were put on their way, are looked for where they stood, and how many are brought up to date."""
    told = [f"On their way: the digests of {listed(list(teams))}. They go out while the bot runs."] if teams else []
    told += [f"Brought up to date where they were posted: {changed}."] if changed else []
    if looked_for:
        told.append(f"Looked for: the digests of {listed(list(looked_for))}. What was deleted is posted once more.")
    return "\n".join(told) or "All are posted, or on their way. `heartline deliveries list` tells what waits."


DOCTOR = {
    "settings": "Settings are complete.",
    "env file": "Nobody else can read .env.",
    "database": "The database can be reached and is up to date.",
    "disk": "There is room beside the database ({free} MiB).",
    "token": "Slack accepts the bot token (workspace {workspace}).",
    "scopes": "The bot has every permission that its manifest asks for.",
    "clock": "This machine's clock agrees with Slack's.",
    "socket": "Slack opens a socket for the app token.",
    "http": "Slack comes by HTTP. The Request URLs in the app's manifest must lead to {address}",
    "secret": "The secret opens the pulse that is open.",
    "teams": "The bot is in all channels that it posts in (teams: {n}).",
    "deliveries": "No message was given up.",
}
NO_ENV_FILE = "There is no .env in this folder; all settings come from the environment."
ON_A_SERVER = "The database is on a server, whose disk cannot be seen from here."
NO_PULSE = "No pulse is open, so nothing is sealed with the secret."
NO_CLOCK = "Slack did not say what time it is there, so the clocks were not compared."
NO_TEAM = "No team is set up yet. `heartline setup` offers to make the first one."


LOOK_AGAIN = "it cannot look whether a message arrived after a broken connection, so such a message may come twice"
WITHOUT = {
    "dnd:read": "it does not know who has Do Not Disturb on",
    "files:read": "nobody can drop a CSV file into their conversation with it",
    "im:history": LOOK_AGAIN,
    "im:write": LOOK_AGAIN,
    "usergroups:read": "no team can be made of a user group",
}


def declined(scopes: Sequence[str]) -> str:
    """The bot may do what it must; what it cannot do without these optional scopes."""
    lost: dict[str, list[str]] = {}
    for scope in scopes:
        lost.setdefault(WITHOUT[scope], []).append(scope)
    lines = [f"Without {listed(names)} {loss}." for loss, names in lost.items()]
    return " ".join(["The bot has what it needs.", *lines, "To allow more, reinstall the app."])


def checked(name: str, **values: object) -> str:
    """A check of the doctor that is fine."""
    return DOCTOR[name].format(**values)


def demo_ready(url: str, names: Sequence[str]) -> str:
    """What to try in the demo, once it is up."""
    return f"""
Open {url} and follow the guide at the top, or choose who you are: {listed(list(names))}.
Things to try:
  • Answer the pulse in your conversation with heartline, then change your mind. Open “Home” there.
  • Type /kudos and thank someone; be them, and share it with the team.
  • React with :raised_hands: to a message in #team-support; take the reaction away again.
  • Type /kudos @care for their calm on Monday, and see who is meant. As Ben, type /kudos team.
  • Type /feedback and log what a customer said. As Ben, drop a CSV file into your conversation
    with heartline: handlers/runtime/demo/feedback.csv is one.
  • Let time pass: “Close the week”, and its digest is in #team-support. Press “Details” under it.
    As Ben, who leads the team, press “We'll try this”, and say what became of the idea of four
    weeks ago. “Next week”: the others live on, and the next pulse comes. “Later…” moves the clock.
  • As Inês Cardoso, an admin: open Home, then Set-up, and choose how Heartline works here.
  • Type /pulse digest and /pulse practices. As Inês, who also leads a department and the
    company, type them too, and /pulse ideas to word the ideas.
Nothing here leaves this machine. Stop with Ctrl-C; the demo's data goes with it.
"""
