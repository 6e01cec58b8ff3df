"""Pulses: asked, answered, changed, taken back."""

from __future__ import annotations

from datetime import datetime

from bot import pulses
from bot.delivery import Delivery
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.pulses import Questions
from bot.views import pulses as views
from bot.views.kit import Message
from handlers.world import Ack, World, say
from storage import people as stored_people
from storage import pulses as stored
from storage.database import Db

KIND = pulses.KIND


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """What a pulse message says when it is sent; None when there is nothing to ask this person any more."""
    person = stored_people.one(db, delivery.recipient)
    questions = stored.questions(db, delivery.subject, delivery.recipient)
    if person is None or not person.takes_part or questions is None or not questions.round.accepts(now):
        return None
    return views.ask(questions)


def record(db: Db, round_id: str, person: str, item: str, score: int, now: datetime) -> Questions:
    """Keep, change or take back an answer. Returns the questions as they stand then. Raises Refused."""
    known = stored_people.one(db, person)
    if known is None or not known.takes_part:
        raise Refused("pulse_not_for_you")
    questions = _questions(db, round_id, person)
    if questions is None:
        raise Refused("pulse_not_for_you")
    answer = pulses.answer(questions, item, score, now)
    stored.keep(db, answer)
    return questions.after(answer)


async def on_answer(world: World, click: Click) -> Ack:
    """Someone pressed an answer, in the message or in the page that `/pulse` opens."""
    round_id, _, item = click.block_id.partition(":")
    score = int(click.value) if click.value.isascii() and click.value.isdigit() and len(click.value) == 1 else -1
    now = world.now()
    questions = await world.act(click.workspace, lambda db: record(db, round_id, click.person, item, score, now))
    if click.view_id:
        world.later(world.call("views.update", view_id=click.view_id, view=views.page(questions)))
    else:
        world.later(world.answer(click, views.ask(questions), replace=True))
    return None


async def on_command(world: World, command: Command) -> Ack:
    """`/pulse`: the open pulse as a page."""
    if command.text.casefold() == "help":
        return say(views.HELP)
    now = world.now()
    current = await world.act(command.workspace, stored.current)
    if current is None or not current.accepts(now):
        return say(views.nothing_open())
    questions = await world.act(command.workspace, lambda db: _questions(db, current.id, command.person))
    if questions is None:
        raise Refused("pulse_not_for_you")
    await world.call("views.open", trigger_id=command.trigger_id, view=views.page(questions))
    return None


def _questions(db: Db, round_id: str, person: str) -> Questions | None:
    """Someone's questions. A lost secret is the operator's affair; people are told that they cannot answer now."""
    try:
        return stored.questions(db, round_id, person)
    except Refused as refused:
        raise pulses.told(refused) from refused
