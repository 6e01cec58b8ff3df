"""What is kept. Every table belongs to a workspace; queries use the Core tables at the end, in capitals.

What goes out and comes in is in `storage.messaging_tables`; how people are asked in `storage.asking_tables`; comments
and what is answered to them in `storage.comment_tables`; thanks in `storage.kudos_tables`; what customers said in
`storage.feedback_tables`; what teams try and what digests found in `storage.practice_tables`; what is
kept about running Heartline in `storage.admin_tables`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlmodel import Field, SQLModel

from storage.types import Moment

# A literal, alike in the index and in the queries: else SQLite cannot tell that the index holds what is asked for.
PRESENT = text("is_removed = false")
CHANGED = text("is_changed = true")
EMPTY = text("''")


class Row(SQLModel):
    """What all tables have in common."""

    metadata: ClassVar[MetaData] = MetaData()


def part_of(child: str, parent: str) -> ForeignKeyConstraint:
    """The child's rows go with the row of the parent that they name."""
    keys = [f"{parent}.workspace", f"{parent}.id"]
    return ForeignKeyConstraint(["workspace", parent], keys, name=f"{child}_{parent}", ondelete="CASCADE")


def _unique_while_present(name: str, *columns: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=PRESENT, postgresql_where=PRESENT)


class Workspace(Row, table=True):
    """An install."""

    workspace: str = Field(primary_key=True)
    name: str
    bot_user: str
    url: str = Field(sa_column_kwargs={"server_default": EMPTY})
    installer: str = Field(sa_column_kwargs={"server_default": EMPTY})


class Person(Row, table=True):
    """A member of a workspace."""

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    tz: str
    handle: str
    is_bot: bool
    is_deleted: bool
    is_guest: bool
    is_stranger: bool
    updated: int = Field(sa_type=BigInteger)
    locale: str = Field(sa_column_kwargs={"server_default": EMPTY})
    is_admin: bool = Field(sa_column_kwargs={"server_default": false()})


class Department(Row, table=True):
    """A group of teams."""

    __table_args__ = (_unique_while_present("department_name", "workspace", "folded"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    folded: str
    lead: str | None
    is_removed: bool


class Team(Row, table=True):
    """A team. A removed one stays: what was counted in it keeps its name, and its offset is not given out again."""

    __table_args__ = (
        _unique_while_present("team_name", "workspace", "folded"),
        _unique_while_present("team_channel", "workspace", "channel"),
    )
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    folded: str
    channel: str
    offset: int
    is_removed: bool
    source: str = Field(sa_column_kwargs={"server_default": text("'channel'")})
    usergroup: str = Field(sa_column_kwargs={"server_default": EMPTY})
    department: str | None
    meets_customers: bool = Field(sa_column_kwargs={"server_default": false()})
    kudos_channel: str = Field(sa_column_kwargs={"server_default": EMPTY})
    digest_channel: str = Field(sa_column_kwargs={"server_default": EMPTY})


class Membership(Row, table=True):
    """A person's place in a team."""

    __table_args__ = (part_of("membership", "team"), Index("membership_person", "workspace", "person"))
    workspace: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    is_manager: bool


class Round(Row, table=True):
    """One pulse of a workspace."""

    __table_args__ = (UniqueConstraint("workspace", "week", name="round_week"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    week: str
    opens_at: datetime = Field(sa_type=Moment)
    closes_at: datetime = Field(sa_type=Moment)
    is_closed: bool
    is_scrubbed: bool
    is_planned: bool = Field(sa_column_kwargs={"server_default": false()})
    is_told: bool = Field(sa_column_kwargs={"server_default": true()})


class Cohort(Row, table=True):
    """Who takes part in a round, and where they count."""

    __table_args__ = (part_of("cohort", "round"),)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    team: str
    is_manager: bool


class RoundKey(Row, table=True):
    """The sealed key of an open round."""

    __table_args__ = (part_of("round_key", "round"), {"sqlite_with_rowid": False})
    __tablename__ = "round_key"
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    sealed: bytes


class Answer(Row, table=True):
    """An answer in an open round. No person, no time, and on SQLite no row number that would tell the order."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    pseudonym: bytes = Field(primary_key=True)
    item: str = Field(primary_key=True)
    sealed: bytes


class Tally(Row, table=True):
    """What remains of a closed round."""

    __table_args__ = (part_of("tally", "round"),)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    n: int
    total: int


class Digest(Row, table=True):
    """The digest of a group (`team`: a team, a department or the company), as it was first made, but for what people
    changed, took back or unshared since: kudos, praise and quotes.

    `is_changed` until that is told where the digest was posted.
    """

    __table_args__ = (
        part_of("digest", "round"),
        Index("digest_changed", "workspace", sqlite_where=CHANGED, postgresql_where=CHANGED),
    )
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    is_changed: bool = Field(sa_column_kwargs={"server_default": false()})


def core(row: type[Row]) -> Table:
    """The Core table of a row class."""
    return cast("Table", row.__table__)  # type: ignore[attr-defined]  # SQLModel has it, its types do not say so


WORKSPACE, PERSON, TEAM, MEMBERSHIP = core(Workspace), core(Person), core(Team), core(Membership)
DEPARTMENT = core(Department)
ROUND, COHORT, ROUND_KEY, ANSWER, TALLY = core(Round), core(Cohort), core(RoundKey), core(Answer), core(Tally)
DIGEST = core(Digest)
