"""What an admin has chosen for a workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.items import Item, Kind
from bot.policies import Policy
from storage import locks, upserts
from storage.asking_tables import ITEM_CHOICE, POLICY

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (
    "items_per_need",
    "has_fourth",
    "has_whole_bank",
    "has_guests",
    "threshold",
    "lead",
    "kudos_emoji",
    "feedback_emoji",
    "has_charts",
    "opens_on",
    "days_open",
    "digest_on",
    "digest_at",
    "digest_zone",
)


def one(db: Db) -> Policy:
    """The workspace's policy; as it ships where nothing was chosen."""
    row = db.run(select(*(POLICY.c[name] for name in FIELDS)).where(POLICY.c.workspace == db.workspace)).one_or_none()
    chosen = select(ITEM_CHOICE.c.item, ITEM_CHOICE.c.is_on, ITEM_CHOICE.c.text)
    items = db.run(chosen.where(ITEM_CHOICE.c.workspace == db.workspace).order_by(ITEM_CHOICE.c.item)).all()
    return Policy(
        **(row._asdict() if row else {}),
        off=frozenset(item for item, is_on, _ in items if not is_on),
        own=tuple(Item(item, Kind.OWN, need="", turn=1, text=text) for item, _, text in items if text),
    )


def to_change(db: Db) -> Policy:
    """The workspace's policy, for an act that changes it. Until the act ends, others who would change it wait."""
    locks.workspace(db)
    return one(db)


def put(db: Db, policy: Policy) -> None:
    """Keep a workspace's policy in place of the one it had. Its own items stay, as past rounds asked them."""
    upserts.put(db, POLICY, [{"workspace": db.workspace} | {name: getattr(policy, name) for name in FIELDS}])
    own = {item.id: item.text for item in policy.own}
    rows = [
        {"workspace": db.workspace, "item": item, "is_on": item not in policy.off, "text": own.get(item, "")}
        for item in sorted(own.keys() | policy.off | _known(db))
    ]
    upserts.put(db, ITEM_CHOICE, rows)


def without_charts(db: Db) -> None:
    """Note that this workspace's Slack draws no charts."""
    put(db, replace(to_change(db), has_charts=False))


def _known(db: Db) -> set[str]:
    return set(db.run(select(ITEM_CHOICE.c.item).where(ITEM_CHOICE.c.workspace == db.workspace)).scalars())
