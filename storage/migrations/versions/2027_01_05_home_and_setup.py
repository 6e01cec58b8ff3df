"""When a pulse is open and a digest comes, who was told before they are asked, and what admins have changed."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2027_01_05_home_and_setup"
down_revision = "2026_12_29_the_digest"
branch_labels = None
depends_on = None

LONG_AGO = datetime(2026, 12, 1, tzinfo=UTC)


def upgrade() -> None:
    """Only additions. Whoever was asked before knows what a pulse is, and needs no note.

    Those of an open round whose first pulse still waits were not asked yet.
    """
    _policy()
    op.add_column("team", sa.Column("digest_channel", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("workspace", sa.Column("installer", sa.String(), nullable=False, server_default=sa.text("''")))
    told_at: sa.Column[object] = sa.Column("told_at", Moment(), nullable=True)
    welcome = op.create_table("welcome", *(_key(name) for name in ("workspace", "person")), told_at)
    op.execute(welcome.insert().from_select(["workspace", "person", "told_at"], _asked()))
    op.create_table(
        "audit",
        *(_key(name) for name in ("workspace", "id")),
        sa.Column("at", Moment(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "act", "subject")),
        sa.Column("detail", sa.JSON(), nullable=False),
    )
    op.create_index("audit_at", "audit", ["workspace", "at"])


def _asked() -> sa.Select[tuple[object, ...]]:
    cohort = sa.table("cohort", *_columns("workspace", "round", "person"))
    rounds = sa.table("round", *_columns("workspace", "id", "week"), sa.column("is_closed", sa.Boolean()))
    delivery = sa.table("delivery", *_columns("workspace", "key", "state"))
    key = sa.literal("pulse:") + rounds.c.week + ":" + cohort.c.person
    sent = (delivery.c.workspace == cohort.c.workspace, delivery.c.key == key, delivery.c.state == "sent")
    is_asked = sa.or_(rounds.c.is_closed == sa.true(), sa.exists().where(*sent))
    found = sa.select(cohort.c.workspace, cohort.c.person, sa.literal(LONG_AGO, Moment())).distinct()
    of = sa.and_(rounds.c.workspace == cohort.c.workspace, rounds.c.id == cohort.c.round)
    return found.select_from(cohort.join(rounds, of)).where(is_asked)


def _columns(*names: str) -> list[sa.ColumnClause[str]]:
    return [sa.column(name, sa.String()) for name in names]


def _policy() -> None:
    numbers = {"opens_on": 0, "days_open": 4, "digest_at": 9 * 60}
    for name, default in numbers.items():
        op.add_column("policy", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(str(default))))
    op.add_column("policy", sa.Column("digest_on", sa.Integer(), nullable=True))
    op.add_column("policy", sa.Column("digest_zone", sa.String(), nullable=False, server_default=sa.text("''")))


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True, nullable=False)
