from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture
async def asked(office):
    """An office in which everyone has been asked: those in Berlin by Monday at ten, UTC, the last by that night."""
    await office.set_up_teams()
    for day, hour in ((1, 12), (2, 10), (2, 23)):
        await office.at(datetime(2026, 3, day, hour, tzinfo=UTC))
    return office
