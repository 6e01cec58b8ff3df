"""How people are asked, departments, what remains of a week with the whole bank, comments and answers to them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from storage.types import Moment

revision = "2026_12_15_pulses_people_trust"
down_revision = "2026_12_08_delivery_and_time"
branch_labels = None
depends_on = None

PRESENT = sa.text("is_removed = false")


def upgrade() -> None:
    """Only additions. But a round that the version before opens after this has no papers, and nobody can answer it."""
    _of_people()
    _of_asking()
    _of_rounds()
    _of_comments()
    _of_deliveries()
    _papers_of_rounds()


def _of_people() -> None:
    op.add_column("person", _text("locale", server_default="''"))
    op.add_column("person", _flag("is_admin", server_default=sa.false()))
    op.add_column("team", _text("source", server_default="'channel'"))
    op.add_column("team", _text("usergroup", server_default="''"))
    op.add_column("team", _text("department", nullable=True))
    op.add_column("team", _flag("meets_customers", server_default=sa.false()))
    op.create_table(
        "department",
        _key("workspace"),
        _key("id"),
        _text("name"),
        _text("folded"),
        _text("lead", nullable=True),
        _flag("is_removed"),
    )
    op.create_index(
        "department_name",
        "department",
        ["workspace", "folded"],
        unique=True,
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )


def _of_asking() -> None:
    op.create_table(
        "policy",
        _key("workspace"),
        _number("items_per_need"),
        _flag("has_fourth"),
        _flag("has_whole_bank"),
        _flag("has_guests"),
        _number("threshold"),
        _text("lead", nullable=True),
    )
    op.create_table("item_choice", _key("workspace"), _key("item"), _flag("is_on"), _text("text"))
    op.create_table(
        "preference",
        _key("workspace"),
        _key("person"),
        _number("asked_at"),
        _text("weekdays"),
        _number("quiet_from", nullable=True),
        _number("quiet_until", nullable=True),
        _day("paused_until", nullable=True),
        _flag("is_out"),
        _text("language"),
        _flag("has_thanks"),
    )
    first = sa.Column("first", sa.Date(), primary_key=True, nullable=False)
    op.create_table("days_off", _key("workspace"), _key("person"), first, _day("last"))


def _of_rounds() -> None:
    op.add_column("round", _flag("is_told", server_default=sa.true()))
    op.create_table(
        "paper",
        _key("workspace"),
        _key("round"),
        _key("team"),
        sa.Column("items", sa.JSON(), nullable=False),
        _text("department", nullable=True),
        _number("members"),
        _number("managers"),
        _of_round("paper"),
    )
    op.create_table(
        "reminder",
        _key("workspace"),
        _key("round"),
        _key("person"),
        _sealed("sealed"),
        _of_round("reminder"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product",
        _key("workspace"),
        _key("round"),
        _key("item"),
        _key("other"),
        _number("n"),
        sa.Column("covariance", sa.Float(), nullable=False),
        _of_round("product"),
    )


def _of_comments() -> None:
    pseudonym = sa.Column("pseudonym", sa.LargeBinary(), primary_key=True, nullable=False)
    op.create_table("draft", _key("workspace"), _key("round"), pseudonym, _sealed("sealed"), sqlite_with_rowid=False)
    op.create_table(
        "comment",
        _key("workspace"),
        _key("id"),
        _text("audience"),
        _sealed("sealed"),
        _sealed("link"),
        _number("waited"),
        _text("release", nullable=True),
        _day("until", nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("comment_group", "comment", ["workspace", "audience"])
    op.create_table(
        "reply",
        _key("workspace"),
        _key("id"),
        *(_text(name) for name in ("comment", "giver", "ready")),
        _sealed("sealed"),
        sa.Column("due_at", Moment(), nullable=False),
        _flag("is_sent"),
    )
    op.create_index("reply_due", "reply", ["workspace", "is_sent", "due_at"])


def _of_deliveries() -> None:
    op.add_column("delivery", sa.Column("held_from", Moment(), nullable=True))
    changing = sa.text("kind = 'pulse_over' AND state IN ('due', 'retry', 'unknown')")
    due = ["workspace", "due_at"]
    op.create_index("delivery_changing", "delivery", due, sqlite_where=changing, postgresql_where=changing)


def _papers_of_rounds() -> None:
    """What the rounds so far have asked: one item a need, in the turn of their week and of the team's offset."""
    people = sa.table("cohort", *map(sa.column, ("workspace", "round", "team", "is_manager")))
    rounds = sa.table("round", *map(sa.column, ("workspace", "id", "week")))
    teams = sa.table("team", *map(sa.column, ("workspace", "id", "offset")))
    papers = sa.table(
        "paper",
        *map(sa.column, ("workspace", "round", "team", "members", "managers")),
        sa.column("items", sa.JSON()),
    )
    managers = sa.func.sum(sa.case((people.c.is_manager, 1), else_=0))
    asked = (
        sa.select(people.c.workspace, people.c.round, people.c.team, rounds.c.week, teams.c.offset)
        .add_columns(sa.func.count().label("n"), managers.label("managers"))
        .join(rounds, (rounds.c.workspace == people.c.workspace) & (rounds.c.id == people.c.round))
        .join(teams, (teams.c.workspace == people.c.workspace) & (teams.c.id == people.c.team))
        .group_by(people.c.workspace, people.c.round, people.c.team, rounds.c.week, teams.c.offset)
    )
    connection = op.get_bind()
    for row in connection.execute(asked).mappings().all():
        place = {name: row[name] for name in ("workspace", "round", "team", "managers")}
        content = {"items": _items_of(row["week"], row["offset"]), "members": row["n"] - row["managers"]}
        connection.execute(sa.insert(papers), place | content)


def _items_of(week: str, offset: int) -> list[dict[str, str]]:
    year, number = week.split("-W")
    weeks = (date.fromisocalendar(int(year), int(number), 1) - date(1969, 12, 29)).days // 7
    return [{"id": f"{need}-{(weeks + offset) % 4 + 1}"} for need in ("autonomy", "competence", "recognition")]


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True, nullable=False)


def _text(name: str, *, nullable: bool = False, server_default: str | None = None) -> sa.Column[str]:
    default = sa.text(server_default) if server_default else None
    return sa.Column(name, sa.String(), nullable=nullable, server_default=default)


def _flag(name: str, *, server_default: sa.sql.expression.ColumnElement[bool] | None = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=server_default)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    keys = ["round.workspace", "round.id"]
    return sa.ForeignKeyConstraint(["workspace", "round"], keys, name=f"{table}_round", ondelete="CASCADE")
