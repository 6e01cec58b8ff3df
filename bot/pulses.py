"""Rounds and answers: when a pulse opens, for how long, and who may answer what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot import items, moments, schedules
from bot.errors import Refused
from bot.items import Item
from bot.people import Person
from bot.policies import Policy
from bot.schedules import Occurrence, Schedule
from bot.teams import CohortMember, Team

KIND = "pulse"
SCORES = range(1, 6)
SKIP = 0
WITHDRAWN = "withdrawn"  # stands among the items of who took their answers back: they are not reminded
DAYS_OPEN = 4
CADENCES = (1, 2, 4)
MOST_OF_A_NEED = 2  # in a round that does not ask the whole bank
USEFUL_FOR = timedelta(hours=98)  # from its beginning anywhere to a day before its round closes: Thursday, 12:00 UTC
LOST_SECRET, GIVEN_UP_AFTER = "secret_changed", timedelta(days=7)


@dataclass(frozen=True)
class Round:
    """One pulse of a workspace. `week` names it (2026-W10); times are aware and in UTC."""

    id: str
    week: str
    opens_at: datetime
    closes_at: datetime
    is_closed: bool = False

    def accepts(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return not self.is_closed and now < self.closes_at


@dataclass(frozen=True)
class Paper:
    """What a team is asked in a round, fixed when it opens; and how many members, besides managers, it has then."""

    team: str
    items: tuple[Item, ...]
    members: int
    managers: int
    department: str | None = None


@dataclass(frozen=True)
class Questions:
    """What one person of a round's cohort is asked, and which items they have answered so far (never how)."""

    round: Round
    member: CohortMember
    items: tuple[Item, ...]
    answered: frozenset[str] = frozenset()

    def after(self, answer: Answer) -> Questions:
        """The questions once this answer is kept."""
        return replace(self, answered=self.answered | {answer.item})

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole bank: only then are the reversed items asked."""
        return any(item.reversed for item in self.items)

    def left(self, after: str = "") -> Item | None:
        """The next question without an answer: after the item of this id, then from the beginning. None: none is left.

        Where someone stands is found like this each time, never taken from what they clicked on.
        """
        names = [item.id for item in self.items]
        begin = names.index(after) + 1 if after in names else 0
        in_turn = self.items[begin:] + self.items[:begin]
        return next((item for item in in_turn if item.id not in self.answered), None)


@dataclass(frozen=True)
class Answer:
    """An accepted answer on its way to storage. A `SKIP` is one too, which counts nowhere."""

    round: str
    person: str
    item: str
    score: int


def begins(now: datetime) -> Schedule:
    """The schedule of a workspace that was set up at this moment: weekly, from the Monday that is somewhere on earth.

    Where no Monday is, it is the next one: people who set Heartline up in the middle of a week are not asked at once.
    """
    monday = moments.newest_day(now) - timedelta(days=moments.newest_day(now).weekday())
    over = now >= moments.ended_everywhere(monday)
    return Schedule(KIND, monday + timedelta(weeks=1) if over else monday, weeks=1)


def changed(schedule: Schedule, weeks: int, last_week: str | None, now: datetime) -> Schedule:
    """The schedule with so many weeks (1, 2 or 4) between two rounds, counted from the Monday of the newest round.

    Where that Monday has begun already, the next one is the first: nobody is asked at once in the middle of a week,
    but in a round that is due as it is. Raises Refused for any other number.
    """
    if weeks not in CADENCES:
        raise Refused("pulse_weeks", field="weeks")
    first = moments.monday_of(last_week) + timedelta(weeks=weeks) if last_week else schedule.first
    begun = moments.newest_day(now)
    if first <= begun:
        pending = due(schedule, now, last_week)
        first = pending.day if pending else begun + timedelta(days=7 - begun.weekday())
    return replace(schedule, first=first, weeks=weeks)


def due(schedule: Schedule, now: datetime, last_week: str | None) -> Occurrence | None:
    """The Monday whose round should open now, if any, when `last_week` is the week of the newest round.

    It opens when its Monday begins anywhere on earth. After a downtime it opens late, until a day before it closes.
    """
    last = moments.monday_of(last_week) if last_week else None
    return schedules.due(schedule, now, last, USEFUL_FOR)


def coming(schedule: Schedule, now: datetime, last_week: str | None) -> date:
    """The Monday of the next round while none is open, when `last_week` is the week of the newest one."""
    if occurrence := due(schedule, now, last_week):
        return occurrence.day
    begun, step = schedules.newest(schedule, now), timedelta(weeks=schedule.weeks)
    monday = schedule.first if begun is None else begun + step
    while last_week and monday <= moments.monday_of(last_week):  # an admin opened it early
        monday += step
    return monday


def scheduled(round_id: str, monday: date) -> Round:
    """The weekly round of that Monday. It closes when its Thursday has ended everywhere: Friday 12:00 UTC."""
    closes = moments.ended_everywhere(monday + timedelta(days=DAYS_OPEN - 1))
    return Round(round_id, moments.week_key(monday), moments.starts_everywhere(monday), closes)


def by_hand(round_id: str, now: datetime) -> Round:
    """The round of this week, opened now by an admin, or of the next one when this week's usual end has passed.

    It is open to its week's usual end, and for a day at least; it never overlaps with the next week's.
    """
    monday = now.date() - timedelta(days=now.weekday())
    if now >= scheduled(round_id, monday).closes_at:
        monday += timedelta(weeks=1)
    usual = scheduled(round_id, monday)
    return Round(round_id, usual.week, now, max(usual.closes_at, now + timedelta(days=1)))


def key(opened: Round, person: str) -> str:
    """What names a round's message to someone for good: by the week and never by a moment, so that it is sent once."""
    return f"{KIND}:{opened.week}:{person}"


def papers(
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


def is_lost(overdue: Round, refused: Refused, now: datetime) -> bool:
    """Whether a round that could not be closed is given up: its key has not opened for a week after its end.

    Any other reason, such as a busy database, passes; nothing is given up for it.
    """
    return refused.code == LOST_SECRET and now - overdue.closes_at > GIVEN_UP_AFTER


def told(refused: Refused) -> Refused:
    """What people are told when their questions cannot be loaded: a lost secret is their admin's affair, not theirs."""
    return Refused("pulse_out_of_order") if refused.code == LOST_SECRET else refused


def admitted(person: Person | None, questions: Questions | None, now: datetime) -> Questions:
    """The questions of someone of a round's cohort, who may answer them now. Raises Refused."""
    if person is None or not person.is_colleague or questions is None:
        raise Refused("pulse_not_for_you")
    if not questions.round.accepts(now):
        raise Refused("pulse_closed")
    return questions


def answer(asked: Questions, item: str, score: int, now: datetime) -> Answer:
    """Accept an answer. Raises Refused when the round is over or did not ask this."""
    if not asked.round.accepts(now):
        raise Refused("pulse_closed")
    if item not in {known.id for known in asked.items} or score not in (SKIP, *SCORES):
        raise Refused("pulse_not_asked")
    return Answer(asked.round.id, asked.member.person, item, score)


def withdrawn(asked: Questions) -> Answer:
    """What is kept of someone who takes all answers back: that they need no reminder. It counts nowhere."""
    return Answer(asked.round.id, asked.member.person, WITHDRAWN, SKIP)
