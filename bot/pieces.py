"""One piece of feedback as help desks and forms send it: its form, and what is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot import feedback
from bot.errors import Refused
from bot.feedback import CUSTOMER_LIMIT, FURTHEST_EAST, LINK_LIMIT, SAID_LIMIT, SCALES, Feedback, Scale
from bot.ingest import Key
from bot.teams import NAME_LIMIT

LONGEST_FIELD, MOST_PROBLEMS, MOST_TEAMS, ID_LIMIT = 80, 20, 20, 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SEEN = r"[^\s\x00-\x1f\x7f-\xa0]"
FILLED = rf"^[^\x00]*{SEEN}[^\x00]*$"  # PostgreSQL keeps no NUL
ADDRESS = r"^https?://[^\s<>|\x00]+$"
SIGNS: Mapping[str | None, int] = {"fed": 1, "hurt": -1, None: 0}


def _filled(text: str) -> str:
    if "\0" in text or not re.search(SEEN, text):  # as FILLED has it, which takes its time over a long text
        raise PydanticCustomError("blank", "should say something, without NUL characters")
    return text


def _address(link: str) -> str:
    if not re.search(ADDRESS, link):
        raise PydanticCustomError("address", "should be an address like https://example.com/1")
    return link


def _day(given: object) -> date:
    """A day as it is written; left alone, a number of seconds in quotes would pass as one."""
    try:
        if isinstance(given, str) and DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:  # no month has so many days
        pass
    raise PydanticCustomError("day", "should be a day like 2026-03-31")


def _whole(given: object) -> object:
    """4.0 is an integer in JSON, and a string or `true` is none."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


# A length is checked first, as a field's own: after a validator pydantic would call characters items.
Filled = AfterValidator(_filled)
PATTERN: dict[str, JsonValue] = {"pattern": FILLED}
Customer = Annotated[str, Field(min_length=1, max_length=CUSTOMER_LIMIT, json_schema_extra=PATTERN), Filled]
Said = Annotated[str, Field(min_length=1, max_length=SAID_LIMIT, json_schema_extra=PATTERN), Filled]
TeamName = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT, json_schema_extra=PATTERN), Filled]
SendersId = Annotated[str, Field(min_length=1, max_length=ID_LIMIT, json_schema_extra=PATTERN), Filled]
Address = Annotated[str, Field(max_length=LINK_LIMIT, json_schema_extra={"pattern": ADDRESS}), AfterValidator(_address)]
Day = Annotated[date, BeforeValidator(_day)]
Points = Annotated[int, BeforeValidator(_whole)]
Felt = Literal["fed", "hurt"]


class Needs(BaseModel):
    """The customer's own needs, where they spoke of them: fed or hurt."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    competence: Felt | None = Field(default=None, description="They could do what they came for.")
    autonomy: Felt | None = Field(default=None, description="They could decide.")
    recognition: Felt | None = Field(default=None, description="They were treated as someone who matters.")


class Piece(BaseModel):
    """One thing a customer said, and how it was for them."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    customer: Customer = Field(description="Who said it: a name or a company.")
    said: Said = Field(description="What they said, in their words.")
    scale: Scale = Field(
        description="On what they rated: expectation (1 far below what they expected, 3 as expected, 5 far above), "
        "csat (satisfaction, 1 to 5), nps (would recommend, 0 to 10), ces (ease, 1 to 7)."
    )
    rating: Points = Field(description="The rating, on that scale.")
    expectations: list[Literal["commitment", "cost", "culture", "care"]] = Field(
        default=[], max_length=4, description="Which expectations of theirs it is about."
    )
    needs: Needs | None = Field(default=None, description="Which needs of theirs it is about.")
    teams: list[TeamName] = Field(
        default=[], max_length=MOST_TEAMS, description="The teams that it concerns, by their names in Heartline."
    )
    happened_on: Day | None = Field(
        default=None, description="The day on which they said it, not later than today. Today where it is left out."
    )
    external_id: SendersId | None = Field(
        default=None, description="What the sender calls it. The first piece of an id is kept, and none after it."
    )
    link: Address | None = Field(default=None, description="Where to read more.")
    is_impression: bool = Field(default=False, description="Whether it is a colleague's impression of them.")

    @field_validator("rating")
    @classmethod
    def _on_its_scale(cls, rating: int, info: ValidationInfo) -> int:
        points = SCALES[info.data["scale"]] if "scale" in info.data else None
        if points and rating not in points:
            ends = {"lowest": points[0], "highest": points[-1]}
            raise PydanticCustomError("points", "should be from {lowest} to {highest} on this scale", ends)
        return rating


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field of a piece, such as `teams.0`; the field is empty where it is wrong as a whole."""

    field: str
    problem: str


class Unfit(Refused):
    """A body that is no piece of feedback, and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("ingest_unfit")
        self.problems = tuple(problems)


def read(body: bytes) -> Piece:
    """The piece that a body holds. Raises Refused for what is no JSON, and Unfit for what is no piece."""
    try:
        return Piece.model_validate_json(body)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    if wrong[0]["type"] == "json_invalid":
        raise Refused("ingest_no_json")
    raise Unfit([Problem(_named(one["loc"]), one["msg"]) for one in wrong[:MOST_PROBLEMS]])


def _named(place: Sequence[str | int]) -> str:
    return ".".join(map(str, place))[:LONGEST_FIELD]


def feedback_of(
    piece: Piece, key: Key, call_id: str, teams: Mapping[str, str], now: datetime, feedback_id: str
) -> Feedback:
    """The feedback in a piece. `teams` maps names, case folded, to ids; `now` is in UTC.

    It is known by the sender's own id, under the key's name: a key that takes the place of another has the same name.
    Raises Refused, with the field, for what its form alone does not tell.
    """
    happened_on = piece.happened_on or now.date()
    felt = piece.needs or Needs()
    known_by = f"{key.name.casefold()}\n{piece.external_id}" if piece.external_id else f"{key.id}/{call_id}"
    given = Feedback(
        id=feedback_id,
        customer=piece.customer,
        said=piece.said,
        rating=piece.rating,
        scale=piece.scale,
        expectations=frozenset(piece.expectations),
        teams=_known(piece.teams, teams),
        happened_on=happened_on,
        counts_at=feedback.counts_at(happened_on, now),
        logged_by=None,
        source=key.name,
        key=f"ingest:{known_by}",
        is_impression=piece.is_impression,
        link=piece.link or "",
        competence=SIGNS[felt.competence],
        autonomy=SIGNS[felt.autonomy],
        recognition=SIGNS[felt.recognition],
    )
    return _checked(given, now)


def _known(names: Sequence[str], teams: Mapping[str, str]) -> frozenset[str]:
    folded = [" ".join(name.split()).casefold() for name in names]
    if missing := [place for place, name in enumerate(folded) if name not in teams]:
        raise Unfit([Problem(f"teams.{place}", "no team has this name") for place in missing])
    return frozenset(teams[name] for name in folded)


def _checked(given: Feedback, now: datetime) -> Feedback:
    """What is the same for feedback by every door; a day is called by its name in a piece."""
    latest = (now + FURTHEST_EAST).date()  # nobody knows in which zone the sender is
    try:
        return feedback.checked(given, latest)
    except Refused as refused:
        if refused.field == "date":
            refused.field = "happened_on"
        raise
