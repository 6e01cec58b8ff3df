"""The keys of those who send feedback: made, listed, revoked."""

from __future__ import annotations

import secrets

from bot import ingest
from bot.audit import COMMAND_LINE
from bot.errors import Refused
from bot.ingest import Key
from handlers.world import World
from storage import audit
from storage import ingest as stored
from storage.database import Db

SECRET_BYTES = 32


async def keys(world: World) -> list[Key]:
    """All keys, those that were revoked too."""
    return await world.act(world.workspace, stored.keys)


def add(db: Db, world: World, name: str, *, by: str = COMMAND_LINE, form: str = "") -> tuple[Key, str]:
    """Make a key and its secret, which nobody can be told again; by a `form` (its id) that comes twice, once.

    Raises Refused when the name is empty or too long, and for a form whose key was revoked since.
    """
    key_id = ingest.key_id(form) if form else world.new_id()
    key, secret = Key(key_id, ingest.checked_name(name), world.now()), secrets.token_urlsafe(SECRET_BYTES)
    if not stored.add_key(db, key, secret):
        return _made(db, key_id)
    audit.note(db, world.change(by, "key_added", key.name))
    return key, secret


def _made(db: Db, key_id: str) -> tuple[Key, str]:
    """The key that a form has made already, for whoever waits for the answer to it."""
    key = stored.key(db, key_id)
    if key is None:
        raise Refused("ingest_key_unknown", key=key_id)
    return key, stored.secret(db, key_id)


def revoke(db: Db, world: World, key_id: str, *, by: str = COMMAND_LINE) -> Key:
    """Let a key open nothing any more, and return it. Raises Refused when no usable key has this id."""
    key = stored.key(db, key_id)
    if key is None or not stored.revoke(db, key_id):
        raise Refused("ingest_key_unknown", key=key_id)
    audit.note(db, world.change(by, "key_revoked", key.name))
    return key


async def add_key(world: World, name: str) -> tuple[Key, str]:
    """The same as `add`, in an act of its own."""
    return await world.act(world.workspace, lambda db: add(db, world, name))


async def revoke_key(world: World, key_id: str) -> Key:
    """The same as `revoke`, in an act of its own."""
    return await world.act(world.workspace, lambda db: revoke(db, world, key_id))
