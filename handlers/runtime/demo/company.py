"""The invented company: its people, their kudos, and what their customers say."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Self

from sandbox import Manifest, Roster, Workspace
from sandbox.clock import Clock

WITH_WORDS = timedelta(weeks=8)  # of which the feedback tells; the survey before it has ratings alone
ROSTER = ("people", "usergroups", "channels")


@dataclass(frozen=True)
class DemoTeam:
    """A team to set up: its name, its channel's and its manager's."""

    name: str
    channel: str
    manager: str


@dataclass(frozen=True)
class DemoDepartment:
    """A department to set up: its name, its teams (with commas between) and who leads it."""

    name: str
    teams: str
    lead: str


@dataclass(frozen=True)
class Thanks:
    """A kudos for somebody of a team (or of any)."""

    team: str
    did: str
    enabled: str


@dataclass(frozen=True)
class Written:
    """What someone writes in a channel, and who reacts to it with thanks."""

    channel: str
    by: str
    text: str
    thanked_by: list[str]


@dataclass(frozen=True)
class Praise:
    """What a customer said about someone, and who logs it for which team."""

    by: str
    team: str
    of: str
    customer: str
    said: str


@dataclass(frozen=True)
class Company:
    """What the data files beside this one hold."""

    roster: Roster
    teams: tuple[DemoTeam, ...]
    departments: tuple[DemoDepartment, ...]
    lead: str
    values: tuple[str, ...]
    thanks: tuple[Thanks, ...]
    written: tuple[Written, ...]
    praise: Praise
    feedback: tuple[dict[str, str], ...]
    survey: tuple[dict[str, str], ...]  # of the weeks before: ratings without words

    @classmethod
    def load(cls) -> Self:
        """Read the files."""
        people, kudos = _toml("company.toml"), _toml("kudos.toml")
        return cls(
            roster=Roster.parse({name: people[name] for name in ROSTER}),
            teams=tuple(DemoTeam(**team) for team in people["teams"]),
            departments=tuple(DemoDepartment(**department) for department in people["departments"]),
            lead=people["lead"],
            values=tuple(kudos["values"]),
            written=tuple(Written(**written) for written in kudos["written"]),
            praise=Praise(**kudos["praise"]),
            thanks=tuple(Thanks(**thanks) for thanks in kudos["kudos"]),
            feedback=tuple(_lines("feedback.csv")),
            survey=tuple(_lines("survey.csv")),
        )

    def workspace(self, manifest: Manifest, begins: datetime) -> Workspace:
        """The company's Slack workspace, with the app of that manifest in it, at the time at which its story begins."""
        clock = Clock()
        clock.set(begins)
        return self.roster.workspace(manifest, clock)

    @property
    def present(self) -> date:
        """The Monday after the last week that the feedback tells of."""
        last = max(date.fromisoformat(line["date"]) for line in self.feedback)
        return last + timedelta(days=7 - last.weekday())

    def speaking(self, since: date, until: date, shift: timedelta) -> frozenset[str]:
        """The customers of whom the file of these days tells."""
        return frozenset(line["customer"] for line in self._between(since, until, shift))

    def file(self, since: date, until: date, shift: timedelta) -> io.BytesIO:
        """The feedback of [since, until) as a CSV file, every date moved by `shift`."""
        text = io.StringIO()
        lines = list(self._between(since, until, shift))
        writer = csv.DictWriter(text, fieldnames=list(self.feedback[0]))
        writer.writeheader()
        writer.writerows(lines)
        return io.BytesIO(text.getvalue().encode())

    def _between(self, since: date, until: date, shift: timedelta) -> Iterator[dict[str, str]]:
        """After the last week those with words come again, under other ids."""
        yield from _moved(self.survey, since, until, shift)
        for time in range(1 + max(0, (until - self.present - shift) // WITH_WORDS + 1)):
            again = [line | {"id": f"{line['id']}-{time}"} for line in self.feedback] if time else self.feedback
            yield from _moved(again, since, until, shift + time * WITH_WORDS)


def _moved(lines: Iterable[dict[str, str]], since: date, until: date, shift: timedelta) -> Iterator[dict[str, str]]:
    for line in lines:
        day = date.fromisoformat(line["date"]) + shift
        if since <= day < until:
            yield line | {"date": day.isoformat()}


def _lines(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(_text(name), newline=""))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files("handlers.runtime.demo").joinpath(name).read_text("utf-8")
