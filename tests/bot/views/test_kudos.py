from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.kudos import MOST_RECEIVERS, MOST_VALUES, Counted, Door, Kudos
from bot.kudos_command import Group, parse
from bot.views import kudos
from bot.views.kudos import Start
from sandbox.blocks import check_view
from sandbox.forms import wrong_with

KUDOS = Kudos("K1", "U1", ("U2", "U3"), "Explained it", "Cleo could decide", datetime(2026, 3, 3, 12, tzinfo=UTC))
LINK = "https://acme.slack.com/archives/C1/p1700000000000100"
SUPPORT = Group("S1", "support")


def buttons(message):
    return [(one["action_id"], one["text"]["text"], one["value"]) for one in message.blocks[-1]["elements"]]


def fields(view):
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def lines(view):
    return [block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context"]


def test_the_form_asks_for_people_and_both_halves_of_the_words():
    view = kudos.form()
    assert list(fields(view)) == ["people", "did", "enabled", "need"]
    assert [block["block_id"] for block in view["blocks"] if not block["optional"]] == ["people", "did", "enabled"]


def test_the_form_starts_with_what_is_known():
    view = kudos.form(start=Start(["U2"], "Explained it", link=LINK, private="C1 1.2"))
    assert fields(view)["people"]["initial_users"] == ["U2"]
    assert fields(view)["did"]["initial_value"] == "Explained it"
    assert lines(view) == [f"About <{LINK}|this message>"]
    assert view["private_metadata"] == "C1 1.2"


def test_the_form_says_who_is_counted_in_a_group():
    groups = [Counted(SUPPORT, ("U2", "U3"), has_giver=True), Counted(Group("S2", ""), ("U4",), has_giver=False)]
    assert lines(kudos.form(start=Start(groups=groups))) == [
        "2 people of @support, without you",
        "1 person of this group",
    ]


def test_values_are_asked_for_where_there_are_some_and_ten_fit():
    values = [f"Value {n}" for n in range(MOST_VALUES)]
    view = kudos.form(values)
    assert [option["value"] for option in fields(view)["value"]["options"]] == values
    assert check_view(view) == []


def test_words_that_were_given_stand_in_their_fields():
    blocks = kudos.word_fields(["Care"], "Explained it", "We shipped", "Care", "autonomy")
    elements = {block["block_id"]: block["element"] for block in blocks}
    assert elements["enabled"]["initial_value"] == "We shipped"
    assert elements["value"]["initial_option"]["value"] == "Care"
    assert elements["need"]["initial_option"]["text"]["text"] == "Gave room to decide"


@pytest.mark.parametrize(("people", "problems"), [(MOST_RECEIVERS, 0), (MOST_RECEIVERS + 1, 1)])
def test_the_form_takes_as_many_people_as_can_be_thanked_at_once(people, problems):
    field = kudos.form()["blocks"][0]
    assert len(list(wrong_with(field, field["element"], [f"U{n}" for n in range(people)]))) == problems


def test_the_giver_is_told_that_it_is_on_its_way_and_may_change_or_take_it_back():
    message = kudos.given(KUDOS, "Ben and Cleo")
    assert message.text == "Your kudos is on its way to Ben and Cleo. They decide whether the team sees it."
    assert buttons(message) == [("kudos_edit", "Edit", "K1"), ("kudos_undo", "Take back", "K1")]


@pytest.mark.parametrize(
    ("changes", "label"),
    [({"enabled": ""}, "Say what it made possible"), ({"did": "", "enabled": ""}, "Say what they did")],
)
def test_the_giver_is_asked_for_the_half_that_is_missing(changes, label):
    message = kudos.given(replace(KUDOS, **changes), "Ben")
    assert buttons(message)[0] == ("kudos_edit:missing", label, "K1")


def test_what_was_given_in_public_says_so():
    assert kudos.given(replace(KUDOS, is_public=True, door=Door.REACTION), "Ben").text == (
        "You thanked Ben, where others see it. They get a direct message too."
    )


def test_a_name_reads_as_it_is_in_what_the_giver_is_told():
    assert "R&D <Ben>" in html.unescape(kudos.given(KUDOS, "R&D <Ben>").text)
    assert "R&D <Ben>" in kudos.on_its_way("R&D <Ben>")


def test_a_kudos_tells_its_words_value_need_and_message():
    told = kudos.story(replace(KUDOS, value="*Care*", need="competence"), LINK)
    texts = [(block.get("text") or block["elements"][0]) for block in told]
    assert [(text["type"], text["text"]) for text in texts] == [
        ("plain_text", "Explained it"),
        ("mrkdwn", "What it made possible:"),
        ("plain_text", "Cleo could decide"),
        ("plain_text", "Value: *Care*"),
        ("mrkdwn", "Made someone more able"),
        ("mrkdwn", f"<{LINK}|The message it is about>"),
    ]


@pytest.mark.parametrize(
    ("changes", "spoken"),
    [
        ({"enabled": ""}, "Explained it"),
        ({}, "Explained it. What it made possible: Cleo could decide"),
        ({"did": "Explained it!"}, "Explained it! What it made possible: Cleo could decide"),
        ({"enabled": "", "value": "Care"}, "Explained it. Value: Care"),
        ({"enabled": "", "need": "recognition"}, "Explained it. Showed that they matter"),
        ({"did": "", "enabled": ""}, "for a message"),
        ({"did": "<!here> & co", "enabled": ""}, "&lt;!here&gt; &amp; co"),
    ],
)
def test_a_kudos_is_spoken_in_one_line(changes, spoken):
    assert kudos.spoken(replace(KUDOS, **changes)) == spoken


def test_a_button_takes_the_words_of_a_command_to_the_form():
    button = kudos.fill_button("<!subteam^S1|@support> for " + "x" * 3000)
    assert button["action_id"] == kudos.FILLED
    assert len(button["value"]) == 2000
    assert parse(button["value"]).groups == (SUPPORT,)


@pytest.mark.parametrize(
    ("emoji", "told"),
    [
        ("tada", "In a channel that I am in, react to a message with :tada:, or write `@heartline kudos @ada"),
        ("", "In a channel that I am in, write `@heartline kudos @ada"),
    ],
)
def test_the_help_names_the_doors_that_others_see_and_the_workspaces_own_reaction(emoji, told):
    assert told in kudos.explained(emoji)


def test_values_are_listed_a_line_each():
    assert kudos.known_values(["Care", "Speed"]) == "Care\nSpeed"
    assert "--add" in kudos.known_values([])
