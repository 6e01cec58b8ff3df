"""The rule of answers: what the bot acknowledged counts, once, in its last state; what came after closing does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import inf
from typing import Any

from bot import privacy
from bot.privacy import CountedAnswer
from tests.simulation.evidence import Evidence, Round
from tests.simulation.ledger import Operation

REPLACED = "replaced"
Place = tuple[str, str, str]  # round, person, item


def check(seen: Evidence) -> tuple[int, int]:
    """Compare the tallies with what people were told. Returns how many items could be told exactly, and of how many."""
    presses: dict[Place, list[Operation]] = defaultdict(list)
    for operation in seen.ledger.operations:
        if operation.kind == "answer":
            round_id, item, _ = operation.about
            presses[round_id, operation.person, item].append(operation)
    exact = total = 0
    for found in seen.rounds.values():
        if found.is_closed:
            possible = {
                place[1:]: _possible(seen, found, pressed) for place, pressed in presses.items() if place[0] == found.id
            }
            counted = [_item(seen, found, item, possible) for item in sorted({item for _, item in possible})]
            exact, total = exact + sum(counted), total + len(counted)
    return exact, total


def _possible(seen: Evidence, found: Round, presses: Iterable[Operation]) -> set[int | None]:
    """The scores that someone's answer to an item may have had when the round closed; None stands for no answer."""
    closed_from, closed_by = _closing(seen, found)
    kept, perhaps = list[Operation](), list[Operation]()
    for press in presses:
        told = press.was_told
        if not press.reached or any(words != REPLACED for words in told):
            continue  # it never came to the bot, or the bot said why it does not count
        if press.began >= closed_by:
            if REPLACED in told:
                seen.ledger.breach(f"{press.person} answered after closing and was told that it counts")
            continue
        is_sure = press.is_acked and not press.is_troubled and press.ended <= closed_from
        (kept if is_sure or REPLACED in told else perhaps).append(press)
    begun = max((press.began for press in kept), default=-inf)
    last = [press for press in (*kept, *perhaps) if press.ended >= begun]
    scores = {press.about[2] or None for press in last}
    return scores if kept else scores | {None}


def _closing(seen: Evidence, found: Round) -> tuple[float, float]:
    """Until when a round surely took answers, and from when on it surely did not."""
    ends = seen.seconds(found.closes_at)
    by_hand = [over for began, over in seen.ledger.closings if began <= ends <= over]
    return ends, max(by_hand, default=ends)


def _item(seen: Evidence, found: Round, item: str, possible: dict[tuple[str, str], set[int | None]]) -> bool:
    """Check one item of a round. False when something about it cannot be known from outside."""
    here = {person: scores for (person, about), scores in possible.items() if about == item}
    cohort = {row.person: row for row in seen.rows(f"SELECT * FROM cohort WHERE round = '{found.id}'")}
    members, managers = ({row.team: 0 for row in cohort.values()} for _ in range(2))
    for row in cohort.values():
        (managers if row.is_manager else members)[row.team] += 1
    if any(len(scores) > 1 for scores in here.values()):
        _bounds(seen, found, item, here, cohort)
        return False
    given = [(cohort[person], score) for person, (score,) in sorted(here.items()) if score is not None]
    answers = [CountedAnswer(row.team, item, score, row.is_manager) for row, score in given]
    due = {(tally.group, tally.n, tally.total) for tally in privacy.tallies(answers, members, managers)}
    sql = f"SELECT team, n, total FROM tally WHERE round = '{found.id}' AND item = '{item}'"
    kept = {tuple(row) for row in seen.rows(sql)}
    if kept != due:
        seen.ledger.breach(f"{item} of {found.week}: kept {sorted(kept)}, acknowledged {sorted(due)}")
    return True


def _bounds(seen: Evidence, found: Round, item: str, here: dict[str, set[int | None]], cohort: dict[str, Any]) -> None:
    for (round_id, team, about), n in seen.tallies().items():
        if (round_id, about) != (found.id, item) or team == privacy.COMPANY:
            continue
        own = [
            scores for person, scores in here.items() if cohort[person].team == team and not cohort[person].is_manager
        ]
        least, most = sum(None not in scores for scores in own), sum(scores != {None} for scores in own)
        if not least <= n <= most:
            seen.ledger.breach(f"{item} of {found.week}: {n} answers in {team}, acknowledged {least} to {most}")
