"""The settings, read once from a mapping (the environment and `.env`). Nothing happens on import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.errors import Refused
from bot.pacing import PER_MINUTE

SLACK_API = "https://slack.com/api/"
DATABASE = "sqlite:///heartline.db"
SECRET_LENGTH = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
HOST, PORT, HIGHEST_PORT = "127.0.0.1", 8788, 65535
MOST_PER_MINUTE = 6000
MENDING = {
    "SLACK_BOT_TOKEN": "Copy the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → OAuth & Permissions.",
    "SLACK_APP_TOKEN": "Create an app-level token (xapp-…) with connections:write under Basic Information.",
    "SLACK_SIGNING_SECRET": "Copy the Signing Secret from api.slack.com/apps → Basic Information → App Credentials.",
    "HEARTLINE_SECRET": 'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))" and keep it.',
    "HEARTLINE_PORT": "Leave it out, or give another.",
    "HEARTLINE_MESSAGES_PER_MINUTE": f"Leave it out for {PER_MINUTE}, or give another.",
    "LOG_LEVEL": f"Use one of {', '.join(LOG_LEVELS)}.",
    "SLACK_API_URL": f"Leave it out to talk to Slack ({SLACK_API}).",
}


@dataclass(frozen=True)
class Settings:
    """How this installation is set up. Secrets are kept out of its representation, so that no log can show them.

    Without an `app_token` Slack comes by HTTP. `port` None: nothing listens; 0: a free one.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    secret: str = field(repr=False)
    database_url: str = field(repr=False)
    slack_api_url: str
    log_level: str
    signing_secret: str = field(default="", repr=False)
    host: str = HOST
    port: int | None = None
    messages_per_minute: int = PER_MINUTE


def read(environ: Mapping[str, str], read_file: Callable[[str], str]) -> Settings:
    """The settings from the environment; `NAME_FILE` names a file that holds the value of NAME.

    Raises Refused, with a sentence that says how to mend it, for a setting that is missing or wrong.
    """

    def value(name: str, default: str = "") -> str:
        return given(name, environ, read_file) or default

    bot_token = _starting("SLACK_BOT_TOKEN", _needed("SLACK_BOT_TOKEN", value("SLACK_BOT_TOKEN")), "xoxb-")
    app_token, signing_secret = value("SLACK_APP_TOKEN"), value("SLACK_SIGNING_SECRET")
    if not (app_token or signing_secret):
        raise Refused("setting_no_way_in")
    port = value("HEARTLINE_PORT", "" if app_token else str(PORT))
    per_minute = value("HEARTLINE_MESSAGES_PER_MINUTE", str(PER_MINUTE))
    api_url = value("SLACK_API_URL", SLACK_API)
    return Settings(
        bot_token=bot_token,
        app_token=_starting("SLACK_APP_TOKEN", app_token, "xapp-") if app_token else "",
        secret=_long("HEARTLINE_SECRET", _needed("HEARTLINE_SECRET", value("HEARTLINE_SECRET"))),
        database_url=value("DATABASE_URL", DATABASE),
        slack_api_url=_starting("SLACK_API_URL", api_url, "http").rstrip("/") + "/",
        log_level=_one_of("LOG_LEVEL", value("LOG_LEVEL", "INFO").upper(), LOG_LEVELS),
        signing_secret=signing_secret,
        host=value("HEARTLINE_HOST", HOST),
        port=_number("HEARTLINE_PORT", port, HIGHEST_PORT) if port else None,
        messages_per_minute=_number("HEARTLINE_MESSAGES_PER_MINUTE", per_minute, MOST_PER_MINUTE),
    )


def given(name: str, environ: Mapping[str, str], read_file: Callable[[str], str]) -> str:
    """What a setting is set to, directly or by a file; empty where it is not.

    Raises Refused when its file cannot be read.
    """
    return environ.get(name, "").strip() or _from_file(name, environ, read_file)


def _from_file(name: str, environ: Mapping[str, str], read_file: Callable[[str], str]) -> str:
    path = environ.get(f"{name}_FILE", "").strip()
    if not path:
        return ""
    try:
        return read_file(path).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("setting_file", name=name, path=path) from error


def _needed(name: str, value: str) -> str:
    if not value:
        raise Refused("setting_missing", name=name, mend=MENDING[name])
    return value


def _starting(name: str, value: str, prefix: str) -> str:
    if not value.startswith(prefix):
        raise Refused("setting_wrong", name=name, why=f"it should start with {prefix}", mend=MENDING[name])
    return value


def _long(name: str, value: str) -> str:
    if len(value) < SECRET_LENGTH:
        why = f"it has {len(value)} characters, and needs {SECRET_LENGTH} or more"
        raise Refused("setting_wrong", name=name, why=why, mend=MENDING[name])
    return value


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise Refused("setting_wrong", name=name, why=f"{value} is not known", mend=MENDING[name])
    return value


def _number(name: str, value: str, most: int) -> int:
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(most))
    if not (is_number and 1 <= int(value) <= most):
        raise Refused("setting_wrong", name=name, why=f"{value} is no number from 1 to {most}", mend=MENDING[name])
    return int(value)
