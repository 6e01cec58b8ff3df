"""A database of companies of teams, and how often something is told in their digests."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks import link_crowds, link_rows
from benchmarks.link_crowds import Size
from benchmarks.link_shares import Row
from benchmarks.link_worlds import World
from bot.link import YEAR, Kind, Line
from bot.privacy import COMPANY
from bot.pulses import KIND
from bot.schedules import Schedule
from storage import schedules
from storage.database import Database

Told = dict[str, list[Line]]


@dataclass(frozen=True)
class Scale:
    """How much is run: teams a cell and in a workspace, crowds of twenty teams a cell, and tests a cell of power."""

    teams: int
    together: int
    crowds: int
    tests: int


class Rig:
    """One database with a workspace for each company."""

    def __init__(self, database: Database, seed: int, scale: Scale) -> None:
        self.database, self.scale, self._seed = database, scale, seed
        self._made, self._drawn = 0, 0

    def random(self) -> np.random.Generator:
        """Random numbers that nothing else in this run has."""
        self._drawn += 1
        return np.random.default_rng([self._seed, self._drawn])

    async def of_world(self, world: World, at: Iterable[int] = link_rows.LOOKS) -> Told:
        """What the digests of a company of such teams say."""
        self._made += 1
        await link_rows.put_world(self.database, f"T{self._made}", world)
        return await link_rows.looked(self.database, f"T{self._made}", at)

    async def of_rare(self, world: World, every: int) -> Told:
        """What they say where pulses came every two weeks, and come `every` so many from now on."""
        self._made += 1
        await link_rows.put_world(self.database, f"T{self._made}", world, 2)
        schedule = Schedule(KIND, link_rows.MONDAY, every)
        await self.database.act(f"T{self._made}", lambda db: schedules.add(db, schedule))
        return await link_rows.looked(self.database, f"T{self._made}", link_rows.RARELY, 2)

    async def of_crowd(self, size: Size, rho: float, teams: int, at: Iterable[int] = link_rows.LOOKS) -> Told:
        """What the digests of a company of such people say."""
        weeks = link_crowds.crowd(self.random(), YEAR, teams, size, rho)
        self._made += 1
        await link_rows.put_crowd(self.database, f"T{self._made}", weeks, size)
        return await link_rows.looked(self.database, f"T{self._made}", at)

    async def companies(self, make: Callable[[np.random.Generator, int, int], World], together: int) -> list[Told]:
        """As many companies of so many teams as make up a cell."""
        many = math.ceil(self.scale.teams / together)
        return [await self.of_world(make(self.random(), YEAR, together)) for _ in range(many)]


def count(name: str, told: Iterable[Told], is_hit: Callable[[Line], bool], **goal: float) -> Row:
    """How many teams have such a line at any of their looks."""
    teams = [lines for company in told for team, lines in company.items() if team != COMPANY]
    return Row(name, sum(any(map(is_hit, lines)) for lines in teams), len(teams), **goal)


def count_companies(name: str, told: Iterable[Told], **goal: float) -> Row:
    """How many companies are told of a link at any of their looks."""
    found = [any(line.kind is Kind.COMPANY for line in company[COMPANY]) for company in told]
    return Row(name, sum(found), len(found), **goal)
