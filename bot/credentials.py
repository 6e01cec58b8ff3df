"""What someone types or pastes as a credential of the Slack app: recognised, or told what to type instead."""

from __future__ import annotations

import re

from bot.config import MENDING
from bot.errors import Refused

BOT, APP, SIGNING = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
PREFIXES = {BOT: "xoxb-", APP: "xapp-"}
# What else Slack's pages show to be copied, by how it begins.
MISTAKEN = {
    (BOT, "xapp-"): "token_of_app",
    (APP, "xoxb-"): "token_of_bot",
    (BOT, "xoxp-"): "token_of_user",
    (APP, "xoxp-"): "token_of_user",
    (BOT, "xoxe"): "token_rotates",
    (SIGNING, "xoxb-"): "token_for_signing",
    (SIGNING, "xapp-"): "token_for_signing",
}
SIGNING_FORM = re.compile(r"[0-9a-f]{32}")
QUOTES = "\"'`“”"


def checked(name: str, typed: str) -> str:
    """A credential as it was typed, without the blanks around it; `name` is the setting that it is for.

    Raises Refused when it cannot be the right one: empty, broken, in quotes, or another of the app's credentials.
    """
    value = typed.strip()
    if not value:
        raise Refused("setting_missing", name=name, mend=MENDING[name])
    if value[0] in QUOTES or value[-1] in QUOTES:
        raise Refused("credential_quoted")
    if value.startswith(f"{name}="):
        raise Refused("credential_assigned", name=name)
    if value.split() != [value] or not value.isprintable():
        raise Refused("credential_broken")
    mistaken = next(
        (code for (wanted, start), code in MISTAKEN.items() if wanted == name and value.startswith(start)), None
    )
    if mistaken is not None:
        raise Refused(mistaken, mend=MENDING[name])
    return _in_form(name, value)


def _in_form(name: str, value: str) -> str:
    if name == SIGNING:
        if not SIGNING_FORM.fullmatch(value):
            raise Refused("setting_wrong", name=name, why="it should be 32 of 0-9 and a-f", mend=MENDING[name])
    elif not value.startswith(PREFIXES[name]):
        raise Refused("setting_wrong", name=name, why=f"it should start with {PREFIXES[name]}", mend=MENDING[name])
    return value
