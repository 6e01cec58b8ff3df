"""A department as an admin asks for it, and what comes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import people, teams
from bot.errors import about
from bot.people import Person
from bot.team_wishes import Known
from bot.teams import Department, Team

MOST_TEAMS = 80  # in a form, which carries them along as it is confirmed


@dataclass(frozen=True)
class Wish:
    """A department as an admin asks for it: its teams and who leads it (empty for nobody), by name or id."""

    name: str
    teams: tuple[str, ...]
    lead: str = ""


@dataclass(frozen=True)
class Plan:
    """A department as it would be. `counting` is how many count in it, of the `smallest` it takes to show scores.

    `moved` are those of its teams that are in another department so far.
    """

    department: Department
    teams: Sequence[Team]
    lead: Person | None
    moved: Sequence[Team]
    counting: int
    smallest: int

    @property
    def is_small(self) -> bool:
        """Whether it can never show scores of its own."""
        return self.counting < self.smallest


def plan(wish: Wish, known: Known, department_id: str) -> Plan:
    """What comes of a wish: a new department, or another form of the one of that id.

    Raises Refused, naming the field, when the name is taken, empty or long, there is no team, or one of those named or
    whoever leads it is unknown.
    """
    others = [made.name for made in known.departments if made.id != department_id]
    name = teams.checked_name(wish.name, others, "department")
    with about("teams"):
        within = teams.all_called(known.teams, ",".join(wish.teams))
    with about("lead"):
        colleagues = [person for person in known.people if person.is_colleague]
        lead = people.called(colleagues, wish.lead) if wish.lead else None
    return Plan(
        department=Department(department_id, name, lead.id if lead else None),
        teams=within,
        lead=lead,
        moved=[team for team in within if team.department not in (None, department_id)],
        counting=_counting(known, within),
        smallest=known.smallest,
    )


def _counting(known: Known, within: Sequence[Team]) -> int:
    cohort = teams.cohort(known.teams, known.memberships, known.people, has_guests=known.has_guests)
    ids = {team.id for team in within}
    return sum(member.team in ids and not member.is_manager for member in cohort)


def as_it_is(department: Department, every: Sequence[Team]) -> Wish:
    """The wish of which a department would come as it is, all by ids."""
    within = [team.id for team in every if team.department == department.id]
    return Wish(department.name, tuple(sorted(within)), department.lead or "")


def changes(before: Wish, after: Plan) -> list[str]:
    """What of a department is other than it was, by names of its settings."""
    then = Wish(after.department.name, tuple(sorted(team.id for team in after.teams)), after.department.lead or "")
    return [name for name, value in vars(then).items() if value != getattr(before, name)]
