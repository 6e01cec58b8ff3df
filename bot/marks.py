"""What a form or a button showed: so that of two who change the same, the second undoes nothing they have not seen."""

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


def of(shown: object) -> str:
    """A short sign of what is shown, by which a form or a button tells what whoever uses it has seen."""
    return hashlib.blake2b(repr(shown).encode(), digest_size=8).hexdigest()


def of_settings(names: tuple[str, ...], chosen: Settings) -> str:
    """That of the settings of these names."""
    values = {**vars(chosen.policy), "weeks": chosen.weeks}
    return of([values[name] for name in names])


@dataclass(frozen=True)
class Seen:
    """The names of the settings that a form is about, and the mark that came back with it, which may be made up."""

    names: tuple[str, ...]
    mark: str

    def check(self, before: Settings, after: Settings) -> None:
        """Raises Refused where one of the settings would change and somebody has changed one since it was shown."""
        known = of_settings(self.names, before)
        if self.mark != known and of_settings(self.names, after) != known:
            raise Refused("policy_changed")
