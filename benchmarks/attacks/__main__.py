"""What can someone find out about single answers who has all digests and rosters, and knows who answered?

    python -m benchmarks.attacks [--quick]

Attack 1 recovers answers: 12 teams of 5 to 11 members in 4 departments over 26 weeks, with people who join, leave and
move; three of four answer. The attacker has each published figure of team, department and company, each week's roster,
who answered in which order, and all managers' answers. Integer constraint propagation finds what follows for the other
answers. Figures are those that Heartline's own code keeps and shows, and, to see that the attack finds something, those
of a threshold of five with the usual trimmings.

Attack 2 names the unhappiest: in teams of 6, 8 and 11 it regresses 26 weeks' scores on who answered, or on the roster.

Exits with 1 when Heartline tells more than it may, or shows less than 65 % of the team-weeks, or when an attack finds
less in the trimmings than it must.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.attacks import recovery, regression

SEEDS, QUICK_SEEDS, SLOW_SEEDS = range(12), range(4), range(1)
TEAMS, QUICK_TEAMS = 1500, 150


def recover(*, quick: bool) -> bool:
    """Run attack 1 and print its table; whether all was as it has to be."""
    print(f"{'attack 1: what is published':<72}{'exact':>9}{'one-sided':>11}{'shown':>8}{'answers':>10}")
    is_fine = True
    for policy in recovery.POLICIES:
        quick_seeds = SLOW_SEEDS if policy in recovery.SLOW else QUICK_SEEDS
        seeds = quick_seeds if quick else SEEDS
        found = recovery.attack(policy, seeds)
        exact, one_sided = found.exact / found.answers, found.one_sided / found.answers
        shown, is_missed = found.shown / found.team_weeks, recovery.missed(policy, found)
        print(f"{policy.name:<72}{exact:9.3%}{one_sided:11.3%}{shown:8.0%}{found.answers:10,}{'  MISSED' * is_missed}")
        is_fine &= not is_missed
    return is_fine


def name_the_unhappiest(*, quick: bool) -> bool:
    """Run attack 2 and print its table; whether all was as it has to be."""
    teams, is_fine = QUICK_TEAMS if quick else TEAMS, True
    print(f"\n{'attack 2: what is seen, by members of the team':<56}{'r':>20}{'unhappiest named':>24}")
    for observer in regression.OBSERVERS:
        found = {size: regression.attack(observer, size, teams) for size in regression.SIZES}
        is_missed = any(regression.missed(observer, size, teams, named) for size, named in found.items())
        r = " / ".join(f"{named.correlation:.2f}" for named in found.values())
        hits = " / ".join(f"{named.unhappiest:.0%}" for named in found.values())
        print(f"{observer.name:<56}{r:>20}{hits:>24}{'  MISSED' * is_missed}")
        is_fine &= not is_missed
    return is_fine


def main() -> None:
    """Attack, print, and leave with 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description="Attack what is published.")
    parser.add_argument("--quick", action="store_true", help="fewer companies and teams")
    quick = parser.parse_args().quick
    is_fine = [recover(quick=quick), name_the_unhappiest(quick=quick)]
    sys.exit(not all(is_fine))


if __name__ == "__main__":
    main()
