from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import lists


@given(st.lists(st.text(), max_size=70))
def test_a_list_is_filled_up_with_its_own_values_and_matches_its_parameters(values: list[str]) -> None:
    filled = lists.filled(values)
    assert set(filled.values()) == set(values)
    assert [param.key for param in lists.params(len(filled))] == list(filled)


@pytest.mark.parametrize(("given", "length"), [(0, 0), (1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (30, 32), (33, 64)])
def test_there_are_few_lengths(given: int, length: int) -> None:
    assert len(lists.filled(map(str, range(given)))) == length
