"""One simulation: a company, its bot and a Slack that misbehaves, for two weeks of virtual time, all from one seed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from bot.errors import Refused
from handlers.runtime import sender
from tests.simulation import company, counting, reminding, rules
from tests.simulation.bot import Bot, Ground
from tests.simulation.crowd import Crowd
from tests.simulation.evidence import Evidence
from tests.simulation.ledger import Ledger
from tests.simulation.life import Hazards, Killed, Life, task_factory
from tests.simulation.loop import in_virtual_time
from tests.simulation.road import Road
from tests.simulation.scenario import DAY, HOUR, Scenario
from tests.simulation.store import opened
from tests.simulation.weather import Weather, storms
from tests.simulation.wire import Wire

SETTLING = 4 * HOUR
POLL_SECONDS = 4.0  # how often the sender looks for more while calls are under way; far more often in reality


@dataclass(frozen=True)
class Report:
    """What came out of a seed: the rules that were broken; how many of `items` could be told exactly; and more."""

    scenario: Scenario
    ledger: Ledger
    trace: str
    virtual_seconds: float
    lost: int
    duplicates: int
    given_up: int
    exact: int
    items: int

    @property
    def wrong(self) -> list[str]:
        return self.ledger.wrong


class Simulation:
    """The run of one scenario."""

    def __init__(self, scenario: Scenario, engine: Engine, ledger: Ledger) -> None:
        self.scenario, self.ledger = scenario, ledger
        workspace = company.workspace(self.chance("company"), history=scenario.history)
        self.sandbox = company.sandbox(workspace)
        self.road = Road(workspace, self.chance("road"), self.ledger, lost_acks=2.0)
        self.sandbox.delivery = self.road  # type: ignore[assignment]  # as far as people use it
        self.seconds = scenario.days * DAY
        self.weather = Weather(self.chance("weather"), 0.0)
        self.hazards = Hazards()
        wire = Wire(self.sandbox, self.chance("wire"), self.weather, self.ledger)
        self.ground = Ground(
            self.sandbox, engine, wire, self.ledger, scenario.per_minute, is_alone=scenario.replicas == 1
        )
        self.is_over = False
        ledger.on_heard = self._is_known

    def chance(self, *about: object) -> Random:
        """Luck in one matter."""
        return Random(f"{self.scenario.seed} {about}")

    async def run(self) -> Report:
        """Set up, let two weeks go by, let everything settle in fair weather, and check."""
        await self._set_up()
        self._let_things_go_wrong()
        crowd = Crowd(self.sandbox, self.road, self.ledger, self.scenario.seed)
        self._timetable(crowd)
        places = [asyncio.create_task(self._replica(number)) for number in range(self.scenario.replicas)]
        await asyncio.sleep(self.seconds)
        self._let_all_be_well()
        await asyncio.sleep(SETTLING)
        self.is_over = True
        for bot in self.road.bots:
            bot.life.end()
        await asyncio.gather(*places)
        return self._report()

    def _report(self) -> Report:
        begins = self.sandbox.workspace.clock.now() - timedelta(seconds=asyncio.get_running_loop().time())
        seen = Evidence(self.scenario, self.ledger, self.ground.engine, begins)
        rules.check(seen)
        reminding.check(seen, self.sandbox.workspace)
        exact, items = counting.check(seen)
        given_up = sum(row.state == "dead" for row in seen.deliveries.values())
        virtual = asyncio.get_running_loop().time()
        return Report(
            self.scenario, self.ledger, self.ledger.trace, virtual, seen.lost, seen.duplicates, given_up, exact, items
        )

    def _is_known(self, person: str, updated: int) -> None:
        """A change that was acknowledged has been committed."""
        with self.ground.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT updated FROM person WHERE id = ?", (person,)).scalar()
        if not found or found < updated:
            self.ledger.breach(f"a change to {person} was acknowledged and is not there")

    async def _set_up(self) -> None:
        """An admin's process makes the teams, in fair weather."""
        admin = self._bot("admin")
        await admin.life.begin(admin.set_up(company.LEADS))
        admin.life.end()
        await admin.life.buried()

    def _let_things_go_wrong(self) -> None:
        scenario = self.scenario
        self.weather.rate = scenario.faults
        self.weather.storms = storms(self.chance("storms"), self.seconds)
        self.hazards.kills, self.hazards.freezes, self.hazards.aims = scenario.kills, scenario.freezes, scenario.aims
        self.ground.refusals, self.ground.stalls, self.ground.syncs = 0.003, 0.004, 0.3

    def _let_all_be_well(self) -> None:
        self.weather.clears_at = 0.0
        self.hazards.kills, self.hazards.freezes, self.hazards.aims = 0.0, 0.0, frozenset()
        self.ground.refusals = self.ground.stalls = self.road.lost_acks = 0.0

    def _timetable(self, crowd: Crowd) -> None:
        chance = self.chance("timetable")
        for number in range(self.scenario.days):
            crowd.begin(crowd.thank(chance.uniform(HOUR, self.seconds - HOUR), by_form=number % 4 == 0))
        for _ in range(chance.randint(2, 5)):
            crowd.begin(crowd.move(chance.uniform(HOUR, self.seconds - HOUR)))
        if chance.random() < 0.6:
            crowd.begin(crowd.leave(chance.uniform(HOUR, self.seconds - HOUR)))
        if chance.random() < 0.3:
            crowd.begin(self._close_by_hand(chance.uniform(3 * DAY, 5 * DAY)))

    async def _close_by_hand(self, at: float) -> None:
        """An admin closes the pulse beside the running bot, in a process that may be killed as well."""
        await asyncio.sleep(at)
        admin = self._bot("closing")
        began = asyncio.get_running_loop().time()
        await asyncio.wait([admin.life.begin(admin.close())])
        self.ledger.closings.append((began, asyncio.get_running_loop().time()))
        admin.life.end()

    def _bot(self, name: str) -> Bot:
        return Bot(self.ground, Life(name, self.chance("life", name), self.hazards, self.ledger))

    async def _replica(self, place: int) -> None:
        """Start a process again whenever it has died, at times hours later."""
        chance, loop = self.chance("replica", place), asyncio.get_running_loop()
        for number in range(10**6):
            bot = self._bot(f"{place}.{number}")
            self.road.bots[:] = [other for other in self.road.bots if not other.life.over.is_set()] + [bot]
            bot.life.begin(bot.live())
            kill = loop.call_later(chance.expovariate(1 / (self.scenario.hours_between_kills * HOUR)), bot.kill)
            await bot.life.buried()
            kill.cancel()
            if self.is_over:
                return
            await asyncio.sleep(self._pause(chance))

    def _pause(self, chance: Random) -> float:
        """Seconds until the process is started again: hours at times, but not beyond the last day."""
        if chance.random() >= 0.04:
            return chance.uniform(0.5, 90)
        left = self.seconds - asyncio.get_running_loop().time()
        return max(1.0, min(chance.uniform(HOUR, self.scenario.longest_pause), left))


