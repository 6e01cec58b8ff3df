"""What the digest says of the link between pulse and feedback: these words and no others.

No number of the test is among them: the strongest of fifteen correlations is always inflated.
"""

from __future__ import annotations

from bot.link import NEEDED, Kind, Line

NOT_YET = (
    f"Link to customer feedback: not enough weeks yet ({{usable}} of {NEEDED} usable)."
    " A week counts when {threshold} or more people answered and 2 or more pieces of feedback were logged."
)
WAITING = "Next check in week {week}. We look only three times a year, so that luck does not fool us."
NONE_SEEN = (
    "No link seen in {usable} weeks. That does not mean there is none: with this much data only a very strong link"
    " would show."
)
TOGETHER = "They moved together: weeks with higher {pattern}"
ACROSS = "Across {teams} teams, team weeks with higher {pattern}"
PATTERN = (
    "{need} tended to come with {better} feedback {when}. If there were no link, a check like this would say so in"
    " fewer than 2 of 100 cases."
)
NO_PROOF = " This is not proof of cause: a busy season, a launch or a price change can move both."
NO_PROOF_SHORT = " Not proof of cause."
HELD = " It also held against your other teams in the same weeks."
NOT_HELD = " Against your other teams it was not clear, so a shared season may be the reason."
WHEN = {
    -2: "two weeks earlier",
    -1: "one week earlier",
    0: "in the same week",
    1: "one week later",
    2: "two weeks later",
}


def line(line: Line, threshold: int) -> str:
    """The line on the link, as plain text. `threshold` is how many must have answered a question."""
    if line.kind is Kind.TOO_FEW:
        return NOT_YET.format(usable=line.usable, threshold=threshold)
    if line.kind is Kind.WAITING:
        return WAITING.format(week=line.next_week)
    if line.kind is Kind.NONE_SEEN:
        return NONE_SEEN.format(usable=line.usable)
    better = "better" if line.is_better else "worse"
    pattern = PATTERN.format(need=line.need, better=better, when=WHEN[line.lag])
    if line.kind is Kind.COMPANY:
        return ACROSS.format(teams=line.teams, pattern=pattern) + NO_PROOF_SHORT
    told = TOGETHER.format(pattern=pattern) + NO_PROOF
    return told if line.kind is Kind.TOGETHER else told + (HELD if line.held else NOT_HELD)
