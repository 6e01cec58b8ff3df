from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.changes import MOST_TRIES, after_change, is_moot
from bot.delivery import CHANGES, Ambiguous, Delivery, Failed, Next, Sent, State
from bot.pacing import LONGEST_PAUSE
from bot.slack_codes import CODES, Meaning

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
OVER = Delivery(
    "d1", "pulse_over:2026-W10:U1", "pulse_over", "U1", "r10", NOW, NOW + timedelta(days=7), "n1", attempts=1
)
GONE = ("message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed")


def test_what_was_changed_is_done():
    assert after_change(OVER, Sent("D1", "1.2"), NOW).is_settled


@pytest.mark.parametrize("error", [*GONE, *CODES[Meaning.INVITE], *CODES[Meaning.RECIPIENT]])
def test_what_is_gone_or_not_ours_to_change_is_done(error):
    assert is_moot(Failed(error))
    assert after_change(OVER, Failed(error), NOW).is_settled


@pytest.mark.parametrize("error", [*CODES[Meaning.LATER], *CODES[Meaning.INSTALLATION]])
def test_what_slack_does_not_take_now_is_changed_later(error):
    assert not is_moot(Failed(error))
    assert after_change(replace(OVER, attempts=10_000), Failed(error, 30), NOW).state is State.RETRY


@pytest.mark.parametrize("result", [Ambiguous("timeout"), Failed("internal_error")], ids=str)
def test_what_may_have_been_changed_is_changed_again_a_few_times(result):
    tried, outcomes = OVER, []
    for _ in range(MOST_TRIES + 1):
        decided = after_change(tried, result, NOW)
        outcomes.append(decided.state)
        tried = replace(tried, unknowns=decided.unknowns)
    assert outcomes == [State.UNKNOWN] * MOST_TRIES + [State.DEAD]


@pytest.mark.parametrize("kind", sorted(CHANGES - {"pulse_over"}))
@pytest.mark.parametrize("result", [Ambiguous("http_500"), Failed("internal_error")], ids=str)
def test_what_stands_against_someones_will_is_tried_as_long_as_it_is_worth_it(kind, result):
    decided = after_change(replace(OVER, kind=kind, attempts=10_000, unknowns=9_999), result, NOW)
    assert (decided.state, decided.due_at) == (State.UNKNOWN, NOW + LONGEST_PAUSE)


def test_a_limit_is_kept():
    assert after_change(OVER, Failed("ratelimited", 30), NOW) == Next(
        State.RETRY, NOW + timedelta(seconds=30), "ratelimited"
    )
