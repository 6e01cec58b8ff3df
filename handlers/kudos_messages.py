"""What follows a kudos: who is told, who shares it, joins in, changes it or takes it back.

Messages about a kudos go through the outbox, one at a time for each place. Every change counts its version up; a
message that went out while it changed is changed, or taken away, afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot import kudos as rules
from bot import sharing
from bot.changes import Change
from bot.delivery import KUDOS, KUDOS_CHANGED, KUDOS_GONE, KUDOS_SHARED, WORTH_SENDING, Delivery, Next, Sent, State
from bot.errors import Refused
from bot.kudos import Kudos
from bot.sharing import Received, Telling
from bot.views import kudos_messages as views
from bot.views.kit import Message
from handlers.world import World
from storage import changes, kudos_values, people, retelling, teams
from storage import delivery as outbox
from storage import kudos_messages as stored
from storage.database import Db
from storage.kudos_messages import Standing


def tell(db: Db, world: World, kudos: Kudos, always: frozenset[str]) -> None:
    """Put a message to each receiver in the outbox, and into the channels of those who `always` share.

    For a kudos that was just kept, and for one that is given again after it was taken back.
    """
    channels = [] if kudos.is_public else _shared_by_habit(db, world, kudos, always)
    messages = [(KUDOS, person) for person in kudos.receivers] + [(KUDOS_SHARED, channel) for channel in channels]
    if kudos.version:
        _show(db, world, kudos, messages)
    else:
        outbox.enqueue(db, [_delivery(world, kudos, kind, place) for kind, place in messages])


def _shared_by_habit(db: Db, world: World, kudos: Kudos, always: frozenset[str]) -> list[str]:
    """Share a kudos for those who always do, and return the channels."""
    channels = []
    for person in sorted(always.intersection(kudos.receivers)):
        if team := teams.home_of(db, person):
            stored.share(db, kudos.id, person, team.id, team.thanks_in, world.now())
            channels.append(team.thanks_in)
    return sorted(set(channels))


def share(db: Db, world: World, kudos_id: str, receiver: str) -> Received:
    """Put a kudos into its receiver's team channel, once. Raises Refused when it is not theirs to share there."""
    kudos = stored.held(db, kudos_id)
    team = sharing.share(stored.received(db, kudos_id, receiver))
    if kudos and stored.share(db, kudos_id, receiver, team.id, team.thanks_in, world.now()):
        _show(db, world, _counted(db, kudos), [(KUDOS_SHARED, team.thanks_in)])
    return _received(db, kudos_id, receiver)


def unshare(db: Db, world: World, kudos_id: str, receiver: str) -> Received:
    """Take a receiver's kudos out of the channel again, and out of digests. Raises Refused when it is not theirs.

    To do it twice tries once more what could not be taken away.
    """
    kudos = stored.held(db, kudos_id)
    _received(db, kudos_id, receiver)
    told_to = stored.teams(db, kudos_id)
    if kudos and stored.unshare(db, kudos_id, receiver):
        shared = stored.shared(db, kudos_id)
        retelling.kudos(db, told_to, kudos, shared)
        if not sharing.has_place(kudos, shared):
            stored.drop_joins(db, kudos_id)
        kudos = _counted(db, kudos)
    if kudos:
        _follow(db, world, kudos)
    return _received(db, kudos_id, receiver)


def _received(db: Db, kudos_id: str, receiver: str) -> Received:
    found = stored.received(db, kudos_id, receiver)
    if found is None:
        raise Refused("kudos_not_yours")
    return found


def take_back(db: Db, world: World, kudos_id: str, giver: str) -> Kudos:
    """Take a kudos back, with its words and every message about it. Raises Refused when it is not theirs.

    To do it twice tries once more what could not be taken away.
    """
    kudos = stored.held(db, kudos_id)
    taken = sharing.taken_back(kudos, giver)
    if kudos and taken != kudos:
        retelling.kudos(db, stored.teams(db, kudos.id), kudos, ())
        stored.keep(db, taken)
    _follow(db, world, taken)
    return taken


def edit(db: Db, world: World, kudos_id: str, giver: str, did: str, enabled: str, value: str, need: str) -> Kudos:
    """Change the words of a kudos, wherever they stand.

    Raises Refused when it is not theirs, when ten minutes are over, and for words that a kudos cannot have.
    """
    kudos = sharing.editable(stored.held(db, kudos_id), giver, world.now())
    wanted = replace(kudos, did=did, enabled=enabled, value=value, need=need)
    worded = rules.worded(wanted, [*kudos_values.every(db), kudos.value])  # one that it has may be on the list no more
    if worded == kudos:
        return kudos
    changed = _counted(db, worded)
    retelling.kudos(db, stored.teams(db, kudos.id), changed, stored.shared(db, kudos.id))
    _follow(db, world, changed)
    return changed


def join(db: Db, world: World, kudos_id: str, person: str) -> bool:
    """Have someone join in a kudos. False when they cannot, or have already."""
    kudos = stored.held(db, kudos_id)
    if kudos is None or not sharing.may_join(kudos, people.one(db, person)):
        return False
    joined = stored.join(db, kudos_id, person, world.now())
    if joined:
        _follow(db, world, _counted(db, kudos))
    return joined


