from __future__ import annotations

import pytest

from bot.errors import Refused
from storage.seals import RoundKey, Seals

KEY = RoundKey(bytes(32), "T1", "r10")
ADA = KEY.pseudonym("U1")


def test_a_pseudonym_is_the_same_only_in_the_same_round() -> None:
    assert KEY.pseudonym("U1") == ADA
    assert len({ADA, KEY.pseudonym("U2"), RoundKey(bytes(31) + b"\1", "T1", "r10").pseudonym("U1")}) == 3
    assert len(ADA) == 16


@pytest.mark.parametrize("score", range(1, 6))
def test_a_score_opens_as_it_was_sealed(score: int) -> None:
    assert KEY.open_score(ADA, "autonomy-1", KEY.seal_score(ADA, "autonomy-1", score)) == score


def test_sealed_scores_tell_nothing_by_length_or_by_being_equal() -> None:
    sealed = {KEY.seal_score(ADA, "autonomy-1", score) for score in (1, 1, 1, 5)}
    assert len(sealed) == 4
    assert {len(each) for each in sealed} == {29}


def test_a_sealed_score_opens_nowhere_else() -> None:
    sealed = KEY.seal_score(ADA, "autonomy-1", 4)
    elsewhere = [
        (KEY, KEY.pseudonym("U2"), "autonomy-1"),
        (KEY, ADA, "autonomy-2"),
        (RoundKey(bytes(32), "T2", "r10"), ADA, "autonomy-1"),
        (RoundKey(bytes(32), "T1", "r11"), ADA, "autonomy-1"),
        (RoundKey(bytes(31) + b"\1", "T1", "r10"), ADA, "autonomy-1"),
    ]
    for key, pseudonym, item in elsewhere:
        with pytest.raises(Refused, match="secret_changed"):
            key.open_score(pseudonym, item, sealed)


def test_a_round_key_opens_with_the_same_secret() -> None:
    sealed = Seals("a secret").new_key("T1", "r10")
    mine = Seals("a secret").open_key(sealed, "T1", "r10")
    assert mine.pseudonym("U1") == Seals("a secret").open_key(sealed, "T1", "r10").pseudonym("U1")


@pytest.mark.parametrize(
    ("secret", "workspace", "round_id"),
    [("another", "T1", "r10"), ("a secret", "T2", "r10"), ("a secret", "T1", "r11")],
)
def test_a_round_key_opens_with_no_other_secret_and_in_no_other_place(
    secret: str, workspace: str, round_id: str
) -> None:
    sealed = Seals("a secret").new_key("T1", "r10")
    with pytest.raises(Refused, match="secret_changed"):
        Seals(secret).open_key(sealed, workspace, round_id)


def test_every_round_has_a_key_of_its_own() -> None:
    seals = Seals("a secret")
    one, other = (seals.open_key(seals.new_key("T1", "r10"), "T1", "r10") for _ in range(2))
    assert one.pseudonym("U1") != other.pseudonym("U1")


def test_a_name_is_the_same_with_the_same_secret_and_content_only() -> None:
    name = Seals("a secret").name("reply|T1|a")
    assert name == Seals("a secret").name("reply|T1|a")
    others = [Seals("another").name("reply|T1|a"), Seals("a secret").name("reply|T1|b")]
    assert name not in others
    assert {len(known) for known in (name, *others)} == {32}
