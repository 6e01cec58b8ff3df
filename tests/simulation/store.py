"""The bot's database without its thread: the same acts in the same transactions on a real SQLite file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

from bot.errors import Refused
from storage import engines, faults
from storage.database import Database
from storage.seals import Seals
from tests.simulation.ledger import OPERATION
from tests.simulation.life import Life

T = TypeVar("T")
SECRET = "a secret of the simulation, long enough"
QUICK, STALLED = (0.0005, 0.01), (0.5, 4.0)


class SimulatedStore:
    """In the place of `SqliteStore`. A process may end before an act, or after its commit, without learning of it."""

    def __init__(self, engine: Engine, life: Life, refusals: float, stalls: float) -> None:
        self._engine = engine
        self._life = life
        self._refusals = refusals
        self._stalls = stalls

    async def run(self, work: Callable[[Connection], T]) -> T:
        await self._before("before a commit")
        if self._life.chance.random() < self._refusals:
            if operation := OPERATION.get():
                operation.is_troubled = True
            raise Refused("database_locked")
        with faults.explaining(), self._engine.begin() as connection:
            value = work(connection)
        await self._after("after a commit")
        return value

    async def scrub(self) -> None:
        await self._before("before a scrub")
        with self._engine.connect() as pooled:
            pooled.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        await self._after("after a scrub")

    async def trim(self) -> None:
        await self.scrub()

    def lock(self) -> None:
        """The simulation says itself how many processes there are."""

    async def close(self) -> None:
        """Nothing is kept open: all processes share one engine, one act at a time."""

    async def _before(self, place: str) -> None:
        await self._life.boundary(place)
        is_stalled = self._life.chance.random() < self._stalls
        await self._life.wait(self._life.chance.uniform(*(STALLED if is_stalled else QUICK)))

    async def _after(self, place: str) -> None:
        await self._life.boundary(place)
        await self._life.wait(self._life.chance.uniform(*QUICK))


class SimulatedDatabase(Database):
    """The real one on a simulated store."""

    def __init__(self, store: SimulatedStore) -> None:
        self._store: Any = store
        self._seals = Seals(SECRET)


def opened(template: Path, folder: Path) -> Engine:
    """An engine on a copy of a database that has all tables."""
    path = Path(shutil.copy(template, folder / "simulated.db"))
    engine = engines.engine(engines.parsed(f"sqlite:///{path}"), connections=1)
    event.listen(engine, "connect", _without_the_disk)
    return engine


def _without_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()  # nobody pulls this machine's plug
