"""Whatever a request holds, it is never answered with a fault of ours."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

PIECE = {"customer": "Quillfeather Physio", "said": "It came.", "scale": "csat", "rating": 4}
GOOD = {
    "expectations": ["commitment", "care"],
    "needs": {"autonomy": "hurt"},
    "teams": ["Support"],
    "happened_on": "2026-02-27",
    "external_id": None,
    "link": "https://help.example.com/7",
    "is_impression": True,
}
ODD = [None, True, -1, 10**30, 0.5, float("nan"), "", " ", "\0", "a\0b", "\ud800", "\u2028", "x" * 4000, "fed", "nps"]
ODD += ["1772150400", "0001-01-01", "9999-12-31", [], [[]], ["\0"], ["cost"] * 9, {}, {"autonomy": None}, {"": {}}]
VALUES = st.sampled_from(ODD) | st.integers(0, 10) | st.text(max_size=20)
CHANGES = st.dictionaries(st.sampled_from([*PIECE, *GOOD, "more"]), VALUES, max_size=2)
SOME = st.sets(st.sampled_from(sorted(GOOD))).map(lambda names: PIECE | {name: GOOD[name] for name in names})
PIECES = st.builds(lambda good, changed: json.dumps(good | changed).encode(), SOME, CHANGES)
BODIES = PIECES | st.binary(max_size=200) | st.builds(lambda body, at: body[:at], PIECES, st.integers(0, 90))


def bodies(most):
    """So many bodies, of all kinds."""
    made = []

    @settings(max_examples=most, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(BODIES)
    def collect(body):
        made.append(body)

    collect()
    return made


async def test_no_body_at_all_is_answered_with_a_fault_of_ours(world_alone, desk):
    sent, answers = bodies(1000), []  # so many on each store
    for first in range(0, len(sent), 50):
        minute = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=first // 50)
        world_alone.now = lambda at=minute: at
        some = enumerate(sent[first : first + 50], first)
        answers += await asyncio.gather(*(desk.send(body, str(number)) for number, body in some))
    statuses = [status for status, _ in answers]
    strange = [one for one in zip(answers, sent, strict=True) if one[0][0] not in (200, 201, 400, 422)]
    assert strange == []
    assert min(statuses.count(status) for status in (201, 400, 422)) > 20
    assert len(await desk.kept()) == statuses.count(201)
