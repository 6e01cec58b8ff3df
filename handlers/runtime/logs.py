"""Logging: one line an act, to standard error, never a name, a score or a person's words."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(r"xox[abeprs]-[\w-]+|xapp-[\w-]+")
QUIET = ("apscheduler", "slack_bolt", "slack_sdk", "aiohttp", "alembic")


class Redacted(logging.Formatter):
    """A formatter that blots out anything that looks like one of Slack's tokens."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub("[token]", super().format(record))


def set_up(level: str) -> None:
    """Log to standard error from `level` on; libraries only from WARNING on, as they may log payloads below."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