def leave(db: Db, world: World, kudos_id: str, person: str) -> bool:
    """Have someone not join in a kudos any more. False when they did not."""
    kudos = stored.held(db, kudos_id)
    left = kudos is not None and stored.leave(db, kudos_id, person)
    if kudos and left:
        _follow(db, world, _counted(db, kudos))
    return left


def _counted(db: Db, kudos: Kudos) -> Kudos:
    """Keep a kudos that has changed, as its next version."""
    changed = replace(kudos, version=kudos.version + 1)
    stored.keep(db, changed)
    return changed


def _show(db: Db, world: World, kudos: Kudos, messages: Iterable[tuple[str, str]]) -> None:
    """Have these messages stand, of which some may stand already, and the others say what is so now."""
    known = {(message.kind, message.place) for message in stored.standing(db, kudos.id)}
    changes.renew(db, [_delivery(world, kudos, kind, place) for kind, place in messages if (kind, place) not in known])
    _follow(db, world, kudos)


def _follow(db: Db, world: World, kudos: Kudos) -> None:
    """Have every message that stands about a kudos changed, or taken away where it is not wanted any more."""
    shared = set(stored.shared(db, kudos.id).values())
    standing = stored.standing(db, kudos.id)
    changes.renew(db, [_following(world, kudos, message, shared) for message in standing])


def _following(world: World, kudos: Kudos, message: Standing, shared: set[str]) -> Delivery:
    kind = KUDOS_CHANGED if sharing.is_wanted(kudos, message.kind, message.place, shared) else KUDOS_GONE
    key = f"{kind}:{message.kind}:{message.place}:{kudos.id}"
    return world.delivery(kind, key, message.place, f"{kudos.id}:{kudos.version}", world.now() + WORTH_SENDING)


def _delivery(world: World, kudos: Kudos, kind: str, place: str) -> Delivery:
    key = f"{kind}:{kudos.id}:{place}"
    return world.delivery(kind, key, place, f"{kudos.id}:{kudos.version}", world.now() + WORTH_SENDING)


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What a message about a kudos says; None when it was taken back, is shared no more, or its receiver has left."""
    return _message(db, stored.telling(db, _kudos_id(delivery)), delivery.kind, delivery.recipient)


def render_changed(db: Db, delivery: Delivery, _now: datetime) -> Change | None:
    """What is put in the place of a message that stands; None when it does not, or is about to be taken away."""
    kudos_id, kind = _kudos_id(delivery), _kind_of(delivery)
    at = _place(db, kudos_id, kind, delivery.recipient)
    message = _message(db, stored.telling(db, kudos_id), kind, delivery.recipient) if at else None
    return Change(message, at) if message else None


def render_gone(db: Db, delivery: Delivery, _now: datetime) -> Change | None:
    """The message that is taken away; None when it stands no more, or is wanted again before that was tried."""
    kudos_id, kind = _kudos_id(delivery), _kind_of(delivery)
    at = _place(db, kudos_id, kind, delivery.recipient)
    if at is None or (not delivery.attempts and _message(db, stored.telling(db, kudos_id), kind, delivery.recipient)):
        return None
    return Change(None, None, (at,))


def _message(db: Db, telling: Telling | None, kind: str, place: str) -> Message | None:
    if telling is None or not sharing.is_wanted(telling.kudos, kind, place, set(telling.shared.values())):
        return None
    if kind == KUDOS_SHARED:
        return views.shared(telling, place)
    person, received = people.one(db, place), stored.received(db, telling.kudos.id, place)
    return views.received(received) if person and person.is_colleague and received else None


def note(db: Db, world: World, delivery: Delivery, decided: Next, sent: Sent | None) -> None:
    """Note where a message stands, or stands no more; what changed while it was under way is seen to now."""
    kudos = stored.held(db, _kudos_id(delivery)) if decided.is_settled else None
    if kudos is None:
        return
    if sent and delivery.kind in (KUDOS, KUDOS_SHARED):
        stored.note(db, kudos.id, Standing(delivery.kind, delivery.recipient, sent))
    if sent and delivery.kind == KUDOS_GONE:
        stored.forget(db, kudos.id, _kind_of(delivery), delivery.recipient)
    if delivery.subject != f"{kudos.id}:{kudos.version}" and decided.state in (State.SENT, State.SKIPPED):
        _catch_up(db, world, kudos, _kind_of(delivery), delivery.recipient)


def _catch_up(db: Db, world: World, kudos: Kudos, kind: str, place: str) -> None:
    """Have a place show what is so now, whether a message stands there or not."""
    shared = set(stored.shared(db, kudos.id).values())
    if at := _place(db, kudos.id, kind, place):
        changes.renew(db, [_following(world, kudos, Standing(kind, place, at), shared)])
    elif sharing.is_wanted(kudos, kind, place, shared):
        changes.renew(db, [_delivery(world, kudos, kind, place)])


def _place(db: Db, kudos_id: str, kind: str, place: str) -> Sent | None:
    found = (message.at for message in stored.standing(db, kudos_id) if (message.kind, message.place) == (kind, place))
    return next(found, None)


def _kudos_id(delivery: Delivery) -> str:
    return delivery.subject.rpartition(":")[0]


def _kind_of(delivery: Delivery) -> str:
    """The kind of the message that a delivery posts, changes or takes away."""
    return delivery.key.split(":")[1] if delivery.kind in (KUDOS_CHANGED, KUDOS_GONE) else delivery.kind
