"""Deliveries that may come again under the same key, one at a time: messages that go and return, and their changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.delivery import Delivery
from storage import delivery as outbox
from storage.messaging_tables import DELIVERY

if TYPE_CHECKING:
    from storage.database import Db


def renew(db: Db, deliveries: Iterable[Delivery]) -> int:
    """Put messages into the outbox. Returns how many are new.

    One with the same key that is settled gives way; one that is still on its way stays, and is the only one.
    """
    given = list(deliveries)
    settled = DELIVERY.c.key.in_([one.key for one in given]), DELIVERY.c.state.in_(outbox.SETTLED)
    db.run(delete(DELIVERY).where(DELIVERY.c.workspace == db.workspace, *settled))
    return outbox.enqueue(db, given)


def known(db: Db, keys: Collection[str]) -> set[str]:
    """Those of these keys of which there is a message."""
    found = select(DELIVERY.c.key).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key.in_(list(keys)))
    return set(db.run(found).scalars())


def recipient_of(db: Db, key: str) -> str | None:
    """For whom the message with this key was; None when it is not known any more."""
    found = select(DELIVERY.c.recipient).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key == key)
    return db.run(found).scalar_one_or_none()
