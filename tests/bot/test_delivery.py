from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    HISTORY,
    POST,
    WAITING,
    Ambiguous,
    AtGate,
    Claim,
    Delivery,
    Failed,
    Next,
    NotThere,
    Sent,
    State,
    after,
    at_gate,
    reconsider,
    unneeded,
)
from bot.slack_codes import CODES, MEANINGS, Meaning

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
    attempted_at=NOW,
)
LATER, MAYBE = CODES[Meaning.LATER], CODES[Meaning.MAYBE]
MENDABLE = (*CODES[Meaning.INVITE], *CODES[Meaning.INSTALLATION])
NEVER = (*CODES[Meaning.RECIPIENT], *CODES[Meaning.OURS], "?", "")


def seconds(wait: float) -> datetime:
    return NOW + timedelta(seconds=wait)


def test_what_slack_has_is_sent():
    assert after(replace(FIRST, attempts=9, unknowns=1), Sent("D9", "1.2"), NOW).state is State.SENT


@pytest.mark.parametrize("error", LATER)
def test_a_no_for_now_is_tried_again_later(error):
    assert after(FIRST, Failed(error), NOW) == Next(State.RETRY, seconds(2), error)


@pytest.mark.parametrize("error", LATER)
@pytest.mark.parametrize("wait", [0.5, 1, 30, 3600])
def test_a_wait_that_slack_asks_for_is_kept(error, wait):
    assert after(FIRST, Failed(error, wait), NOW) == Next(State.RETRY, seconds(wait), error)


@pytest.mark.parametrize(("attempts", "wait"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10_000, 300)])
def test_pauses_double_with_each_attempt(attempts, wait):
    assert after(replace(FIRST, attempts=attempts), Failed("connection_refused"), NOW).due_at == seconds(wait)


@pytest.mark.parametrize("error", LATER)
@pytest.mark.parametrize("retry_after", [None, 0, 30])
def test_a_no_for_now_is_never_the_last_word(error, retry_after):
    decided = after(replace(FIRST, attempts=10_000, unknowns=1), Failed(error, retry_after), NOW)
    assert decided == Next(State.RETRY, seconds(retry_after or 300), error, 1)


@pytest.mark.parametrize("error", MENDABLE)
@pytest.mark.parametrize("attempts", [1, 10_000])
def test_what_an_admin_can_mend_is_tried_every_quarter_of_an_hour(error, attempts):
    decided = after(replace(FIRST, attempts=attempts, unknowns=1), Failed(error, 30), NOW)
    assert decided == Next(State.RETRY, NOW + timedelta(minutes=15), error, 1)


UNKNOWN_ENDS = [*(Failed(error) for error in MAYBE), Ambiguous("timeout")]


@pytest.mark.parametrize("result", UNKNOWN_ENDS, ids=str)
@pytest.mark.parametrize(("unknowns", "wait"), [(0, 15), (1, 30), (2, 60), (5, 300), (10_000, 300)])
def test_after_an_unknown_end_it_is_looked_for_later_and_later(result, unknowns, wait):
    decided = after(replace(FIRST, unknowns=unknowns), result, NOW)
    assert decided == Next(State.UNKNOWN, seconds(wait), result.error, unknowns + 1)


def test_what_is_found_is_sent_and_what_is_not_there_is_sent_again():
    unknown = replace(FIRST, state=State.UNKNOWN, unknowns=1)
    assert reconsider(unknown, Sent("D9", "1.2"), NOW) == Next(State.SENT, NOW)
    assert reconsider(replace(unknown, unknowns=9), NotThere(), NOW) == Next(State.RETRY, NOW, "", 9)


@pytest.mark.parametrize(
    ("look", "wait"),
    [
        (Ambiguous("timeout"), 15),
        (Failed("internal_error"), 15),
        (Failed("ratelimited"), 15),
        (Failed("ratelimited", 60), 60),
        (Failed("token_revoked"), 15 * 60),
    ],
)
def test_a_look_that_cannot_be_had_now_is_had_later(look, wait):
    unknown = replace(FIRST, state=State.UNKNOWN, unknowns=3)
    assert reconsider(unknown, look, NOW) == Next(State.UNKNOWN, seconds(wait), look.error, 3)


@pytest.mark.parametrize(
    "error", ["missing_scope", "not_allowed_token_type", "channel_not_found", "not_in_channel", "?"]
)
def test_where_history_is_closed_to_us_it_is_sent_once_more_after_two_minutes_and_then_given_up(error):
    unknown = replace(FIRST, state=State.UNKNOWN, unknowns=1)
    waiting = reconsider(unknown, Failed(error), seconds(15))
    assert waiting == Next(State.UNKNOWN, seconds(120), "outcome_unknown", 1)
    assert reconsider(unknown, Failed(error), seconds(120)) == Next(State.RETRY, seconds(120), "outcome_unknown", 1)
    again = replace(unknown, unknowns=2, attempted_at=seconds(120))
    assert reconsider(again, Failed(error), seconds(135)) == Next(State.DEAD, seconds(135), "outcome_unknown", 2)


