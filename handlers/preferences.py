"""How someone wants to be asked: pauses, the end of all pulses, and the form with everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot import asking, moments, preferences
from bot.errors import Refused
from bot.payloads import Click, Form
from bot.preferences import Preferences
from bot.views import preferences as views
from bot.views import pulses as pulse_views
from bot.views.kit import Block, Message
from bot.views.language import Texts
from handlers import questions
from handlers.questions import Asked
from handlers.world import Ack, World
from storage import people as stored_people
from storage import planning
from storage import preferences as stored
from storage import pulses as stored_pulses
from storage.database import Db

Choice = Callable[[Preferences, date], Preferences]


def choose(db: Db, person: str, choice: Choice, now: datetime) -> tuple[Preferences, Texts]:
    """Keep what someone chooses, given what they have and their local day, and how they read. Raises Refused."""
    known = stored_people.one(db, person)
    if known is None or not known.is_colleague:
        raise Refused("pulse_not_for_you")
    chosen = choice(stored.one(db, person), moments.local_day(now, known.tz))
    stored.put(db, person, chosen)
    if opened := stored_pulses.current(db):
        planning.replan(db, opened, [person], now)
    return chosen, questions.language(db, person)


async def on_pause(world: World, click: Click) -> Ack:
    """*Pause 2 weeks*, or 4."""
    chosen, t = await _clicked(world, click, lambda old, today: preferences.paused(old, today, click.number))
    if chosen.paused_until:
        world.later(world.answer(click, pulse_views.paused(chosen.paused_until, t), replace=True))
    return None


async def on_stop(world: World, click: Click) -> Ack:
    """*Stop asking me*: for good."""
    _, t = await _clicked(world, click, lambda old, _: replace(old, is_out=True))
    world.later(world.answer(click, pulse_views.stopped(t), replace=True))
    return None


async def _clicked(world: World, click: Click, choice: Choice) -> tuple[Preferences, Texts]:
    now = world.now()
    return await world.act(click.workspace, lambda db: choose(db, click.person, choice, now))


async def on_start(world: World, click: Click) -> Ack:
    """*Start again*, after a pause or for someone who had stopped: the open pulse comes back where there is one."""
    now = world.now()

    def work(db: Db) -> tuple[Message, Block]:
        _, t = choose(db, click.person, lambda old, _: replace(old, is_out=False, paused_until=None), now)
        found = questions.current(db, click.person, now)
        if found is None:
            return pulse_views.started(t), pulse_views.note(t, t("pulses.started"))
        stand = questions.asked(db, found)
        return stand.message(), stand.page()

    questions.show(world, click, *await world.act(click.workspace, work))
    return None


async def on_later(world: World, click: Click) -> Ack:
    """*Later today* and *Tomorrow*."""
    now, new_id, nonce = world.now(), world.new_id(), world.new_id()
    when = asking.later_today if click.route == pulse_views.LATER_TODAY else asking.tomorrow

    def work(db: Db) -> tuple[datetime, Asked]:
        found = questions.admitted(db, click.value, click.person, now)
        known, chosen = stored_people.one(db, click.person), stored.one(db, click.person)
        who = asking.respondent(found.round, click.person, known.tz if known else "", chosen)
        at = when(found.round, who, now)
        planning.snooze(db, found.round, click.person, at, new_id, nonce)
        return at, questions.asked(db, found)

    at, stand = await questions.act(world, click, work)
    questions.show(world, click, pulse_views.snoozed(click.value, at, stand.texts), stand.page())
    return None


async def on_no_thanks(world: World, click: Click) -> Ack:
    """*Do not ask this again*, about anyone to thank."""
    now = world.now()

    def work(db: Db) -> Asked:
        choose(db, click.person, lambda old, _: replace(old, has_thanks=False), now)
        return questions.asked(db, questions.admitted(db, click.value, click.person, now))

    stand = await questions.act(world, click, work)
    questions.show(world, click, stand.message(), stand.page())
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The form was saved."""
    now = world.now()
    _, t = await world.act(
        form.workspace, lambda db: choose(db, form.person, lambda old, today: views.read(form, old, today), now)
    )
    return {"response_action": "update", "view": views.saved(t)}
