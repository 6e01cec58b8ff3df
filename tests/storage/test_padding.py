import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.padding import padded, unpadded


@given(st.binary(max_size=3000))
def test_what_was_padded_comes_back(content):
    assert unpadded(padded(content)) == content
    assert len(padded(content)) % 256 == 0


@pytest.mark.parametrize(("n", "size"), [(0, 256), (1, 256), (254, 256), (255, 512), (8000, 8192)])
def test_the_length_tells_only_how_many_blocks(n, size):
    assert len(padded(bytes(n))) == size


def test_what_is_too_long_to_be_framed_is_a_fault():
    with pytest.raises(OverflowError):
        padded(bytes(65_536))
