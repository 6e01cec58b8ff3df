"""How a delivery is named in logs."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.answers import Delivered


@pytest.mark.parametrize(
    ("kind", "payload", "name"),
    [
        ("events_api", {"type": "event_callback", "event": {"type": "team_join"}}, "team_join"),
        ("slash_commands", {"command": "/kudos"}, "/kudos"),
        ("interactive", {"type": "view_submission"}, "view_submission"),
    ],
)
def test_a_delivery_goes_by_what_it_brings(kind: Any, payload: Any, name: str) -> None:
    assert Delivered(kind, payload).name == name
