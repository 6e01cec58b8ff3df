"""The company: sixteen people in odd zones, two teams, a guest and a bot, in a workspace on virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sandbox import Manifest, Sandbox, User, Workspace
from sandbox.clock import Clock
from sandbox.triggers import Triggers

ROOT = Path(__file__).parents[2]
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Niue",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Pacific/Chatham",
    "America/Havana",
    "Asia/Kolkata",
    "America/Los_Angeles",
)
# Sundays: an ordinary one; clocks change in America, in Europe, in Egypt at midnight, back again; a year ends.
SUNDAYS = ("2026-02-01", "2026-03-08", "2026-03-29", "2026-04-19", "2026-10-25", "2026-11-01", "2026-12-27")
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo", "ben")
PRODUCT = ("cleo", "jun", "kit", "lou", "mia", "noor", "pia", "olga")
LEADS = {"Support": "ben", "Product": "olga"}
HISTORY = frozenset({"im:history", "im:write", "channels:history", "groups:history"})


class VirtualClock(Clock):
    """The sandbox's clock on the loop's time."""

    def __init__(self, begins: datetime) -> None:
        super().__init__()
        self.begins = begins

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=asyncio.get_running_loop().time())

    def monotonic(self) -> float:  # type: ignore[override]  # static there, but of this loop here
        return asyncio.get_running_loop().time()


def workspace(chance: Random, *, history: bool) -> Workspace:
    """The workspace on one of the Sundays, at six in the morning. With `history` the bot may look up what it sent."""
    manifest = Manifest.read(ROOT / "manifest.yml")
    scopes = manifest.scopes | HISTORY if history else manifest.scopes - HISTORY
    begins = datetime.fromisoformat(chance.choice(SUNDAYS)).replace(hour=6, tzinfo=UTC)
    made = Workspace(replace(manifest, scopes=scopes), clock=VirtualClock(begins))
    for name in (*SUPPORT, *PRODUCT):
        made.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz=chance.choice(ZONES)))
    made.add_user(User("UBUILD", "buildbot", "Build Bot", is_bot=True))
    made.add_user(User("UGUEST", "gil", "Gil Guest", is_restricted=True))
    bot = made.bot_user.id
    made.add_channel("support", [bot, "UBUILD", "UGUEST", *(f"U{name.upper()}" for name in SUPPORT)])
    made.add_channel("product", [bot, *(f"U{name.upper()}" for name in PRODUCT)])
    return made


def sandbox(made: Workspace) -> Sandbox:
    """The sandbox around a workspace, without its server."""
    box = Sandbox(made)
    box.url = "http://slack.invalid"
    box.triggers = CountedTriggers(made.clock)
    return box


class CountedTriggers(Triggers):
    """Trigger ids that are the same in every run."""

    _numbers = 1

    def issue(self, user_id: str) -> str:
        trigger_id = f"1.1.{self._numbers:032x}"
        self._numbers += 1
        self._issued[trigger_id] = (user_id, self._clock.monotonic())
        return trigger_id
