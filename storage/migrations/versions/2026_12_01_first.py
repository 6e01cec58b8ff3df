"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2026_12_01_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables. There is no way back: a downgrade would drop what people wrote."""
    _people()
    _pulses()
    _kudos()
    _feedback_and_digests()
    _messages()


def _key(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.String) -> sa.Column[Any]:
    return sa.Column(name, kind(), primary_key=True, nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment(), nullable=nullable)


def _part_of(child: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", parent], [f"{parent}.workspace", f"{parent}.id"], name=f"{child}_{parent}", ondelete="CASCADE"
    )


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _people() -> None:
    op.create_table("workspace", _key("workspace"), _text("name"), _text("bot_user"))
    flags = [_flag(name) for name in ("is_bot", "is_deleted", "is_guest", "is_stranger")]
    names = [_text(name) for name in ("name", "tz", "handle")]
    updated = sa.Column("updated", sa.BigInteger(), nullable=False)
    op.create_table("person", _key("workspace"), _key("id"), *names, *flags, updated)
    names = [_text(name) for name in ("name", "folded", "channel")]
    op.create_table("team", _key("workspace"), _key("id"), *names, _number("offset"), _flag("is_removed"))
    _partial("team_name", "team", ["workspace", "folded"], "is_removed = false", unique=True)
    _partial("team_channel", "team", ["workspace", "channel"], "is_removed = false", unique=True)
    keys = [_key(name) for name in ("workspace", "team", "person")]
    op.create_table("membership", *keys, _flag("is_manager"), _part_of("membership", "team"))
    op.create_index("membership_person", "membership", ["workspace", "person"])


def _pulses() -> None:
    op.create_table(
        "round",
        _key("workspace"),
        _key("id"),
        _text("week"),
        _moment("opens_at"),
        _moment("closes_at"),
        _flag("is_closed"),
        _flag("is_scrubbed"),
        sa.UniqueConstraint("workspace", "week", name="round_week"),
    )
    keys = [_key(name) for name in ("workspace", "round", "person")]
    op.create_table("cohort", *keys, _text("team"), _flag("is_manager"), _part_of("cohort", "round"))
    keys = [_key(name) for name in ("workspace", "round")]
    op.create_table("round_key", *keys, _bytes("sealed"), _part_of("round_key", "round"), sqlite_with_rowid=False)
    keys = [_key("workspace"), _key("round"), _key("pseudonym", sa.LargeBinary), _key("item")]
    op.create_table("answer", *keys, _bytes("sealed"), sqlite_with_rowid=False)
    keys = [_key(name) for name in ("workspace", "round", "team", "item")]
    op.create_table("tally", *keys, _number("n"), _number("total"), _part_of("tally", "round"))


def _kudos() -> None:
    words = [_text(name) for name in ("giver", "did", "enabled")]
    op.create_table("kudos", _key("workspace"), _key("id"), *words, _moment("given_at"))
    op.create_index("kudos_given", "kudos", ["workspace", "given_at"])
    op.create_table(
        "kudos_receiver",
        _key("workspace"),
        _key("kudos"),
        _key("receiver"),
        _number("place"),
        _moment("shared_at", nullable=True),
        _text("shared_with", nullable=True),
        _part_of("kudos_receiver", "kudos"),
    )
    op.create_index("kudos_receiver_person", "kudos_receiver", ["workspace", "receiver"])


def _feedback_and_digests() -> None:
    op.create_table(
        "feedback",
        _key("workspace"),
        _key("id"),
        _text("customer"),
        _text("said"),
        _number("rating"),
        *[_flag(name) for name in ("commitment", "cost", "culture", "care")],
        _text("team", nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        _moment("counts_at"),
        _text("logged_by", nullable=True),
        _text("source"),
        _text("key"),
        sa.UniqueConstraint("workspace", "key", name="feedback_of_key"),
    )
    op.create_index("feedback_team", "feedback", ["workspace", "team", "counts_at"])
    content = sa.Column("content", sa.JSON(), nullable=False)
    keys = [_key(name) for name in ("workspace", "round", "team")]
    op.create_table("digest", *keys, content, _part_of("digest", "round"))


def _messages() -> None:
    op.create_table(
        "delivery",
        _key("workspace"),
        _key("id"),
        *[_text(name) for name in ("key", "kind", "recipient", "subject")],
        _moment("due_at"),
        _moment("expires_at"),
        _text("nonce"),
        _text("state"),
        _number("attempts"),
        _number("unknowns"),
        _text("error"),
        _text("owner", nullable=True),
        _moment("lease_until", nullable=True),
        _text("channel", nullable=True),
        _text("ts", nullable=True),
        sa.UniqueConstraint("workspace", "key", name="delivery_of_key"),
    )
    _partial("delivery_waiting", "delivery", ["workspace", "due_at"], "state IN ('due', 'retry', 'unknown')")
    op.create_table("event", _key("workspace"), _key("id"), _moment("seen_at"))
    op.create_index("event_seen", "event", ["workspace", "seen_at"])
