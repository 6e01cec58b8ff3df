"""Kudos by every door, with their messages; feedback on its own scale, for several teams; keys, calls and imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2026_12_22_kudos_and_feedback"
down_revision = "2026_12_15_pulses_people_trust"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only additions. Feedback that the version before logs after this concerns no team."""
    op.add_column("workspace", _text("url", server_default="''"))
    op.add_column("team", _text("kudos_channel", server_default="''"))
    op.add_column("policy", _text("kudos_emoji", server_default="'raised_hands'"))
    op.add_column("policy", _text("feedback_emoji", server_default="''"))
    _of_kudos()
    _around_kudos()
    _changes_of_messages()
    _messages_so_far()
    _of_feedback()
    _teams_of_feedback()
    _around_feedback()


def _of_kudos() -> None:
    op.add_column("kudos", sa.Column("day", sa.Date(), nullable=True))
    op.add_column("kudos", _text("door", server_default="'form'"))
    for name in ("value", "need", "channel", "ts"):
        op.add_column("kudos", _text(name, server_default="''"))
    for name in ("is_public", "is_removed"):
        op.add_column("kudos", _flag(name, server_default=sa.false()))
    op.add_column("kudos", _number("version", server_default="0"))
    op.add_column("kudos", _number("times", server_default="1"))
    op.create_index("kudos_giver", "kudos", ["workspace", "giver", "day"])
    op.add_column("kudos_receiver", _text("shared_in", nullable=True))


def _around_kudos() -> None:
    joined = _moment("joined_at")
    op.create_table("kudos_join", _key("workspace"), _key("kudos"), _key("person"), joined, _of("kudos_join", "kudos"))
    names = [_key(name) for name in ("workspace", "kudos", "kind", "place")]
    op.create_table("kudos_message", *names, _text("channel"), _text("ts"), _of("kudos_message", "kudos"))
    op.create_index("kudos_message_at", "kudos_message", ["workspace", "channel", "ts"])
    reacted = [_key(name) for name in ("workspace", "channel", "ts", "person", "emoji")]
    op.create_table("reaction", *reacted, _text("event_ts"), _flag("is_on"), _moment("seen_at"))
    op.create_index("reaction_seen", "reaction", ["workspace", "seen_at"])
    op.create_table("kudos_value", _key("workspace"), _key("folded"), _text("name"))
    prompted = sa.Column("prompted_on", sa.Date(), nullable=True)
    op.create_table("kudos_choice", _key("workspace"), _key("person"), _text("sharing"), _flag("has_prompt"), prompted)


def _changes_of_messages() -> None:
    kinds = "'digest_changed', 'kudos_changed', 'kudos_gone', 'pulse_over'"
    changing = sa.text(f"kind IN ({kinds}) AND state IN ('due', 'retry', 'unknown')")
    due = ["workspace", "due_at"]
    op.drop_index("delivery_changing", "delivery")
    op.create_index("delivery_changing", "delivery", due, sqlite_where=changing, postgresql_where=changing)
    op.add_column("digest", _flag("is_changed", server_default=sa.false()))
    told = sa.text("is_changed = true")
    op.create_index("digest_changed", "digest", ["workspace"], sqlite_where=told, postgresql_where=told)


def _messages_so_far() -> None:
    """Where kudos were shared, and where the messages about them stand that are still known."""
    shared = sa.table("kudos_receiver", *map(sa.column, ("workspace", "shared_with", "shared_in")))
    team = sa.table("team", *map(sa.column, ("workspace", "id", "channel")))
    there = sa.select(team.c.channel).where(team.c.workspace == shared.c.workspace, team.c.id == shared.c.shared_with)
    connection = op.get_bind()
    connection.execute(sa.update(shared).values(shared_in=there.scalar_subquery()))
    names = ("workspace", "kind", "subject", "recipient", "channel", "ts")
    sent = sa.table("delivery", *map(sa.column, names))
    is_kudos = sent.c.kind.in_(["kudos", "kudos_shared"]) & sent.c.ts.is_not(None)
    kept = sa.table("kudos", *map(sa.column, ("workspace", "id")))
    known = {tuple(row) for row in connection.execute(sa.select(kept.c.workspace, kept.c.id))}
    found = {}
    for row in connection.execute(sa.select(sent).where(is_kudos)):
        its = {"workspace": row.workspace, "kudos": row.subject.partition(":")[0], "kind": row.kind}
        if (row.workspace, its["kudos"]) in known:
            found[*its.values(), row.recipient] = {**its, "place": row.recipient, "channel": row.channel, "ts": row.ts}
    places = sa.table("kudos_message", *map(sa.column, ("workspace", "kudos", "kind", "place", "channel", "ts")))
    if found:
        connection.execute(sa.insert(places), list(found.values()))


