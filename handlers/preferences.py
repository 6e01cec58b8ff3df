"""How someone wants to be asked: pauses, the end of all pulses, and the form with everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from bot import asking, moments, preferences
from bot.errors import Refused
from bot.payloads import Click, Form
from bot.preferences import DaysOff, Preferences
from bot.views import preferences as views
from bot.views import pulses as pulse_views
from bot.views.kit import Block, Message
from bot.views.language import LANGUAGES, Texts
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
    weeks = int(click.value) if click.value.isascii() and click.value.isdigit() and len(click.value) < 3 else 0
    chosen, t = await _clicked(world, click, lambda old, today: preferences.paused(old, today, weeks))
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
        form.workspace, lambda db: choose(db, form.person, lambda old, today: read(form, old, today), now)
    )
    return {"response_action": "update", "view": views.saved(t)}


def read(form: Form, old: Preferences, today: date) -> Preferences:
    """What someone has put in the form. Raises Refused with the field that cannot be."""
    language, weeks = form.text("language"), form.text("weeks")
    chosen = Preferences(
        asked_at=_clock(form.text("asked_at"), "asked_at"),
        weekdays=frozenset(int(day) for day in form.several("weekdays") if day in "0123456"),
        quiet=_quiet(form),
        paused_until=old.paused_until if weeks == views.KEEP else None,
        is_out=form.text("asked") == views.NO,
        language="" if language == views.AS_IN_SLACK else language,
        has_thanks=views.YES in form.several("thanks"),
        days_off=_days_off(form, old),
    )
    checked = preferences.checked(chosen, LANGUAGES, today)
    return preferences.paused(checked, today, int(weeks)) if weeks.isascii() and weeks.isdigit() else checked


def _clock(written: str, field: str) -> time:
    if written not in views.CLOCKS:
        raise Refused("preference_hour", field=field)
    return time.fromisoformat(written)


def _quiet(form: Form) -> tuple[time, time] | None:
    begins, ends = form.text("quiet"), form.text("quiet_until")
    if (begins == views.NONE) != (ends == views.NONE):
        raise Refused("preference_quiet", field="quiet")
    return None if begins == views.NONE else (_clock(begins, "quiet"), _clock(ends, "quiet_until"))


def _days_off(form: Form, old: Preferences) -> tuple[DaysOff, ...]:
    dropped = form.several("days_off_drop")
    kept = tuple(off for off in old.days_off if views.named(off) not in dropped)
    first, last = form.text("days_off"), form.text("days_off_last")
    if not first and not last:
        return kept
    try:
        return (*kept, DaysOff(date.fromisoformat(first), date.fromisoformat(last)))
    except ValueError:
        raise Refused("preference_days_off", field="days_off") from None
