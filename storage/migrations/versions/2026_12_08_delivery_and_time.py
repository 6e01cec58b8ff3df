"""Gates that senders share, when a delivery was tried last, schedules, whether a round's messages are all planned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2026_12_08_delivery_and_time"
down_revision = "2026_12_01_first"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('due', 'retry', 'unknown')")
UNKNOWN = sa.text("state = 'unknown'")
AT_WORK = sa.text("state IN ('claimed', 'sending')")


def upgrade() -> None:
    """Only additions: the version before this one can still use the tables."""
    op.add_column("delivery", sa.Column("attempted_at", Moment(), nullable=True))
    op.create_index("delivery_attempted", "delivery", ["workspace", "attempted_at"])
    op.create_index(
        "delivery_expiring", "delivery", ["workspace", "expires_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "delivery_unknown", "delivery", ["workspace", "due_at"], sqlite_where=UNKNOWN, postgresql_where=UNKNOWN
    )
    op.create_index(
        "delivery_at_work", "delivery", ["workspace", "recipient"], sqlite_where=AT_WORK, postgresql_where=AT_WORK
    )
    op.create_table(
        "gate",
        _key("workspace"),
        _key("method"),
        sa.Column("free_at", Moment(), nullable=False),
        sa.Column("paused_until", Moment(), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
    )
    op.create_table(
        "schedule",
        _key("workspace"),
        _key("kind"),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
    )
    op.add_column("round", sa.Column("is_planned", sa.Boolean(), nullable=False, server_default=sa.false()))


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True, nullable=False)
