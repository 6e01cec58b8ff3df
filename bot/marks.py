"""What a form showed of what is chosen: so that of two admins who change the same, the second undoes nothing unseen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from bot.errors import Refused
from bot.policies import Policy

PULSE = ("weeks", "opens_on", "days_open", "items_per_need", "has_fourth", "has_whole_bank", "has_guests")
DIGEST = ("digest_on", "digest_at", "digest_zone", "has_charts", "lead", "threshold")
KUDOS = ("kudos_emoji", "feedback_emoji")


class Settings(NamedTuple):
    """What is chosen: a policy, and how many weeks lie between two rounds."""

    policy: Policy
    weeks: int = 1


def mark(names: tuple[str, ...], chosen: Settings) -> str:
    """A short sign of the settings of these names, by which a form tells what whoever fills it in has seen."""
    values = {**vars(chosen.policy), "weeks": chosen.weeks}
    return hashlib.blake2b(repr([values[name] for name in names]).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Seen:
    """The names of the settings that a form is about, and the mark that came back with it, which may be made up."""

    names: tuple[str, ...]
    mark: str

    def check(self, before: Settings, after: Settings) -> None:
        """Raises Refused where one of the settings would change and somebody has changed one since it was shown."""
        known = mark(self.names, before)
        if self.mark != known and mark(self.names, after) != known:
            raise Refused("policy_changed")
