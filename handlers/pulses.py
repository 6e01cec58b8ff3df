"""Pulses: asked, answered, changed, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import moments, pulses
from bot.delivery import Delivery
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.views import preferences as preference_views
from bot.views import privacy as privacy_views
from bot.views import pulses as views
from bot.views.kit import Block, Message
from handlers import questions
from handlers.questions import Asked
from handlers.world import Ack, World, say
from storage import comments, planning, policies
from storage import people as stored_people
from storage import preferences as stored_preferences
from storage import pulses as stored
from storage.database import Db

KIND = pulses.KIND
Page = Callable[[Db, str, datetime], Block]


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """What a pulse message says when it is sent; None when there is nothing to ask this person any more.

    Whoever answered before is sent one too: a message that was not sent would tell that they did.
    """
    person = stored_people.one(db, delivery.recipient)
    found = stored.questions(db, delivery.subject, delivery.recipient)
    if person is None or not person.is_colleague or found is None or not found.round.accepts(now):
        return None
    chosen = stored_preferences.one(db, person.id)
    is_away = chosen.is_away(moments.local_day(now, person.tz))
    return None if is_away else questions.asked(db, found).message()


def record(db: Db, round_id: str, person: str, item: str, score: int, now: datetime) -> Asked:
    """Keep or change an answer. Returns the questions as they stand then. Raises Refused."""
    found = questions.admitted(db, round_id, person, now)
    answer = pulses.answer(found, item, score, now)
    stored.keep(db, answer)
    return questions.asked(db, found.after(answer))


def withdraw(db: Db, round_id: str, person: str, now: datetime) -> Asked:
    """Destroy all that someone has answered or written in an open round. Raises Refused."""
    found = questions.admitted(db, round_id, person, now)
    stored.withdraw(db, round_id, person)
    stored.keep(db, pulses.withdrawn(found))
    comments.drop_draft(db, round_id, person)
    return questions.asked(db, replace(found, answered=frozenset()))


async def on_answer(world: World, click: Click) -> Ack:
    """Someone pressed an answer, in the message or on the page."""
    round_id, _, item = click.block_id.partition(":")
    now = world.now()
    stand = await questions.act(world, click, lambda db: record(db, round_id, click.person, item, click.number, now))
    questions.show(world, click, stand.message(after=item), stand.page())
    return None


async def on_again(world: World, click: Click) -> Ack:
    """*Answer now* and *Answer after all*: the questions come back."""
    stand = await _stand(world, click)
    questions.show(world, click, stand.message(), stand.page())
    return None


async def on_open(world: World, click: Click) -> Ack:
    """*Change my answers*, or *Answer now* in a reminder: all questions on one page."""
    stand = await _stand(world, click)
    world.later(world.open(click, stand.page()))
    return None


async def _stand(world: World, click: Click) -> Asked:
    now = world.now()
    return await questions.act(
        world, click, lambda db: questions.asked(db, questions.admitted(db, click.value, click.person, now))
    )


async def on_withdraw(world: World, click: Click) -> Ack:
    """*Withdraw my answers*."""
    now = world.now()
    stand = await questions.act(world, click, lambda db: withdraw(db, click.value, click.person, now))
    questions.show(world, click, views.withdrawn(click.value, stand.texts), stand.page())
    return None


async def on_page(world: World, click: Click) -> Ack:
    """*Who sees this?* and *Settings*, wherever something is asked."""
    now, wanted = world.now(), PAGES[click.route]
    view = await world.act(click.workspace, lambda db: wanted(db, click.person, now))
    world.later(world.open(click, view))
    return None


async def on_command(world: World, command: Command) -> Ack:
    """`/pulse`: the open pulse as a page. With a word after it: the settings, the privacy card, or help."""
    now, wanted = world.now(), WORDS.get(command.text.casefold())
    if wanted is None:
        t = await world.act(command.workspace, lambda db: questions.language(db, command.person))
        return say(t("pulses.help"))
    view = await world.act(command.workspace, lambda db: wanted(db, command.person, now))
    await world.call("views.open", trigger_id=command.trigger_id, view=view)
    return None


def _pulse(db: Db, person: str, now: datetime) -> Block:
    """The open pulse, or why there is nothing to answer."""
    known, t = stored_people.one(db, person), questions.language(db, person)
    if known is None or not known.is_colleague:
        return views.note(t, t("pulses.not_asked"))
    chosen = stored_preferences.one(db, person)
    if chosen.is_away(moments.local_day(now, known.tz)):
        return views.away(None if chosen.is_out else chosen.paused_until, t)
    current = stored.current(db)
    if current is None or not current.accepts(now):
        policy = policies.one(db)
        schedule = planning.schedule(db, policy, now)
        coming = pulses.coming(schedule, now, planning.last_week(db), policy) if schedule else None
        return views.nothing_open(coming, t)
    found = questions.of(db, current.id, person)
    return views.note(t, t("pulses.not_asked")) if found is None else questions.asked(db, found).page()


def _settings(db: Db, person: str, now: datetime) -> Block:
    known = stored_people.one(db, person)
    if known is None:
        raise Refused("pulse_not_for_you")
    today = moments.local_day(now, known.tz)
    return preference_views.form(stored_preferences.one(db, person), today, questions.language(db, person))


def _privacy(db: Db, person: str, _now: datetime) -> Block:
    return privacy_views.card(questions.language(db, person), policies.one(db).threshold)


WORDS: Mapping[str, Page] = {"": _pulse, "settings": _settings, "privacy": _privacy}
PAGES: Mapping[str, Page] = {preference_views.OPEN: _settings, privacy_views.OPEN: _privacy}
