from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import kudos
from bot.errors import Refused
from bot.kudos import MOST_RECEIVERS, TEXT_LIMIT, Kudos, Receipt
from bot.people import Person

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")
GUEST, BOT = Person("U4", "Gus", is_guest=True), Person("U5", "Robo", is_bot=True)
GONE, STRANGER = Person("U6", "Gwen", is_deleted=True), Person("U7", "Sam", is_stranger=True)
CROWD = [Person(f"U{n}", "Cleo") for n in range(10, 11 + MOST_RECEIVERS)]
RECEIPT = Receipt(Kudos("K1", "U1", ("U2",), "Explained it", "", NOW), "U2", "Ada", "Ben", False, "Support", "C1")


@pytest.mark.parametrize(
    ("text", "people", "did"),
    [
        ("<@U2> for the demo", ("U2",), "the demo"),
        ("<@U2|ben> the demo", ("U2",), "the demo"),
        ("<@W2> For the demo", ("W2",), "the demo"),
        ("<@U2|ben> and <@U3>, for the demo", ("U2", "U3"), "the demo"),
        ("<@U2>, <@U3> and <@U4> for the demo", ("U2", "U3", "U4"), "the demo"),
        ("<@U2> & <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2> &amp; <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2><@U3>for the demo", ("U2", "U3"), "the demo"),
        ("  <@U2>\n for\nthe demo  ", ("U2",), "the demo"),
        ("<@U2> <@U2|ben> for the demo", ("U2",), "the demo"),
        ("<@U2> forgot nothing", ("U2",), "forgot nothing"),
        ("<@U2> android support", ("U2",), "android support"),
        ("<@U2> for helping <@U3|cleo>", ("U2",), "helping @cleo"),
        ("<@U2>", ("U2",), ""),
        ("<@U2> for", ("U2",), ""),
        ("@ben for the demo", (), "@ben for the demo"),
        ("the demo", (), "the demo"),
        ("<!channel> for the demo", (), "@channel for the demo"),
        ("", (), ""),
        pytest.param("<@U2> for the R&amp;D demo &lt;3", ("U2",), "the R&D demo <3", id="slack's escapes are undone"),
    ],
)
def test_a_command_names_people_and_what_they_did(text, people, did):
    assert kudos.parse_command(text) == (people, did)


@given(
    st.text()
    | st.lists(st.sampled_from(["<@U2>", "<@U3|cleo>", " and ", ", ", "&amp;", "for", "the demo"])).map("".join)
)
def test_any_text_is_a_command_of_different_people(text):
    people, did = kudos.parse_command(text)
    assert len(set(people)) == len(people)
    assert did == did.strip()


def test_a_kudos_goes_to_everyone_who_was_named():
    given_kudos = kudos.give("K1", ADA, [BEN, CLEO], " Explained it ", " I could decide ", NOW)
    assert given_kudos == Kudos("K1", "U1", ("U2", "U3"), "Explained it", "I could decide", NOW)


@pytest.mark.parametrize(
    ("giver", "receivers", "to"),
    [
        pytest.param(ADA, [BEN, BEN], ("U2",), id="named twice"),
        pytest.param(ADA, [ADA, BEN], ("U2",), id="among others oneself"),
        pytest.param(ADA, [GUEST], ("U4",), id="to a guest"),
        pytest.param(GUEST, [ADA], ("U1",), id="from a guest"),
    ],
)
def test_a_kudos_reaches_each_receiver_once_and_never_its_giver(giver, receivers, to):
    assert kudos.give("K1", giver, receivers, "Explained it", "", NOW).receivers == to


def test_a_kudos_reaches_ten_people_at_most_however_often_they_and_the_giver_are_named():
    ten = CROWD[:MOST_RECEIVERS]
    assert len(kudos.give("K1", ADA, [ADA, *ten, *ten], "Explained it", "", NOW).receivers) == 10


@pytest.mark.parametrize("length", [1, TEXT_LIMIT])
def test_a_reason_may_be_as_long_as_the_limit(length):
    assert kudos.give("K1", ADA, [BEN], "x" * length, "y" * length, NOW).enabled == "y" * length


@pytest.mark.parametrize(
    ("giver", "receivers", "did", "enabled", "code", "field"),
    [
        (None, [BEN], "Explained it", "", "kudos_from_outside", None),
        (BOT, [BEN], "Explained it", "", "kudos_from_outside", None),
        (GONE, [BEN], "Explained it", "", "kudos_from_outside", None),
        (STRANGER, [BEN], "Explained it", "", "kudos_from_outside", None),
        (ADA, [], "Explained it", "", "kudos_to_nobody", "people"),
        (ADA, CROWD, "Explained it", "", "kudos_to_many", "people"),
        (ADA, [ADA], "Explained it", "", "kudos_to_self", "people"),
        (ADA, [None], "Explained it", "", "kudos_to_unknown", "people"),
        (ADA, [BEN, None], "Explained it", "", "kudos_to_unknown", "people"),
        (ADA, [BOT], "Explained it", "", "kudos_to_bot", "people"),
        (ADA, [BEN, GONE], "Explained it", "", "kudos_to_someone_gone", "people"),
        (ADA, [STRANGER], "Explained it", "", "kudos_to_outsider", "people"),
        (ADA, [BEN], "", "", "kudos_without_reason", "did"),
        (ADA, [BEN], " \n", "I could decide", "kudos_without_reason", "did"),
        (ADA, [BEN], "x" * (TEXT_LIMIT + 1), "", "text_long", "did"),
        (ADA, [BEN], "Explained it", "x" * (TEXT_LIMIT + 1), "text_long", "enabled"),
    ],
)
def test_a_kudos_that_cannot_be_given_is_refused(giver, receivers, did, enabled, code, field):
    with pytest.raises(Refused) as caught:
        kudos.give("K1", giver, receivers, did, enabled, NOW)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("receiver", [BOT, GONE, STRANGER])
def test_a_refusal_names_the_person_it_is_about(receiver):
    with pytest.raises(Refused) as caught:
        kudos.give("K1", ADA, [BEN, receiver], "Explained it", "", NOW)
    assert caught.value.values == {"name": receiver.name}


def test_a_receiver_may_share_their_kudos_with_their_team():
    assert kudos.share(RECEIPT) == RECEIPT


def test_sharing_again_is_no_mistake():
    assert kudos.share(replace(RECEIPT, is_shared=True)).is_shared


@pytest.mark.parametrize(
    ("receipt", "code"), [(None, "kudos_not_yours"), (replace(RECEIPT, channel=None), "kudos_no_channel")]
)
def test_a_kudos_of_someone_else_or_without_a_channel_is_not_shared(receipt, code):
    with pytest.raises(Refused) as caught:
        kudos.share(receipt)
    assert caught.value.code == code
