"""How people are asked: what a workspace and its people have chosen, what a team is asked, how well that went."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, text, true
from sqlmodel import Field

from storage.tables import EMPTY, Row, core, part_of


class Policy(Row, table=True):
    """What an admin has chosen for a workspace; without a row all is as it ships."""

    workspace: str = Field(primary_key=True)
    items_per_need: int
    has_fourth: bool
    has_whole_bank: bool
    has_guests: bool
    threshold: int
    lead: str | None
    kudos_emoji: str = Field(sa_column_kwargs={"server_default": text("'raised_hands'")})
    feedback_emoji: str = Field(sa_column_kwargs={"server_default": EMPTY})
    has_charts: bool = Field(sa_column_kwargs={"server_default": true()})
    opens_on: int = Field(sa_column_kwargs={"server_default": text("0")})
    days_open: int = Field(sa_column_kwargs={"server_default": text("4")})
    digest_on: int | None
    digest_at: int = Field(sa_column_kwargs={"server_default": text("540")})
    digest_zone: str = Field(sa_column_kwargs={"server_default": EMPTY})


class ItemChoice(Row, table=True):
    """An item that was switched off or on, or, with a text, one of the workspace's own."""

    __tablename__ = "item_choice"
    workspace: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    is_on: bool
    text: str


class Preference(Row, table=True):
    """How one person wants to be asked; without a row all is as it ships. Times are minutes of a local day."""

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    asked_at: int
    weekdays: str
    quiet_from: int | None
    quiet_until: int | None
    paused_until: date | None
    is_out: bool
    language: str
    has_thanks: bool


class DaysOff(Row, table=True):
    """A stretch of days, both ends included, on which someone is not asked."""

    __tablename__ = "days_off"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    first: date = Field(primary_key=True)
    last: date


class Schedule(Row, table=True):
    """Something that comes round in a workspace: the first local day it is for, and how many weeks lie between two."""

    workspace: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    first: date
    weeks: int


class Paper(Row, table=True):
    """What a team is asked in a round, and how many it had when that opened: fixed for the round."""

    __table_args__ = (part_of("paper", "round"),)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    items: list[dict[str, str]] = Field(sa_type=JSON)
    department: str | None
    members: int
    managers: int


class Reminder(Row, table=True):
    """Where a person's reminders of a round are, sealed; of the same length for those who needed none."""

    __table_args__ = (part_of("reminder", "round"), {"sqlite_with_rowid": False})
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    sealed: bytes


class Product(Row, table=True):
    """What remains of a week in which the whole bank was asked: how two items go together in the whole company."""

    __table_args__ = (part_of("product", "round"),)
    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    other: str = Field(primary_key=True)
    n: int
    covariance: float


POLICY, ITEM_CHOICE, PREFERENCE, DAYS_OFF = core(Policy), core(ItemChoice), core(Preference), core(DaysOff)
SCHEDULE, PAPER, REMINDER, PRODUCT = core(Schedule), core(Paper), core(Reminder), core(Product)
