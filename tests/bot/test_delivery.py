from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    LATER,
    MAYBE,
    MENDABLE,
    RECONSIDER_AFTER,
    WAITING,
    Ambiguous,
    Delivery,
    Failed,
    Next,
    Sent,
    State,
    after,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FIRST = Delivery(
    id="D1",
    key="pulse:2026-W10:U1",
    kind="pulse",
    recipient="U1",
    subject="R1",
    due_at=NOW,
    expires_at=NOW + timedelta(days=4),
    nonce="n1",
    state=State.SENDING,
    attempts=1,
)
NEVER = ("channel_not_found", "user_not_found", "invalid_blocks", "msg_too_long", "?", "")
ADMINS = (
    "not_in_channel",
    "is_archived",
    "missing_scope",
    "invalid_auth",
    "token_revoked",
    "account_inactive",
    "not_authed",
    "token_expired",
    "org_login_required",
)


def seconds(wait: float) -> datetime:
    return NOW + timedelta(seconds=wait)


def test_what_slack_has_is_sent():
    assert after(replace(FIRST, attempts=9, unknowns=1), Sent("D9", "1.2"), NOW).state is State.SENT


@pytest.mark.parametrize("error", sorted(LATER))
def test_a_no_for_now_is_tried_again_later(error):
    assert after(FIRST, Failed(error), NOW) == Next(State.RETRY, seconds(2), error)


@pytest.mark.parametrize("error", sorted(LATER))
@pytest.mark.parametrize("wait", [0.5, 1, 30, 3600])
def test_a_wait_that_slack_asks_for_is_kept(error, wait):
    assert after(FIRST, Failed(error, wait), NOW) == Next(State.RETRY, seconds(wait), error)


@pytest.mark.parametrize(("attempts", "wait"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10_000, 300)])
def test_pauses_double_with_each_attempt(attempts, wait):
    assert after(replace(FIRST, attempts=attempts), Failed("connection_refused"), NOW).due_at == seconds(wait)


@pytest.mark.parametrize("error", sorted(LATER))
@pytest.mark.parametrize("retry_after", [None, 0, 30])
def test_a_no_for_now_is_never_the_last_word(error, retry_after):
    decided = after(replace(FIRST, attempts=10_000, unknowns=1), Failed(error, retry_after), NOW)
    assert decided == Next(State.RETRY, seconds(retry_after or 300), error, 1)


@pytest.mark.parametrize("error", ADMINS)
@pytest.mark.parametrize("attempts", [1, 10_000])
def test_what_an_admin_can_mend_is_tried_every_quarter_of_an_hour(error, attempts):
    decided = after(replace(FIRST, attempts=attempts, unknowns=1), Failed(error, 30), NOW)
    assert decided == Next(State.RETRY, NOW + timedelta(minutes=15), error, 1)


@pytest.mark.parametrize("result", [*(Failed(error) for error in sorted(MAYBE)), Ambiguous("timeout")], ids=str)
def test_an_unknown_outcome_is_looked_into_once_and_then_given_up(result):
    first = after(FIRST, result, NOW)
    assert first == Next(State.UNKNOWN, NOW + RECONSIDER_AFTER, result.error, 1)
    second = after(replace(FIRST, attempts=2, unknowns=first.unknowns), result, NOW)
    assert second == Next(State.DEAD, NOW, result.error, 2)


def test_a_no_for_now_in_between_does_not_forget_an_unknown_outcome():
    again = after(replace(FIRST, unknowns=1), Failed("ratelimited"), NOW)
    assert again.unknowns == 1


@pytest.mark.parametrize("error", NEVER)
@pytest.mark.parametrize("unknowns", [0, 1])
def test_any_other_no_is_for_good(error, unknowns):
    assert after(replace(FIRST, unknowns=unknowns), Failed(error), NOW) == Next(State.DEAD, NOW, error, unknowns)


def test_no_error_is_of_two_kinds():
    assert len(LATER | MAYBE | MENDABLE) == len(LATER) + len(MAYBE) + len(MENDABLE)


def test_a_second_try_comes_when_a_short_outage_is_over():
    assert timedelta(minutes=2) <= RECONSIDER_AFTER


errors = st.sampled_from([*sorted(LATER | MAYBE | MENDABLE), *NEVER])
waits = st.none() | st.integers(0, 86_400)
results = (
    st.builds(Sent, st.just("D9"), st.just("1.2"))
    | st.builds(Failed, errors, waits)
    | st.builds(Ambiguous, st.just("timeout"))
)


@given(results, st.integers(1, 10_000), st.integers(0, 5))
def test_after_any_attempt_it_is_waiting_for_another_or_over(result, attempts, unknowns):
    decided = after(replace(FIRST, attempts=attempts, unknowns=unknowns), result, NOW)
    assert decided.due_at.tzinfo is UTC
    if decided.state in WAITING:
        assert decided.due_at > NOW
    else:
        assert decided.state in {State.SENT, State.DEAD}
        assert decided.due_at == NOW


@given(st.integers(1, 10_000), st.sampled_from(sorted(LATER)))
def test_a_pause_of_our_own_choice_is_never_longer_than_five_minutes(attempts, error):
    wait = after(replace(FIRST, attempts=attempts), Failed(error), NOW).due_at - NOW
    assert timedelta(0) < wait <= timedelta(minutes=5)


@given(st.lists(results, min_size=20, max_size=20))
def test_nothing_is_sent_again_after_two_unknown_outcomes(answers):
    delivery = replace(FIRST, attempts=0)
    for result in answers:
        delivery = replace(delivery, attempts=delivery.attempts + 1)
        decided = after(delivery, result, NOW)
        if decided.state not in WAITING:
            break
        delivery = replace(delivery, state=decided.state, unknowns=decided.unknowns)
    maybe = [result for result in answers[: delivery.attempts] if result.__class__ is Ambiguous]
    assert len(maybe) <= 2
    assert len(maybe) < 2 or decided.state is State.DEAD
