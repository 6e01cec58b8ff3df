"""What each team is asked in a round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot import items, papers, pulses
from bot.policies import Policy
from bot.teams import CohortMember, Team

ROUND, BEFORE = (pulses.scheduled("R", monday) for monday in (date(2026, 3, 2), date(2026, 2, 23)))
QUARTER = pulses.scheduled("R", date(2026, 3, 2) + timedelta(weeks=13))
SUPPORT, SALES = Team("T1", "Support", "C1", 0, department="D1"), Team("T2", "Sales", "C2", 1)
COHORT = [CohortMember("U1", "T1"), CohortMember("U2", "T1"), CohortMember("U3", "T1", is_manager=True)]


def of_round(opened=ROUND, previous=BEFORE, policy=None):
    return papers.of_round(opened, previous, 1, [SUPPORT, SALES], COHORT, policy or Policy())


def test_a_team_in_which_somebody_takes_part_gets_a_paper_and_no_other():
    (paper,) = of_round()
    assert (paper.team, paper.members, paper.managers, paper.department) == ("T1", 2, 1, "D1")
    assert {item.need for item in paper.items} >= {"autonomy", "competence", "recognition"}


@pytest.mark.parametrize("window", [Policy(opens_on=1), Policy(opens_on=2, days_open=2)], ids=str)
def test_what_is_asked_does_not_depend_on_the_days_of_the_round(window):
    opened, previous = (pulses.scheduled("R", day, window) for day in (date(2026, 3, 2), date(2026, 2, 23)))
    assert of_round(opened, previous, window) == of_round()


def test_the_first_round_of_a_quarter_asks_the_whole_bank_unless_it_is_switched_off():
    core = {item.id for item in items.asked(0, 0, is_whole=True)}
    assert {item.id for item in papers.whole_bank(of_round(QUARTER))} == core
    assert papers.whole_bank(of_round(QUARTER, policy=Policy(has_whole_bank=False))) == []
    assert papers.whole_bank(of_round()) == []
