"""Which teams the groups of a round consist of, for queries that count for many groups at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, FromClause, and_, func, literal, select

from bot.composing import Group
from bot.digests import COMPANY_NAME, Kind
from bot.privacy import COMPANY
from bot.pulses import Round
from storage import departments, readers, teams
from storage.asking_tables import PAPER

if TYPE_CHECKING:
    from storage.database import Db

GROUPED_BY: dict[Kind, ColumnElement[str]] = {
    Kind.TEAM: PAPER.c.team,
    Kind.DEPARTMENT: PAPER.c.department,
    Kind.COMPANY: literal(COMPANY),
}


@dataclass(frozen=True)
class Among:
    """Some groups, all of a kind, by their ids, as a round found them: one for all that is counted, or each its own."""

    round: str | ColumnElement[str]
    kind: Kind
    ids: Sequence[str]

    @property
    def group(self) -> ColumnElement[str]:
        """The group of a team that `of_teams` has joined."""
        return GROUPED_BY[self.kind]

    @property
    def are_ours(self) -> ColumnElement[bool]:
        """Whether it is one of these groups. A bare column SQLite would look up id by id, for each row there is."""
        return func.coalesce(self.group, "").in_(self.ids)

    def of_teams(self, db: Db, found: FromClause, team: ColumnElement[str]) -> FromClause:
        """What was found for teams, with these as the round found them.

        The joins are outer ones: else SQLite would begin with the teams, and look for each row in each of them.
        """
        of_round = (PAPER.c.workspace == db.workspace, PAPER.c.round == self.round, PAPER.c.team == team)
        return found.outerjoin(PAPER, and_(*of_round))


def of_round(db: Db, closed: Round) -> list[Group]:
    """The groups that get a digest of a round: its teams, then the departments and the company that somebody leads."""
    papers = select(PAPER.c.team, PAPER.c.department).where(PAPER.c.workspace == db.workspace)
    placed = {row.team: row.department for row in db.run(papers.where(PAPER.c.round == closed.id))}
    leads = {group: min(people) for group, people in readers.every(db).items()}
    groups = [Group(team.id, team.name, Kind.TEAM, team.digest_in) for team in teams.every(db) if team.id in placed]
    led = [made for made in departments.every(db) if made.id in placed.values() and made.id in leads]
    groups += [Group(made.id, made.name, Kind.DEPARTMENT, leads[made.id]) for made in led]
    if placed and COMPANY in leads:
        groups.append(Group(COMPANY, COMPANY_NAME, Kind.COMPANY, leads[COMPANY]))
    return groups
