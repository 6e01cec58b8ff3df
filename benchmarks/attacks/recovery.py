"""Attack 1: how many answers follow from all digests, all rosters, who answered, and what the managers answered?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from benchmarks.attacks import product, trimmed
from benchmarks.attacks.company import CONTENT, MEAN, Scene, lived, scenes
from benchmarks.attacks.puzzle import Puzzle
from benchmarks.attacks.trimmed import Trimmings

A = Trimmings(is_live=True, is_recomputed=True, has_histogram=True)
B = Trimmings(is_recomputed=True, has_histogram=True)
C = Trimmings(has_histogram=True)
D = Trimmings()
Known = dict[str, int]


@dataclass(frozen=True)
class Found:
    """What came out: of how many answers, how many exactly, how many only as low (1, 2) or high (4, 5)."""

    answers: int = 0
    exact: int = 0
    one_sided: int = 0
    team_weeks: int = 0
    shown: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Policy:
    """A way to publish, with what the attack has to find in it: exactly at least, and at most, of all answers.

    `one_sided` is how many of them may at most become known as low or high.
    """

    name: str
    puzzle: Callable[[Scene, Known], Puzzle]
    shown_teams: Callable[[Scene], int]
    least: float = 0.0
    most: float = 1.0
    one_sided: float = 1.0
    has_colluders: bool = False
    in_turn: bool = False
    mean: float = MEAN


def _heartline(scene: Scene, known: Known) -> Puzzle:
    return product.puzzle(scene, known, product.kept(scene))


def _stored(scene: Scene, known: Known) -> Puzzle:
    return product.puzzle(scene, known, product.kept(scene), sees_store=True)


def _without_complement(scene: Scene, known: Known) -> Puzzle:
    return product.puzzle(scene, known, product.kept_without_complement(scene), has_complement=False)


def _trimmed(name: str, trimmings: Trimmings, least: float, most: float) -> Policy:
    return Policy(name, lambda scene, known: trimmed.puzzle(scene, trimmings, known), trimmed.shown_teams, least, most)


TRIMMED = (
    _trimmed("A threshold 5, live counter, recomputed history, histogram, decimals", A, 0.25, 0.42),
    _trimmed("B A without live counter", B, 0.05, 0.12),
    _trimmed("C B without recomputed history", C, 0.002, 0.015),
    _trimmed("D C without histogram", D, 0.0003, 0.003),
)
SLOW = TRIMMED[:3]  # a histogram makes five equations of one
# Without the rule for a larger group's rest HEARTLINE still finds nothing: IN_TURN, STORED and UNANIMOUS do, and where
# a rest of three or four is let through, COLLUDING alone. None of them can be spared.
HEARTLINE = Policy("F Heartline", _heartline, product.shown_teams, most=0.0, one_sided=0.001)
COLLUDING = replace(HEARTLINE, name="F one colluding teammate in each team", has_colluders=True, one_sided=0.002)
IN_TURN = replace(HEARTLINE, name="F the teams asked in turn", in_turn=True)
STORED = replace(HEARTLINE, name="F the kept sums themselves, and so all that is made of them", puzzle=_stored)
UNANIMOUS = replace(STORED, name="F the same where nearly everyone is content", mean=CONTENT)
BROKEN = Policy("F without complement", _without_complement, product.shown_teams)
POLICIES = (*TRIMMED, HEARTLINE, IN_TURN, STORED, UNANIMOUS, BROKEN, COLLUDING)
SHOWN = 0.65  # at least so many of the team-weeks


def missed(policy: Policy, found: Found) -> bool:
    """Whether a policy's figures are not what they have to be."""
    if policy is HEARTLINE and found.shown < SHOWN * found.team_weeks:
        return True
    is_exact = policy.least * found.answers <= found.exact <= policy.most * found.answers
    return not (is_exact and found.one_sided <= policy.one_sided * found.answers)


def attack(policy: Policy, seeds: Iterable[int]) -> Found:
    """All weeks and needs of the companies of these seeds, attacked."""
    all_scenes = (scene for seed in seeds for scene in scenes(lived(seed, policy.mean), in_turn=policy.in_turn))
    return sum((_attacked(policy, scene) for scene in all_scenes), Found())


def _attacked(policy: Policy, scene: Scene) -> Found:
    known = _known(scene, has_colluders=policy.has_colluders)
    puzzle = policy.puzzle(scene, known)
    puzzle.solve()
    exact = one_sided = 0
    for person, score in scene.scores().items():
        low, high = puzzle.low[person], puzzle.high[person]
        if not low <= score <= high:
            raise ArithmeticError("the attack is wrong: what it found is not the answer")
        if person not in known:
            exact += low == high
            one_sided += low < high and (high <= 2 or low >= 4)
    return Found(len(scene.scores()) - len(known), exact, one_sided, len(scene.asked), policy.shown_teams(scene))


def _known(scene: Scene, *, has_colluders: bool) -> Known:
    """The answers of the managers, and of one teammate in each team who tells."""
    roster, scores = scene.roster(), scene.scores()
    known = {person for person in scores if roster[person].is_manager}
    if has_colluders:
        members = sorted(scores.keys() - known, reverse=True)
        known |= set({roster[person].team: person for person in members}.values())
    return {person: scores[person] for person in known}
