"""Comments: who may write one, when those that wait are read out, and who may answer one. Rule P9 of docs/measures.md.

A comment waits in a group: its team, then the team's department, then the company. At each closing the comments of a
group are read out together or wait on; those of the round that closes are never among them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from bot import moments
from bot.errors import Refused
from bot.privacy import COMPANY
from bot.pulses import Paper, Round
from bot.teams import CohortMember

T = TypeVar("T")
KIND = "comments"
LIMIT = 2000
SMALLEST_TEAM = 8
TOGETHER, ANSWERED = 5, 8
MOST_ROUNDS = 4
PER_MESSAGE = 4  # Slack takes some 12,000 characters in the blocks of a message, ours with the buttons included
KEPT = timedelta(days=30)
ANSWERED_WITHIN = timedelta(days=21)  # what is left of the thirty days is for the answer to arrive and be read
READY = ("thanks", "look", "doing", "done", "not_now")
WANTS_WORDS = frozenset({"not_now"})
MOST_ANSWERS = 8
LOOK_AHEAD = 7
OPENS_AT, HOURS = 9, 8
MINUTES = range(HOURS * 60)  # of a working day in which an answer may arrive, from nine on
NO_SOONER = timedelta(hours=8)  # the next nine o'clock is not nearer, anywhere, on a night that loses an hour too


@dataclass(frozen=True)
class Draft:
    """A comment in an open round, and whether its writer may be answered."""

    text: str
    may_reply: bool


@dataclass(frozen=True)
class Sheet:
    """What someone may write a comment on: their round, how many members their team has, what they have written."""

    round: Round
    member: CohortMember
    members: int
    draft: Draft | None = None

    @property
    def is_offered(self) -> bool:
        """Whether this person may write one: the managers of a team are those who read."""
        return is_offered(self.members) and not self.member.is_manager


@dataclass(frozen=True)
class Waiting:
    """A comment that was not read out yet: the group it waits in, and how many closings it has waited there."""

    id: str
    audience: str
    waited: int


@dataclass(frozen=True)
class Decision:
    """What becomes of the comments that wait: read out by group, passed on to a larger group, held, or deleted."""

    released: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Released:
    """A comment that was read out: to which group, in which release, and the last day on which it is kept."""

    id: str
    audience: str
    release: str
    text: str
    may_reply: bool
    until: date

    @property
    def last_answer(self) -> date:
        """The last day on which it can be answered."""
        return self.until - KEPT + ANSWERED_WITHIN

    def takes_answers(self, today: date) -> bool:
        """Whether its readers may answer it, and still can."""
        return self.may_reply and today <= self.last_answer


@dataclass(frozen=True)
class Reply:
    """An answer to a comment: one of the `READY` words or "", and words of the giver's own or "".

    It goes out at `due_at`. `token` names it to the comment's writer, and is the same when it is given twice.
    """

    token: str
    comment: str
    giver: str
    ready: str
    words: str
    due_at: datetime


def is_offered(members: int) -> bool:
    """Whether a team with so many members, besides managers, is offered comments."""
    return members >= SMALLEST_TEAM


def checked(sheet: Sheet | None, text: str, may_reply: bool, now: datetime) -> Draft | None:
    """The comment to keep; None takes back what was written before. Raises Refused for what cannot be kept."""
    if sheet is None or not sheet.is_offered:
        raise Refused("comment_not_offered", smallest=SMALLEST_TEAM)
    if not sheet.round.accepts(now):
        raise Refused("comment_closed")
    text = text.strip()
    if len(text) > LIMIT:
        raise Refused("comment_long", field="text", limit=LIMIT)
    return Draft(text, may_reply) if text else None


def larger(papers: Iterable[Paper]) -> dict[str, str | None]:
    """Each group's next larger one, in a round: a team's department or the company, for which there is none."""
    groups: dict[str, str | None] = {COMPANY: None}
    for paper in papers:
        groups[paper.team] = paper.department or COMPANY
        if paper.department:
            groups[paper.department] = COMPANY
    return groups


def answered(by_team: Mapping[str, int], papers: Collection[Paper]) -> dict[str, int]:
    """How many of each group's members answered, given those of each team, and never told to be all of them (P7).

    So a group of eight never has the eight answers that it takes: else its comments would tell that everyone answered.
    """
    up = larger(papers)
    found, members = Counter[str](), Counter[str]()
    for paper in papers:
        group: str | None = paper.team
        while group:
            found[group] += by_team.get(paper.team, 0)
            members[group] += paper.members
            group = up[group]
    return {group: min(n, members[group] - 1) for group, n in found.items()}


def at_closing(waiting: Sequence[Waiting], answered: Mapping[str, int], larger: Mapping[str, str | None]) -> Decision:
    """Decide about the comments that wait since an earlier round, when a round closes.

    `answered` counts the members of each group that has somebody to read: all that wait there are read out when they
    are five or more and eight members answered. What has waited for four closings goes on to the larger group and
    waits there anew; a group that is no more passes on to the company, which has no larger one.
    """
    by_group: dict[str, list[str]] = defaultdict(list)
    for comment in waiting:
        by_group[comment.audience].append(comment.id)
    released = {
        group: tuple(sorted(ids))
        for group, ids in sorted(by_group.items())
        if len(ids) >= TOGETHER and answered.get(group, 0) >= ANSWERED
    }
    rest = [comment for comment in waiting if comment.audience not in released]
    over = {c.id: larger.get(c.audience, COMPANY) for c in rest if c.waited + 1 >= MOST_ROUNDS}
    return Decision(
        released=released,
        passed={comment: group for comment, group in over.items() if group},
        held=frozenset(comment.id for comment in rest if comment.id not in over),
        dropped=frozenset(comment for comment, group in over.items() if not group),
    )


def key(release: str, reader: str, part: int) -> str:
    """What names a message of a release to one reader for good, so that it is sent once."""
    return f"{KIND}:{release}:{reader}:{part}"


def parts(comments: int) -> range:
    """The numbers of the messages that so many comments of one release take."""
    return range(-(-comments // PER_MESSAGE))


def in_part(comments: Sequence[T], part: int) -> Sequence[T]:
    """What the message of this number holds, of all comments of a release in their order."""
    return comments[part * PER_MESSAGE : (part + 1) * PER_MESSAGE]


def part_of(ids: Sequence[str], comment: str) -> int:
    """The number of the message that holds a comment of a release."""
    return ids.index(comment) // PER_MESSAGE


def may_answer(comment: Released | None, readers: Collection[str], person: str, today: date) -> Released:
    """The comment, for one of the current readers of its group. Raises Refused for anyone else, or when it is late."""
    if comment is None or today > comment.until:
        raise Refused("comment_gone")
    if person not in readers:
        raise Refused("comment_not_yours")
    if not comment.may_reply:
        raise Refused("comment_without_answers")
    if not comment.takes_answers(today):
        raise Refused("comment_answered_late")
    return comment


def answer(ready: str, words: str, given: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The ready words (or "") and own words of an answer, where `given` are those from the same person before.

    Raises Refused for an answer without words, with too many, or one too many.
    """
    words = words.strip()
    if ready not in READY and not (ready == "" and words):
        raise Refused("comment_answer_empty", field="text")
    if ready in WANTS_WORDS and not words:
        raise Refused("comment_answer_empty", field="text")
    if len(words) > LIMIT:
        raise Refused("comment_long", field="text", limit=LIMIT)
    if len(set(given) | {(ready, words)}) > MOST_ANSWERS:
        raise Refused("comment_answered_often", limit=MOST_ANSWERS)
    return ready, words


def next_working_hour(now: datetime, zone_name: str, rests: Callable[[date], bool], minute: int) -> datetime:
    """When an answer given now goes out: on the writer's next working day, `minute` (0 … 479) minutes after nine.

    By their clock. `rests` says on which local days they do not work; who is away for a week gets it after that week.
    """
    today = moments.local_day(now, zone_name)
    days = [today + timedelta(days=n) for n in range(1, LOOK_AHEAD + 1)]
    day = next((day for day in days if not rests(day)), days[-1])
    return moments.at_local(day, time(OPENS_AT + minute // 60, minute % 60), zone_name)
