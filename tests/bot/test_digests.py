from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import digests
from bot.digests import Story
from bot.kudos import Kudos

CLOSES = datetime(2026, 3, 6, 12, tzinfo=UTC)
BOTH = tuple(
    Story("Cleo", name, "the report", "", "k1", person) for name, person in (("Ada", "UADA"), ("Dina", "UDINA"))
)
OLD = Story("Cleo", "Ada", "the report", "")
REPORT = Kudos("k1", "UCLEO", ("UADA", "UDINA"), "the report", "", CLOSES)


@pytest.mark.parametrize(
    ("changes", "sharing", "told"),
    [
        pytest.param({}, ("UADA", "UDINA"), (*BOTH, OLD), id="all share it still"),
        pytest.param({}, ("UDINA",), (BOTH[1], OLD), id="one has stopped"),
        pytest.param({}, (), (), id="nobody shares it"),
        pytest.param(
            {"did": "the short report", "enabled": "We saw it"},
            ("UADA", "UDINA"),
            (*(replace(story, did="the short report", enabled="We saw it") for story in BOTH), OLD),
            id="its words were changed",
        ),
        pytest.param({"id": "k2"}, (), BOTH, id="another with the same words"),
        pytest.param({"id": "k2", "did": "something else"}, (), (*BOTH, OLD), id="another"),
    ],
)
def test_stories_follow_the_kudos_they_tell_of(changes, sharing, told):
    assert digests.retold((*BOTH, OLD), replace(REPORT, **changes), sharing) == told
