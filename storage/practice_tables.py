"""What teams try, in which words it is offered, what they begin one after another, and what looks at the link found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false
from sqlmodel import Field

from storage.tables import Row, core, part_of
from storage.types import Moment


class Practice(Row, table=True):
    """An idea that a digest offered a team, and what became of it.

    `idea` is its name in `bot/nudges.toml` and `text` its words at that time, `reason` why it was this one. `item` is
    the question (or several, with spaces between) beside which it is asked about after four weeks, `then` and `since`
    the score as it was shown. `settled_in` is the round in whose digest it is asked about, `told_in` the one in whose
    digest is told what was done.
    """

    __table_args__ = (
        UniqueConstraint("workspace", "round", "team", "idea", name="practice_offered"),
        Index("practice_team", "workspace", "team", "offered_at"),
        Index("practice_person", "workspace", "by"),
    )
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    round: str
    team: str
    idea: str
    text: str
    reason: str
    item: str
    state: str
    by: str | None
    offered_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(sa_type=Moment)
    then: dict[str, Any] | None = Field(sa_type=JSON)
    since: dict[str, Any] | None = Field(sa_type=JSON)
    settled_in: str | None
    told_in: str | None


class IdeaText(Row, table=True):
    """A workspace's own words for an idea."""

    __tablename__ = "idea_text"
    workspace: str = Field(primary_key=True)
    idea: str = Field(primary_key=True)
    text: str


class Look(Row, table=True):
    """What was found when a team's pulse, or that of all teams, was held beside the feedback: as it was told."""

    workspace: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)


class Start(Row, table=True):
    """A practice that teams begin one after another, in an order that was drawn at random; `result` once looked at."""

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    department: str | None
    need: str
    text: str
    made_at: datetime = Field(sa_type=Moment)
    is_stopped: bool = Field(sa_column_kwargs={"server_default": false()})
    result: str | None


class Step(Row, table=True):
    """When a team's turn is: the week (2026-W10) in which it begins, and its place in the order, from 0."""

    __table_args__ = (part_of("step", "start"), Index("step_team", "workspace", "team"))
    workspace: str = Field(primary_key=True)
    start: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    place: int
    week: str


PRACTICE, IDEA_TEXT, LOOK = core(Practice), core(IdeaText), core(Look)
START, STEP = core(Start), core(Step)
