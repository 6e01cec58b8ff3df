"""Whoever subtracts what is published of any groups from each other is left with five people or more, or with nobody.

The check knows all answers and works out by itself which of them each published score counts (P1, P3). A score that
counted others would have another value.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import floor
from statistics import fmean

import pytest

from bot import composing, items, privacy
from bot.composing import Facts, Group, Pulse
from bot.digests import Digest, Kind, KudosWeek
from bot.feedback import Counted, Summary
from bot.items import NEEDS, Choice
from bot.privacy import COMPANY, CountedAnswer
from bot.pulses import Paper, Round

COMPANIES, PARTS = 150, 4
CLOSES = datetime(2026, 3, 6, 12, tzinfo=UTC)
CLOSED = Round("R1", "2026-W10", CLOSES - timedelta(days=5), CLOSES, is_closed=True)


@dataclass(frozen=True)
class Given:
    """An answer, with all that nobody may know: whose it is."""

    person: str
    team: str
    item: str
    score: int
    is_manager: bool


@dataclass(frozen=True)
class Company:
    """A company in one week: what its teams were asked, by team, and what was answered."""

    papers: dict[str, Paper]
    answers: list[Given]
    threshold: int

    def groups(self) -> Iterator[tuple[Group, set[str]]]:
        """All groups, with their teams."""
        for team in self.papers:
            yield Group(team, team, Kind.TEAM, "C1"), {team}
        for place in sorted({paper.department for paper in self.papers.values() if paper.department}):
            teams = {team for team, paper in self.papers.items() if paper.department == place}
            yield Group(place, place, Kind.DEPARTMENT, "U1"), teams
        yield Group(COMPANY, "All", Kind.COMPANY, "U1"), set(self.papers)

    def digests(self) -> dict[str, Digest]:
        """What is published."""
        papers = self.papers.values()
        kept = privacy.tallies(
            [CountedAnswer(one.team, one.item, one.score, one.is_manager) for one in self.answers],
            {paper.team: paper.members for paper in papers},
            {paper.team: paper.managers for paper in papers},
            {paper.team: paper.department for paper in papers if paper.department},
            self.threshold,
        )
        found = {}
        for group, teams in self.groups():
            pulse = Pulse("2026-W10", tuple(self.papers[team] for team in sorted(teams)), tuple(kept))
            known = (KudosWeek(0, 0, ()), Summary(Counted(0, 0), {}))
            found[group.id] = composing.compose(Facts(group, CLOSED, None, [pulse], *known, threshold=self.threshold))
        return found

    def stand(self, given: Collection[Given]) -> bool:
        """Whether answers stand for themselves: enough of them, and more people who may have given them."""
        asked = {(one.team, one.is_manager) for one in given}
        people = sum(self.papers[team].managers if leads else self.papers[team].members for team, leads in asked)
        return len(given) >= self.threshold and people > self.threshold

    def counted(self, item: str) -> dict[str, set[Given]]:
        """Whose answers to an item each group's scores may count."""
        left = {one for one in self.answers if one.item == item and not one.is_manager}
        found = dict[str, set[Given]]()
        for group, teams in self.groups():
            own = {one for one in left if one.team in teams}
            told = {one for team in teams for one in found.get(team, ())}
            if group.kind is Kind.COMPANY:
                told = set().union(*found.values())
            found[group.id] = told | own if self.stand(own) else told
            left -= found[group.id]
        leading = [one for one in self.answers if one.item == item and one.is_manager]
        found[COMPANY] |= set(leading) if self.stand(leading) else set()
        return found


