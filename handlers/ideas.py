"""A workspace's own words for the ideas that digests offer: as admins write them, in Slack or on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from bot import nudges
from bot.audit import COMMAND_LINE
from bot.errors import Refused
from bot.nudges import Idea
from bot.payloads import Click, Command, Form
from bot.views import ideas as views
from handlers.world import Ack, World
from storage import audit, people
from storage import practices as stored
from storage.database import Db

Ideas = Mapping[str, Idea]


async def every(world: World) -> Ideas:
    """All ideas, by id, in the words of the workspace."""
    return await world.act(world.workspace, stored.ideas)


async def word(world: World, idea: str, text: str) -> Idea:
    """Say an idea in other words. Raises Refused for one that is not known, and for no words or too many."""
    worded = nudges.reworded(nudges.known(idea), text)

    def keep(db: Db) -> None:
        stored.word(db, {idea: worded.text})
        _note(db, world, worded, COMMAND_LINE)

    await world.act(world.workspace, keep)
    return worded


async def reset(world: World, idea: str) -> Idea:
    """Say an idea as it ships. Raises Refused for one that is not known."""
    shipped = nudges.known(idea)

    def keep(db: Db) -> None:
        stored.reset(db, [idea])
        _note(db, world, shipped, COMMAND_LINE)

    await world.act(world.workspace, keep)
    return shipped


def _note(db: Db, world: World, idea: Idea, by: str) -> None:
    audit.note(db, world.change(by, "idea_worded", views.label(idea)))


async def on_command(world: World, command: Command) -> Ack:
    """`/pulse ideas`: the form with all of them, for admins."""
    ideas = await world.act(command.workspace, lambda db: _for_admin(db, command.person))
    await world.call("views.open", trigger_id=command.trigger_id, view=views.form(ideas))
    return None


async def on_open(world: World, click: Click) -> Ack:
    """*Ideas* on the set-up page: the same form."""
    ideas = await world.act(click.workspace, lambda db: _for_admin(db, click.person))
    await world.open(click, views.form(ideas))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The words were submitted; what was left empty is said as it ships again."""
    given = {idea: form.text(idea) for idea in nudges.bank()}
    await world.act(form.workspace, lambda db: _keep(db, world, form.person, given, form.private))
    return {"response_action": "update", "view": views.kept()}


def _for_admin(db: Db, person: str) -> Ideas:
    """The ideas, for an admin of the workspace. Raises Refused for anyone else."""
    nudges.may_word(people.one(db, person))
    return stored.ideas(db)


def _keep(db: Db, world: World, person: str, given: Mapping[str, str], seen: str) -> None:
    """Keep what differs from the words that ship. Raises Refused where somebody has changed them meanwhile."""
    nudges.may_word(people.one(db, person))
    before = stored.ideas_to_change(db)
    own = nudges.own_texts(given)
    after = nudges.worded(own)
    if after == before:
        return
    if seen != nudges.mark(before):
        raise Refused("ideas_changed")
    stored.reset(db, sorted(nudges.bank().keys() - own.keys()))
    stored.word(db, own)
    for name in after:
        if after[name] != before[name]:
            _note(db, world, after[name], person)
