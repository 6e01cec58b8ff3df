"""The messages of an open round: who is still to be given theirs, and those that wait and may be moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    select,
    true,
    update,
)

from bot import asking, pulses
from bot.asking import Plan, Respondent, Window
from bot.delivery import REMINDER, Delivery, State
from bot.policies import Policy
from bot.preferences import AS_IT_SHIPS
from bot.pulses import Round
from bot.schedules import Schedule
from storage import delivery, preferences, schedules, teams, upserts
from storage.messaging_tables import DELIVERY, WAITING
from storage.tables import COHORT, PERSON, ROUND

if TYPE_CHECKING:
    from storage.database import Db

MOVED_AT_ONCE = 2_000
PART = and_(PERSON.c.workspace == COHORT.c.workspace, PERSON.c.id == COHORT.c.person)
IS_ASKED = exists().where(
    DELIVERY.c.workspace == COHORT.c.workspace, DELIVERY.c.key == bindparam("key", type_=String) + COHORT.c.person
)
UNASKED_IN_ORDER = (
    select(COHORT.c.person, PERSON.c.tz)
    .select_from(COHORT)
    .join(ROUND, and_(ROUND.c.workspace == COHORT.c.workspace, ROUND.c.id == COHORT.c.round))
    .join(PERSON, PART)
    .where(
        COHORT.c.workspace == bindparam("workspace"),
        COHORT.c.round == bindparam("round"),
        COHORT.c.person > bindparam("after"),
        ROUND.c.is_closed == false(),
        ~IS_ASKED,
    )
    .order_by(COHORT.c.person)
    .limit(bindparam("most"))
    .with_for_update(read=True, of=[ROUND, PERSON])
)
PLANNED = (pulses.KIND, REMINDER)
UNSENT = (DELIVERY.c.state == str(State.DUE), DELIVERY.c.attempted_at.is_(None))


def last_week(db: Db) -> str | None:
    """The week of the newest round, open or closed."""
    week: str | None = db.run(select(func.max(ROUND.c.week)).where(ROUND.c.workspace == db.workspace)).scalar()
    return week


def schedule(db: Db, policy: Policy, now: datetime) -> Schedule | None:
    """When pulses come round; while there is no team, as if the first one came now. None where nothing was chosen."""
    known = schedules.one(db, pulses.KIND)
    if known is None or teams.every(db):
        return known
    return pulses.at_first_team(known, last_week(db), now, policy)


def unplanned(db: Db, now: datetime) -> list[Round]:
    """The rounds that can be answered and whose messages are not all in the outbox yet."""
    fields = (ROUND.c.id, ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)
    found = select(*fields).where(*_open(db), ROUND.c.is_planned == false(), ROUND.c.closes_at > now)
    return [Round(*row) for row in db.run(found.order_by(ROUND.c.week))]


def unasked(db: Db, opened: Round, after: str, most: int) -> dict[str, Respondent]:
    """The next people of an open round's cohort after an id who have no message yet; none of a closed one.

    Until the act ends the round stays open, and they keep their zones and wishes: who changes one meets the messages.
    """
    here = {"workspace": db.workspace, "round": opened.id, "after": after, "most": most}
    zones = {row.person: row.tz for row in db.run(UNASKED_IN_ORDER, here | {"key": pulses.key(opened, "")})}
    return _respondents(db, opened, zones)


def _respondents(db: Db, opened: Round, zones: Mapping[str, str]) -> dict[str, Respondent]:
    chosen = preferences.among(db, min(zones), max(zones)) if zones else {}
    return {
        person: asking.respondent(opened, person, zone, chosen.get(person, AS_IT_SHIPS))
        for person, zone in zones.items()
    }


def enqueue(db: Db, opened: Round, plans: Mapping[str, Plan], ids: str, nonces: str) -> int:
    """Put people's messages in the outbox, with their reminders. Returns how many are asked by that.

    In the order of their ids, so that two who do it at once wait for each other and never in a circle. `ids` and
    `nonces` are new ids of which theirs are made by numbering them.
    """
    asks, reminders = list[upserts.Row](), list[upserts.Row]()
    windows = ((person, *planned) for person in sorted(plans) for planned in sorted(plans[person].items()))
    for count, (person, number, window) in enumerate(windows, start=1):
        message = {"id": f"{ids}-{count}", "nonce": f"{nonces}-{count}", "recipient": person, **vars(window)}
        message["key"] = asking.key(opened, person, number)
        (asks if number == asking.ASK else reminders).append(message)
    alike = {"subject": opened.id, **delivery.NEW}
    asked = delivery.enqueue_many(db, asks, {**alike, "kind": pulses.KIND})
    delivery.enqueue_many(db, reminders, {**alike, "kind": REMINDER})
    return asked


def mark_planned(db: Db, round_id: str) -> None:
    """Note that an open round's messages are all in the outbox."""
    db.run(update(ROUND).where(*_open(db), ROUND.c.id == round_id).values(is_planned=true()))


