"""What `heartline setup` says: what each step is for, what to type, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import PORT
from bot.credentials import APP, BOT, SIGNING
from bot.people import Person, listed

INTRO = """This sets Heartline up in six steps. What is right already is checked and not asked again.
What you enter goes into .env in this folder, for you alone to read. Ctrl-C leaves at any time, and nothing is lost."""

STEPS = {
    "app": (
        "The app in Slack",
        "Heartline is an app of your own in your Slack. It is made from a manifest, which lists what it may do.",
        "Its bot token lets Heartline read who is in your channels and write to them.",
    ),
    "way in": (
        "How Slack reaches Heartline",
        "socket: Heartline opens a connection to Slack, and nothing has to be reachable from outside. Most take this.",
        "http: Slack comes to a web address of yours, through a proxy with HTTPS.",
    ),
    "secret": (
        "The secret",
        "It seals the answers of the open week, so that a copy of the database alone tells nobody who said what.",
        "Keep it apart from the database and its backups, and do not lose it while a pulse is open.",
    ),
    "database": (
        "The database",
        "sqlite: a file in this folder, which needs nothing else. Right for one machine.",
        "postgresql: a database on a server that you run anyway; several machines may share it.",
    ),
    "you": (
        "You",
        "Heartline sends you one message in Slack with what to do next, and lets you set it up there like an admin.",
        "Nobody else is told anything yet.",
    ),
    "team": (
        "The first team",
        "A team is the people of a channel. They are asked once a week, and the digest goes to the channel.",
        "Whoever leads it is asked too, but does not count in its scores.",
    ),
}
WHERE = {
    BOT: "Install the app to the workspace. Then copy the Bot User OAuth Token under OAuth & Permissions.",
    APP: "Under Basic Information, App-Level Tokens: generate one with the scope connections:write.",
    SIGNING: "Under Basic Information, App Credentials: show the Signing Secret and copy it.",
}
QUESTIONS = {
    BOT: "Bot token, xoxb-… (what you type is not shown)",
    APP: "App-level token, xapp-… (what you type is not shown)",
    SIGNING: "Signing secret (what you type is not shown)",
}
SHOW_MANIFEST = "Show the whole manifest here?"
WAY_IN = "socket or http"
HTTP = (
    f"Slack must reach https://YOUR-ADDRESS/slack/events; a proxy hands that on to http://127.0.0.1:{PORT}. "
    "How, and what to change in the manifest then, is in docs/operations.md."
)
STAYS = "There is one already, and it stays."
MADE = "Made a new one."
OTHER_STORE = (
    "Teams and history stay in the database from before; what can be brought along, and how, is in docs/operations.md."
)
STORE = "sqlite or postgresql"
FILE = "Its file"
IN_ADDRESS = "In its password write @ as %40, / as %2F, : as %3A and % as %25."
ADDRESS = "Address, postgresql://user:password@host/name (what you type is not shown)"
ASKING = "Asking Slack …"
READING = "Reading from Slack who is there …"
YOUR_NAME = "Your name or login in Slack (Enter: later)"
YOU_LATER = "You can do this later: heartline installer @you"
MAKE_TEAM = "Make the first team now?"
CHANNEL = "Its channel, such as #support (Enter: later)"
TEAM_NAME = "Its name"
LEADS = "Who leads it (name or login; several with commas)"
MAKE_IT = "Make it so?"
MADE_TEAM = "The team is made. Before their first pulse everyone in it gets a note that says who sees what."
MORE_TEAMS = "Change them or make more on Heartline's Home page in Slack, under Set-up."
TEAM_LATER = "You can do this later, here or in Slack on Heartline's Home page."
NOTHING_WRITTEN = "Nothing was written to .env this time. What is set up already stays."
DONE = """
Heartline is set up. What comes next:
  heartline run       starts it; it stays until Ctrl-C
  heartline doctor    looks at everything again, at any time
In Slack, invite it to the team's channel: /invite @heartline
The first pulse comes by itself, or at once with: heartline pulse open"""


def step(name: str) -> str:
    """The head of a step: which of how many, and in two lines what it is for."""
    title, *lines = STEPS[name]
    number = list(STEPS).index(name) + 1
    return "\n".join(["", f"{number} of {len(STEPS)}: {title}", *(f"  {line}" for line in lines)])


def manifest(path: object) -> str:
    """Where to make the app, and of what."""
    return f"At api.slack.com/apps: Create New App, From a manifest, and paste this file:\n  {path}"


def kept(name: str) -> str:
    """A setting was written."""
    return f"Written to .env: {name}"


def taken_out(name: str) -> str:
    """A setting is none any more."""
    return f"Taken out of .env: {name}. Going back needs it again."


def left(names: Sequence[str]) -> str:
    """The guide ends early; what was written stays."""
    written = f"What is in .env now stays there: {listed(list(names))}." if names else NOTHING_WRITTEN
    return f"\n{written} To go on, run `heartline setup` again."


def named(person: Person, *, is_told: bool) -> str:
    """Heartline knows who set it up; `is_told`: a message to them waits."""
    return f"Hello {person.name}.{' Your message goes out when Heartline runs.' if is_told else ''}"


def known_as(person: str) -> str:
    """Heartline knew already."""
    return f"Heartline was set up by {person}. To name somebody else: heartline installer @name"


def teams_there(names: Sequence[str]) -> str:
    """There are teams already."""
    return f"Set up already: {listed(list(names))}. {MORE_TEAMS}"
