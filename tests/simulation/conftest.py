"""A way to run a scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.scenario import Scenario
from tests.simulation.simulation import Report, simulate


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Callable[[Scenario], Report]:
    """Run a scenario in a folder of its own."""

    def run_it(scenario: Scenario) -> Report:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return simulate(scenario, template, folder)

    return run_it
