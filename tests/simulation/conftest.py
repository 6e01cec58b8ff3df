"""A migrated database to copy, and a way to run a scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import upgrade
from tests.simulation.scenario import Scenario
from tests.simulation.simulation import Report, simulate


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("simulation") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def run(migrated: Path, tmp_path: Path) -> Callable[[Scenario], Report]:
    """Run a scenario in a folder of its own."""

    def run_it(scenario: Scenario) -> Report:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return simulate(scenario, migrated, folder)

    return run_it
