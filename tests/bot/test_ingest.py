from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import ingest
from bot.errors import Refused
from bot.ingest import Call

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALL = Call("a" * 24, str(int(NOW.timestamp())), "v1=" + "0" * 64, "ticket-1", b"{}")


def signed(call: Call, secret: str) -> Call:
    return Call(call.key, call.stamp, call.signed_with(secret), call.id, call.body)


def test_a_signature_is_the_one_that_openssl_makes() -> None:
    """printf 'v1:aaaaaaaaaaaaaaaaaaaaaaaa:1772442000:ticket-1:{}' | openssl dgst -sha256 -hmac secret"""
    wanted = "v1=b0b510d82899580fa1eb644f7d76bc8d3f66974fc1fa9be358f8c6af43a7db23"
    assert CALL.signed_with("secret") == wanted


def test_what_the_secret_signed_is_let_in() -> None:
    assert ingest.authenticate(signed(CALL, "secret"), "secret") == "secret"


@pytest.mark.parametrize("secret", ["other", "", None])
def test_what_another_secret_signed_is_not(secret: str | None) -> None:
    with pytest.raises(Refused, match="ingest_denied"):
        ingest.authenticate(signed(CALL, "secret"), secret)


def test_a_key_that_is_not_known_cannot_be_signed_for_with_an_empty_secret() -> None:
    with pytest.raises(Refused, match="ingest_denied"):
        ingest.authenticate(signed(CALL, ""), None)


@pytest.mark.parametrize(
    "other",
    [
        Call("b" * 24, CALL.stamp, "", CALL.id, CALL.body),
        Call(CALL.key, "1772442001", "", CALL.id, CALL.body),
        Call(CALL.key, CALL.stamp, "", "ticket-2", CALL.body),
        Call(CALL.key, CALL.stamp, "", CALL.id, b"[]"),
    ],
    ids=["key", "timestamp", "id", "body"],
)
def test_everything_that_is_sent_is_signed(other: Call) -> None:
    assert other.signed_with("secret") != CALL.signed_with("secret")


@given(st.integers(-400, 400))
def test_a_timestamp_holds_for_five_minutes_either_way(off: int) -> None:
    later = NOW + timedelta(seconds=off)
    if abs(off) <= 300:
        ingest.look_at(CALL, later)
    else:
        with pytest.raises(Refused, match="ingest_denied"):
            ingest.look_at(CALL, later)


@given(st.lists(st.floats(0, 300), max_size=200).map(sorted))
def test_no_minute_holds_more_than_sixty_calls(moments: list[float]) -> None:
    start, recent, let_in = NOW.timestamp(), [], []
    for moment in moments:
        with suppress(Refused):
            recent = ingest.admitted(recent, NOW + timedelta(seconds=moment))
            let_in.append(start + moment)
    assert len(recent) <= 60
    assert all(sum(at <= other < at + 59.999 for other in let_in) <= 60 for at in let_in)


def test_whoever_waits_as_long_as_they_are_told_is_let_in() -> None:
    recent: list[float] = []
    for number in range(60):
        recent = ingest.admitted(recent, NOW + timedelta(seconds=number / 2))
    with pytest.raises(Refused) as refused:
        ingest.admitted(recent, NOW + timedelta(seconds=30))
    wait = int(str(refused.value.values["seconds"]))
    assert wait == 30
    assert len(ingest.admitted(recent, NOW + timedelta(seconds=30 + wait))) == 60


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_a_minute() -> None:
    ahead = [(NOW + timedelta(days=1)).timestamp()] * 60
    with pytest.raises(Refused) as refused:
        ingest.admitted(ahead, NOW)
    assert refused.value.values["seconds"] == 60


def test_a_repeated_call_has_the_same_body() -> None:
    digest = CALL.digest("secret")
    ingest.check_same(CALL, "secret", digest)
    with pytest.raises(Refused, match="ingest_changed"):
        ingest.check_same(Call(CALL.key, CALL.stamp, "", CALL.id, b"{} "), "secret", digest)


def test_the_digest_of_a_body_does_not_help_to_guess_it() -> None:
    assert CALL.digest("secret") != CALL.digest("other")


@pytest.mark.parametrize(
    ("given_name", "code"), [("  ", "name_empty"), ("x" * 61, "name_long"), ("x" * 81, "name_long")]
)
def test_a_key_has_a_name(given_name: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        ingest.checked_name(given_name)


def test_the_name_of_a_key_is_trimmed() -> None:
    assert ingest.checked_name(" Help  desk ") == "Help desk"
