from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import checkup
from bot.delivery import State, Stuck
from bot.errors import Refused
from bot.teams import Team
from bot.views import words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SUPPORT, FIELD = Team("1", "Support", "C1", 0), Team("2", "Field", "C2", 1, kudos_channel="C3", digest_channel="C4")


def sentence(look, *facts):
    with pytest.raises(Refused) as refused:
        look(*facts)
    return words.refusal(refused.value)


@pytest.mark.parametrize("seconds", [-60, -1, 0, 60])
def test_a_clock_may_be_a_minute_off(seconds):
    checkup.clock(NOON + timedelta(seconds=seconds), NOON)


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_clock_that_is_further_off_is_told(seconds):
    assert "are 61 seconds apart" in sentence(checkup.clock, NOON + timedelta(seconds=seconds), NOON)


def test_room_is_told_in_mebibytes():
    checkup.space(200 * 1024 * 1024)
    assert "Only 199 MiB are free" in sentence(checkup.space, 200 * 1024 * 1024 - 1)


@pytest.mark.parametrize("mode", [0o100600, 0o100400, 0o100700])
def test_a_file_of_ones_own_is_fine(mode):
    checkup.private(mode, ".env")


@pytest.mark.parametrize("mode", [0o100640, 0o100604, 0o100620, 0o100601])
def test_a_file_that_others_can_use_is_told_with_the_command_that_closes_it(mode):
    assert sentence(checkup.private, mode, ".env").endswith("chmod 600 .env")


def test_a_team_is_named_when_the_bot_is_not_in_each_channel_it_posts_in():
    checkup.channels([SUPPORT, FIELD], {"C1", "C2", "C3", "C4", "C5"})
    for missing in ("C2", "C3", "C4"):
        assert "posts in for Field." in sentence(
            checkup.channels, [SUPPORT, FIELD], {"C1", "C2", "C3", "C4"} - {missing}
        )
    assert "posts in for Support, Field." in sentence(checkup.channels, [SUPPORT, FIELD], set())


def test_only_what_was_given_up_has_to_be_looked_at():
    def found(state):
        return Stuck("k", "digest", "C1", state, "", NOON, 1)

    checkup.deliveries([found(State.EXPIRED), found(State.DUE)])
    assert "refused for good: 2." in sentence(
        checkup.deliveries, [found(State.DEAD), found(State.DUE), found(State.DEAD)]
    )
