"""Teams of people who answer: what the small numbers of a real week leave of what is true of a team.

A person has a level of their own, weeks of their own around it and noise in each answer, as in `benchmarks/scoring.py`;
around all members of a team its true week goes up and down. Four in five answer, each the items of that week in turn,
and items differ by some points. A customer's rating is the true week of the team's customers with noise on it, cut into
five. How much true weeks move is assumed: by 7 points for a team, as the error of a week and its correlation with the
true week that were found when the scores were designed imply, and by two fifths of a step for its customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.link_worlds import LINKED_LAG, LINKED_NEED, NEEDS, Array, carried
from bot import items, privacy
from bot.items import Choice, Item
from bot.privacy import CountedAnswer, Tally

ANSWERING, LEVEL, OF_PEOPLE, OF_WEEKS, OF_ANSWERS = 0.8, 60.0, 20.0, 10.4, 16.3
TRUE_WEEKS, PHI = 7.0, 0.6
USUAL_RATING, RATING_WEEKS, RATING_NOISE = 3.4, 0.4, 0.9
EASIER = (6, -4, 3, -5, 0)  # points, by an item's turn


@dataclass(frozen=True)
class Size:
    """How many members a team has, how many items of each need they are asked, and how many ratings come in a week."""

    people: int = 8
    per_need: int = 1
    ratings: int = 5


@dataclass(frozen=True)
class Answer:
    """One person's score of an item; the person is a number within the team."""

    team: int
    person: int
    item: str
    score: int


@dataclass(frozen=True)
class Week:
    """What was asked of each team in a week, what its people answered, and how its customers rated."""

    asked: list[tuple[Item, ...]]
    answers: list[Answer]
    ratings: list[list[int]]


def crowd(random: np.random.Generator, weeks: int, teams: int, size: Size = Size(), rho: float = 0.0) -> list[Week]:
    """So many weeks of some teams; the customers' true week follows competence by a week, with that correlation."""
    true = carried(PHI)(random, weeks + LINKED_LAG, teams * NEEDS).reshape(-1, teams, NEEDS)
    own = carried(PHI)(random, weeks, teams)
    customers = rho * true[:-LINKED_LAG, :, LINKED_NEED] + np.sqrt(1 - rho**2) * own
    levels = random.normal(LEVEL, OF_PEOPLE, size=(teams, size.people, 1))
    return [
        _week(random, week, levels + TRUE_WEEKS * true[week + LINKED_LAG][:, None, :], customers[week], size)
        for week in range(weeks)
    ]


def _week(random: np.random.Generator, week: int, levels: Array, customers: Array, size: Size) -> Week:
    teams = len(customers)
    choice = Choice(per_need=size.per_need, has_fourth=False)
    asked = [items.asked(week, team, choice) for team in range(teams)]
    easier = np.array([[EASIER[item.turn - 1] for item in paper] for paper in asked])[:, None, :]
    felt = np.repeat(levels + random.normal(0, OF_WEEKS, size=levels.shape), size.per_need, axis=2)
    points = felt + easier + random.normal(0, OF_ANSWERS, size=felt.shape)
    scores = np.clip(np.rint(points / 25) + 1, 1, 5).astype(int)
    is_there = random.random((teams, size.people)) < ANSWERING
    answers = [
        Answer(team, person, item.id, int(score))
        for team, person in zip(*np.nonzero(is_there), strict=True)
        for item, score in zip(asked[team], scores[team, person], strict=True)
    ]
    noise = random.normal(0, RATING_NOISE, size=(teams, size.ratings))
    rated = np.rint(USUAL_RATING + RATING_WEEKS * customers[:, None] + noise)
    return Week(asked, answers, np.clip(rated, 1, 5).astype(int).tolist())


def tallies(week: Week, names: list[str], people: int) -> list[Tally]:
    """What the product's rules keep of a week's answers."""
    given = (CountedAnswer(names[answer.team], answer.item, answer.score) for answer in week.answers)
    return privacy.tallies(given, dict.fromkeys(names, people), {})
