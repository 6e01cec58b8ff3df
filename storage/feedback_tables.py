"""What customers said, the doors by which others send it, and imports that are under way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false, text, true
from sqlmodel import Field

from storage.tables import EMPTY, Row, core, part_of
from storage.types import Moment

NONE = text("0")
IS_SHARED = text("praise_shared_at IS NOT NULL")


class Feedback(Row, table=True):
    """Something a customer said. One that was deleted stays, without its words: its source may be read once more.

    `rating` is on its own `scale`; `competence`, `autonomy` and `recognition` are the customer's needs: fed (1), hurt
    (-1) or not spoken of (0). The teams that it concerns are in `concern`; `team` is where the version before kept one.
    `praised` is told of the praise when `praise_told_by` wants it, and may have shared it with a team's digest.
    """

    __table_args__ = (
        UniqueConstraint("workspace", "key", name="feedback_of_key"),
        Index("feedback_team", "workspace", "team", "counts_at"),
        Index("feedback_counts", "workspace", "counts_at"),
        Index("feedback_customer", "workspace", "folded", "happened_on"),
        Index("feedback_logger", "workspace", "logged_by"),
        Index(
            *("feedback_praise", "workspace", "praise_shared_with", "praise_shared_at"),
            sqlite_where=IS_SHARED,
            postgresql_where=IS_SHARED,
        ),
    )
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    customer: str
    folded: str = Field(sa_column_kwargs={"server_default": EMPTY})
    said: str
    rating: int
    scale: str = Field(sa_column_kwargs={"server_default": text("'expectation'")})
    is_met: bool = Field(sa_column_kwargs={"server_default": true()})
    commitment: bool
    cost: bool
    culture: bool
    care: bool
    competence: int = Field(sa_column_kwargs={"server_default": NONE})
    autonomy: int = Field(sa_column_kwargs={"server_default": NONE})
    recognition: int = Field(sa_column_kwargs={"server_default": NONE})
    is_impression: bool = Field(sa_column_kwargs={"server_default": false()})
    team: str | None
    happened_on: date
    counts_at: datetime = Field(sa_type=Moment)
    logged_by: str | None
    praised: str | None
    is_praise_told: bool = Field(sa_column_kwargs={"server_default": false()})
    praise_told_by: str | None
    praise_shared_at: datetime | None = Field(sa_type=Moment)
    praise_shared_with: str | None
    link: str = Field(sa_column_kwargs={"server_default": EMPTY})
    source: str
    key: str
    is_removed: bool = Field(sa_column_kwargs={"server_default": false()})
    version: int = Field(sa_column_kwargs={"server_default": NONE})


class Concern(Row, table=True):
    """A team that a piece of feedback concerns."""

    __table_args__ = (part_of("concern", "feedback"), Index("concern_team", "workspace", "team"))
    workspace: str = Field(primary_key=True)
    feedback: str = Field(primary_key=True)
    team: str = Field(primary_key=True)


class IngestKey(Row, table=True):
    """A key with which a help desk or a form may send feedback; what it signs with is sealed.

    `recent` are the moments of its calls in the last minute, in seconds since 1970.
    """

    __tablename__ = "ingest_key"
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    sealed: bytes
    made_at: datetime = Field(sa_type=Moment)
    is_revoked: bool
    recent: list[float] = Field(sa_type=JSON)


class IngestCall(Row, table=True):
    """A request that was answered, so that its repetition gets the same answer: its digest, and the answer."""

    __tablename__ = "ingest_call"
    __table_args__ = (Index("ingest_call_at", "workspace", "at"),)
    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    body: bytes
    status: int
    answer: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)


class ImportJob(Row, table=True):
    """The import of a file that someone dropped into their conversation with the bot, and how far it has come.

    `file` is Slack's id of it, `mapping` which column is what, `done` how many lines have been read and kept.
    """

    __tablename__ = "import_job"
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str
    channel: str
    file: str
    name: str
    mapping: dict[str, Any] = Field(sa_type=JSON)
    state: str
    done: int
    new: int
    known: int
    bad: int
    owner: str | None
    lease_until: datetime | None = Field(sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)


FEEDBACK, CONCERN = core(Feedback), core(Concern)
INGEST_KEY, INGEST_CALL, IMPORT_JOB = core(IngestKey), core(IngestCall), core(ImportJob)
