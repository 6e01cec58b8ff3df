"""Customer feedback in Slack: logged by form or on a message, asked about when in doubt, changed and deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import expected, feedback, feedback_form, markup, moments, near, sharing
from bot.delivery import PRAISE, WORTH_SENDING
from bot.errors import Refused
from bot.feedback import Feedback
from bot.payloads import Click, Command, Form, Shortcut
from bot.people import Person, named
from bot.views import feedback as views
from bot.views import feedback_own as own_views
from bot.views.feedback import Doubt
from bot.views.kit import Block
from handlers.world import Ack, World, note, say
from storage import changes, installs, kudos_choices, pulses, retelling
from storage import feedback as stored
from storage import feedback_lists as lists
from storage import people as stored_people
from storage import teams as stored_teams
from storage.database import Db

PLACE = re.compile(r"([A-Z0-9]{3,20}):([0-9]{1,12}\.[0-9]{1,6})")  # of a message: its channel and timestamp


def log_one(db: Db, world: World, form: Form) -> Block:
    """Keep what someone logged, and say so; or ask back, with nothing kept. Raises Refused for what is missing."""
    logger = feedback.may_log(stored_people.one(db, form.person))
    teams, feedback_id = stored_teams.every(db), form.view_id or world.new_id()  # the same form may arrive twice
    given = stored.one(db, feedback_id)
    if given is not None and given.logged_by != logger.id:
        raise Refused("feedback_not_yours")
    if given is None:
        now = world.now()
        today, (customer, alike) = moments.local_day(now, logger.tz), _customer(db, form)
        blank = feedback_form.blank(feedback_id, logger.id, today, now)
        given = feedback_form.filled(blank, form, {team.id for team in teams}, today, now, customer)
        if doubt := _doubt(db, given, form, alike):
            return views.form(given, teams, doubt=doubt)
        given = _praising(db, world, blank, given)
        if not stored.keep(db, given):
            raise Refused("feedback_deleted")
    closed = pulses.latest_closed(db)
    is_late = closed is not None and given.counts_at < closed.closes_at
    praised = [given.praised] if given.praised not in (None, logger.id) else []
    names = named(stored_people.by_ids(db, praised).values(), praised) if praised else ""
    return note(views.logged(given, teams, names, is_late=is_late))


def _customer(db: Db, form: Form) -> tuple[str, list[str]]:
    """The name that a customer is known by, and others that are nearly theirs: none once one of them was chosen."""
    typed = " ".join(form.text("customer").split())
    if not typed:
        return "", []
    if known := stored.spelling(db, typed):
        return known, []
    alike, chosen = near.like_named(typed, stored.customers(db)), form.text("customer_known")
    return chosen if chosen in alike else typed, alike


def _doubt(db: Db, given: Feedback, form: Form, alike: Sequence[str]) -> Doubt | None:
    """What has to be asked before it is kept; None where all is clear."""
    chosen = form.text("customer_known")
    twin = near.twin(given, stored.around(db, given.customer, given.happened_on, near.WITHIN))
    if twin and twin.id in form.several("again"):
        twin = None
    if twin is None and (not alike or chosen in (*alike, feedback_form.OTHER)):
        return None
    by = twin.logged_by if twin else None
    return Doubt(alike, chosen, twin, named(stored_people.by_ids(db, [by]).values(), [by]) if by else "an import")


def change_one(db: Db, world: World, form: Form) -> None:
    """Keep the changes of a piece. Raises Refused when it is not theirs, or has changed since they read it."""
    feedback_id, _, version = form.private.partition(":")
    before, editor, now = *_changeable(db, feedback_id, form.person), world.now()
    teams, today = {team.id for team in stored_teams.every(db)}, moments.local_day(now, editor.tz)
    given = feedback_form.filled(before, form, teams, today, now)
    if given == before:
        return
    changed = _praising(db, world, before, given)
    if str(before.version) != version or not stored.change(db, changed):
        raise Refused("feedback_changed")
    retelling.feedback(db, before, changed)


def delete_one(db: Db, feedback_id: str, person: str) -> None:
    """Take a piece away, with what digests quote of it. Raises Refused when it is not theirs to delete."""
    before, _ = _changeable(db, feedback_id, person)
    stored.remove(db, before.id)
    retelling.feedback(db, before, None)


def _changeable(db: Db, feedback_id: str, person: str) -> tuple[Feedback, Person]:
    """A piece, and who would change it. Raises Refused when it is not theirs."""
    editor = feedback.may_log(stored_people.one(db, person))
    return feedback.may_change(stored.one(db, feedback_id), editor, stored_teams.led_by(db, person)), editor


def _praising(db: Db, world: World, before: Feedback, given: Feedback) -> Feedback:
    """The piece with its praise on the way to whoever is praised, and in their team's digest if they always share.

    What changes before it is sent goes out in one message; what changes after that is told anew. Raises Refused for
    someone whom it would not reach.
    """
    is_news = sharing.is_praise_news(before, given)
    if given.praised is None or (given.praised == before.praised and not is_news):
        return given
    feedback.may_be_praised(stored_people.one(db, given.praised))
    if not is_news:
        return given
    now, key = world.now(), f"{PRAISE}:{given.id}:{given.praised}"
    changes.renew(db, [world.delivery(PRAISE, key, given.praised, given.id, now + WORTH_SENDING)])
    choice, home = kudos_choices.one(db, given.praised).sharing, stored_teams.home_of(db, given.praised)
    return sharing.praise_shown(before, given, choice, home.id if home else None, now)


async def on_command(world: World, command: Command) -> Ack:
    """`/feedback`: the form; words after it are taken as what the customer said."""
    said = markup.plain(command.text)
    view = await world.act(command.workspace, lambda db: _opened(db, world, command.person, said))
    await world.call("views.open", trigger_id=command.trigger_id, view=view)
    return None


async def on_help(_world: World, _command: Command) -> Ack:
    """`/feedback help`."""
    return say(views.HELP)


async def on_shortcut(world: World, shortcut: Shortcut) -> Ack:
    """*Log customer feedback* from the menu, or on a message, whose text and address it starts with."""

    def opened(db: Db) -> Block:
        return _opened(db, world, shortcut.person, stored_people.read(db, shortcut.text), shortcut.link)

    view = await world.act(shortcut.workspace, opened)
    await world.call("views.open", trigger_id=shortcut.trigger_id, view=view)
    return None


async def on_open(world: World, click: Click) -> Ack:
    """*Log feedback* on the Home tab, or about a message, whose place the button then names."""

    def opened(db: Db) -> Block:
        place, install = PLACE.fullmatch(click.value), installs.one(db)
        link = markup.permalink(install.url, *place.groups()) if place and install else ""
        return _opened(db, world, click.person, "", link)

    await world.open(click, await world.act(click.workspace, opened))
    return None


def _opened(db: Db, world: World, person: str, said: str, link: str = "") -> Block:
    """The form for a new piece, with what is known of it; the logger's own team is chosen to begin with."""
    logger, now = feedback.may_log(stored_people.one(db, person)), world.now()
    home, guessed = stored_teams.home_of(db, person), expected.suggested(said)
    blank = feedback_form.blank("", logger.id, moments.local_day(now, logger.tz), now)
    teams = frozenset({home.id} if home else ())
    given = replace(blank, said=said, link=link, expectations=guessed, teams=teams)
    return views.form(given, stored_teams.every(db), is_guessed=bool(guessed))


