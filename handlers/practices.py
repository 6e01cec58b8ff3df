"""What teams try: the buttons under an idea, for whoever leads, and the log that the whole team can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot import nudges, practices
from bot.digests import COMPANY_NAME
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.practices import Place, Practice, State
from bot.privacy import COMPANY
from bot.views import practices as views
from bot.views.kit import Message
from handlers import offers
from handlers.world import Ack, World, say
from storage import departments, digest_lists, people, readers
from storage import digests as stored_digests
from storage import practices as stored
from storage import teams as stored_teams
from storage.database import Db

Log = list[tuple[str, list[Practice]]]


def decide(db: Db, world: World, practice_id: str, to: State, person: str) -> Message | None:
    """Keep what somebody wishes of a practice. Returns what the digest says then that tells of it. Raises Refused.

    None where others than the team read the digest: there it stays as it is until an admin allows more.
    """
    practice = stored.one(db, practice_id)
    leads = readers.of(db, practice.group) if practice else frozenset()
    newest = digest_lists.newest(db, [practice.group], world.now()) if practice else []
    is_new = practices.moved(practice, to, person, leads, newest[0].round if newest else "")
    assert practice is not None  # else it was refused
    digest_of = practices.tells(practice, to)
    if is_new:
        if to is State.ANOTHER:
            stored.add(db, [_another(db, world, practice)])
        stored.decide(db, practice, to, person, world.now())
    digest = stored_digests.one(db, digest_of, practice.group)
    if digest is None or not offers.may_tell(db, digest, practice.group):
        return None
    if is_new:
        stored_digests.mark(db, digest_of, practice.group)
    return offers.told(db, digest_of, practice.group)


def _another(db: Db, world: World, practice: Practice) -> Practice:
    """The next idea that fits the digest of a practice. Raises Refused where its group knows all of them by now."""
    digest, ideas = stored_digests.one(db, practice.round, practice.group), stored.ideas(db)
    lately = stored.lately(db, [practice.group], world.now() - nudges.AGAIN_AFTER).get(practice.group, set())
    chosen = nudges.choose(digest, ideas, lately | {practice.idea}) if digest else None
    if digest is None or chosen is None:
        raise Refused("practice_no_more")
    return practices.offered(Place(world.new_id(), practice.round, practice.group, world.now()), digest, chosen)


async def on_wish(world: World, click: Click) -> Ack:
    """*We'll try this*, *Another idea*, *Not now*; and four weeks later *We did it*, *Partly*, *We dropped it*.

    The message changes at once; should that fail, the clock finds the digest marked and puts it right.
    """
    to = views.WISHES[click.route]
    digest = await world.act(click.workspace, lambda db: decide(db, world, click.value, to, click.person))
    if digest and click.response_url:
        world.later(world.answer(click, digest, replace=True))
    return None


async def on_log(world: World, command: Command) -> Ack:
    """`/pulse practices`: what the teams of whoever asks have tried, and the groups that they lead."""
    now = world.now()
    return say(views.answer(await world.act(command.workspace, lambda db: _of_person(db, command.person, now))))


def _of_person(db: Db, person: str, now: datetime) -> Log:
    of = practices.may_read(people.one(db, person), readers.groups(db, person))
    names = {group: name for group, name in _names(db).items() if group in of}
    return _logs(db, names, now, views.MOST + 1)  # with one more it is known that there are more


async def logs(world: World, name: str = "") -> Log:
    """What a group (by its name), or every group, has tried. Raises Refused for a group that is not known."""

    def act(db: Db) -> Log:
        names = _names(db)
        of = practices.group_called(names, name) if name else ""
        return _logs(db, {of: names[of]} if of else names, world.now())

    return await world.act(world.workspace, act)


def _names(db: Db) -> dict[str, str]:
    """All groups: teams in the order in which they were set up, then departments, the company."""
    teams = {team.id: team.name for team in stored_teams.every(db)}
    return teams | {known.id: known.name for known in departments.every(db)} | {COMPANY: COMPANY_NAME}


def _logs(db: Db, names: Mapping[str, str], now: datetime, most: int | None = None) -> Log:
    """The logs of some groups, with so many entries at most, the newest of all."""
    found = stored.log(db, names, now, most)
    return [(name, [practice for practice in found if practice.group == group]) for group, name in names.items()]
