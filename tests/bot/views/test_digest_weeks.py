"""Ten thousand weeks of small teams, from their answers to what is read: no number that may not be, no word, no ping.

The check knows the answers and works out by itself what may be told of them; it shares no code with the product.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import floor
from typing import Any

import pytest

from bot import composing, items, moments, privacy
from bot.composing import Facts, Group, Pulse
from bot.digests import Kind, KudosWeek, Offer, Praise, Quote, Story, Tried
from bot.feedback import EXPECTATIONS, Counted, Felt, Summary
from bot.items import NEEDS, Item
from bot.link import Kind as LinkKind
from bot.link import Line
from bot.nudges import IS_LOW
from bot.privacy import CountedAnswer
from bot.pulses import Paper, Round
from bot.views import digest_details, digests
from sandbox.blocks import check_message, check_view

WEEKS, COURSES, PARTS = 25, 100, 4  # of each course of a team; courses of a part
START, NOON = date(2026, 1, 5), datetime(2026, 1, 9, 12, tzinfo=UTC)
TRICKS = ("<!channel>", "<@UADA>", "<http://x.example|bank>", "&lt;!here&gt;", "*bold*", "R&D", "=1+1", "Acme 42")
LINK = "https://desk.example/1"
Score = tuple[float, float]  # the ends between which it lies: a mean beyond 1.7 or 4.3 is kept as one near those
FORBIDDEN = re.compile(r"\b(drives?|impact|predicts?|because|significant\w*|ROI|proves?)\b", re.IGNORECASE)
NUMBER = re.compile(r"\d+")


@dataclass
class Course:
    """A team week by week, with all that nobody may know: who was asked, and what each of them answered."""

    rng: random.Random
    members: int
    name: str
    answers: list[dict[Item, list[int]]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    pulses: list[Pulse] = field(default_factory=list)
    scores: dict[str, list[Score | None]] = field(default_factory=lambda: {need: [] for need in NEEDS})

    def live(self) -> None:
        """Another week: some join or leave, some answer, some of them skip; now and then there is no pulse."""
        rng, week = self.rng, len(self.sizes)
        self.members = max(2, self.members + rng.choice((-1, 0, 0, 0, 0, 1)))
        asked = items.asked(week, 0, is_whole=week % 13 == 12) if rng.random() > 0.05 else ()
        share, mood = rng.choice((0.5, 0.8, 0.9, 1.0)), rng.choice((1.4, 3, 3, 4.8))
        there = [rng.random() < share for _ in range(self.members)]
        self.answers.append(
            {
                item: [min(5, max(1, round(rng.gauss(mood, 1)))) for one in there if one and rng.random() < 0.95]
                for item in asked
            }
        )
        self.sizes.append(self.members)
        self.pulses.append(self.pulse(week))
        for need, told in self.scores.items():
            told.append(true_score(self, week, need))

    def pulse(self, week: int) -> Pulse:
        given, size, key = self.answers[week], self.sizes[week], moments.week_key(START + timedelta(weeks=week))
        counted = [CountedAnswer("T1", item.id, score) for item, scores in given.items() for score in scores]
        kept = privacy.tallies(counted, {"T1": size}, {"T1": 1})
        papers = (Paper("T1", tuple(given), size, 1),) if given else ()
        return Pulse(key, papers, tuple(kept), None, self.rng.choice((None, self.rng.uniform(0, 100))))

    def hidden_changed(self) -> Course:
        """The same team, but for what those answered who were too few to be told of."""
        other = replace(self, rng=random.Random(1), pulses=[])
        other.answers = [
            {
                item: scores if may_tell(scores, size) else [6 - score for score in scores]
                for item, scores in own.items()
            }
            for own, size in zip(self.answers, self.sizes, strict=True)
        ]
        other.pulses = [replace(other.pulse(at), customers=was.customers) for at, was in enumerate(self.pulses)]
        return other


def may_tell(scores: list[int], members: int) -> bool:
    return len(scores) >= 5 and members >= 6


def true_score(course: Course, week: int, need: str) -> Score | None:
    """The score of a need where it may be told: all its questions answered by five or more of six or more."""
    own = {item: scores for item, scores in course.answers[week].items() if item.need == need}
    if not own or not all(may_tell(scores, course.sizes[week]) for scores in own.values()):
        return None
    return mean([score_of(item, scores) for item, scores in own.items()])


def score_of(item: Item, scores: list[int]) -> Score:
    told, one = sum(scores) / len(scores), 1 / len(scores)
    low = min(told, 4.3) if told > 3 else max(told, 1.7 - one)
    high = max(told, 1.7) if told < 3 else min(told, 4.3 + one)
    return ((5 - high) * 25, (5 - low) * 25) if item.reversed else ((low - 1) * 25, (high - 1) * 25)


def nearest(low: float, high: float) -> set[int]:
    """What may be shown of a score: the nearest 5, at the ends 15 and 85. A tie may go either way."""
    first, last = floor(low / 5 + 0.499), floor(high / 5 + 0.501)
    return {min(85, max(15, 5 * at)) for at in range(first, last + 1)}


def mean(scores: Sequence[Score]) -> Score:
    return sum(low for low, _ in scores) / len(scores), sum(high for _, high in scores) / len(scores)


def text(rng: random.Random) -> str:
    return f"{rng.choice(TRICKS)} {rng.choice(('said', 'wrote'))} {rng.choice(TRICKS)}"


def facts(course: Course, week: int, rng: random.Random, name: str) -> Facts:
    """What is known at the end of a week, with everything beside the scores at random."""
    pulses = course.pulses[max(0, week - 11) : week + 1]
    closed = Round(f"R{week}", pulses[-1].week, NOON, NOON + timedelta(weeks=week), is_closed=True)
    n = rng.choice((0, 1, 4))
    counted = {expectation: Counted(n, rng.randint(0, n)) for expectation in EXPECTATIONS}
    story = Story(text(rng), text(rng), text(rng), text(rng))
    receivers = rng.choice((0, 3, 5))
    return Facts(
        group=Group("T1", name, Kind.TEAM, "C1"),
        closed=closed,
        previous=None,
        pulses=pulses,
        kudos=KudosWeek(receivers and 77, receivers, (story,) * rng.randint(0, 4)),
        feedback=Summary(Counted(n, n // 2), counted, None, n // 3, {"competence": Felt(n, n // 2)}),
        number=week + 1,
        praises=(Praise(text(rng), text(rng), text(rng)),) * rng.randint(0, 1),
        quotes=(Quote("F1", text(rng), text(rng), False, rng.choice(("", LINK))),) * rng.choice((0, 2)),
        has_comments=rng.random() < 0.1,
        link=Line(rng.choice(list(LinkKind)), 30, 39, rng.choice(NEEDS), rng.randint(-2, 2), True, False, 6),
    )


def marked_up(part: Any) -> Iterator[str]:
    """Every text in which Slack acts on markup."""
    if isinstance(part, list | tuple):
        for inner in part:
            yield from marked_up(inner)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for inner in part.values():
            yield from marked_up(inner)


def is_active(mrkdwn: str) -> bool:
    return bool(set("<>") & set(mrkdwn))


def allowed_numbers(course: Course, week: int, need: str) -> set[int] | None:
    """Every score that may be told of a need this week; None where there is nothing to tell."""
    of_weeks = course.scores[need][max(0, week - 3) : week + 1]
    shown = [score for score in of_weeks if score is not None]
    if len(shown) >= 3:
        return nearest(*mean(shown))
    return nearest(*of_weeks[-1]) if of_weeks[-1] is not None else None


def check_scores(course: Course, week: int, digest: Any, widths: dict[Any, set[int]]) -> None:
    """Each need's line tells what may be told, and its range is as wide for all teams of the same sizes."""
    for line, need in zip(digests.parts(digest, 50)[0].lines, NEEDS, strict=False):
        ours = line.partition(" Customers felt")[0]
        told, allowed = [int(number) for number in NUMBER.findall(ours)], allowed_numbers(course, week, need)
        if allowed is None:
            assert told in ([], [5]), (line, need)  # the five are those who had to answer
            continue
        assert told[0] in allowed, (line, allowed)
        if len(told) == 3:
            assert told[1] <= told[0] <= told[2]
            if 15 < told[0] < 85 and told[1] > 0 and told[2] < 100:
                assert told[2] - told[0] == told[0] - told[1]
                widths.setdefault(seen_by_all(course, week, need), set()).add(told[2] - told[1])


