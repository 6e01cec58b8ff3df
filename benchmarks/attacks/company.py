"""A company for the attacks: who is in which team in each week, who answers, and how."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.items import ROTATION
from bot.privacy import COMPANY
from bot.teams import CohortMember

TEAMS = [f"T{n:02}" for n in range(12)]
DEPARTMENTS = {team: f"D{n // 3}" for n, team in enumerate(TEAMS)}
WEEKS, NEEDS = 26, 3
SIZES = (5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 11)  # members of a team, its manager aside
ANSWERING = 0.75
LEAVING, MOVING = 0.003, 0.004  # of the members in a week
MEAN, BETWEEN_PEOPLE, WITHIN_PERSON = 60.0, 20.0, 19.4  # points of 0..100: a spread of 28, of which half is the person
CONTENT = 90.0  # the mean where nearly everyone is


@dataclass(frozen=True)
class Week:
    """One round: who was where, and the score (1..5) of everyone who answered, for each need, in the order given."""

    roster: Mapping[str, CohortMember]
    answers: tuple[Mapping[str, int], ...]


@dataclass
class Company:
    """The company as it lives on from week to week."""

    chance: random.Random
    mean: float
    roster: dict[str, CohortMember] = field(default_factory=dict)
    levels: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def join(self, team: str, *, is_manager: bool = False) -> None:
        """Someone new, with a level of their own for each need."""
        person = f"U{len(self.levels):04}"
        self.levels[person] = tuple(self.chance.gauss(self.mean, BETWEEN_PEOPLE) for _ in range(NEEDS))
        self.roster[person] = CohortMember(person, team, is_manager)

    def members(self) -> Counter[str]:
        """How many members each team has."""
        return Counter(place.team for place in self.roster.values() if not place.is_manager)

    def live_on(self) -> None:
        """A week passes: a few leave or move, as far as the teams' sizes allow, and as many join somewhere."""
        for person, place in list(self.roster.items()):
            sizes, fate = self.members(), self.chance.random()
            if place.is_manager or fate >= LEAVING + MOVING or sizes[place.team] == min(SIZES):
                continue
            del self.roster[person]
            target = self.chance.choice([team for team in TEAMS if team != place.team and sizes[team] < max(SIZES)])
            if fate < LEAVING:
                self.join(target)
            else:
                self.roster[person] = CohortMember(person, target)

    def week(self) -> Week:
        """Three of four people answer all three questions, in any order."""
        answering = [person for person in sorted(self.roster) if self.chance.random() < ANSWERING]
        self.chance.shuffle(answering)
        scores = [{p: answer(self.chance, self.levels[p][need]) for p in answering} for need in range(NEEDS)]
        return Week(dict(self.roster), tuple(scores))


def answer(chance: random.Random, level: float) -> int:
    """What someone of this level (on 0..100) answers this time: 1 to 5."""
    return min(max(round(chance.gauss(level, WITHIN_PERSON) / 25) + 1, 1), 5)


def lived(seed: int, mean: float = MEAN) -> list[Week]:
    """26 weeks of a company of 12 teams in 4 departments. The same seed gives the same company."""
    company = Company(random.Random(seed), mean)
    for team, size in zip(TEAMS, company.chance.sample(SIZES, len(TEAMS)), strict=True):
        company.join(team, is_manager=True)
        for _ in range(size):
            company.join(team)
    weeks = []
    for _ in range(WEEKS):
        weeks.append(company.week())
        company.live_on()
    return weeks


@dataclass(frozen=True)
class Scene:
    """One need's item in one of a company's weeks: all teams are asked the same, or a part of them (`asked`)."""

    weeks: list[Week]
    nth: int
    need: int
    asked: frozenset[str] = frozenset(TEAMS)

    def roster(self) -> Mapping[str, CohortMember]:
        """Who was where in that week."""
        return self.weeks[self.nth].roster

    def scores(self) -> Mapping[str, int]:
        """Who answered what, in the order in which it came."""
        roster = self.roster()
        return {
            p: score for p, score in self.weeks[self.nth].answers[self.need].items() if roster[p].team in self.asked
        }


def scenes(weeks: list[Week], *, in_turn: bool = False) -> Iterator[Scene]:
    """All items of all weeks. In turn, each item of a need is asked in every fourth team, and moves on every week."""
    for nth in range(len(weeks)):
        for need in range(NEEDS):
            for turn in range(ROTATION) if in_turn else ():
                asked = [team for n, team in enumerate(TEAMS) if (nth + n) % ROTATION == turn]
                yield Scene(weeks, nth, need, frozenset(asked))
            if not in_turn:
                yield Scene(weeks, nth, need)


def parts(group: str, published: Collection[str]) -> list[str]:
    """The published groups right inside a department or the company."""
    if group in DEPARTMENTS.values():
        return [team for team in TEAMS if team in published and DEPARTMENTS[team] == group]
    if group == COMPANY:
        departments = sorted(set(DEPARTMENTS.values()) & set(published))
        return departments + [team for team in TEAMS if team in published and DEPARTMENTS[team] not in published]
    return []
