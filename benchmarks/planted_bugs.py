"""Breaks the project on purpose, one bug at a time, and shows that a named test or seed notices each.

    python benchmarks/planted_bugs.py [--quick] [--only WORD]

Works on copies in a temporary folder. First every check passes on an unbroken copy; then each must fail on its broken
one. Exits with 1 if a bug survives, or if the code to be broken is not there any more: then mend the list below.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("bot", "handlers", "storage", "sandbox", "tests", "benchmarks", "docs")
FILES = ("pyproject.toml", "manifest.yml", "Makefile", "README.md", "constraints.txt")
SECONDS = 90
TESTS = "-m pytest -q -x -p no:cacheprovider"


@dataclass(frozen=True)
class Bug:
    """One change for the worse: what stands in a file, what is put there instead, and what should notice."""

    name: str
    file: str
    old: str
    new: str
    check: str
    is_quick: bool = False


def seeds(first: int, n: int = 1, days: int = 6) -> str:
    """The check that runs simulations until one breaks a rule."""
    return f"benchmarks/simulation.py --start {first} --seeds {n} --days {days} --processes 1 --first"


BUGS = (
    Bug(
        "no fence at the start: anyone may send what was once claimed",
        "storage/delivery.py",
        '.where(*OWN, COLUMNS.state == str(State.CLAIMED), COLUMNS.lease_until > bindparam("now_"))',
        '.where(OWN[0], OWN[1], bindparam("owner_") != "")',
        f"{TESTS} tests/storage/test_delivery.py tests/handlers/runtime/test_sender_leases.py",
    ),
    Bug(
        "no fence at the end: a frozen owner overwrites what the next one wrote",
        "storage/delivery.py",
        "    .where(*OWN, AT_WORK)\n    .values(",
        '    .where(OWN[0], OWN[1], bindparam("owner_") != "", AT_WORK)\n    .values(',
        f"{TESTS} tests/storage/test_delivery.py tests/handlers/runtime/test_sender_leases.py",
    ),
    Bug(
        "no reconciliation: what is unknown is sent again without a look",
        "handlers/runtime/sender.py",
        "look = await history.look(self.world, claim.delivery)",
        "from bot.delivery import NotThere\n\n        look = NotThere()",
        f"{TESTS} tests/handlers/runtime/test_history.py",
        is_quick=True,
    ),
    Bug(
        "unknown is taken for sent",
        "bot/delivery.py",
        "return Next(State.UNKNOWN, now + pause, error, delivery.unknowns + 1)",
        "return Next(State.SENT, now, error, delivery.unknowns + 1)",
        seeds(1),
        is_quick=True,
    ),
    Bug(
        "BEGIN without IMMEDIATE",
        "storage/engines.py",
        '"BEGIN IMMEDIATE"',
        '"BEGIN"',
        f"{TESTS} tests/simulation/test_store.py",
        is_quick=True,
    ),
    Bug(
        "an answer is acknowledged before it is committed",
        "handlers/pulses.py",
        "    stand = await questions.act(world, click, lambda db: record(db,",
        "    world.later(world.act(click.workspace, lambda db: record(db, round_id, click.person, item, score, now)))\n"
        "    seen = questions.admitted\n"
        "    stand = await questions.act(world, click, lambda db: (lambda db, round_id, person, *_: "
        "questions.asked(db, seen(db, round_id, person, now)))(db,",
        f"{TESTS} tests/handlers/test_pulses.py",
        is_quick=True,
    ),
    Bug(
        "an event is acknowledged before it is committed",
        "handlers/people.py",
        "    await world.act(event.workspace, apply)\n",
        "    world.later(world.act(event.workspace, apply))\n",
        seeds(0, 2),
        is_quick=True,
    ),
    Bug(
        "a pulse is keyed by its instant instead of its local date",
        "storage/planning.py",
        'message["key"] = asking.key(opened, person, number)',
        'message["key"] = f"{window.due_at}:{person}:{number}"',
        f"{TESTS} tests/handlers/test_rounds_planning.py tests/handlers/test_rounds_wishes.py",
    ),
    Bug(
        "whoever has their message of a round is planned again",
        "storage/planning.py",
        "        ~IS_ASKED,\n",
        "",
        f"{TESTS} tests/storage/test_planning.py",
    ),
    Bug(
        "what is claimed is claimed again",
        "storage/delivery.py",
        "db.run(mine.values(state=str(State.CLAIMED), **lease))",
        "db.run(mine.values(**lease))",
        seeds(1),
        is_quick=True,
    ),
    Bug(
        "the lease of a dead process is never freed",
        "storage/delivery.py",
        "return sum(db.run(free, moments).rowcount for free in "
        "((FREE_CLAIMED, FREE_SENDING) if all_owners else RECOVER))",
        "return 0",
        seeds(0, 10),
    ),
    Bug(
        "a closed gate lets everyone try",
        "bot/pacing.py",
        "if wanted < 1 or gate.is_closed(now):",
        "if wanted < 1:",
        f"{TESTS} tests/bot/test_pacing.py tests/storage/test_gates.py",
    ),
    Bug(
        "Retry-After is not minded",
        "bot/pacing.py",
        "return replace(gate, paused_until=now + pause, refusals=gate.refusals + 1)",
        "return replace(gate, refusals=gate.refusals + 1)",
        f"{TESTS} tests/bot/test_pacing.py",
    ),
    Bug(
        "a form that is sent twice is taken for two",
        "handlers/kudos.py",
        "id=form.view_id or world.new_id(),",
        "id=world.new_id(),",
        f"{TESTS} tests/handlers/test_kudos.py",
        is_quick=True,
    ),
    Bug(
        "who has left is asked all the same",
        "handlers/pulses.py",
        "if person is None or not person.is_colleague or found is None",
        "if person is None or found is None",
        f"{TESTS} tests/handlers/test_rounds.py",
    ),
    Bug(
        "an older event undoes a newer one",
        "storage/people.py",
        'newest="updated")',
        "newest=None)",
        f"{TESTS} tests/storage/test_people.py tests/handlers/test_people.py",
    ),
)


def copied(folder: Path) -> Path:
    """A copy of the project."""
    without = shutil.ignore_patterns("__pycache__", "*.pyc", ".pytest_cache")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=without)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def checked(root: Path, check: str) -> tuple[bool, str]:
    """Run a check in a copy. Returns whether it passed, and what it said of the failure."""
    command = [sys.executable, *check.split()]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return False, f"nothing happened for {SECONDS} s"
    lines = [line.strip() for line in done.stdout.splitlines()]
    told = [line for line in lines if line.startswith(("seed ", "FAILED", "ERROR"))]
    return done.returncode == 0, (told or lines[-1:] or done.stderr.splitlines()[-1:] or [""])[0]


def plant(bug: Bug, root: Path) -> bool:
    """Break a copy. False when the code is not there any more, or there several times."""
    path = root / bug.file
    content = path.read_text("utf-8")
    if content.count(bug.old) != 1:
        return False
    path.write_text(content.replace(bug.old, bug.new), "utf-8")
    return True


def caught(bug: Bug) -> bool:
    """Plant a bug in a copy of its own, and say what noticed it."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        if not plant(bug, root):
            print(f"STALE     {bug.name}: {bug.file} has changed")
            return False
        passed, told = checked(root, bug.check)
    seconds = time.perf_counter() - began
    print(f"{'SURVIVED' if passed else 'caught  '}  {bug.name}  <-  {told or bug.check}  ({seconds:.0f} s)", flush=True)
    return not passed


def main() -> int:
    """Check the unbroken project, then plant one bug after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only those that are noticed within seconds")
    parser.add_argument("--only", default="", help="only those whose name has this word")
    asked = parser.parse_args()
    chosen = [bug for bug in BUGS if asked.only in bug.name and (bug.is_quick or not asked.quick)]
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        for check in dict.fromkeys(bug.check for bug in chosen):
            passed, told = checked(root, check)
            print(f"{'passes  ' if passed else 'FAILS   '}  without a bug: {check}{'' if passed else f'  <-  {told}'}")
            if not passed:
                return 1
    survivors = [bug.name for bug in chosen if not caught(bug)]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} planted bugs were noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
