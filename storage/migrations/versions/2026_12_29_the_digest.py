"""What digests offer and found, whose turn it is to begin, which channels are shared; statistics hold no answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2026_12_29_the_digest"
down_revision = "2026_12_22_kudos_and_feedback"
branch_labels = None
depends_on = None

# ANALYZE copies a column's values to where PostgreSQL plans from, and they stay there after their rows are gone.
NOT_SAMPLED = {
    "answer": ("pseudonym", "sealed"),
    "draft": ("pseudonym", "sealed"),
    "round_key": ("sealed",),
    "reminder": ("person", "sealed"),
    "reply": ("id", "comment", "giver", "sealed"),
    "delivery": ("key", "recipient", "subject", "channel", "ts"),
}


def upgrade() -> None:
    """Only additions."""
    op.add_column("policy", sa.Column("has_charts", sa.Boolean(), nullable=False, server_default=sa.true()))
    _practices()
    _looks()
    _starts()
    op.create_table(
        "channel",
        _key("workspace"),
        _key("id"),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        _text("confirmed_by", nullable=True),
        _moment("seen_at"),
    )
    _shared("kudos_receiver_shared", "kudos_receiver", "shared_with", "shared_at")
    _shared("feedback_praise", "feedback", "praise_shared_with", "praise_shared_at")
    if op.get_bind().dialect.name == "postgresql":
        _keep_out_of_statistics()


def _practices() -> None:
    op.create_table(
        "practice",
        _key("workspace"),
        _key("id"),
        *(_text(name) for name in ("round", "team", "idea", "text", "reason", "item", "state")),
        _text("by", nullable=True),
        _moment("offered_at"),
        _moment("decided_at", nullable=True),
        sa.Column("then", sa.JSON(), nullable=True),
        sa.Column("since", sa.JSON(), nullable=True),
        _text("settled_in", nullable=True),
        _text("told_in", nullable=True),
        sa.UniqueConstraint("workspace", "round", "team", "idea", name="practice_offered"),
    )
    op.create_index("practice_team", "practice", ["workspace", "team", "offered_at"])
    op.create_index("practice_person", "practice", ["workspace", "by"])
    op.create_table("idea_text", _key("workspace"), _key("idea"), _text("text"))


def _looks() -> None:
    content = sa.Column("content", sa.JSON(), nullable=False)
    op.create_table("look", *(_key(name) for name in ("workspace", "audience", "week")), content)


def _starts() -> None:
    op.create_table(
        "start",
        _key("workspace"),
        _key("id"),
        _text("department", nullable=True),
        _text("need"),
        _text("text"),
        _moment("made_at"),
        sa.Column("is_stopped", sa.Boolean(), nullable=False, server_default=sa.false()),
        _text("result", nullable=True),
    )
    op.create_table(
        "step",
        *(_key(name) for name in ("workspace", "start", "team")),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("week"),
        sa.ForeignKeyConstraint(
            ["workspace", "start"], ["start.workspace", "start.id"], name="step_start", ondelete="CASCADE"
        ),
    )
    op.create_index("step_team", "step", ["workspace", "team"])


def _shared(name: str, table: str, with_whom: str, at: str) -> None:
    """What people shared with a team in a stretch of time; most is not shared."""
    is_shared = sa.text(f"{at} IS NOT NULL")
    columns = ["workspace", with_whom, at]
    op.create_index(name, table, columns, sqlite_where=is_shared, postgresql_where=is_shared)


def _keep_out_of_statistics() -> None:
    """No more samples; and to give a column the type it has takes away those that are there."""
    for table, columns in NOT_SAMPLED.items():
        for column in columns:
            is_bytes = column in ("pseudonym", "sealed")
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE {"BYTEA" if is_bytes else "VARCHAR"}')
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True, nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=nullable)
