"""What a digest offers its team to try, and what stands there of it now."""

from __future__ import annotations

from collections.abc import Mapping

from bot import nudges, practices
from bot.digests import Digest
from bot.nudges import AGAIN_AFTER
from bot.practices import FOLLOW_UP, Place
from bot.privacy import Shown
from bot.pulses import Round
from bot.views import digests as digest_views
from bot.views.kit import Message
from handlers.world import World
from storage import digests as stored_digests
from storage import policies, stepped
from storage import practices as stored
from storage.database import Db


def offer(db: Db, world: World, closed: Round, digests: Mapping[str, Digest]) -> None:
    """Have the new digests of a closed round, by group, offer an idea each, ask what became of those of four weeks ago,
    and tell what was done. A practice that a team is to begin now comes before an idea.
    """
    _ask(db, closed, digests)
    stored.tell(db, digests, closed.id)
    turns, lately = stepped.begins(db, digests, closed.week), stored.lately(db, digests, world.now() - AGAIN_AFTER)
    ideas = nudges.worded(stored.own_texts(db))
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


def filled(db: Db, round_id: str, group: str, digest: Digest) -> Digest:
    """A kept digest with what it offers and what was tried, as they stand now."""
    return practices.filled(digest, round_id, stored.told(db, round_id, group))


def told(db: Db, round_id: str, group: str) -> Message | None:
    """What the kept digest of a round says to a group now; None when there is none."""
    digest = stored_digests.one(db, round_id, group)
    if digest is None:
        return None
    place, has_charts = f"{round_id}:{group}", policies.one(db).has_charts
    return digest_views.message(filled(db, round_id, group, digest), place, has_charts)
