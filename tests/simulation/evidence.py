"""What a simulation left behind, in the ledger and in the database, and what the rules make of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Engine, text

from bot import moments
from tests.simulation.ledger import Ledger

if TYPE_CHECKING:
    from tests.simulation.scenario import Scenario

WRITTEN_WITHIN = 20.0  # seconds from an attempt until its end is surely in the database
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Round(NamedTuple):
    """A row of the table `round`."""

    id: str
    week: str
    opens_at: datetime
    closes_at: datetime
    is_closed: bool


class Row(NamedTuple):
    """A row of the outbox."""

    key: str
    kind: str
    recipient: str
    subject: str
    nonce: str
    state: str
    error: str
    unknowns: int
    ts: str | None


@dataclass
class Evidence:
    """All that the rules look at, and the count of what they found."""

    scenario: Scenario
    ledger: Ledger
    engine: Engine
    begins: datetime
    lost: int = 0
    duplicates: int = 0
    unexplained: int = 0
    copied_keys: list[str] = field(default_factory=list)

    def rows(self, sql: str) -> list[Any]:
        """What the database says."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(sql)))

    @cached_property
    def rounds(self) -> dict[str, Round]:
        found = self.rows("SELECT id, week, opens_at, closes_at, is_closed FROM round ORDER BY week")
        return {row.id: Round(row.id, row.week, at(row.opens_at), at(row.closes_at), row.is_closed) for row in found}

    @cached_property
    def deliveries(self) -> dict[str, Row]:
        """The outbox, by nonce."""
        sql = "SELECT key, kind, recipient, subject, nonce, state, error, unknowns, ts FROM delivery ORDER BY key"
        return {row.nonce: Row(*row) for row in self.rows(sql)}

    @cached_property
    def leftovers(self) -> int:
        """Answers and keys of closed rounds."""
        closed = "(SELECT id FROM round WHERE is_closed)"
        tables = ("answer", "round_key")
        return sum(self.rows(f"SELECT COUNT(*) FROM {table} WHERE round IN {closed}")[0][0] for table in tables)

    @property
    def expected_weeks(self) -> set[str]:
        """The weeks whose Monday began while the bot was there."""
        mondays = range(1, self.scenario.days + 1, 7)
        return {moments.week_key((self.begins + timedelta(days=day)).date()) for day in mondays}

    def seconds(self, moment: datetime) -> float:
        """A moment as the simulation counts time."""
        return (moment - self.begins).total_seconds()

    def key_of(self, kind: str, words: str, place: str) -> str:
        """The key of the message about a kudos, by its words, for a person or a channel."""
        found = self.rows(f"SELECT id FROM kudos WHERE did = '{words}'")
        return f"{kind}:{found[0].id if found else '?'}:{place}"

    def shared_in(self, words: str, person: str) -> str | None:
        """The channel in which someone shares a kudos, by its words."""
        mine = f"SELECT id FROM kudos WHERE did = '{words}'"
        sql = f"SELECT shared_in FROM kudos_receiver WHERE receiver = '{person}' AND kudos IN ({mine})"
        return next((row.shared_in for row in self.rows(sql)), None)

    def breach_lost(self, *keys: str) -> None:
        """Messages that never came: allowed where history cannot be read and twice nobody could know."""
        by_key = {row.key: row for row in self.deliveries.values()}
        for key in keys:
            row = by_key.get(key)
            given_up = row is not None and row.state == "dead" and row.unknowns >= 2
            if self.scenario.history or not given_up:
                self.lost += 1
                self.ledger.breach(f"lost: {key} {row.state if row else 'is not in the outbox'}")

    def breach_twice(self, what: str) -> None:
        """Two messages where there should be one."""
        self.duplicates += 1
        self.ledger.breach(f"twice: {what}")

    def copied(self, nonce: str, extra: int) -> None:
        """One message that Slack has several times: allowed as often as nobody could know, without history."""
        excused = 0 if self.scenario.history else min(extra, self.ledger.ambiguous[nonce] + self._forgotten(nonce))
        self.duplicates += extra
        self.unexplained += extra - excused
        if extra > excused:
            self.copied_keys.append(self.deliveries[nonce].key if nonce in self.deliveries else nonce)

    def _forgotten(self, nonce: str) -> int:
        """How many attempts were answered to a process that died before it wrote the answer down."""
        tried = [attempt for attempt in self.ledger.attempts if attempt.nonce == nonce]
        return sum(0 <= self.ledger.deaths.get(one.life, 0.0) - one.at < WRITTEN_WITHIN for one in tried)

    def tallies(self) -> Counter[tuple[str, str, str]]:
        """How many answers each tally holds, by round, group and item."""
        found = self.rows("SELECT round, team, item, n FROM tally")
        return Counter({(row.round, row.team, row.item): row.n for row in found})


def at(microseconds: int) -> datetime:
    """A moment as SQLite keeps it."""
    return EPOCH + timedelta(microseconds=microseconds)