def lived(rng: random.Random) -> Company:
    """Two to seven teams in departments or none, asked one item of a need, two, or all of them."""
    threshold, is_whole = rng.choice((5, 5, 5, 7)), rng.random() < 0.1
    choice, share, skipped = (
        Choice(rng.choice((1, 1, 2)), has_fourth=False),
        rng.choice((0.5, 0.8, 0.95)),
        rng.choice((0, 0.1, 0.3)),
    )
    papers, answers = {}, []
    for place in range(rng.randint(2, 7)):
        team, asked = f"T{place}", items.asked(0, place, choice, is_whole=is_whole)
        members, managers = rng.choice((3, 5, 6, 7, 8, 10, 12)), rng.choice((0, 1, 2, 6))
        papers[team] = Paper(team, asked, members, managers, rng.choice(("D1", "D2", None)))
        for nth in range(members + managers):
            given = [item.id for item in asked if rng.random() >= skipped] if rng.random() < share else []
            answers += [Given(f"{team}:{nth}", team, item, rng.choice((2, 3, 4)), nth >= members) for item in given]
    return Company(papers, answers, threshold)


def level(given: Collection[Given]) -> float:
    """Their mean score (0..100). With answers of 2 to 4 no sum is capped."""
    scores = [6 - one.score if items.bank()[one.item].reversed else one.score for one in given]
    return 25 * (fmean(scores) - 1)


def check_values(company: Company, digests: dict[str, Digest], counted: dict[str, dict[str, set[Given]]]) -> int:
    """Each score that is shown is that of the answers which it may count; how many are shown."""
    shown = 0
    for group, teams in company.groups():
        for need, told in digests[group.id].needs.items():
            asked = {item.id for team in teams for item in company.papers[team].items if item.need == need}
            by_item = [counted[item][group.id] for item in sorted(asked)]
            if group.kind is Kind.TEAM:
                may_be = asked and all(by_item)
                true = fmean(map(level, by_item)) if may_be else 0.0
            else:
                may_be, true = any(by_item), level(every) if (every := set().union(*by_item)) else 0.0
            assert (told is not None) == bool(may_be), (group.id, need)
            assert told is None or told.value in {5 * floor(true / 5 + 0.5 + nearly) for nearly in (-1e-9, 1e-9)}
            shown += told is not None
    return shown


def check_classes(company: Company, digests: dict[str, Digest], counted: dict[str, dict[str, set[Given]]]) -> None:
    """Answers that the same published scores count cannot be parted: those are enough, of more people."""
    for item, by_group in counted.items():
        published = [group for group, told in digests.items() if told.needs[items.bank()[item].need]]
        classes = defaultdict[tuple[str, ...], set[Given]](set)
        for one in set().union(*by_group.values()):
            classes[tuple(group for group in published if one in by_group[group])].add(one)
        classes.pop((), None)
        for alike in classes.values():
            assert company.stand(alike), (item, alike)


def check_answered(company: Company, digests: dict[str, Digest], counted: dict[str, dict[str, set[Given]]]) -> None:
    """How many stand behind a larger group's scores is true of each, and never tells that all did."""
    for group, teams in company.groups():
        digest = digests[group.id]
        if group.kind is not Kind.TEAM and digest.answered:
            least = int(digest.answered.removesuffix(" or more"))
            papers = [company.papers[team] for team in teams]
            managers = sum(paper.managers for paper in papers) if group.kind is Kind.COMPANY else 0
            assert company.threshold <= least < sum(paper.members for paper in papers) + managers
            for need in (need for need in NEEDS if digest.needs[need]):
                own = [counted[item][group.id] for item in counted if items.bank()[item].need == need]
                assert least <= max(company.threshold, len({one.person for given in own for one in given}))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_difference_of_what_is_published_is_of_fewer_people_than_have_to_answer(part):
    rng, shown = random.Random(part), 0
    for _ in range(COMPANIES):
        company = lived(rng)
        digests = company.digests()
        asked = {item.id for paper in company.papers.values() for item in paper.items}
        counted = {item: company.counted(item) for item in sorted(asked)}
        shown += check_values(company, digests, counted)
        check_classes(company, digests, counted)
        check_answered(company, digests, counted)
    assert shown > 5 * COMPANIES
