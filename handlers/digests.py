"""Digests: composed once from what a closed round left behind, and posted to the team's channel."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot import delivery as deliveries
from bot import digests
from bot.changes import Change
from bot.delivery import WORTH_SENDING, Delivery
from bot.digests import Digest
from bot.errors import Refused
from bot.pulses import Round
from bot.teams import Team
from bot.views import digests as views
from bot.views.kit import Message
from handlers.world import World
from storage import changes, closing, policies, stuck
from storage import delivery as outbox
from storage import digests as stored
from storage import feedback as stored_feedback
from storage import kudos as stored_kudos
from storage import pulses as stored_pulses
from storage import teams as stored_teams
from storage.database import Db
from storage.digests import Kept

KIND, CHANGED = "digest", deliveries.DIGEST_CHANGED


async def post_due(world: World) -> list[Team]:
    """Compose and post the digests of the last closed round that are missing; the clock calls this again and again.

    Each in an act of its own, so that others get in between.
    """
    found = await world.act(world.workspace, lambda db: missing(db, world.now()))
    if found is None:
        return []
    closed, teams = found
    return [
        team for team in teams if await world.act(world.workspace, partial(post, world=world, of=closed, team=team))
    ]


def missing(db: Db, now: datetime) -> tuple[Round, list[Team]] | None:
    """The last closed round, while its digests are worth sending, and the teams that have none of it yet."""
    closed = stored_pulses.latest_closed(db)
    if closed is None or now - closed.closes_at > WORTH_SENDING:
        return None
    kept = stored.teams_of(db, closed.id)
    return closed, [team for team in _teams(db, closed) if team.id not in kept]


def post(db: Db, world: World, of: Round, team: Team) -> bool:
    """Keep a team's digest, with its message to the channel. False: another replica has done so since."""
    if not stored.keep(db, of.id, team.id, composed(db, of, team)):
        return False
    outbox.enqueue(db, [_delivery(world, of, team)])
    return True


async def post_again(world: World) -> list[Team]:
    """The same on an admin's word: also those that Slack has refused so far, or that came too late."""
    posted = await post_due(world)
    return posted + await world.act(world.workspace, lambda db: _revived(db, world.now(), posted))


def _revived(db: Db, now: datetime, posted: list[Team]) -> list[Team]:
    closed = stored_pulses.latest_closed(db)
    if closed is None:
        raise Refused("digest_none")
    others = [team for team in _teams(db, closed) if team not in posted]
    return [team for team in others if stuck.revive(db, _key(closed, team), now, now + WORTH_SENDING)]


async def previews(world: World) -> list[Digest]:
    """The digests of the last closed round, as posted or as they would be. Raises Refused when no round has closed."""
    return await world.act(world.workspace, _previews)


def _previews(db: Db) -> list[Digest]:
    closed = stored_pulses.latest_closed(db)
    if closed is None:
        raise Refused("digest_none")
    return [stored.one(db, closed.id, team.id) or composed(db, closed, team) for team in _teams(db, closed)]


def composed(db: Db, closed: Round, team: Team) -> Digest:
    """A team's digest from the round's tallies and the week's kudos and feedback."""
    paper = stored_pulses.papers(db, closed.id, team.id)[team.id]
    since, until = digests.window(closed, stored_pulses.before(db, closed))
    return digests.compose(
        team,
        closed,
        asked=paper.items,
        tallies=closing.tallies(db, closed.id, team.id),
        kudos=stored_kudos.week(db, team.id, since, until),
        feedback=stored_feedback.summary(db, team.id, since, until),
        members=paper.members,
        threshold=policies.one(db).threshold,
        praises=stored_feedback.praises(db, team.id, since, until),
    )


def _teams(db: Db, closed: Round) -> list[Team]:
    asked = stored_pulses.teams_of(db, closed.id)
    return [team for team in stored_teams.every(db) if team.id in asked]


def _key(closed: Round, team: Team) -> str:
    return _key_of(closed.week, team.id)


def _key_of(week: str, team_id: str) -> str:
    return f"{KIND}:{week}:{team_id}"


def _delivery(world: World, closed: Round, team: Team) -> Delivery:
    expires_at = closed.closes_at + WORTH_SENDING
    return world.delivery(KIND, _key(closed, team), team.channel, f"{closed.id}:{team.id}", expires_at)


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What a digest message says; None when its team was removed."""
    round_id, _, team_id = delivery.subject.partition(":")
    digest = stored.one(db, round_id, team_id)
    return views.message(digest) if digest and stored_teams.one(db, team_id) else None


async def retell_changed(world: World) -> int:
    """Have posted digests say what is kept of them now that thanks in them were changed; returns how many will.

    One that is on its way waits until it is known where it stands; the clock calls this again and again.
    """
    return await world.act(world.workspace, lambda db: sum(_retell(db, world, digest) for digest in stored.changed(db)))


def _retell(db: Db, world: World, digest: Kept) -> int:
    """Plan the change of a digest, unless one is on its way already, which may say what was so before."""
    key, wanted = _key_of(digest.week, digest.team), 0
    if at := outbox.place_of(db, key):
        subject, expires_at = f"{digest.round}:{digest.team}", world.now() + WORTH_SENDING
        change_key = f"{CHANGED}:{digest.week}:{digest.team}"
        wanted = changes.renew(db, [world.delivery(CHANGED, change_key, at.channel, subject, expires_at)])
    if wanted or outbox.state_of(db, key) is None:
        stored.settle(db, digest)
    return wanted


def render_changed(db: Db, delivery: Delivery, now: datetime) -> Change | None:
    """What is put in a posted digest's place; None when nobody knows any more where that is."""
    _, week, team_id = delivery.key.split(":", 2)
    at, message = outbox.place_of(db, _key_of(week, team_id)), render(db, delivery, now)
    return Change(message, at) if at and message else None
