"""Thanks between peers, what each receiver did with theirs, and where in Slack it stands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, false, text
from sqlmodel import Field

from storage.tables import EMPTY, Row, core, part_of
from storage.types import Moment

IS_SHARED = text("shared_at IS NOT NULL")


class Kudos(Row, table=True):
    """Thanks. One that was taken back stays, without its words: the same form may still arrive once more.

    `day` is the giver's local day, `door` how it was given; `channel` and `ts` name the message that it is about or
    was given with. `version` counts its changes, `times` how often it was given: a reaction may be, again and again.
    """

    __table_args__ = (
        Index("kudos_given", "workspace", "given_at"),
        Index("kudos_giver", "workspace", "giver", "day"),
    )
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    giver: str
    did: str
    enabled: str
    given_at: datetime = Field(sa_type=Moment)
    day: date | None
    door: str = Field(sa_column_kwargs={"server_default": text("'form'")})
    value: str = Field(sa_column_kwargs={"server_default": EMPTY})
    need: str = Field(sa_column_kwargs={"server_default": EMPTY})
    channel: str = Field(sa_column_kwargs={"server_default": EMPTY})
    ts: str = Field(sa_column_kwargs={"server_default": EMPTY})
    is_public: bool = Field(sa_column_kwargs={"server_default": false()})
    is_removed: bool = Field(sa_column_kwargs={"server_default": false()})
    version: int = Field(sa_column_kwargs={"server_default": text("0")})
    times: int = Field(sa_column_kwargs={"server_default": text("1")})


class KudosReceiver(Row, table=True):
    """One of those thanked, by their place in the list; the team and channel they shared it with, if they did."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (
        part_of("kudos_receiver", "kudos"),
        Index("kudos_receiver_person", "workspace", "receiver"),
        Index(
            *("kudos_receiver_shared", "workspace", "shared_with", "shared_at"),
            sqlite_where=IS_SHARED,
            postgresql_where=IS_SHARED,
        ),
    )
    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    receiver: str = Field(primary_key=True)
    place: int
    shared_at: datetime | None = Field(sa_type=Moment)
    shared_with: str | None
    shared_in: str | None


class KudosJoin(Row, table=True):
    """Someone who joined a kudos with a reaction."""

    __tablename__ = "kudos_join"
    __table_args__ = (part_of("kudos_join", "kudos"),)
    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    joined_at: datetime = Field(sa_type=Moment)


class KudosMessage(Row, table=True):
    """Where a message about a kudos stands, so that it can be changed and taken away.

    `kind` is that of its delivery, `place` the person or channel that it was for.
    """

    __tablename__ = "kudos_message"
    __table_args__ = (part_of("kudos_message", "kudos"), Index("kudos_message_at", "workspace", "channel", "ts"))
    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    channel: str
    ts: str


class Reaction(Row, table=True):
    """The last that is known of someone's reaction to a message: events come in any order."""

    __table_args__ = (Index("reaction_seen", "workspace", "seen_at"),)
    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    emoji: str = Field(primary_key=True)
    event_ts: str
    is_on: bool
    seen_at: datetime = Field(sa_type=Moment)


class KudosValue(Row, table=True):
    """One of the workspace's values, which a kudos may name."""

    __tablename__ = "kudos_value"
    workspace: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str


class KudosChoice(Row, table=True):
    """How public one person wants the thanks they get to be, and whether they want to be invited to thank."""

    __tablename__ = "kudos_choice"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    sharing: str
    has_prompt: bool
    prompted_on: date | None


KUDOS, KUDOS_RECEIVER, KUDOS_JOIN, KUDOS_MESSAGE = core(Kudos), core(KudosReceiver), core(KudosJoin), core(KudosMessage)
REACTION, KUDOS_VALUE, KUDOS_CHOICE = core(Reaction), core(KudosValue), core(KudosChoice)