def overdue(db: Db, round_id: str, now: datetime) -> set[str]:
    """Who has a message of a round that is due and was never attempted."""
    mine = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, DELIVERY.c.kind.in_(PLANNED))
    return set(db.run(select(DELIVERY.c.recipient).where(*mine, *UNSENT, DELIVERY.c.due_at <= now, WAITING)).scalars())


def replan(db: Db, opened: Round, people: Collection[str], now: datetime, *, keeps_asks: bool = False) -> int:
    """Give the messages to people that wait the times that suit them now: their clock or wishes have changed, or the
    bot was down. With `keeps_asks` only the reminders follow where an ask was put. Returns how many have moved.
    """
    in_order = sorted(people)
    pieces = [in_order[start : start + MOVED_AT_ONCE] for start in range(0, len(in_order), MOVED_AT_ONCE)]
    return sum(_replan(db, opened, piece, now, keeps_asks=keeps_asks) for piece in pieces)


def _replan(db: Db, opened: Round, people: list[str], now: datetime, *, keeps_asks: bool) -> int:
    held = select(PERSON.c.id, PERSON.c.tz).where(PERSON.c.workspace == db.workspace, PERSON.c.id.in_(people))
    zones = {row.id: row.tz for row in db.run(held.order_by(PERSON.c.id).with_for_update())}  # no plan is under way
    numbers = (*asking.NUMBERS, asking.PUT_OFF)
    names = {asking.key(opened, person, number): (person, number) for person in zones for number in numbers}
    asked, waiting = dict[str, datetime](), defaultdict[str, dict[int, datetime]](dict)
    for row in db.run(_messages(db, names)):
        person, number = names[row.key]
        is_kept = keeps_asks and number == asking.ASK
        if row.state == State.DUE and row.attempted_at is None and not is_kept:
            waiting[person][number] = row.due_at
        elif number == asking.ASK:
            asked[person] = row.due_at
    moves = {
        asking.key(opened, person, number): window
        for person, who in _respondents(db, opened, zones).items()
        for number, window in asking.moved(opened, who, waiting[person], asked.get(person), now).items()
        if window.due_at != waiting[person][number]
    }
    return move(db, moves)


def _messages(db: Db, keys: Iterable[str]) -> Select[Any]:
    fields = (DELIVERY.c.key, DELIVERY.c.state, DELIVERY.c.due_at, DELIVERY.c.attempted_at)
    return select(*fields).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key.in_(list(keys)))


def move(db: Db, windows: Mapping[str, Window]) -> int:
    """Give messages, by key, another time. Returns how many: only those that were never attempted."""
    moved = update(DELIVERY).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key == bindparam("known"), *UNSENT)
    moved = moved.values(due_at=bindparam("due"), expires_at=bindparam("expires"), held_from=None)
    given = [  # all who write take the same order
        {"known": key, "due": windows[key].due_at, "expires": windows[key].expires_at} for key in sorted(windows)
    ]
    return db.run(moved.execution_options(preserve_rowcount=True), given).rowcount if given else 0


def snooze(db: Db, opened: Round, person: str, at: datetime, new_id: str, nonce: str) -> None:
    """Remind someone at a moment that they have asked for, in place of any that they asked for before.

    Where one of their reminders comes at about that time anyway, that is the one.
    """
    later = asking.key(opened, person, asking.PUT_OFF)
    planned = (asking.key(opened, person, number) for number in (asking.FIRST, asking.LAST))
    waiting = [row.due_at for row in db.run(_messages(db, planned).where(*UNSENT))]
    if asking.is_covered(at, waiting):
        db.run(delete(DELIVERY).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key == later, *UNSENT))
        return
    window = asking.Window(at, opened.closes_at - asking.LAST_HOUR)
    delivery.enqueue(db, [Delivery(new_id, later, REMINDER, person, opened.id, nonce=nonce, **vars(window))])
    move(db, {later: window})


def unsent(db: Db, round_id: str) -> int:
    """How many people of a round were not given its message: it came too late, or Slack refused it."""
    settled = DELIVERY.c.state.in_([str(State.SENT), str(State.SKIPPED)])
    here = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, DELIVERY.c.kind == pulses.KIND)
    found: int = db.run(select(func.count()).where(*here, ~settled)).scalar_one()
    return found


def _open(db: Db) -> tuple[ColumnElement[bool], ...]:
    return ROUND.c.workspace == db.workspace, ROUND.c.is_closed == false()
