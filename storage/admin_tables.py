"""What is kept about running Heartline: who was told before they are first asked, and what admins have changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.tables import Row, core
from storage.types import Moment


class Welcome(Row, table=True):
    """The note that someone gets before they are first asked; without a moment it is still on its way."""

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    told_at: datetime | None = Field(sa_type=Moment)


class Audit(Row, table=True):
    """Something that an admin changed. `by` is empty for the command line, and for someone who was erased."""

    __table_args__ = (Index("audit_at", "workspace", "at"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    act: str
    subject: str
    detail: dict[str, Any] = Field(sa_type=JSON)


WELCOME, AUDIT = core(Welcome), core(Audit)
