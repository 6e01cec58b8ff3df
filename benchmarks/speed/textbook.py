"""A row kept as SQLModel's documents show it: a model, a session, a commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine


class Seen(SQLModel, table=True):
    """A click that was kept."""

    id: str = Field(primary_key=True)
    workspace: str
    seen_at: datetime


def _engine(url: str) -> Engine:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _as_safe_as_ours(connection: object, _: object) -> None:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def keeper(url: str) -> Callable[[str], None]:
    """A function that keeps one row and returns when it is committed."""
    engine = _engine(url)
    SQLModel.metadata.create_all(engine)

    def keep(mark: str) -> None:
        with Session(engine) as session:
            session.add(Seen(id=mark, workspace="T0SPEED01", seen_at=datetime.now(UTC)))  # noqa: TID251 - a process of its own
            session.commit()

    return keep
