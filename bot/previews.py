"""What will happen, before it is decided: when the next pulse opens, and when those of a team are first asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot import asking, moments, pulses
from bot.asking import Respondent
from bot.people import Person
from bot.policies import Policy
from bot.pulses import Round
from bot.schedules import Schedule


@dataclass(frozen=True)
class Preview:
    """How many people are asked, and when first: `at` is aware, on the wall clock of where most of them are.

    `elsewhere` is how many have another time on their clocks then; they are asked at the same hour by their own. Where
    that hour has come for some and not for most, `at_once` is how many they are, and they are not among `elsewhere`.
    """

    people: int
    at: datetime
    is_at_once: bool
    elsewhere: int
    at_once: int = 0


def next_round(schedule: Schedule | None, last_week: str | None, policy: Policy, now: datetime) -> Round:
    """The round that opens next by itself; the schedule is None where the workspace has no team yet.

    `last_week` is the week of the newest round, open or closed.
    """
    opens_on = pulses.coming(schedule or pulses.begins(now, policy), now, last_week, policy)
    monday = moments.monday_of(moments.week_key(opens_on))
    return pulses.scheduled("", monday, policy)


def team(people: Iterable[Person], coming: Round, now: datetime) -> Preview | None:
    """When these people are first asked, if they have chosen no hours of their own; None for nobody.

    What they have chosen is theirs, and is not told.
    """
    zones = Counter(person.tz for person in people)
    asked: Counter[datetime] = Counter()
    for zone, count in zones.items():
        asked[asking.asked_at(coming, Respondent(zone), now)] += count
    if not asked:
        return None
    at = min(asked, key=lambda moment: (-asked[moment], moment))
    shown = next(zone for zone in sorted(zones) if asking.asked_at(coming, Respondent(zone), now) == at)
    at_once = 0 if at <= now else asked[now]
    elsewhere = zones.total() - asked[at] - at_once
    return Preview(zones.total(), at.astimezone(moments.zone(shown)), at <= now, elsewhere, at_once)
