"""The plain model of kudos, beside which the bot is held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import pytest

A_DAY, TRIES = 5, 15


@dataclass
class Given:
    """A kudos as the model knows it; `times` is how often it was given."""

    giver: str
    receivers: list[str]
    word: str
    given_at: datetime
    is_public: bool = False
    is_removed: bool = False
    times: int = 1
    shared: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)


class Model:
    """What should be so: a handful of rules, written down once more and as plainly as can be."""

    def __init__(self):
        self.kudos = {}
        self.gone = set()

    def add(self, key, giver, receivers, word, now, **more):
        self.kudos[key] = Given(giver, receivers, word, now, **more)

    def may_give(self, giver, receivers, day):
        mine = [one for one in self.kudos.values() if one.giver == giver and one.given_at.date() == day]
        standing = [one for one in mine if not one.is_removed]
        others = [name for name in receivers if name != giver]
        if not others or {giver, *others} & self.gone or any(set(one.receivers) & set(others) for one in standing):
            return False
        return len(standing) < A_DAY and sum(one.times for one in mine) < TRIES

    def take_back(self, one):
        one.is_removed, one.shared, one.joined = True, set(), set()

    def counts(self):
        return Counter(name for one in self.kudos.values() if not one.is_removed for name in one.receivers)


@pytest.fixture
def model_of_kudos() -> type[Model]:
    """The model, to be made anew for each try."""
    return Model
