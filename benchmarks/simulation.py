"""Thousands of simulated weeks, each from a seed: crashes, faults and frozen processes, and what came of them.

    python benchmarks/simulation.py [--seeds N] [--start S] [--days D] [--processes P] [--quick]

Prints what happened in all and, for each seed that broke a rule, which and how to replay it. Exits with 1 if one did.
`docs/simulation.md` tells what is simulated.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run as a script, it has only its own folder there

from storage.database import upgrade  # noqa: E402  (the path comes first)
from tests.simulation.scenario import Scenario  # noqa: E402
from tests.simulation.simulation import simulate  # noqa: E402

SHOWN = 3


@dataclass
class Outcome:
    """What came of one seed."""

    seed: int
    trace: str
    wrong: list[str]
    virtual: float
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)


def run(seed: int, days: int, template: Path) -> Outcome:
    """Run one seed in a folder that is gone afterwards."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = simulate(Scenario.of(seed, days), template, Path(folder))
    ledger = report.ledger
    counts = Counter(
        crashes=ledger.crashes.total(),
        freezes=ledger.freezes,
        faults=ledger.faults.total(),
        messages=len(ledger.posts),
        lost=report.lost,
        duplicates=report.duplicates,
        given_up=report.given_up,
        exact_tallies=report.exact,
        tallies=report.items,
    )
    counts["duplicates with history"] = report.duplicates if report.scenario.history else 0
    return Outcome(seed, report.trace, ledger.wrong, report.virtual_seconds, time.perf_counter() - began, counts)


def outcomes(seeds: range, days: int, processes: int, template: Path) -> Iterator[Outcome]:
    """The outcome of each seed, in order."""
    work = partial(run, days=days, template=template)
    if processes == 1:
        yield from map(work, seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(work, seeds)


def tell(outcome: Outcome, days: int) -> None:
    """Say what is wrong with a seed."""
    print(f"seed {outcome.seed}: {len(outcome.wrong)} rules broken")
    for rule in islice(outcome.wrong, SHOWN):
        print(f"    {rule}")
    print(f"    replay: python benchmarks/simulation.py --start {outcome.seed} --seeds 1 --days {days}", flush=True)


def main() -> int:
    """Run the seeds and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--days", type=int, default=13)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="twenty seeds of a week")
    parser.add_argument("--first", action="store_true", help="stop at the first seed that breaks a rule")
    asked = parser.parse_args()
    if asked.quick:
        asked.seeds, asked.days = 20, 6
    began, sums, virtual, failed = time.perf_counter(), Counter[str](), 0.0, list[int]()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "migrated.db"
        upgrade(f"sqlite:///{template}")
        seeds = range(asked.start, asked.start + asked.seeds)
        for outcome in outcomes(seeds, asked.days, asked.processes, template):
            sums += outcome.counts
            virtual += outcome.virtual
            if outcome.wrong:
                failed.append(outcome.seed)
                tell(outcome, asked.days)
                if asked.first:
                    return 1
            elif asked.seeds == 1:
                print(f"seed {outcome.seed}: trace {outcome.trace}")
    elapsed = time.perf_counter() - began
    print(f"{asked.seeds} seeds of {asked.days} days: " + ", ".join(f"{n} {name}" for name, n in sums.items()))
    print(f"lost {sums['lost']}, duplicates where history can be read {sums['duplicates with history']}")
    print(f"{virtual / 86400:.0f} days in {elapsed:.0f} s: {virtual / elapsed:,.0f} times as fast as life")
    print(f"failing seeds: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
