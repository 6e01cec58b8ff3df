"""PostgreSQL: a few threads, each with a connection of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import Refused
from storage import engines, faults

T = TypeVar("T")
THREADS = 8
ATTEMPTS = 3
REPEATABLE = ("40001", "40P01")  # serialization_failure, deadlock_detected
SCRUBBED = ("answer", "round_key", "draft", "reminder", "delivery", "reply")  # who was reminded, or got an answer
LOOKS, LOOK_EVERY = 40, 0.05  # up to two seconds for those who began earlier to end

# VACUUM FULL copies a deleted row while any transaction that began before its deletion may still look at it: one of
# this database by its snapshot, one of any database (as every new snapshot holds on to it), a standby by its slot.
# Once `pg_snapshot_xmin` has passed our number no new snapshot can be older, so those that are can only become fewer.
EARLIER_ONES_ENDED = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %(ours)s::xid8 AND NOT EXISTS (
        SELECT FROM (
            SELECT backend_xmin AS oldest FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND (datid IS NULL OR datname = current_database())
            UNION ALL SELECT xmin FROM pg_replication_slots
        ) AS held WHERE age(oldest) > age(%(ours)s::xid8::xid)
    )
"""


class PostgresStore:
    """A database on a server, which any number of processes may share."""

    def __init__(self, address: URL) -> None:
        self._engine = engines.engine(address, connections=THREADS)
        self._threads = ThreadPoolExecutor(THREADS, "storage")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run work in a transaction, and return when it is committed."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._act, work)

    def lock(self) -> bool:
        """Nothing: the server settles who may write, and others may be at work."""
        return False

    async def scrub(self) -> None:
        """Rewrite the tables of what a round leaves nothing of, so that their files hold no deleted bytes.

        Raises Refused when a transaction that began earlier does not end: it would keep the deleted rows alive.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, self._scrub)

    async def trim(self) -> None:
        """Nothing: the server's log is its own, and rewriting tables is for the end of a round."""

    async def close(self) -> None:
        """Finish what waits, then hang up."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _act(self, work: Callable[[Connection], T]) -> T:
        with faults.explaining():
            for _ in range(ATTEMPTS - 1):
                try:
                    return self._once(work)
                except DBAPIError as error:
                    if not _repeatable(error):
                        raise
            return self._once(work)

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            result = work(connection)
            with faults.explaining():  # who is cut off here cannot know whether it was kept: never run it again
                connection.commit()
        return result

    def _scrub(self) -> None:
        with faults.explaining(), self._engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
            _wait_for_earlier_ones(connection)
            connection.exec_driver_sql("SET statement_timeout = '10min'")
            try:
                for table in SCRUBBED:
                    connection.exec_driver_sql(f"VACUUM FULL {table}")
            finally:
                connection.exec_driver_sql("RESET statement_timeout")


def _wait_for_earlier_ones(connection: Connection) -> None:
    ours = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
    for _ in range(LOOKS):
        if connection.exec_driver_sql(EARLIER_ONES_ENDED, {"ours": ours}).scalar_one():
            return
        time.sleep(LOOK_EVERY)
    raise Refused("database_locked")


def _repeatable(error: DBAPIError) -> bool:
    """Whether nothing was kept and another attempt may succeed: others were in the way, or the connection was old."""
    return error.connection_invalidated or faults.sqlstate(error) in REPEATABLE
