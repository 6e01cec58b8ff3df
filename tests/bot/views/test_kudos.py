from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.kudos import MOST_RECEIVERS, Kudos, Receipt
from bot.views import kudos
from sandbox.forms import wrong_with

KUDOS = Kudos("K1", "U1", ("U2", "U3"), "Explained it", "Cleo could decide", datetime(2026, 3, 3, 12, tzinfo=UTC))
RECEIPT = Receipt(KUDOS, "U2", "Ada", "Ben", False, "Support", "C1")


def buttons(receipt: Receipt) -> list[str]:
    rows = [block for block in kudos.received(receipt).blocks if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row["elements"]]


def test_the_receiver_reads_who_thanked_them_for_what():
    message = kudos.received(RECEIPT)
    assert message.text == "Ada thanked you: Explained it What it made possible: Cleo could decide"
    assert message.blocks[0]["text"]["text"] == "*<@U1> thanked you*"


@pytest.mark.parametrize(
    ("receipt", "expected"),
    [
        pytest.param(RECEIPT, [kudos.SHARE], id="not shared yet"),
        pytest.param(replace(RECEIPT, is_shared=True), [], id="shared"),
        pytest.param(replace(RECEIPT, channel=None, team_name=None), [], id="nowhere to share"),
    ],
)
def test_sharing_is_offered_once_and_where_there_is_a_channel(receipt, expected):
    assert buttons(receipt) == expected


def test_what_was_shared_says_so_in_words():
    shared = kudos.received(replace(RECEIPT, is_shared=True)).blocks[-1]
    assert shared["elements"][0]["text"] == "You shared this with Support."


def test_the_share_button_carries_nothing_but_the_kudos_id():
    (row,) = (block for block in kudos.received(RECEIPT).blocks if block["type"] == "actions")
    assert row["elements"][0]["value"] == "K1"


def test_the_team_reads_who_thanked_whom_and_of_the_other_receivers_nothing():
    message = kudos.shared(RECEIPT)
    assert message.text == "Ada thanked Ben: Explained it What it made possible: Cleo could decide"
    assert message.blocks[0]["text"]["text"] == "*<@U1> thanked <@U2>*"
    assert "U3" not in str(message)


def test_what_it_made_possible_is_told_only_where_it_was_said():
    short = replace(RECEIPT, kudos=replace(KUDOS, enabled=""))
    assert kudos.shared(short).text == "Ada thanked Ben: Explained it"
    assert "possible" not in str(kudos.shared(short))


def test_the_form_starts_with_the_author_of_a_message():
    fields = {block["block_id"]: block["element"] for block in kudos.form(["U2"], "Explained it")["blocks"]}
    assert list(fields) == ["people", "did", "enabled"]
    assert fields["people"]["initial_users"] == ["U2"]
    assert fields["did"]["initial_value"] == "Explained it"


@pytest.mark.parametrize(("people", "problems"), [(MOST_RECEIVERS, 0), (MOST_RECEIVERS + 1, 1)])
def test_the_form_takes_as_many_people_as_can_be_thanked_at_once(people, problems):
    field = kudos.form()["blocks"][0]
    assert len(list(wrong_with(field, field["element"], [f"U{n}" for n in range(people)]))) == problems


def test_the_giver_is_told_that_it_is_on_its_way():
    assert kudos.given("Ben and Cleo") == (
        "Your kudos is on its way to Ben and Cleo. They decide whether the team sees it."
    )


def test_a_name_reads_as_it_is_in_what_the_giver_is_told():
    assert "R&D <Ben>" in html.unescape(kudos.given("R&D <Ben>"))
