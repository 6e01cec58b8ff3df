"""The workspaces that Heartline is installed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage import upserts
from storage.tables import WORKSPACE

if TYPE_CHECKING:
    from storage.database import Db


@dataclass(frozen=True)
class Install:
    """A workspace with Heartline in it; `bot_user` is Heartline's own user id there, `url` where it is in Slack.

    Whoever installed it (`installer`, empty where that is not known) is an admin of it, whatever they are in Slack.
    """

    id: str
    name: str
    bot_user: str
    url: str = ""
    installer: str = ""


FIELDS = (WORKSPACE.c.workspace, WORKSPACE.c.name, WORKSPACE.c.bot_user, WORKSPACE.c.url, WORKSPACE.c.installer)


def keep(db: Db, install: Install) -> None:
    """Remember the install of this workspace, or what Slack has changed about it; who installed it stays."""
    row = {"workspace": db.workspace, "name": install.name, "bot_user": install.bot_user, "url": install.url}
    if not upserts.add_many(db, WORKSPACE, [row], ("workspace",)):
        db.run(update(WORKSPACE).where(WORKSPACE.c.workspace == db.workspace).values(**row))


def installed_by(db: Db, person: str) -> None:
    """Remember who installed it here."""
    db.run(update(WORKSPACE).where(WORKSPACE.c.workspace == db.workspace).values(installer=person))


def every(db: Db) -> list[Install]:
    """All installs, whichever workspace `db` is bound to."""
    return [Install(*row) for row in db.run(select(*FIELDS).order_by(WORKSPACE.c.workspace))]


def one(db: Db) -> Install | None:
    """The install of this workspace; None before Slack was first asked."""
    row = db.run(select(*FIELDS).where(WORKSPACE.c.workspace == db.workspace)).one_or_none()
    return Install(*row) if row else None
