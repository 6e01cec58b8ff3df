"""Who shares, changes, takes back and joins a kudos."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import feedback_form, sharing
from bot.errors import Refused
from bot.kudos import Door, Kudos
from bot.people import Person
from bot.sharing import EDITABLE_FOR, Received, Sharing, Telling
from bot.teams import Team

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KUDOS = Kudos("k1", "UCLEO", ("UADA", "UDINA"), "the bug report", "we could ship", NOW, value="Care", need="autonomy")
TOLD = Telling(KUDOS, {"UCLEO": "Cleo", "UADA": "Ada"}, {})
SUPPORT = Team("t1", "Support", "C1", 0)
ADA = Received(TOLD, "UADA", Sharing.ASK, SUPPORT)


def telling(**changes):
    return replace(TOLD, kudos=replace(KUDOS, **changes))


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (None, "kudos_not_yours"),
        (replace(ADA, telling=telling(is_removed=True)), "kudos_gone"),
        (replace(ADA, telling=telling(is_public=True)), "kudos_public"),
        (replace(ADA, sharing=Sharing.NEVER), "kudos_never_shared"),
        (replace(ADA, team=None), "kudos_no_channel"),
    ],
)
def test_what_cannot_be_shared_says_why(received, code):
    with pytest.raises(Refused, match=code):
        sharing.share(received)
    assert received is None or not received.can_share


def test_what_can_be_shared_goes_to_the_team_and_is_offered_until_it_is():
    assert sharing.share(ADA) == SUPPORT
    assert ADA.can_share
    shared = replace(ADA, telling=replace(TOLD, shared={"UADA": "C1"}))
    assert shared.is_shared
    assert not shared.can_share
    assert sharing.share(shared) == SUPPORT


def test_a_team_shares_in_its_own_channel_or_in_one_for_thanks():
    assert SUPPORT.thanks_in == "C1"
    assert replace(SUPPORT, kudos_channel="C9").thanks_in == "C9"


def test_those_who_share_in_a_channel_are_told_in_the_order_in_which_they_were_thanked():
    shared = replace(TOLD, shared={"UDINA": "C1", "UADA": "C1"})
    assert shared.sharing_in("C1") == ("UADA", "UDINA")
    assert replace(TOLD, shared={"UDINA": "C2", "UADA": "C1"}).sharing_in("C1") == ("UADA",)


def test_what_is_taken_back_has_no_words_left():
    taken = sharing.taken_back(KUDOS, "UCLEO")
    assert taken == replace(KUDOS, did="", enabled="", value="", need="", is_removed=True, version=1)
    assert sharing.taken_back(taken, "UCLEO") == taken


@pytest.mark.parametrize("kudos", [None, KUDOS, sharing.taken_back(KUDOS, "UCLEO")], ids=["none", "given", "removed"])
def test_only_the_giver_takes_back_or_changes(kudos):
    with pytest.raises(Refused, match="kudos_not_given"):
        sharing.taken_back(kudos, "UADA")
    with pytest.raises(Refused, match="kudos_not_given"):
        sharing.editable(kudos, "UADA", NOW)


@given(st.timedeltas(timedelta(0), timedelta(days=9)))
@example(EDITABLE_FOR)
def test_words_are_changed_for_ten_minutes(age):
    assert sharing.can_edit(KUDOS, NOW + age) == (age < EDITABLE_FOR)
    if age < EDITABLE_FOR:
        assert sharing.editable(KUDOS, "UCLEO", NOW + age) == KUDOS
    else:
        with pytest.raises(Refused, match="kudos_edit_late") as refused:
            sharing.editable(KUDOS, "UCLEO", NOW + age)
        assert refused.value.values["minutes"] == 10


def test_what_was_taken_back_is_not_changed():
    taken = sharing.taken_back(KUDOS, "UCLEO")
    assert not sharing.can_edit(taken, NOW)
    with pytest.raises(Refused, match="kudos_gone"):
        sharing.editable(taken, "UCLEO", NOW)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person("UBEN", "Ben"), True),
        (Person("UGIL", "Gil", is_guest=True), True),
        (Person("UCLEO", "Cleo"), False),
        (Person("UADA", "Ada"), False),
        (Person("UBOT", "Bot", is_bot=True), False),
        (Person("UGONE", "Gone", is_deleted=True), False),
        (Person("UFAR", "Far", is_stranger=True), False),
        (None, False),
    ],
)
def test_colleagues_who_neither_gave_nor_got_it_may_join_in(person, may):
    assert sharing.may_join(KUDOS, person) is may
    assert not sharing.may_join(sharing.taken_back(KUDOS, "UCLEO"), person)
    assert not sharing.may_join(None, person)


@pytest.mark.parametrize(
    ("door", "shared", "expected"),
    [
        (Door.COMMAND, {}, False),
        (Door.COMMAND, {"UADA": "C1"}, True),
        (Door.MENTION, {}, True),
    ],
)
def test_others_join_in_on_a_post_or_on_the_message_that_it_was_given_with(door, shared, expected):
    assert sharing.has_place(replace(KUDOS, door=door), shared) is expected


@pytest.mark.parametrize(
    ("kudos", "kind", "place", "wanted"),
    [
        (KUDOS, "kudos", "UADA", True),
        (KUDOS, "kudos", "UBEN", False),
        (KUDOS, "kudos_shared", "C1", True),
        (KUDOS, "kudos_shared", "C2", False),
        (replace(KUDOS, is_removed=True), "kudos", "UADA", False),
        (replace(KUDOS, is_removed=True), "kudos_shared", "C1", False),
    ],
)
def test_a_message_should_stand_for_a_receiver_and_where_it_is_shared(kudos, kind, place, wanted):
    assert sharing.is_wanted(kudos, kind, place, {"C1"}) is wanted


PRAISED = replace(
    feedback_form.blank("f1", "UBEN", NOW.date(), NOW),
    customer="Acme",
    said="Ada stayed.",
    praised="UADA",
    is_praise_told=True,
)


def test_praise_is_news_once_it_is_told_and_whenever_its_words_change():
    untold = replace(PRAISED, is_praise_told=False)
    assert sharing.is_praise_news(untold, PRAISED)
    assert sharing.is_praise_news(PRAISED, replace(PRAISED, said="Ada left."))
    assert not sharing.is_praise_news(PRAISED, replace(PRAISED, rating=2))
    assert not sharing.is_praise_news(PRAISED, untold)


def test_praise_is_shown_by_itself_for_those_alone_who_always_share():
    untold = replace(PRAISED, is_praise_told=False)
    shown = replace(PRAISED, praise_shared_at=NOW, praise_shared_with="t1")
    assert sharing.praise_shown(untold, PRAISED, Sharing.ALWAYS, "t1", NOW) == shown
    assert sharing.praise_shown(untold, PRAISED, Sharing.ALWAYS, None, NOW) == PRAISED
    for choice in (Sharing.ASK, Sharing.NEVER):
        assert sharing.praise_shown(untold, PRAISED, choice, "t1", NOW) == PRAISED


def test_praise_in_other_words_stays_as_whoever_always_shares_left_it():
    shown, hidden = replace(PRAISED, praise_shared_at=NOW, praise_shared_with="t1"), PRAISED
    other = replace(PRAISED, said="Ada called back.")
    later = NOW + timedelta(days=1)
    kept = sharing.praise_shown(shown, other, Sharing.ALWAYS, "t2", later)
    assert (kept.praise_shared_at, kept.praise_shared_with, kept.said) == (NOW, "t1", other.said)
    assert sharing.praise_shown(hidden, other, Sharing.ALWAYS, "t2", later) == other
