"""One piece of feedback as help desks and forms send it: its form, and what is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
EMPTY: Literal["should not be empty"] = "should not be empty"
IN_PLAIN_WORDS = {"missing": "is missing", "extra_forbidden": "is no field here", "string_too_short": EMPTY}
SIGNS: Mapping[str | None, int] = {"fed": 1, "hurt": -1, None: 0}


def _filled(text: str) -> str:
    if "\0" in text or not re.search(SEEN, text):  # as FILLED has it, which takes its time over a long text
        raise PydanticCustomError("blank", "should hold no NUL characters" if "\0" in text else EMPTY)
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
    problems = wrong[:MOST_PROBLEMS]
    raise Unfit([Problem(_named(one["loc"]), IN_PLAIN_WORDS.get(one["type"], one["msg"])) for one in problems])


def _named(place: Sequence[str | int]) -> str:
    return ".".join(map(str, place))[:LONGEST_FIELD]


def feedback_of(
    piece: Piece, key: Key, call_id: str, teams: Mapping[str, str], now: datetime, feedback_id: str
) -> Feedback:
    """The feedback in a piece. `teams` maps names, case folded, to ids; `now` is in UTC.

    It is known by the sender's own id, under the key's name: a key that takes the place of another has the same name.
    Raises Unfit for what its form alone does not tell.
    """
    latest = (now + FURTHEST_EAST).date()  # nobody knows in which zone the sender is
    if problems := list(_amiss(piece, teams, latest)):
        raise Unfit(problems)
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
        teams=frozenset(teams[_folded(name)] for name in piece.teams),
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
    return feedback.checked(given, latest)


def _amiss(piece: Piece, teams: Mapping[str, str], latest: date) -> Iterator[Problem]:
    """What is wrong with it that its form alone does not tell."""
    for place, name in enumerate(piece.teams):
        if _folded(name) not in teams:
            yield Problem(f"teams.{place}", "no team has this name")
    if piece.happened_on and piece.happened_on > latest:
        yield Problem("happened_on", "has not come yet")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
