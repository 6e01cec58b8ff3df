"""SQLite: one thread writes, and commits together what is waiting."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, TypeVar, cast

from sqlalchemy import URL, Connection

from bot.errors import Refused
from storage import engines, faults

T = TypeVar("T")
MOST_AT_ONCE = 64
SCRUB_MS = 200


class Act:
    """One caller's work, and what came of it."""

    def __init__(self, work: Callable[[Connection], object], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.value: object = None
        self.error: Exception | None = None
        self.future: asyncio.Future[Any] = loop.create_future()

    def settle(self, failed: Exception | None) -> None:
        """Tell the caller, who may have gone; on their loop."""
        error = failed or self.error
        if self.future.done():
            return
        if error is None:
            self.future.set_result(self.value)
        elif isinstance(error, StopIteration):  # which no future takes
            self.future.set_exception(RuntimeError("the act raised StopIteration"))
        else:
            self.future.set_exception(faults.explained(error))


def settle(acts: list[Act], failed: Exception | None) -> None:
    """Tell all callers of a commit."""
    for act in acts:
        act.settle(failed)


class SqliteStore:
    """A database in a file, written by this process's one thread (and now and then by another process)."""

    def __init__(self, address: URL) -> None:
        self._path = Path(str(address.database)).resolve()  # one lock, whatever the file is called
        self._engine = engines.engine(address, connections=1)
        self._waiting: SimpleQueue[Act | None] = SimpleQueue()
        self._turn = Lock()
        self._lock: IO[str] | None = None
        self._closed = False
        self._thread = Thread(target=self._write, name="storage", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run work in a transaction, and return when it is committed."""
        if self._closed:
            raise RuntimeError("the database is closed")
        act = Act(work, asyncio.get_running_loop())
        self._waiting.put(act)
        return cast("T", await act.future)

    def lock(self) -> bool:
        """Claim the file for this process, which is alone then. Raises Refused when another one has it."""
        try:
            lock = self._path.with_name(self._path.name + ".lock").open("w")
        except OSError:
            raise Refused("database_file") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another one has it, or the file system has no locks and would let it in
            lock.close()
            raise Refused("database_in_use", path=str(self._path)) from None
        self._lock = lock
        return True

    async def scrub(self) -> None:
        """Leave no deleted bytes in the file or its log. Raises Refused when a reader needs the log as it is."""
        await asyncio.to_thread(self._scrub)

    async def trim(self) -> None:
        """The same as `scrub`, which is cheap here. A reader in the way does not matter: it is done again."""
        with suppress(Refused):
            await self.scrub()

    async def close(self) -> None:
        """Finish what waits, then let go of the file."""
        self._closed = True
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()
        if self._lock:
            self._lock.close()
            self._lock = None

    def _write(self) -> None:
        while acts := self._next():
            with self._turn:
                self._commit(acts)

    def _next(self) -> list[Act]:
        """The acts that wait, at least one of them; none when the store closes."""
        acts: list[Act] = []
        try:
            while len(acts) < MOST_AT_ONCE and (act := self._waiting.get(block=not acts)):
                if not act.future.cancelled():
                    acts.append(act)
        except Empty:
            return acts
        if len(acts) < MOST_AT_ONCE:
            self._waiting.put(None)  # the end was read with the last acts: read it again after them
        return acts

    def _commit(self, acts: list[Act]) -> None:
        failed: Exception | None = None
        try:
            with self._engine.begin() as connection:
                for act in acts:
                    self._attempt(connection, act)
        except Exception as error:  # raised in every caller that waits; the thread goes on for the next
            failed = error
        for loop in {act.loop for act in acts}:  # one wake-up for all of a loop's callers
            with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
                loop.call_soon_threadsafe(settle, [act for act in acts if act.loop is loop], failed)

    def _attempt(self, connection: Connection, act: Act) -> None:
        # Savepoints go straight to the driver: through SQLAlchemy they would cost as much as the act itself.
        driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        driver.execute("SAVEPOINT act").close()
        try:
            act.value = act.work(connection)
        except Exception as error:  # raised in its own caller; the acts beside it are not its fault
            act.error = error
        if not driver.in_transaction:
            # SQLite has undone the acts before this one too, as it does when the disk is full.
            raise act.error or RuntimeError("the act ended its transaction")
        if act.error:
            driver.execute("ROLLBACK TO act").close()
        driver.execute("RELEASE act").close()

    def _scrub(self) -> None:
        # What was deleted is zeros in the file already (secure_delete); the log still has older copies of its pages.
        with self._turn, faults.explaining(), self._engine.connect() as pooled:
            connection = cast("sqlite3.Connection", pooled.connection.dbapi_connection)
            connection.execute(f"PRAGMA busy_timeout = {SCRUB_MS}").close()  # acts wait behind this
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {engines.BUSY_MS}").close()
        if busy:
            raise Refused("database_locked")
