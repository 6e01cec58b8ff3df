"""What teams try: the buttons under an idea, for whoever leads, and the log that the whole team can read."""

from __future__ import annotations

from bot import nudges, practices, teams
from bot.digests import COMPANY_NAME
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.practices import Place, Practice, State
from bot.privacy import COMPANY
from bot.views import practices as views
from bot.views.kit import Message
from handlers import offers
from handlers.world import Ack, World, say
from storage import channels, departments, people, readers
from storage import digests as stored_digests
from storage import practices as stored
from storage import teams as stored_teams
from storage.database import Db

MOST = 10  # entries of a group's log
Log = list[tuple[str, list[Practice]]]


def decide(db: Db, world: World, practice_id: str, to: State, person: str) -> Message | None:
    """Keep what somebody wishes of a practice. Returns what the digest says then that tells of it; None where that is
    not to be told, as others than the team may read it. Raises Refused.
    """
    practice = stored.one(db, practice_id)
    leads = readers.of(db, practice.group) if practice else frozenset()
    is_new = practices.moved(practice, to, person, leads)
    assert practice is not None  # else it was refused
    digest_of = practices.tells(practice, to)
    if is_new:
        if to is State.ANOTHER:
            stored.add(db, [_another(db, world, practice)])
        stored.decide(db, practice, to, person, world.now())
        stored_digests.mark(db, digest_of, practice.group)
    team = stored_teams.one(db, practice.group)
    is_open = team is None or channels.may_post(db, team.channel)
    return offers.told(db, digest_of, practice.group) if is_open else None


def _another(db: Db, world: World, practice: Practice) -> Practice:
    """The next idea that fits the digest of a practice. Raises Refused where its group knows all of them by now."""
    digest = stored_digests.one(db, practice.round, practice.group)
    ideas = nudges.worded(stored.own_texts(db))
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
    return say(views.log(await world.act(command.workspace, lambda db: _of_person(db, command.person))))


def _of_person(db: Db, person: str) -> Log:
    known = people.one(db, person)
    led = [group for group, leads in readers.every(db).items() if person in leads]
    places = [place.team for place in stored_teams.memberships(db) if place.person == person]
    if known is None or not known.is_colleague or not (led or places):
        raise Refused("practice_no_team")
    return _logs(db, {*places, *led})


async def logs(world: World, team: str = "") -> Log:
    """What a team (by its name), or every group, has tried. Raises Refused for a team that is not known."""

    def act(db: Db) -> Log:
        return _logs(db, {teams.team_called(stored_teams.every(db), team).id} if team else None)

    return await world.act(world.workspace, act)


def _logs(db: Db, of: set[str] | None) -> Log:
    """The logs of some groups, or of all: teams in the order in which they were set up, then departments, the company.

    A department or the company is there once it has tried something.
    """
    smaller = {team.id: team.name for team in stored_teams.every(db)}
    larger = {known.id: known.name for known in departments.every(db)} | {COMPANY: COMPANY_NAME}
    names = {group: name for group, name in (smaller | larger).items() if of is None or group in of}
    found = [(group, stored.log(db, group, MOST)) for group in names]
    return [(names[group], tried) for group, tried in found if tried or group in smaller]
