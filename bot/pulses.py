"""Rounds and answers: when a pulse opens, for how long, and who may answer what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import items, moments
from bot.errors import Refused
from bot.items import Item
from bot.teams import CohortMember

SCORES = range(1, 6)
SKIP = 0
ASKED_AT = time(10, 0)
DAYS_OPEN = 4
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
class Questions:
    """What one person of a round's cohort is asked, and which items they have answered so far (never how)."""

    round: Round
    member: CohortMember
    items: tuple[Item, ...]
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """An accepted answer on its way to storage; `score` is None when it takes an earlier one back."""

    round: str
    person: str
    item: str
    score: int | None


def weekly(now: datetime) -> date | None:
    """The Monday whose round should open at this moment, if any.

    A round opens when its Monday begins anywhere on earth, and is still opened late until Monday has ended everywhere:
    people who set Heartline up in the middle of a week are not asked at once.
    """
    for monday in {now.date() - timedelta(days=now.weekday()), now.date() + timedelta(days=7 - now.weekday())}:
        if moments.starts_everywhere(monday) <= now < moments.ended_everywhere(monday):
            return monday
    return None


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


def asked_at(opened: Round, zone_name: str) -> datetime:
    """When to ask someone in that zone: at ten on the round's Monday by their clock, or at once where it opened later.

    A round that was opened by hand asks at once, also before its Monday.
    """
    monday = moments.monday_of(opened.week)
    if opened.opens_at != moments.starts_everywhere(monday):
        return opened.opens_at
    return moments.at_local(monday, ASKED_AT, zone_name)


def questions(opened: Round, member: CohortMember, offset: int, answered: frozenset[str] = frozenset()) -> Questions:
    """What this person is asked in this round; `offset` is their team's."""
    return Questions(opened, member, items.asked(moments.week_number(opened.week), offset), answered)


def is_lost(overdue: Round, refused: Refused, now: datetime) -> bool:
    """Whether a round that could not be closed is given up: its key has not opened for a week after its end.

    Any other reason, such as a busy database, passes; nothing is given up for it.
    """
    return refused.code == LOST_SECRET and now - overdue.closes_at > GIVEN_UP_AFTER


def told(refused: Refused) -> Refused:
    """What people are told when their questions cannot be loaded: a lost secret is their admin's affair, not theirs."""
    return Refused("pulse_out_of_order") if refused.code == LOST_SECRET else refused


def answer(asked: Questions | None, item: str, score: int, now: datetime) -> Answer:
    """Accept an answer (`SKIP` takes one back). Raises Refused when the round is over or did not ask this."""
    if asked is None:
        raise Refused("pulse_not_for_you")
    if not asked.round.accepts(now):
        raise Refused("pulse_closed")
    if item not in {known.id for known in asked.items} or score not in (SKIP, *SCORES):
        raise Refused("pulse_not_asked")
    return Answer(asked.round.id, asked.member.person, item, None if score == SKIP else score)
