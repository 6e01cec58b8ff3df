"""Which channels are told what is meant for a team."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import channels
from bot.channels import FRESH, SEEN_EVERY, SHARED, UNSEEN, Channel
from bot.delivery import DIGEST, KUDOS, KUDOS_SHARED, Delivery, State
from bot.errors import Refused
from bot.people import Person

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPEN, LONG_AGO = Channel("C1", is_shared=False, seen_at=NOW), NOW - timedelta(days=9)
TO_CHANNEL = Delivery("d1", "digest:1", DIGEST, "C1", "r1:t1", NOW, NOW + timedelta(days=7), "n")
KUDOS_TO_CHANNEL = replace(TO_CHANNEL, kind=KUDOS_SHARED)
SHARED_ONE = replace(OPEN, is_shared=True)
BEN = Person("UBEN", "Ben")


@pytest.mark.parametrize(
    ("known", "found", "is_shared", "by"),
    [
        (None, True, True, None),
        (None, False, False, None),
        (None, None, False, None),
        (SHARED_ONE, True, True, None),
        (SHARED_ONE, None, True, None),
        (replace(SHARED_ONE, confirmed_by="UBEN"), True, True, "UBEN"),
        (replace(SHARED_ONE, confirmed_by=""), None, True, ""),
        (replace(SHARED_ONE, confirmed_by="UBEN"), False, False, None),
        (OPEN, True, True, None),
    ],
    ids=str,
)
def test_what_an_admin_allowed_lasts_as_long_as_the_channel_is_shared(known, found, is_shared, by):
    then = channels.seen(known, "C1", found, NOW)
    assert (then.is_shared, then.confirmed_by, then.seen_at) == (is_shared, by, NOW)


@pytest.mark.parametrize(
    ("listed", "is_shared"),
    [
        ({"is_ext_shared": True}, True),
        ({"is_ext_shared": False, "is_pending_ext_shared": True}, True),
        ({"is_shared": True, "is_org_shared": True}, False),
        ({}, False),
    ],
    ids=str,
)
def test_an_invitation_to_others_counts_as_sharing_and_ones_own_organisation_does_not(listed, is_shared):
    assert channels.is_shared(listed) is is_shared


@pytest.mark.parametrize(
    ("delivery", "known", "error"),
    [
        (TO_CHANNEL, None, UNSEEN),
        (TO_CHANNEL, OPEN, None),
        (TO_CHANNEL, replace(OPEN, seen_at=NOW - 11 * MINUTE), UNSEEN),
        (TO_CHANNEL, replace(OPEN, seen_at=NOW - 9 * MINUTE), None),
        (TO_CHANNEL, SHARED_ONE, SHARED),
        (TO_CHANNEL, replace(SHARED_ONE, confirmed_by=""), None),
        (TO_CHANNEL, replace(SHARED_ONE, seen_at=LONG_AGO), UNSEEN),
        (KUDOS_TO_CHANNEL, replace(OPEN, seen_at=NOW - 60 * MINUTE), None),
        (KUDOS_TO_CHANNEL, replace(OPEN, seen_at=LONG_AGO), UNSEEN),
        (KUDOS_TO_CHANNEL, SHARED_ONE, SHARED),
        (replace(TO_CHANNEL, recipient="UBEN"), None, None),
        (replace(TO_CHANNEL, recipient="G1"), None, UNSEEN),
        (replace(TO_CHANNEL, kind=KUDOS), None, None),
    ],
    ids=str,
)
def test_a_channel_is_told_once_it_was_seen_and_while_no_one_else_reads_it(delivery, known, error):
    waits = channels.waits(delivery, known, NOW)
    assert (waits.error if waits else None) == error
    assert waits is None or (waits.state is State.RETRY and waits.due_at > NOW)


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived", UNSEEN])
def test_a_channel_that_the_bot_was_not_in_is_seen_before_the_next_attempt(error):
    tried = replace(KUDOS_TO_CHANNEL, error=error, attempted_at=NOW - 5 * MINUTE)
    assert channels.needs_look(tried, replace(OPEN, seen_at=NOW - 6 * MINUTE))
    assert not channels.needs_look(tried, replace(OPEN, seen_at=NOW - 4 * MINUTE))


def test_other_errors_ask_for_no_look():
    tried = replace(KUDOS_TO_CHANNEL, error="ratelimited", attempted_at=NOW - MINUTE)
    assert not channels.needs_look(tried, replace(OPEN, seen_at=NOW - 6 * MINUTE))


def test_what_waits_keeps_what_is_known_of_its_attempts():
    waits = channels.waits(replace(TO_CHANNEL, unknowns=1), SHARED_ONE, NOW)
    assert waits is not None
    assert waits.unknowns == 1


def test_an_event_has_the_channel_seen_again_and_newcomers_were_allowed_by_nobody():
    allowed = replace(SHARED_ONE, confirmed_by="UBEN")
    came, left = (channels.doubted(allowed, somebody_came=came) for came in (True, False))
    assert (came.confirmed_by, left.confirmed_by) == (None, "UBEN")
    assert all(channels.needs_look(TO_CHANNEL, one) and channels.is_due(one, NOW) for one in (came, left))


def test_each_doubt_is_known_from_the_one_before_so_that_an_older_look_does_not_settle_it():
    known = [SHARED_ONE]
    for _ in range(3):
        known.append(channels.doubted(known[-1], somebody_came=True))
        known.append(channels.doubted(known[-1], somebody_came=False))
        known.append(channels.entered(known[-1], "C1"))
    assert len({one.seen_at for one in known}) == len(known)


@pytest.mark.parametrize("known", [None, OPEN, replace(SHARED_ONE, confirmed_by="UBEN")], ids=str)
def test_a_channel_that_the_bot_comes_to_is_seen_anew_whatever_was_known_or_allowed(known):
    entered = channels.entered(known, "C1")
    assert channels.needs_look(TO_CHANNEL, entered)
    assert channels.is_due(entered, NOW)
    assert channels.seen(entered, "C1", True, NOW) == SHARED_ONE


@pytest.mark.parametrize(("ago", "is_due"), [(timedelta(0), False), (SEEN_EVERY - MINUTE, False), (SEEN_EVERY, True)])
def test_a_channel_is_looked_at_once_a_day(ago, is_due):
    assert channels.is_due(replace(OPEN, seen_at=NOW - ago), NOW) is is_due
    assert channels.is_due(None, NOW)


@pytest.mark.parametrize("person", [None, BEN, replace(BEN, is_admin=True, is_deleted=True)], ids=str)
def test_only_admins_who_are_still_there_may_allow_it(person):
    with pytest.raises(Refused, match="channel_not_admin"):
        channels.may_confirm(person)
    channels.may_confirm(replace(BEN, is_admin=True))


@pytest.mark.parametrize("known", [None, OPEN], ids=["never seen", "not shared"])
def test_there_is_nothing_to_allow_where_nobody_else_reads(known):
    with pytest.raises(Refused, match="channel_not_shared"):
        channels.confirmed(known, "UBEN")


ANY_CHANNEL = st.builds(
    Channel,
    st.just("C1"),
    st.booleans(),
    st.integers(0, 7200).map(lambda minutes: NOW - minutes * MINUTE),
    st.sampled_from([None, "", "UBEN"]),
)
EVENTS = st.lists(
    st.sampled_from(["look shared", "look open", "look unlisted", "came", "left", "confirm"]), max_size=12
)


@given(ANY_CHANNEL, EVENTS, st.sampled_from(sorted(FRESH)))
def test_whatever_happens_nothing_is_told_where_others_read_unless_it_was_allowed_since_they_came(start, events, kind):
    known, is_shared, is_allowed = start, start.is_shared, start.confirmed_by is not None
    for event in events:
        if event == "confirm" and known.is_shared:
            known, is_allowed = channels.confirmed(known, "UBEN"), True
        elif event in ("came", "left"):
            known = channels.doubted(known, somebody_came=event == "came")
            is_shared, is_allowed = is_shared or event == "came", is_allowed and event == "left"
        elif event.startswith("look"):
            found = {"shared": True, "open": False}.get(event.split()[1])
            known = channels.seen(known, "C1", found, NOW)
            is_shared = is_shared if found is None else found
            is_allowed = is_allowed and is_shared
    if channels.waits(replace(TO_CHANNEL, kind=kind), known, NOW) is None:
        assert not is_shared or is_allowed