def _of_feedback() -> None:
    op.add_column("feedback", _text("folded", server_default="''"))
    op.add_column("feedback", _text("scale", server_default="'expectation'"))
    op.add_column("feedback", _flag("is_met", server_default=sa.true()))
    for name in ("competence", "autonomy", "recognition", "version"):
        op.add_column("feedback", _number(name, server_default="0"))
    for name in ("is_impression", "is_praise_told", "is_removed"):
        op.add_column("feedback", _flag(name, server_default=sa.false()))
    for name in ("praised", "praise_told_by", "praise_shared_with"):
        op.add_column("feedback", _text(name, nullable=True))
    op.add_column("feedback", _moment("praise_shared_at", nullable=True))
    op.add_column("feedback", _text("link", server_default="''"))
    op.create_index("feedback_counts", "feedback", ["workspace", "counts_at"])
    op.create_index("feedback_customer", "feedback", ["workspace", "folded", "happened_on"])
    op.create_index("feedback_logger", "feedback", ["workspace", "logged_by"])


def _teams_of_feedback() -> None:
    """What was kept so far: its team has a row of its own, a customer's name is folded, a rating of three is met."""
    op.create_table("concern", _key("workspace"), _key("feedback"), _key("team"), _of("concern", "feedback"))
    op.create_index("concern_team", "concern", ["workspace", "team"])
    kept = sa.table("feedback", *map(sa.column, ("workspace", "id", "team", "customer", "folded", "rating", "is_met")))
    concern = sa.table("concern", *map(sa.column, ("workspace", "feedback", "team")))
    placed = sa.select(kept.c.workspace, kept.c.id, kept.c.team).where(kept.c.team.is_not(None))
    connection = op.get_bind()
    connection.execute(sa.insert(concern).from_select(["workspace", "feedback", "team"], placed))
    connection.execute(sa.update(kept).where(kept.c.rating < 3).values(is_met=sa.false()))
    names = connection.execute(sa.select(kept.c.customer).distinct()).scalars().all()
    for name in names:
        connection.execute(sa.update(kept).where(kept.c.customer == name).values(folded=name.casefold()))


def _around_feedback() -> None:
    op.create_table(
        "ingest_key",
        _key("workspace"),
        _key("id"),
        _text("name"),
        _sealed("sealed"),
        _moment("made_at"),
        _flag("is_revoked"),
        sa.Column("recent", sa.JSON(), nullable=False),
    )
    answered = sa.Column("answer", sa.JSON(), nullable=False)
    names = [_key(name) for name in ("workspace", "key", "id")]
    op.create_table("ingest_call", *names, _sealed("body"), _number("status"), answered, _moment("at"))
    op.create_index("ingest_call_at", "ingest_call", ["workspace", "at"])
    op.create_table(
        "import_job",
        _key("workspace"),
        _key("id"),
        *(_text(name) for name in ("person", "channel", "file", "name")),
        sa.Column("mapping", sa.JSON(), nullable=False),
        _text("state"),
        *(_number(name) for name in ("done", "new", "known", "bad")),
        _text("owner", nullable=True),
        _moment("lease_until", nullable=True),
        _moment("made_at"),
    )


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True, nullable=False)


def _text(name: str, *, nullable: bool = False, server_default: str | None = None) -> sa.Column[str]:
    default = sa.text(server_default) if server_default else None
    return sa.Column(name, sa.String(), nullable=nullable, server_default=default)


def _flag(name: str, *, server_default: sa.sql.expression.ColumnElement[bool] | None = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=server_default)


def _number(name: str, *, server_default: str | None = None) -> sa.Column[int]:
    default = sa.text(server_default) if server_default else None
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=nullable)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _of(child: str, parent: str) -> sa.ForeignKeyConstraint:
    keys = [f"{parent}.workspace", f"{parent}.id"]
    return sa.ForeignKeyConstraint(["workspace", parent], keys, name=f"{child}_{parent}", ondelete="CASCADE")
