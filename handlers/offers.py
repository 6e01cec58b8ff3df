"""What a digest offers its team to try, and what stands there of it now."""

from __future__ import annotations

from collections.abc import Mapping

from bot import nudges, practices
from bot.digests import Digest, key
from bot.nudges import AGAIN_AFTER
from bot.practices import FOLLOW_UP, Place
from bot.privacy import Shown
from bot.pulses import Round
from bot.views import digests as digest_views
from bot.views.kit import Message
from handlers.world import World
from storage import changes, channels, policies, stepped
from storage import digests as stored_digests
from storage import practices as stored
from storage import teams as stored_teams
from storage.database import Db

Where = tuple[str, str]  # the ids of a digest's round and group


def offer(db: Db, world: World, closed: Round, digests: Mapping[str, Digest]) -> None:
    """Have the new digests of a closed round, by group, offer an idea each, ask what became of those of four weeks ago,
    and tell what was done. A practice that a team is to begin now comes before an idea.
    """
    _ask(db, closed, digests)
    stored.tell(db, digests, closed.id)
    turns, lately = stepped.begins(db, digests, closed.week), stored.lately(db, digests, world.now() - AGAIN_AFTER)
    ideas = stored.ideas(db)
    made = []
    for group, digest in digests.items():
        place = Place(world.new_id(), closed.id, group, world.now())
        if turn := turns.get(group):
            made.append(practices.begun(place, digest, turn))
        elif chosen := nudges.choose(digest, ideas, lately.get(group, ())):
            made.append(practices.offered(place, digest, chosen))
    stored.add(db, made)


def _ask(db: Db, closed: Round, digests: Mapping[str, Digest]) -> None:
    """Ask about what was taken up four weeks ago, beside what was shown of its questions since."""
    due = stored.due(db, digests, closed.closes_at - FOLLOW_UP)
    since = stored.rounds_since(db, min(map(practices.taken_up_at, due))) if due else {}
    places = {(round_id, practice.group) for practice in due for round_id in (practice.round, *since)}
    kept, asked = stored_digests.some(db, places), dict[str, Shown | None]()
    for practice in due:
        later = [name for name, closes_at in since.items() if closes_at > practices.taken_up_at(practice)]
        shown = [found for name in later if (found := kept.get((name, practice.group)))]
        first = kept.get((practice.round, practice.group))
        asked[practice.id] = practices.latest(shown, practice.item, first) if first else None
    stored.ask(db, closed.id, asked)


def filled(db: Db, kept: Mapping[Where, Digest]) -> dict[Where, Digest]:
    """Kept digests with what they offer and what was tried, as they stand now."""
    tell = stored.told(db, kept)
    return {where: practices.filled(digest, where[0], tell[where]) for where, digest in kept.items()}


def told(db: Db, round_id: str, group: str) -> Message | None:
    """What the kept digest of a round says now where it is posted; None when there is none.

    Where others read it too it says nothing of what is tried, as that may be newer than they are there.
    """
    digest, where = stored_digests.one(db, round_id, group), (round_id, group)
    if digest is None:
        return None
    now = filled(db, {where: digest})[where] if may_tell(db, digest, group) else digest
    return digest_views.message(now, ":".join(where), policies.one(db).has_charts)


def may_tell(db: Db, digest: Digest, group: str) -> bool:
    """Whether what is new may be told where a digest is posted: nobody else reads that, or an admin allows it."""
    team = stored_teams.one(db, group)
    posted_in = changes.recipient_of(db, key(digest.week, group)) or (team.digest_in if team else "")
    return channels.may_post(db, posted_in)
