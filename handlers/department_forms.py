"""Departments in Slack: made and changed by admins, who see what will happen before it does, and removed."""

from __future__ import annotations

from dataclasses import replace

from bot import department_wishes, forms, marks
from bot.payloads import Click, Form
from bot.teams import Department
from bot.views import department_forms as views
from bot.views.kit import Block
from handlers import departments
from handlers.world import Ack, World
from storage import people, set_up
from storage import teams as stored_teams
from storage.database import Db

NEW = "new"
DEPARTMENT = "department"  # what a preview carries beside the fields: which one, and the mark of what it was


async def on_add(world: World, click: Click) -> Ack:
    """*Make a department*."""

    def opened(db: Db) -> Block:
        people.admin(db, click.person)
        return views.form(stored_teams.every(db))

    await world.open(click, await world.act(click.workspace, opened))
    return None


async def on_edit(world: World, click: Click) -> Ack:
    """*Edit*, at a department."""

    def opened(db: Db) -> Block:
        people.admin(db, click.person)
        found, wish = departments.as_it_is(db, click.value)
        return views.form(stored_teams.every(db), wish, f"{found.id}:{marks.of(wish)}")

    await world.open(click, await world.act(click.workspace, opened))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted: its preview is laid over it."""
    private = forms.carried(replace(form, fields={**form.fields, DEPARTMENT: form.private}))

    def shown(db: Db) -> Block:
        people.admin(db, form.person)
        department_id = form.private.partition(":")[0]
        plan = department_wishes.plan(views.read(form), set_up.known(db), department_id or NEW)
        return views.preview(plan, is_new=not department_id, private=private)

    return {"response_action": "push", "view": await world.act(form.workspace, shown)}


async def on_keep(world: World, form: Form) -> Ack:
    """They have seen what will happen: do it. A form that comes twice does it once."""
    given, new_id = forms.restored(form), form.view_id or world.new_id()
    department_id, _, seen = given.text(DEPARTMENT).partition(":")
    wish = views.read(given)

    def keep(db: Db) -> Block:
        people.admin(db, form.person)
        if department_id:
            plan = departments.alter(db, world, wish, department_id, seen, by=form.person)
        else:
            plan = departments.make(db, world, wish, new_id, by=form.person)
        return views.done(plan, is_new=not department_id)

    return {"response_action": "update", "view": await world.act(form.workspace, keep)}


async def on_remove(world: World, click: Click) -> Ack:
    """*Remove*, at a department: says what happens, and asks."""
    view = await world.act(click.workspace, lambda db: views.remove(_there(db, click.person, click.value)))
    await world.open(click, view)
    return None


async def on_remove_form(world: World, form: Form) -> Ack:
    """They are sure."""

    def drop(db: Db) -> Block:
        department = _there(db, form.person, form.private)
        departments.drop(db, world, department, by=form.person)
        return views.removed(department)

    return {"response_action": "update", "view": await world.act(form.workspace, drop)}


def _there(db: Db, person: str, department_id: str) -> Department:
    """A department, for an admin. Raises Refused when it is not there any more."""
    people.admin(db, person)
    return departments.as_it_is(db, department_id)[0]
