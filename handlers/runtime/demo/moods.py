"""How the invented people feel, week by week: what they would answer, the same in every demo."""

from __future__ import annotations

import random

from bot.items import Item
from bot.pulses import SCORES

ANSWERING = 0.9
MILD = 3.5  # about what belongs to no need
OF_A_PERSON, OF_A_WEEK = 0.5, 0.8  # standard deviations, in answers from 1 to 5

AGAIN, LAST = 5, 14  # after the last week it goes on as after this one, round and round
# The mean by team and need, each from a week on. Support's say in its work goes down, an idea is taken up, and it comes
# back; what made it so nobody can know.
MOODS = {
    "Support": {
        "autonomy": {1: 3.7, 5: 2.7, 9: 3.6},
        "competence": {1: 3.8, 9: 3.1},
        "recognition": {1: 3.8},
    },
    "Field": {
        "autonomy": {1: 3.8},
        "competence": {1: 3.4},
        "recognition": {1: 3.4, 5: 2.7, 8: 3.2},
    },
    "Product": {
        "autonomy": {1: 3.4},
        "competence": {1: 3.9},
        "recognition": {1: 3.3},
    },
}


def answers(person: str, team: str, week: int, items: tuple[Item, ...]) -> dict[str, int]:
    """What someone answers in a week of the story, by item; nothing in a week in which they do not answer."""
    drawn = random.Random(f"{person} {week}")  # noqa: S311 - invented people need no secrets
    if drawn.random() > ANSWERING:
        return {}
    return {item.id: _score(drawn, person, _mean(team, item.need, week), item) for item in items}


def _mean(team: str, need: str, week: int) -> float:
    since = MOODS[team].get(need, {1: MILD})
    told = week if week <= LAST else AGAIN + (week - AGAIN) % (LAST + 1 - AGAIN)
    return since[max(first for first in since if first <= told)]


def _score(drawn: random.Random, person: str, mean: float, item: Item) -> int:
    own = random.Random(f"{person} {item.need}").gauss(0, OF_A_PERSON)  # noqa: S311 - as above
    felt = round(drawn.gauss(mean + own, OF_A_WEEK))
    score = min(max(felt, SCORES[0]), SCORES[-1])
    return SCORES[0] + SCORES[-1] - score if item.reversed else score
