"""Logging: one line an act, to standard error, never a name, a score or a person's words."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(r"xox[abeprs]-[\w-]+|xapp-[\w-]+")
QUIET = {
    "apscheduler": logging.ERROR,  # it warns each second when a round of sending takes longer
    "aiohttp": logging.WARNING,
    "alembic": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "slack_bolt": logging.ERROR,  # it warns about SLACK_BOT_TOKEN, which it reads from the environment and does not use
}


class Redacted(logging.Formatter):
    """A formatter that blots out anything that looks like one of Slack's tokens."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub("[token]", super().format(record))


def set_up(level: str) -> None:
    """Log to standard error from `level` on; libraries only from WARNING on, as they may log payloads below."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
