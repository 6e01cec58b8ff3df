"""Rounds and answers: when a pulse opens, for how long, and who may answer what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot import moments, schedules
from bot.errors import Refused
from bot.items import Item
from bot.people import Person
from bot.policies import AS_IT_SHIPS, OPENING_DAYS, Policy
from bot.schedules import Occurrence, Schedule
from bot.teams import CohortMember

KIND = "pulse"
SCORES = range(1, 6)
SKIP = 0
WITHDRAWN = "withdrawn"  # stands among the items of who took their answers back: they are not reminded
CADENCES = (1, 2, 4)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LAST_BY_HAND = timedelta(days=3)  # after its Monday: when that Thursday has ended everywhere, a week is over
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

    @property
    def first_day(self) -> date | None:
        """The day it opens on by everyone's own clock; None for one that an admin opened by hand, for all at once."""
        return _first_day(self.week, self.opens_at)


@lru_cache(maxsize=64)
def _first_day(week: str, opens_at: datetime) -> date | None:
    days = (moments.monday_of(week) + n * DAY for n in OPENING_DAYS)
    return next((day for day in days if opens_at == moments.starts_everywhere(day)), None)


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


def begins(now: datetime, policy: Policy = AS_IT_SHIPS) -> Schedule:
    """The schedule of a workspace that was set up at this moment: weekly, by the Mondays of the rounds' weeks.

    Its first round opens on the day that is somewhere on earth, or next week: people who set Heartline up in the middle
    of a week are not asked at once.
    """
    shifted = _shifted(now, policy)
    monday = _monday(moments.newest_day(shifted))
    return Schedule(KIND, monday + WEEK if shifted >= moments.ended_everywhere(monday) else monday, weeks=1)


def _shifted(now: datetime, policy: Policy) -> datetime:
    """A moment by a calendar on which the day that rounds open on is a Monday."""
    return now - policy.opens_on * DAY


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def changed(
    schedule: Schedule, weeks: int, last_week: str | None, now: datetime, policy: Policy = AS_IT_SHIPS
) -> Schedule:
    """The schedule with so many weeks (1, 2 or 4) between two rounds, counted from the week of the newest round.

    Where the next one's day has begun already, the week after is the first: nobody is asked at once in the middle of a
    week, but in a round that is due as it is. Raises Refused for any other number.
    """
    if weeks not in CADENCES:
        raise Refused("pulse_weeks", field="weeks")
    first = moments.monday_of(last_week) + weeks * WEEK if last_week else schedule.first
    begun = moments.newest_day(_shifted(now, policy))
    if first <= begun:
        pending = due(schedule, now, last_week, policy)
        first = pending.day if pending else _monday(begun) + WEEK
    return replace(schedule, first=first, weeks=weeks)


def at_first_team(schedule: Schedule, last_week: str | None, now: datetime, policy: Policy = AS_IT_SHIPS) -> Schedule:
    """The schedule of a workspace that gets its first team now, as admins may choose one before there is any.

    What they chose is kept, but for a first week that has passed or begun: nobody is asked at once in the middle of it.
    """
    if last_week and not due(schedule, now, last_week, policy):
        return schedule
    return replace(schedule, first=begins(now, policy).first)


def moved(schedule: Schedule, last_week: str | None, now: datetime, before: Policy, after: Policy) -> Schedule:
    """The schedule once rounds open as the policy `after` says: what was not due waits for the next week.

    So nobody is asked at once because an admin has chosen an earlier day.
    """
    found = due(schedule, now, last_week, after)
    if found is None or due(schedule, now, last_week, before):
        return schedule
    return replace(schedule, first=found.day + WEEK)


def due(schedule: Schedule, now: datetime, last_week: str | None, policy: Policy = AS_IT_SHIPS) -> Occurrence | None:
    """The Monday of the week whose round should open now, if any, when `last_week` is that of the newest round.

    It opens when its first day begins anywhere on earth. After a downtime it opens late, until a day before it closes.
    """
    last = moments.monday_of(last_week) if last_week else None
    usual = scheduled("", schedule.first, policy)
    useful_for = usual.closes_at - DAY - usual.opens_at
    return schedules.due(schedule, _shifted(now, policy), last, useful_for)


def coming(schedule: Schedule, now: datetime, last_week: str | None, policy: Policy = AS_IT_SHIPS) -> date:
    """The day on which the next round opens while none is open, when `last_week` is the week of the newest one."""
    if occurrence := due(schedule, now, last_week, policy):
        return occurrence.day + policy.opens_on * DAY
    begun, step = schedules.newest(schedule, _shifted(now, policy)), schedule.weeks * WEEK
    monday = schedule.first if begun is None else begun + step
    while last_week and monday <= moments.monday_of(last_week):  # an admin opened it early
        monday += step
    return monday + policy.opens_on * DAY


def scheduled(round_id: str, monday: date, policy: Policy = AS_IT_SHIPS) -> Round:
    """The round of that Monday's week. As it ships it closes when Thursday has ended everywhere: Friday 12:00 UTC."""
    first = monday + policy.opens_on * DAY
    closes_at = moments.ended_everywhere(first + (policy.days_open - 1) * DAY)
    return Round(round_id, moments.week_key(monday), moments.starts_everywhere(first), closes_at)


def by_hand(round_id: str, now: datetime, policy: Policy = AS_IT_SHIPS) -> Round:
    """The round of this week, opened now by an admin, or from Friday 12:00 UTC on that of the next one.

    It is open to its week's usual end, and for a day at least; it never overlaps with the next week's.
    """
    monday = _monday(now.date())
    if now >= moments.ended_everywhere(monday + LAST_BY_HAND):
        monday += WEEK
    usual = scheduled(round_id, monday, policy)
    opened = replace(usual, opens_at=now, closes_at=max(usual.closes_at, now + DAY))
    # On the instant at which one could open by itself it would look like that, and ask nobody before that day.
    return opened if opened.first_day is None else replace(opened, opens_at=now - timedelta(microseconds=1))


def key(opened: Round, person: str) -> str:
    """What names a round's message to someone for good: by the week and never by a moment, so that it is sent once."""
    return f"{KIND}:{opened.week}:{person}"


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
