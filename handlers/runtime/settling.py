"""What is written down, counted and logged of an attempt at a delivery; of those that vanish, nothing."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.channels import UNSEEN
from bot.delivery import HISTORY, POST, AtGate, Claim, Delivery, Failed, Look, Next, Result, Sent, State, at_gate
from handlers import AFTERWARDS, teams
from handlers.runtime import metrics
from handlers.world import World
from storage import delivery as outbox
from storage import gates, late
from storage.database import Db

log = logging.getLogger("heartline.sender")
OUTCOMES = {State.RETRY: "retried"}


def settle(db: Db, world: World, owner: str, claim: Claim, decided: Next, result: Result | Look) -> None:
    """Write down what came of a call: for the delivery, for the gate, and for those who lead a team, where it matters.

    Only the owner may; what the call has shown of the gate is true in any case.
    """
    now, sent = world.now(), result if isinstance(result, Sent) else None
    is_mine = finish(db, world, owner, claim.delivery, decided, sent)
    if is_mine and claim.method == POST and isinstance(result, Failed) and result.is_about_recipient:
        teams.tell_managers(db, world, claim.delivery, result.error)
    match at_gate(claim, result):
        case AtGate.CLOSED if isinstance(result, Failed):
            gates.refuse(db, claim.method, now, result.lasts, is_probe=claim.is_probe)
        case AtGate.OPEN if claim.is_probe:
            gates.let_through(db, claim.method, now)
        case AtGate.UNTRIED:
            leave_gate(db, world, claim)


def finish(db: Db, world: World, owner: str, delivery: Delivery, decided: Next, sent: Sent | None) -> bool:
    """Write down what became of a delivery, with what its kind wants done then. False: it is not theirs any more."""
    is_mine = outbox.finish(db, delivery, owner, decided, sent)
    if is_mine:
        _afterwards(db, world, delivery, decided, sent)
    return is_mine


def expire(db: Db, world: World, now: datetime) -> int:
    """Give up what came too late, and return how many, without those that vanish."""
    for dropped in late.drop(db, now):
        _afterwards(db, world, dropped, Next(State.EXPIRED, now), None)
    return late.expire(db, now)


def _afterwards(db: Db, world: World, delivery: Delivery, decided: Next, sent: Sent | None) -> None:
    if delivery.kind in AFTERWARDS:
        AFTERWARDS[delivery.kind](db, world, delivery, decided, sent)


def give_back(db: Db, world: World, owner: str, claim: Claim) -> None:
    """Let others have what was claimed and not begun."""
    outbox.release(db, owner, [claim.delivery.id])
    leave_gate(db, world, claim)


def leave_gate(db: Db, world: World, claim: Claim) -> None:
    """Let another call try a closed gate, where this claim's call should have."""
    if claim.is_probe:
        gates.leave_untried(db, claim.method, world.now())


def give_up(db: Db, world: World, owner: str, claim: Claim, fault: str) -> None:
    """Give up what could not even be begun, because of a fault of ours. What was only looked for may have been sent."""
    delivery = claim.delivery
    if claim.method == HISTORY or not outbox.give_up(db, delivery, owner, fault):
        return
    _afterwards(db, world, delivery, Next(State.DEAD, world.now(), fault), None)
    leave_gate(db, world, claim)
    if not delivery.vanishes:
        metrics.DELIVERIES.labels("dead").inc()


def tell(world: World, delivery: Delivery, decided: Next) -> None:
    """Count what became of a delivery, and log it where something is wrong."""
    if delivery.vanishes or decided.error == UNSEEN or decided.state is State.DUE:  # nothing was tried yet
        return
    metrics.DELIVERIES.labels(OUTCOMES.get(decided.state, decided.state)).inc()
    if decided.state is State.SENT:
        metrics.LATENESS.observe((world.now() - delivery.due_at).total_seconds())
    if decided.error:
        told = (world.workspace, delivery.kind, decided.state, decided.error, delivery.attempts + 1)
        log.warning("workspace=%s act=deliver kind=%s outcome=%s error=%s attempt=%d", *told)


def tell_unwritten(world: World, delivery: Delivery, code: str) -> None:
    """Log that what became of a delivery could not be written down."""
    if not delivery.vanishes:
        told = (world.workspace, delivery.kind, delivery.id, code)
        log.error("workspace=%s act=finish kind=%s id=%s outcome=%s", *told)