def test_what_only_crashes_cut_off_is_sent_again_each_time():
    unknown = replace(FIRST, state=State.UNKNOWN, unknowns=1, attempts=100)
    assert reconsider(unknown, Failed("missing_scope"), seconds(120)).state is State.RETRY


@pytest.mark.parametrize(
    ("method", "outcome", "shown"),
    [
        (POST, Sent("D9", "1.2"), AtGate.OPEN),
        (POST, Failed("invalid_blocks"), AtGate.OPEN),
        (POST, Failed("ratelimited", 30), AtGate.CLOSED),
        (POST, Failed("token_revoked"), AtGate.CLOSED),
        (POST, Failed("connection_refused"), AtGate.UNTRIED),
        (POST, Failed("internal_error"), AtGate.UNTRIED),
        (POST, Ambiguous("timeout"), AtGate.UNTRIED),
        (HISTORY, NotThere(), AtGate.OPEN),
        (HISTORY, Failed("ratelimited"), AtGate.CLOSED),
        (HISTORY, Failed("missing_scope"), AtGate.OPEN),
    ],
)
def test_what_a_call_shows_of_its_gate(method, outcome, shown):
    assert at_gate(Claim(FIRST, NOW, method), outcome) is shown


@pytest.mark.parametrize("error", [*MEANINGS, "?"])
def test_the_gate_closes_for_what_slack_would_say_to_every_message(error):
    limited = error in {"ratelimited", "rate_limited", "message_limit_exceeded"}
    assert Failed(error).is_limited == limited
    assert Failed(error).is_everyones == (limited or error in CODES[Meaning.INSTALLATION])


def test_a_closed_gate_waits_as_long_as_slack_says_or_until_an_admin_may_have_mended_it():
    assert Failed("ratelimited", 30).lasts == 30
    assert Failed("ratelimited").lasts is None
    assert Failed("token_revoked", 30).lasts == 15 * 60


def test_a_no_for_now_in_between_does_not_forget_an_unknown_outcome():
    again = after(replace(FIRST, unknowns=1), Failed("ratelimited"), NOW)
    assert again.unknowns == 1


@pytest.mark.parametrize("error", NEVER)
@pytest.mark.parametrize("unknowns", [0, 1])
def test_any_other_no_is_for_good(error, unknowns):
    assert after(replace(FIRST, unknowns=unknowns), Failed(error), NOW) == Next(State.DEAD, NOW, error, unknowns)


errors = st.sampled_from([*MEANINGS, *NEVER])
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


@given(st.integers(1, 10_000), st.sampled_from(LATER))
def test_a_pause_of_our_own_choice_is_never_longer_than_five_minutes(attempts, error):
    wait = after(replace(FIRST, attempts=attempts), Failed(error), NOW).due_at - NOW
    assert timedelta(0) < wait <= timedelta(minutes=5)


@given(st.lists(results, min_size=20, max_size=20))
def test_where_history_is_closed_to_us_nothing_is_sent_again_after_two_unknown_ends(answers):
    delivery, sent = replace(FIRST, attempts=0), []
    for number, result in enumerate(answers):
        now = NOW + timedelta(hours=number)
        if delivery.state is State.UNKNOWN and reconsider(delivery, Failed("missing_scope"), now).state is State.DEAD:
            break
        sent.append(result)
        delivery = replace(delivery, attempts=delivery.attempts + 1, attempted_at=now)
        decided = after(delivery, result, now)
        if decided.state not in WAITING:
            break
        delivery = replace(delivery, state=decided.state, unknowns=decided.unknowns)
    maybe = [result for result in sent if result.__class__ is Ambiguous]
    assert len(maybe) <= 2


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"unknowns": 0}, State.SKIPPED),
        ({"unknowns": 1, "error": "outcome_unknown"}, State.DEAD),
        ({"unknowns": 1, "error": "ratelimited"}, State.DEAD),
        ({"unknowns": 1}, State.SKIPPED),  # it was looked for, and is not there
        ({"unknowns": 1, "error": "outcome_unknown", "kind": "pulse"}, State.SKIPPED),
        ({"unknowns": 1, "error": "http_500", "kind": "kudos_changed"}, State.SKIPPED),
    ],
)
def test_thanks_that_nobody_wants_any_more_and_that_may_stand_are_told(changes, state):
    decided = unneeded(replace(FIRST, **{"kind": "kudos_shared", **changes}), NOW)
    assert (decided.state, decided.error) == (state, "may_stand" if state is State.DEAD else "")
