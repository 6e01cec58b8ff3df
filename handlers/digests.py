"""Digests: composed once from what a closed round left behind, and posted to those whom they are for.

A team's goes to its channel, for all in it at once; a department's and the company's to the person who leads it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot import composing, digest_reading
from bot import delivery as deliveries
from bot.changes import Change
from bot.composing import Group
from bot.delivery import WORTH_SENDING, Delivery, Next, Sent, State
from bot.digests import Digest, key
from bot.errors import Refused
from bot.pulses import Round
from bot.views.kit import Message
from handlers import digest_leads, looks, offers
from handlers.world import World
from storage import changes, digest_facts, digest_groups, policies, readers, stuck
from storage import delivery as outbox
from storage import digests as stored
from storage import pulses as stored_pulses
from storage import teams as stored_teams
from storage.database import Db
from storage.digest_facts import Course
from storage.digests import Kept

KIND, CHANGED = deliveries.DIGEST, deliveries.DIGEST_CHANGED
AGAIN, DELETED = "again", "message_not_found"  # Slack's word for a message that somebody has deleted
# Of a message that is told anew if it ever is sent, such as one that waits for its hour.
NOWHERE = (None, State.DUE, State.SKIPPED, State.DEAD, State.EXPIRED)
AT_ONCE = 50  # groups an act: on SQLite nobody else can write meanwhile


async def post_due(world: World, *, has_lost: bool = False) -> list[Group]:
    """Compose the digests of the last closed round that are missing, to be posted at their hour; the clock calls this
    again and again.

    Some groups an act, so that others get in between; the larger ones come last. For `has_lost` see `missing`.
    """
    found = await world.act(world.workspace, lambda db: missing(db, world.now(), has_lost=has_lost))
    if found is None:
        return []
    (closed, groups), posted, failed = found, list[Group](), list[BaseException]()
    await looks.take(world, closed)
    course = await world.act(world.workspace, lambda db: digest_facts.course(db, closed))
    for begin in range(0, len(groups), AT_ONCE):
        some = partial(post, world=world, course=course, groups=groups[begin : begin + AT_ONCE])
        (done,) = await asyncio.gather(world.act(world.workspace, some), return_exceptions=True)
        if isinstance(done, BaseException):
            failed.append(done)  # the others' digests come all the same
        else:
            posted += done
    if failed:
        raise failed[0]
    return posted


def missing(db: Db, now: datetime, *, has_lost: bool) -> tuple[Round, list[Group]] | None:
    """The last closed round, while its digests are worth sending, and the groups that have none of it yet, if any.

    Also those whose digest has lost its message, as in a restored backup: before its hour, and with `has_lost` on an
    admin's word afterwards, when nobody knows whether it was posted.
    """
    closed = stored_pulses.latest_closed(db)
    at = policies.one(db).digest_due(closed.closes_at) if closed else now
    if closed is None or now - at > WORTH_SENDING:
        return None
    every, kept = digest_groups.of_round(db, closed), stored.groups_of(db, closed.id)
    lost = _unplanned(db, closed, every) if has_lost or now < at else ()
    groups = [group for group in every if group.id not in kept or group in lost]
    return (closed, groups) if groups else None


def _unplanned(db: Db, closed: Round, groups: Iterable[Group]) -> list[Group]:
    """The groups whose digest has no message."""
    by_key = {key(closed.week, group.id): group for group in groups}
    known = changes.known(db, by_key)
    return [group for name, group in by_key.items() if name not in known]


def post(db: Db, world: World, course: Course, groups: Sequence[Group]) -> list[Group]:
    """Keep the digests of some groups, with the messages that tell them; what is kept already stays as it is.

    Returns those that no other replica has planned.
    """
    of, composed, reading = course.closed, _composed(db, course, groups), readers.every(db)
    new = stored.keep(db, of.id, composed)
    offers.offer(db, world, of, {group: composed[group] for group in sorted(new)})
    posted, told = _unplanned(db, of, groups), list[Delivery]()
    for group in posted:
        kept = Kept(of.id, group.id, of.week)
        told.append(_message(world, kept, group.goes_to, course.posted_at))
        told += digest_leads.messages(world, kept, reading.get(group.id, ()), course.posted_at)
    outbox.enqueue(db, told)
    return posted


def _composed(db: Db, course: Course, groups: Sequence[Group]) -> dict[str, Digest]:
    facts = digest_facts.load(db, course, groups)
    return {group: composing.compose(known) for group, known in facts.items()}


async def post_again(world: World) -> list[Group]:
    """The same on an admin's word, and now: also those that wait for their hour, that Slack has refused so far, that
    came too late, that nobody got as there was nobody to lead their group, or whose message was lost.
    """
    posted = await post_due(world, has_lost=True)
    return posted + await world.act(world.workspace, lambda db: _revived(db, world, posted))


def _revived(db: Db, world: World, posted: list[Group]) -> list[Group]:
    closed, now = stored_pulses.latest_closed(db), world.now()
    if closed is None:
        raise Refused("digest_none")
    groups = [group for group in digest_groups.of_round(db, closed) if group not in posted]
    others = {key(closed.week, group.id): group for group in groups}
    again, skipped = stuck.revive(db, others, now, now + WORTH_SENDING), stuck.skipped(db, others)
    again |= stuck.hasten(db, (KIND, digest_leads.KIND), now)
    anew = {name: Kept(closed.id, others[name].id, closed.week) for name in sorted(skipped)}
    changes.renew(db, [_message(world, kept, others[name].goes_to, now) for name, kept in anew.items()])
    return [group for name, group in others.items() if name in again | skipped]


async def repair(world: World) -> list[Group]:
    """Have the digests of the last closed round looked for where they were posted; those that somebody deleted there
    are posted once more, as they were kept. Returns those that are looked for.
    """
    return await world.act(world.workspace, lambda db: _repaired(db, world))


def _repaired(db: Db, world: World) -> list[Group]:
    closed = stored_pulses.latest_closed(db)
    if closed is None:
        return []
    looked_for = []
    for group in digest_groups.of_round(db, closed):
        kept = Kept(closed.id, group.id, closed.week)
        if _change(db, world, kept, AGAIN):
            stored.settle(db, kept)  # what is found, or posted once more, says what is so then
            looked_for.append(group)
    return looked_for


def note_changed(db: Db, world: World, delivery: Delivery, decided: Next, _sent: Sent | None) -> None:
    """Post a digest once more that was looked for and is not there any more."""
    round_id, group, *why = delivery.subject.split(":")
    if decided.state is State.DEAD and decided.error == DELETED and why == [AGAIN]:
        kept = Kept(round_id, group, delivery.key.split(":")[1])
        if goes_to := changes.recipient_of(db, key(kept.week, group)):
            changes.renew(db, [_message(world, kept, goes_to, world.now())])


def note_posted(db: Db, world: World, delivery: Delivery, decided: Next, sent: Sent | None) -> None:
    """Post what did not go where it was planned to, where it goes now; and tell those who came to lead the group.

    A message that was looked for, and found, says what was so when it was first tried: it is told anew.
    """
    round_id, group = delivery.subject.split(":")
    if sent and delivery.unknowns:
        stored.mark(db, round_id, group)
    if decided.state not in (State.SENT, State.SKIPPED):
        return
    kept, now = Kept(round_id, group, delivery.key.split(":")[1]), world.now()
    outbox.enqueue(db, digest_leads.messages(world, kept, readers.of(db, group), now))
    goes_to = _goes_to(db, group, delivery.recipient)
    if decided.state is State.SKIPPED and goes_to and goes_to != delivery.recipient:
        changes.renew(db, [_message(world, kept, goes_to, now)])


def _goes_to(db: Db, group: str, recipient: str) -> str | None:
    team = stored_teams.one(db, group)
    return digest_reading.goes_to(recipient, readers.of(db, group), team.digest_in if team else None)


async def previews(world: World) -> list[Digest]:
    """The digests of the last closed round, as posted or as they would be. Raises Refused when no round has closed."""
    return await world.act(world.workspace, _previews)


def _previews(db: Db) -> list[Digest]:
    closed = stored_pulses.latest_closed(db)
    if closed is None:
        raise Refused("digest_none")
    groups = digest_groups.of_round(db, closed)
    kept = stored.some(db, [(closed.id, group.id) for group in groups])
    new = _composed(
        db, digest_facts.course(db, closed), [group for group in groups if (closed.id, group.id) not in kept]
    )
    told = {group: digest for (_, group), digest in offers.filled(db, kept).items()}
    return [(told | new)[group.id] for group in groups]


def _message(world: World, kept: Kept, goes_to: str, at: datetime) -> Delivery:
    """A digest's message for an hour, or for now where that has passed; from the hour on it is worth sending."""
    name, subject = key(kept.week, kept.group), f"{kept.round}:{kept.group}"
    new = world.delivery(KIND, name, goes_to, subject, at + WORTH_SENDING)
    return replace(new, due_at=max(new.due_at, at))


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What a digest message says; None when its team was removed, or it goes to another channel or lead by now."""
    round_id, group = delivery.subject.split(":")
    is_right = _goes_to(db, group, delivery.recipient) == delivery.recipient
    return offers.told(db, round_id, group) if is_right else None


async def retell_changed(world: World) -> int:
    """Have posted digests say what is kept of them now that something in them was changed; returns how many will.

    One that is on its way waits until it is known where it stands; the clock calls this again and again.
    """
    return await world.act(world.workspace, lambda db: sum(_retell(db, world, digest) for digest in stored.changed(db)))


def _retell(db: Db, world: World, digest: Kept) -> int:
    """Plan the change of a digest, unless one is on its way already, which may say what was so before."""
    wanted = _change(db, world, digest)
    if wanted or outbox.state_of(db, key(digest.week, digest.group)) in NOWHERE:
        stored.settle(db, digest)
    return wanted


def _change(db: Db, world: World, digest: Kept, *why: str) -> int:
    """Plan the change of a digest where it is known where that stands. Returns how many are new."""
    at = outbox.place_of(db, key(digest.week, digest.group))
    if at is None:
        return 0
    name, subject = f"{CHANGED}:{digest.week}:{digest.group}", ":".join((digest.round, digest.group, *why))
    return changes.renew(db, [world.delivery(CHANGED, name, at.channel, subject, world.now() + WORTH_SENDING)])


def render_changed(db: Db, delivery: Delivery, _now: datetime) -> Change | None:
    """What is put in a posted digest's place; None when nobody knows where that is, or who got it reads it no more."""
    _, week, group = delivery.key.split(":", 2)
    posted = key(week, group)
    recipient, leads = changes.recipient_of(db, posted), readers.of(db, group)
    at, is_team = outbox.place_of(db, posted), stored_teams.one(db, group) is not None
    if at is None or not digest_reading.is_told(recipient, leads, is_team=is_team):
        return None
    message = offers.told(db, delivery.subject.split(":")[0], group)
    return Change(message, at) if message else None
