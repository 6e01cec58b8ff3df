"""What each team is asked in a round: its paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot import items, moments
from bot.items import Item
from bot.policies import Policy
from bot.pulses import Paper, Round
from bot.teams import CohortMember, Team

MOST_OF_A_NEED = 2  # in a round that does not ask the whole bank


def of_round(
    opened: Round,
    previous: Round | None,
    weeks: int,
    teams: Iterable[Team],
    cohort: Iterable[CohortMember],
    policy: Policy,
) -> list[Paper]:
    """What each team that takes part is asked. `weeks` is how many lie between two rounds of the workspace."""
    number = moments.week_number(opened.week)
    is_whole = policy.has_whole_bank and items.is_whole(
        number, moments.week_number(previous.week) if previous else None
    )
    sizes = Counter((member.team, member.is_manager) for member in cohort)
    return [
        Paper(
            team.id,
            items.asked(number // weeks, team.offset, choice=policy.choice(team), is_whole=is_whole),
            members=sizes[team.id, False],
            managers=sizes[team.id, True],
            department=team.department,
        )
        for team in teams
        if sizes[team.id, False] + sizes[team.id, True]
    ]


def whole_bank(papers: Iterable[Paper]) -> list[Item]:
    """The questions about the needs in a round that asked the whole bank; none in any other round.

    A usual one asks at most two of a need; with two, what hangs together cannot be told anyway.
    """
    for paper in papers:
        core = [item for item in paper.items if item.need]
        if max(Counter(item.need for item in core).values(), default=0) > MOST_OF_A_NEED:
            return core
    return []
