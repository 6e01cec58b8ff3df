"""What the demo's guide says to its visitors."""

from __future__ import annotations

from bot import moments
from bot.pulses import Round

ANSWER, THANK, LOG, CLOSE, READ, SET_UP = "answer", "thank", "log", "close", "read", "set_up"
STEPS = {
    ANSWER: (
        "Answer your pulse",
        "As Ada, in Support: press how it was, a question at a time. Nobody can see what one person answered.",
    ),
    THANK: (
        "Thank someone",
        "As Cleo, a colleague: type /kudos, or press Shortcuts and Give kudos. Say what they did.",
    ),
    LOG: ("Log what a customer said", "As Ada again: type /feedback, or press Shortcuts and Log customer feedback."),
    CLOSE: (
        "Close the week",
        "As Ben, who leads Support: press Close the week here, or move the time forward with Later.",
    ),
    READ: (
        "Read the digest",
        "As Ben, with his team: it stands in #team-support. Press Details under it for all the rest.",
    ),
    SET_UP: ("See what admins choose", "As Inês, an admin: open Home, then Set-up."),
}
ALL_DONE = "That was a week. Press Next week, and watch the digest grow."
CLOSE_WEEK, CLOSE_WEEK_HINT = "Close the week", "Time goes on until the pulse has closed and its digest is posted."
NEXT_WEEK, NEXT_WEEK_HINT = (
    "Next week",
    "Everyone else lives on: this week ends, and time goes by until the next pulse.",
)


def closed(week: Round | None) -> str:
    """What happened when a visitor let the week close; None where no pulse was open."""
    if week is None:
        return "No pulse is open right now. Press Next week, and the next one opens."
    return f"The pulse of {_of(week)} has closed. Read its digest in #team-support."


def opened(week: Round | None) -> str:
    """What happened when a visitor let time go by; None where no new pulse came."""
    if week is None:
        return "Five weeks went by, and no pulse was due. Admins choose on Home how often one comes."
    return f"Time went by. The pulse of {_of(week)} is open; the digest before it is in #team-support."


def _of(week: Round) -> str:
    monday = moments.monday_of(week.week)
    return f"the week of {monday.day} {monday:%B}"
