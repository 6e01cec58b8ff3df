"""Feedback that help desks and forms send over HTTP: what becomes of a call."""

from __future__ import annotations

import logging

from bot import ingest, pieces
from bot.errors import Refused
from bot.ingest import Answer, Call, Key
from bot.views import ingest as views
from handlers.world import World
from storage import feedback as stored_feedback
from storage import ingest as stored
from storage import teams as stored_teams
from storage.database import Db

log = logging.getLogger("heartline")
FORGOTTEN_AT_ONCE = 2000


def take(db: Db, world: World, call: Call) -> Answer:
    """Keep what a call says, once, and answer it.

    Raises Refused, with nothing kept, when no usable key signed it or its key has called too often.
    """
    key = stored.key(db, call.key)
    secret = ingest.authenticate(call, _secret(db, key))
    assert key is not None
    stored.note_calls(db, key.id, ingest.admitted(key.recent, world.now()))
    try:
        return _answered(db, world, key, secret, call)
    except Refused as refused:  # it counts among the calls of its minute all the same
        return views.refused(refused)


def _secret(db: Db, key: Key | None) -> str | None:
    try:
        return stored.secret(db, key.id) if key else None
    except Refused as refused:  # whoever calls is told no more than for a key that is not known
        log.warning("workspace=%s act=ingest outcome=%s", db.workspace, refused.code)
        return None


def _answered(db: Db, world: World, key: Key, secret: str, call: Call) -> Answer:
    if before := stored.answered(db, key.id, call.id):
        digest, answer = before
        ingest.check_same(call, secret, digest)
        return answer
    piece, now = pieces.read(call.body), world.now()
    teams = {team.name.casefold(): team.id for team in stored_teams.every(db)} if piece.teams else {}
    given = pieces.feedback_of(piece, key, call.id, teams, now, world.new_id())
    answer = views.kept(is_new=stored_feedback.keep(db, given))
    stored.remember(db, key.id, call.id, call.digest(secret), answer, now)
    return answer


async def forget_calls(world: World) -> None:
    """Forget the calls that nobody repeats any more."""
    before = world.now() - ingest.KEPT
    while await world.act(world.workspace, lambda db: stored.forget(db, before, FORGOTTEN_AT_ONCE)):
        pass  # in pieces, so that others get in between