class Unexpected(logging.Handler):
    """Takes what the bot logs as an error that nobody had thought of."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(logging.ERROR)
        self._ledger = ledger

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, Killed | asyncio.CancelledError | Refused | None):
            self._ledger.breach(f"logged: {record.getMessage()}: {error!r}")


@contextmanager
def surroundings(ledger: Ledger, seed: int) -> Iterator[None]:
    """Quiet logs that tell the ledger of surprises, a sender that polls less often, and luck that can be replayed."""
    log, listener, poll = logging.getLogger("heartline"), Unexpected(ledger), sender.CLAIM_SECONDS
    before = log.level, log.propagate, random.getstate()
    log.addHandler(listener)
    log.propagate, sender.CLAIM_SECONDS = False, POLL_SECONDS
    log.setLevel(logging.ERROR)
    random.seed(seed)
    try:
        yield
    finally:
        log.removeHandler(listener)
        log.level, log.propagate = before[:2]
        random.setstate(before[2])
        sender.CLAIM_SECONDS = poll


def simulate(scenario: Scenario, template: Path, folder: Path) -> Report:
    """Run one scenario. `template` is a database with all tables; `folder` an empty one for the simulation's own."""
    ledger, engine = Ledger(), opened(template, folder)

    async def run() -> Report:
        return await Simulation(scenario, engine, ledger).run()

    with surroundings(ledger, scenario.seed):
        report: Report = in_virtual_time(run, task_factory)
    engine.dispose()
    return report
