"""The import of a file that someone has dropped into their conversation with the bot: who may, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from bot import csv_columns
from bot.csv_columns import Wish
from bot.errors import Refused
from bot.people import Person

LEASE = timedelta(seconds=60)  # of a file that is being read; each batch renews it
AGAIN, LONGEST = timedelta(seconds=60), timedelta(hours=1)  # until one is tried again that Slack did not give
TRIES = 30  # with these pauses, a day
FORGOTTEN = timedelta(days=30)
ENDINGS = (".csv", ".tsv", ".txt")


class State(StrEnum):
    """LOOK: to be looked through. ASKED: shown to the person, who is to decide. DUE: to be imported, or under way."""

    LOOK = "look"
    ASKED = "asked"
    DUE = "due"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


WORK = (State.LOOK, State.DUE)


@dataclass(frozen=True)
class Job:
    """An import. `file` is Slack's id of the file and `name` its own, `channel` the conversation it was dropped into.

    `header` are its columns once it has been looked through, `wish` is what the person said about them. `done` lines
    have been read and kept, in which there were so many `new`, `known`, `bad` and `unrated`; `left_out` are sentences
    about the first bad ones, `reason` says why an import has failed.
    `tries` counts how often in a row somebody took it up and came no further.
    """

    id: str
    person: str
    channel: str
    file: str
    name: str
    made_at: datetime
    state: State = State.LOOK
    header: tuple[str, ...] = ()
    wish: Wish = field(default_factory=Wish)
    done: int = 0
    new: int = 0
    known: int = 0
    bad: int = 0
    unrated: int = 0
    left_out: tuple[str, ...] = ()
    reason: str = ""
    tries: int = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether it was tried often enough, whatever went wrong."""
        return self.tries > TRIES

    @property
    def pause(self) -> timedelta:
        """How long to wait after a try that failed: each time twice as long."""
        return min(AGAIN * (1 << min(self.tries, TRIES) >> 1), LONGEST)


def may_import(person: Person | None, leads: Collection[str]) -> bool:
    """Whether someone may import feedback for the teams they lead and others: managers and admins."""
    return person is not None and person.is_colleague and not person.is_guest and (person.is_admin or bool(leads))


def is_csv(name: str) -> bool:
    """Whether a file's name is that of a CSV file."""
    return name.casefold().endswith(ENDINGS)


def check_address(address: str, api: str) -> None:
    """Raise Refused for an address to which the bot's token must not go: any but Slack's own, by https.

    `api` is where Slack's methods are; elsewhere than at Slack, as in the sandbox, files are there too.
    """
    try:
        wanted, known = urlsplit(address), urlsplit(api)
        is_slacks = (wanted.scheme, wanted.port or 443) == ("https", 443) and _is_at_slack(wanted.hostname)
    except ValueError as error:  # brackets that do not close, a port that is no number
        raise Refused("csv_address") from error
    is_beside = (wanted.scheme, wanted.netloc) == (known.scheme, known.netloc)
    if not (is_slacks or is_beside) or wanted.username is not None:
        raise Refused("csv_address")


def _is_at_slack(host: str | None) -> bool:
    return f".{host}".endswith(".slack.com")


def packed(job: Job) -> dict[str, object]:
    """What is kept of its columns and its lines: texts, numbers and lists, as JSON has them."""
    return {
        "header": list(job.header),
        "columns": dict(job.wish.columns),
        "scale": job.wish.scale or "",
        "dates": job.wish.dates or "",
        "unrated": job.unrated,
        "left_out": list(job.left_out),
        "reason": job.reason,
        "tries": job.tries,
    }


def unpacked(job: Job, kept: Mapping[str, Any]) -> Job:
    """The import with what was kept of its columns and its lines."""
    wish = wish_of(kept["columns"], kept["scale"], kept["dates"])
    lines = {"unrated": kept["unrated"], "left_out": tuple(kept["left_out"])}
    return replace(job, header=tuple(kept["header"]), wish=wish, reason=kept["reason"], tries=kept["tries"], **lines)


def wish_of(columns: Mapping[str, str], scale: str, dates: str) -> Wish:
    """A wish from texts that were kept or chosen; a scale or order that is none counts as not said."""
    return Wish(columns, *csv_columns.chosen(scale, dates))
