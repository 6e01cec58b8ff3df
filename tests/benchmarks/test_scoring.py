"""The benchmark of scoring finds that ranges and arrows keep their promise, and would find ones that do not."""

import random
from dataclasses import replace

import pytest

from benchmarks import scoring

NORMS = scoring.company_norms(random.Random(1))


def missed(part, runs=40):
    return [line.text for line in part(random.Random(2), NORMS, runs) if not line.is_kept]


def test_ranges_and_arrows_keep_their_promise():
    lines = scoring.check(scoring.QUICK)
    assert len(lines) == 5 + 4 + 4 + 8
    assert [line.text for line in lines if not line.is_kept] == []


@pytest.mark.parametrize(("members", "n", "width"), [(5, 5, 33), (7, 5, 38), (9, 9, 25), (12, 8, 31), (20, 15, 22)])
def test_a_range_is_as_wide_as_it_was_designed_to_be(members, n, width):
    assert scoring.of_a_week(random.Random(2), members, n, 10).text.endswith(f"width {width}")


def test_norms_find_which_items_are_easier():
    found = [NORMS[item.id] for item in scoring.ITEMS]
    assert found == pytest.approx(list(scoring.EASIER.values()), abs=4)


@pytest.mark.parametrize(
    ("part", "noise", "complaint"),
    [
        pytest.param("ranges", {"spread": 14.0}, "one week,  9 of  9", id="too narrow a week"),
        pytest.param("ranges", {"spread": 56.0}, "one week, 12 of 20", id="too wide a week"),
        pytest.param("ranges", {"spread": 3.0}, "index,  7 members", id="too narrow an index"),
        pytest.param("still_years", {"within": 10.0}, "nothing changes, 12 members, 1", id="too many arrows"),
        pytest.param("falls", {"within": 40.0}, "fall of 15, 12 members, 2", id="too few arrows"),
    ],
)
def test_a_promise_that_is_not_kept_is_found(monkeypatch, part, noise, complaint):
    monkeypatch.setattr(scoring, "NOISE", replace(scoring.NOISE, **noise))
    monkeypatch.setattr(scoring, "CELLS", ((9, 9), (20, 12)))
    assert any(line.startswith(complaint) for line in missed(getattr(scoring, part)))
