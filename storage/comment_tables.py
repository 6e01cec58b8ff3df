"""Comments, and what is answered to them. Nothing here says who wrote one, when, or how they answered the pulse."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import Row, core
from storage.types import Moment


class Draft(Row, table=True):
    """A comment in an open round, sealed under the round's key: its writer may still change it or take it back."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    pseudonym: bytes = Field(primary_key=True)
    sealed: bytes


class Comment(Row, table=True):
    """A comment that waits or was released: words and writer sealed; the group it is for; how many rounds it waited."""

    __table_args__ = (Index("comment_group", "workspace", "audience"), {"sqlite_with_rowid": False})
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    audience: str
    sealed: bytes
    link: bytes
    waited: int
    release: str | None
    until: date | None


class Reply(Row, table=True):
    """What a manager answered to a comment: one of the ready words, or their own, sealed; and when it goes out."""

    __table_args__ = (Index("reply_due", "workspace", "is_sent", "due_at"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    comment: str
    giver: str
    ready: str
    sealed: bytes
    due_at: datetime = Field(sa_type=Moment)
    is_sent: bool


DRAFT, COMMENT, REPLY = core(Draft), core(Comment), core(Reply)