async def on_form(world: World, form: Form) -> Ack:
    """The form for a new piece was submitted."""
    view = await world.act(form.workspace, lambda db: log_one(db, world, form))
    return {"response_action": "update", "view": view}


async def on_edit(world: World, click: Click) -> Ack:
    """*Edit*, in the list or on the Home tab."""

    def opened(db: Db) -> Block:
        found = _changeable(db, click.value, click.person)[0]
        private, may_praise = f"{found.id}:{found.version}", feedback.may_praise(found, click.person)
        teams = stored_teams.every(db)
        return views.form(found, teams, callback=views.EDIT_FORM, private=private, may_praise=may_praise)

    await world.open(click, await world.act(click.workspace, opened))
    return None


async def on_delete(world: World, click: Click) -> Ack:
    """*Delete*, in the list or on the Home tab: asks once more."""
    view = await world.act(
        click.workspace, lambda db: own_views.delete_form(_changeable(db, click.value, click.person)[0])
    )
    await world.open(click, view)
    return None


async def on_edit_form(world: World, form: Form) -> Ack:
    """The form with changes was submitted."""
    await world.act(form.workspace, lambda db: change_one(db, world, form))
    world.later(_show_list_again(world, form))
    return {"response_action": "update", "view": note(own_views.SAVED)}


async def on_delete_form(world: World, form: Form) -> Ack:
    """They are sure."""
    await world.act(form.workspace, lambda db: delete_one(db, form.private, form.person))
    world.later(_show_list_again(world, form))
    return {"response_action": "update", "view": note(own_views.DELETED)}


async def _show_list_again(world: World, form: Form) -> None:
    """Bring the list up to date, where that is what they came from; the Home tab follows by itself."""
    if form.previous:
        found = await world.act(form.workspace, lambda db: lists.page(db, form.person))
        await world.call("views.update", view_id=form.previous, view=own_views.listing(found))
