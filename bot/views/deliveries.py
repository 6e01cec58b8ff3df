"""What the command line says of messages that have not arrived."""

from __future__ import annotations

from bot.channels import SHARED, UNSEEN
from bot.delivery import CHANGES, MAY_STAND, State, Stuck
from bot.slack_codes import Meaning, meaning
from bot.welcomes import NOT_TOLD

NONE = "Everything has arrived or is on its way."
BY_ITSELF = "It is tried again by itself."
TRY_AGAIN = "Then `heartline deliveries retry --all`."
DOCTOR = f"Run `heartline doctor` and mend what it names. {BY_ITSELF}"
UNCLEAR = "Nobody knows whether it arrived. The bot looks for it, and sends it again where it is not."
NOT_SURE = f"Nobody knows whether Slack has changed it. {BY_ITSELF}"
NO_ANSWER = f"What answered had a fault of its own, or was not Slack. {TRY_AGAIN}"
TOO_LATE = "It came too late. A digest or kudos can be sent all the same: `heartline deliveries retry --all`."
CODES = {
    "account_inactive": f"The bot's account is deactivated. Install the app again. {BY_ITSELF}",
    "cannot_dm_bot": "This is a bot, which reads no messages. Nothing has to be done.",
    "channel_not_found": f"It is gone, or private without the bot. Invite it: /invite @heartline. {BY_ITSELF}",
    SHARED: "Another organisation reads this channel. Allow it: `heartline teams confirm`, or choose another one.",
    UNSEEN: f"It has to be seen first whether another organisation reads this channel. {BY_ITSELF}",
    "connection_refused": f"Slack could not be reached from this machine. {BY_ITSELF}",
    "is_archived": f"The channel is archived. Unarchive it. {BY_ITSELF}",
    MAY_STAND: "Nobody wants it any more, or knows whether it arrived. Look in Slack, and delete it if it is there.",
    "messages_tab_disabled": f"Allow messages under App Home in the app's settings. {TRY_AGAIN}",
    "missing_scope": f"The bot token lacks a permission. {DOCTOR}",
    NOT_TOLD: f"The note that comes before a first pulse was refused: mend that one first. {TRY_AGAIN}",
    "not_in_channel": f"Invite the bot to the channel: /invite @heartline. {BY_ITSELF}",
    "outcome_unknown": "Nobody can tell whether it arrived. Look in Slack. If it is not there, send it again.",
    "user_disabled": "This account is deactivated. Nothing has to be done.",
    "user_not_found": "Slack knows nobody by this id any more. Nothing has to be done.",
}
MEANINGS = {
    Meaning.LATER: f"Slack takes no more at the moment. {BY_ITSELF}",
    Meaning.MAYBE: UNCLEAR,
    Meaning.RECIPIENT: f"Slack does not let the bot write there. Ask a workspace admin to allow it. {TRY_AGAIN}",
    Meaning.INVITE: f"The bot has to be let in there. {BY_ITSELF}",
    Meaning.INSTALLATION: f"Slack takes nothing from the bot as it is set up. {DOCTOR}",
    Meaning.OURS: "Slack did not understand the message: a fault of ours. Please report it with this code.",
}


def line(stuck: Stuck) -> str:
    """One line of `deliveries list`: which message, how it stands, what Slack said, and what to do."""
    error = f" ({stuck.error})" if stuck.error else ""
    return f"{stuck.key} to {stuck.recipient}: {_standing(stuck)}{error}. {_advice(stuck)}"


def _standing(stuck: Stuck) -> str:
    at = f"{stuck.due_at:%Y-%m-%d %H:%M} UTC"
    match stuck.state:
        case State.DEAD:
            return f"given up {at}"
        case State.EXPIRED:
            return f"too late, due {at}"
        case State.UNKNOWN:
            return f"unclear, next looked for {at}"
        case _:
            return f"tried {_times(stuck.attempts)}, next {at}"


def _advice(stuck: Stuck) -> str:
    if stuck.state is State.EXPIRED:
        return TOO_LATE
    if stuck.state is State.UNKNOWN:
        return NOT_SURE if stuck.kind in CHANGES else UNCLEAR
    if stuck.error.startswith("http_"):
        return NO_ANSWER
    return CODES.get(stuck.error) or MEANINGS[meaning(stuck.error)]


def _times(attempts: int) -> str:
    return "once" if attempts == 1 else f"{attempts} times"


def again(count: int) -> str:
    """How many messages were put on their way again."""
    if not count:
        return "No message was given up or came too late."
    return f"{'One message is' if count == 1 else f'{count} messages are'} on the way, and sent while the bot runs."
