from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import kit
from bot.views.kit import Message
from sandbox.blocks import check_message, check_view

LONG = "x" * 5000


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("Ada", 3, "Ada"), ("Adam", 3, "Ad…"), ("Ada and Ben", 5, "Ada…"), ("", 3, ""), ("Ada", 1, "…")],
)
def test_a_text_that_is_too_long_ends_in_an_ellipsis(text, limit, shown):
    assert kit.cut(text, limit) == shown


@given(st.text(), st.integers(1, 50))
def test_no_text_is_longer_than_its_limit(text, limit):
    assert len(kit.cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("R&D", "R&amp;D"),
        ("&lt;", "&amp;lt;"),
        ("Ada: 'thanks'", "Ada: 'thanks'"),
    ],
)
def test_control_characters_are_made_harmless(text, escaped):
    assert kit.escape(text) == escaped


@given(st.text())
def test_an_escaped_text_reads_as_it_was_written(text):
    assert kit.escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_a_long_text_is_not_cut_within_an_escaped_character():
    for length in range(3990, 4000):
        said = Message(kit.escape("x" * length + "&&&&&&")).payload()["text"]
        assert said.removesuffix("…").replace("&amp;", "").strip("x") == ""


def test_a_message_is_what_slack_is_sent():
    assert Message("Hello Ada", (kit.divider(),)).payload() == {"text": "Hello Ada", "blocks": [{"type": "divider"}]}


def test_our_own_words_are_marked_up_and_other_peoples_are_not():
    assert kit.section("*Ada*")["text"] == {"type": "mrkdwn", "text": "*Ada*", "verbatim": True}
    assert kit.context("_Ada_")["elements"] == [{"type": "mrkdwn", "text": "_Ada_", "verbatim": True}]
    assert kit.words("*Ada* :tada:")["text"] == {"type": "plain_text", "text": "*Ada* :tada:", "emoji": False}


def test_the_longest_texts_fit_into_a_message():
    button = kit.button(LONG, "press", "1", spoken=LONG, primary=True)
    blocks = (
        kit.header(LONG),
        kit.section(LONG, button),
        kit.words(LONG),
        kit.context(LONG),
        kit.actions("row", [button]),
    )
    assert check_message(Message(LONG, blocks).payload()) == []


def test_the_longest_texts_fit_into_a_modal():
    options = [kit.option(LONG, "a"), kit.option(LONG, "b")]
    fields = [
        kit.field("words", LONG[:2000], kit.text_input(3000, lines=True, initial=LONG, example=LONG), hint=LONG[:2000]),
        kit.field("people", "Who?", kit.people_select(10, ["U1"]), optional=True),
        *(kit.field(kind, kind, kit.choice(kind, options)) for kind in ("radio_buttons", "checkboxes")),
        kit.field("select", "Which?", kit.choice("static_select", options, placeholder="Choose")),
    ]
    assert check_view(kit.modal(LONG, "form", fields, submit=LONG, private="K1")) == []


def test_a_page_to_read_is_closed_and_a_form_is_submitted_or_cancelled():
    page, form = kit.modal("Heartline", "note", [kit.section("Hello")]), kit.modal("Kudos", "form", [], submit="Give")
    assert (page["close"]["text"], "submit" in page) == ("Close", False)
    assert (form["close"]["text"], form["submit"]["text"]) == ("Cancel", "Give")


def test_a_field_is_known_by_its_name_as_block_and_as_action():
    field = kit.field("did", "What?", kit.text_input(10))
    assert (field["block_id"], field["element"]["action_id"], field["optional"]) == ("did", "did", False)


def test_people_who_are_known_beforehand_are_chosen_already():
    assert kit.people_select(10, ["U1"])["initial_users"] == ["U1"]
    assert "initial_users" not in kit.people_select(10)


def test_no_more_people_can_be_chosen_than_allowed():
    assert kit.people_select(10)["max_selected_items"] == 10
