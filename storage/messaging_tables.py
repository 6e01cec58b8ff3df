"""What goes out and what comes in: deliveries, the gates they pass, who reads the channels, the events handled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables import Row, core
from storage.types import Moment

# Literals, alike in the indexes and in the queries: else SQLite cannot tell that an index holds what is asked for.
WAITING = text("state IN ('due', 'retry', 'unknown')")
UNKNOWN = text("state = 'unknown'")
CHANGING = text(
    "kind IN ('digest_changed', 'kudos_changed', 'kudos_gone', 'pulse_over') AND state IN ('due', 'retry', 'unknown')"
)
AT_WORK = text("state IN ('claimed', 'sending')")


class Delivery(Row, table=True):
    """A message on its way: who has claimed it and until when, and what became of it.

    `held_from` is the moment it was planned for, where Do Not Disturb has put it off.
    """

    __table_args__ = (
        UniqueConstraint("workspace", "key", name="delivery_of_key"),
        Index("delivery_waiting", "workspace", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("delivery_expiring", "workspace", "expires_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("delivery_unknown", "workspace", "due_at", sqlite_where=UNKNOWN, postgresql_where=UNKNOWN),
        Index("delivery_changing", "workspace", "due_at", sqlite_where=CHANGING, postgresql_where=CHANGING),
        Index("delivery_at_work", "workspace", "recipient", sqlite_where=AT_WORK, postgresql_where=AT_WORK),
        Index("delivery_attempted", "workspace", "attempted_at"),
    )
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    key: str
    kind: str
    recipient: str
    subject: str
    due_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    nonce: str
    state: str
    attempts: int
    unknowns: int
    error: str
    owner: str | None
    lease_until: datetime | None = Field(sa_type=Moment)
    attempted_at: datetime | None = Field(sa_type=Moment)
    channel: str | None
    ts: str | None
    held_from: datetime | None = Field(sa_type=Moment)


class Gate(Row, table=True):
    """What all senders of a workspace share about one of Slack's methods: the next free place, and a pause."""

    workspace: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Moment)
    paused_until: datetime | None = Field(sa_type=Moment)
    refusals: int


class Event(Row, table=True):
    """An event that was handled."""

    __table_args__ = (Index("event_seen", "workspace", "seen_at"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)


class Channel(Row, table=True):
    """A channel to which digests go: whether people of another organisation are in it, and which admin allows that."""

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    is_shared: bool
    confirmed_by: str | None
    seen_at: datetime = Field(sa_type=Moment)


DELIVERY, GATE, EVENT, CHANNEL = core(Delivery), core(Gate), core(Event), core(Channel)