def seen_by_all(course: Course, week: int, need: str) -> Any:
    """What the width of a range may depend on: sizes of the team, and numbers of questions."""
    shown = [at for at in range(max(0, week - 3), week + 1) if course.scores[need][at] is not None]
    return tuple(sorted((course.sizes[at], sum(item.need == need for item in course.answers[at])) for at in shown))


def check_band(course: Course, week: int, digest: Any) -> None:
    """How many answered is told as a band, which never says that all did."""
    if digest.answered is None:
        return
    bounds = [int(number) for number in NUMBER.findall(digest.answered)]
    best = max(len(scores) for item, scores in course.answers[week].items() if item.need)
    assert 5 <= bounds[0] <= best
    assert bounds[0] < course.sizes[week]
    assert "-" not in digest.answered or best <= bounds[1]


def check_chart(course: Course, week: int, digest: Any) -> None:
    """Each week of the chart tells what might be told that week, and nothing where nothing might."""
    first = week + 1 - len(digest.chart.weeks)
    for need, values in digest.chart.needs.items():
        for at, value in enumerate(values, first):
            score = course.scores[need][at]
            assert (value is None) if score is None else value in nearest(*score)


def check_message_of(digest: Any, message: Any) -> None:
    """Slack takes it, nothing in it pings or links but what is ours, and no word claims a cause."""
    assert check_message(message.payload()) == []
    assert not [text for text in (message.text, *marked_up(message.blocks)) if is_active(text)]
    assert FORBIDDEN.search(message.text) is None
    assert digest.kudos_total is None or digest.kudos_total == 77


