from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.channels import SHARED, UNSEEN
from bot.delivery import CHANGES, MAY_STAND, State, Stuck
from bot.slack_codes import MEANINGS, Meaning
from bot.views import deliveries
from bot.welcomes import NOT_TOLD

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stuck(state, error, attempts=1):
    return Stuck("pulse:2026-W10:UADA", "pulse", "UADA", state, error, NOON, attempts)


def test_a_message_that_was_given_up_is_told_with_the_code_and_what_to_do():
    assert deliveries.line(stuck(State.DEAD, "messages_tab_disabled")) == (
        "pulse:2026-W10:UADA to UADA: given up 2026-03-02 12:00 UTC (messages_tab_disabled). Allow messages under App "
        "Home in the app's settings. Then `heartline deliveries retry --all`."
    )


def test_a_message_that_is_tried_again_says_how_often_and_when():
    assert ": tried once, next 2026-03-02 12:00 UTC (not_in_channel). Invite" in deliveries.line(
        stuck(State.RETRY, "not_in_channel")
    )
    assert ": tried 3 times, next " in deliveries.line(stuck(State.RETRY, "ratelimited", attempts=3))


def test_a_message_that_came_too_late_has_no_code_where_nothing_failed():
    told = deliveries.line(stuck(State.EXPIRED, "", attempts=0))
    assert ": too late, due 2026-03-02 12:00 UTC. It came too late." in told


def test_a_message_of_unknown_fate_is_looked_for_whatever_the_error_was():
    assert deliveries.line(stuck(State.UNKNOWN, "TimeoutError")).endswith(deliveries.UNCLEAR)


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_a_change_of_unknown_fate_is_made_again(kind):
    told = deliveries.line(replace(stuck(State.UNKNOWN, "http_500"), kind=kind))
    assert told.endswith(deliveries.NOT_SURE)


def test_an_answer_that_was_not_slacks_is_no_fault_of_ours():
    assert deliveries.line(stuck(State.DEAD, "http_503")).endswith(deliveries.NO_ANSWER)


def test_what_nobody_wants_and_may_stand_is_to_be_looked_for():
    assert "Look in Slack, and delete it" in deliveries.line(stuck(State.DEAD, MAY_STAND))


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_every_code_has_something_to_do(code):
    advice = deliveries.line(stuck(State.DEAD, code)).partition(f"({code}). ")[2]
    assert advice.endswith(".")
    if MEANINGS[code] is not Meaning.OURS:
        assert "fault of ours" not in advice


def test_a_code_that_nobody_knows_is_ours_to_mend():
    assert "Please report it with this code" in deliveries.line(stuck(State.DEAD, "brand_new_code"))


def test_every_code_with_words_of_its_own_is_known():
    assert set(deliveries.CODES) <= {*MEANINGS, "outcome_unknown", MAY_STAND, NOT_TOLD, SHARED, UNSEEN}


def test_what_is_sent_again_is_counted():
    assert deliveries.again(0) == "No message was given up or came too late."
    assert deliveries.again(1).startswith("One message is on the way")
    assert deliveries.again(2).startswith("2 messages are on the way")
