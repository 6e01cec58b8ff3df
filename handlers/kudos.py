"""Kudos: given by command, form or shortcut, received in a direct message, shared by the receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import kudos
from bot.delivery import WORTH_SENDING, Delivery
from bot.payloads import Click, Command, Form, Shortcut
from bot.people import named
from bot.views import kudos as views
from bot.views.kit import Message
from handlers.world import Ack, World, note, say
from storage import delivery as outbox
from storage import kudos as stored
from storage import people as stored_people
from storage.database import Db

RECEIVED, SHARED = "kudos", "kudos_shared"


@dataclass(frozen=True)
class Thanks:
    """A kudos as its giver asks for it. `id` is the same when the same form arrives again."""

    id: str
    giver: str
    receivers: tuple[str, ...]
    did: str
    enabled: str = ""


def give(db: Db, world: World, thanks: Thanks) -> str:
    """Keep a kudos, once, and put a message to each receiver in the outbox. Returns their names. Raises Refused."""
    now = world.now()
    known = stored_people.by_ids(db, {thanks.giver, *thanks.receivers})
    receivers = [known.get(receiver) for receiver in thanks.receivers]
    given = kudos.give(thanks.id, known.get(thanks.giver), receivers, thanks.did, thanks.enabled, now)
    if stored.keep(db, given):
        outbox.enqueue(db, [_delivery(world, RECEIVED, given.id, person, person, now) for person in given.receivers])
    return named(known.values(), given.receivers)


def share(db: Db, world: World, kudos_id: str, receiver: str) -> kudos.Receipt:
    """Put a kudos into its receiver's team channel, once. Raises Refused when it is not theirs to share."""
    receipt = kudos.share(stored.receipt(db, kudos_id, receiver))
    now = world.now()
    if stored.mark_shared(db, kudos_id, receiver, now) and receipt.channel:
        outbox.enqueue(db, [_delivery(world, SHARED, kudos_id, receiver, receipt.channel, now)])
    return kudos.share(stored.receipt(db, kudos_id, receiver))


def _delivery(world: World, kind: str, kudos_id: str, receiver: str, recipient: str, now: datetime) -> Delivery:
    subject = f"{kudos_id}:{receiver}"
    return world.delivery(kind, f"{kind}:{subject}", recipient, subject, now + WORTH_SENDING)


def render_received(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What the receiver reads; None when they have left."""
    kudos_id, _, receiver = delivery.subject.partition(":")
    person, receipt = stored_people.one(db, receiver), stored.receipt(db, kudos_id, receiver)
    return views.received(receipt) if person and person.is_colleague and receipt else None


def render_shared(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What the team reads."""
    kudos_id, _, receiver = delivery.subject.partition(":")
    receipt = stored.receipt(db, kudos_id, receiver)
    return views.shared(receipt) if receipt and receipt.is_shared else None


async def on_command(world: World, command: Command) -> Ack:
    """`/kudos`: alone it opens the form, with people and words it gives at once."""
    if command.text.casefold() == "help":
        return say(views.HELP)
    if not command.text:
        await world.call("views.open", trigger_id=command.trigger_id, view=views.form())
        return None
    people, did = kudos.parse_command(command.text)
    thanks = Thanks(command.trigger_id or world.new_id(), command.person, people, did)  # it may arrive twice
    return say(views.given(await world.act(command.workspace, lambda db: give(db, world, thanks))))


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted."""
    people, did, enabled = form.several("people"), form.text("did"), form.text("enabled")
    thanks = Thanks(form.view_id or world.new_id(), form.person, people, did, enabled)
    names = await world.act(form.workspace, lambda db: give(db, world, thanks))
    return {"response_action": "update", "view": note(views.given(names))}


async def on_shortcut(world: World, shortcut: Shortcut) -> Ack:
    """*Give kudos* from the menu, or on a message, whose author it is for when they can be thanked."""
    author = await world.act(shortcut.workspace, lambda db: stored_people.one(db, shortcut.author))
    is_someone = author is not None and author.is_colleague and author.id != shortcut.person
    view = views.form((shortcut.author,) if is_someone else ())
    await world.call("views.open", trigger_id=shortcut.trigger_id, view=view)
    return None


async def on_open(world: World, click: Click) -> Ack:
    """*Give kudos* at the end of a pulse, in its message or on its page."""
    world.later(world.open(click, views.form()))
    return None


async def on_share(world: World, click: Click) -> Ack:
    """*Share with the team*, pressed by the receiver."""
    receipt = await world.act(click.workspace, lambda db: share(db, world, click.value, click.person))
    world.later(world.answer(click, views.received(receipt), replace=True))
    return None