def check_rest(digest: Any, message: Any) -> None:
    """So it is with what is sent where charts are refused, and with the details."""
    page = digest_details.page(digest)
    assert check_message({"text": message.text, "blocks": list(message.plainer or message.blocks)}) == []
    assert check_view(page) == []
    assert not [text for text in marked_up([*message.plainer, page]) if is_active(text)]
    assert FORBIDDEN.search(str(page)) is None


OFFER = Offer("P1", "competence-enable", "Ask what slows good work most.", "offered", reason=IS_LOW)
TRIED = Tried("P0", "autonomy-educate", "Share the reason behind one rule.", "trying", "Ben", "2026-W01")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_digest_of_ten_thousand_weeks_tells_what_it_may_not(part):
    rng, widths, shown = random.Random(part), {}, 0
    for number in range(COURSES):
        course = Course(rng, rng.randint(4, 24), f"Team {rng.choice(TRICKS)}")
        for week in range(WEEKS):
            course.live()
            seed = f"{part}:{number}:{week}"
            digest = composing.compose(facts(course, week, random.Random(seed), course.name))
            digest = replace(digest, offered=OFFER if week % 2 else None, tried=(TRIED,) * (week % 3 == 0))
            message = digests.message(digest, "R1:T1")
            shown += digest.answered is not None
            check_scores(course, week, digest, widths)
            check_band(course, week, digest)
            check_chart(course, week, digest)
            check_message_of(digest, message)
            if not (week + number) % 4:  # made of the same parts
                check_rest(digest, message)
    assert shown > COURSES * WEEKS / 3
    assert {key: found for key, found in widths.items() if len(found) > 1} == {}
    assert len(widths) > 50


def test_what_is_hidden_changes_no_word():
    rng, changed = random.Random(7), 0
    for _ in range(20):
        course = Course(rng, rng.randint(4, 9), "Support")
        for _ in range(WEEKS):
            course.live()
        other = course.hidden_changed()
        changed += other.answers != course.answers
        assert whole_text(course) == whole_text(other)
    assert changed > 15


def whole_text(course: Course) -> str:
    return digest_details.text([composing.compose(facts(course, WEEKS - 1, random.Random(5), "Support"))])
