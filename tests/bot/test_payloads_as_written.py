"""What people wrote reaches storage without what no database keeps: NUL and half a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import payloads, profiles

HERE = {"team": {"id": "T1"}, "user": {"id": "U1"}}
anything = st.text(st.characters() | st.sampled_from("\0\ud800\udbff\udc00\udfff"))


def in_a_field(text: str) -> str:
    values = {"did": {"did": {"type": "plain_text_input", "value": text}}}
    return payloads.form(HERE | {"view": {"callback_id": "kudos_form", "state": {"values": values}}}).text("did")


def in_several(text: str) -> str:
    values = {"people": {"people": {"type": "multi_users_select", "selected_users": [text]}}}
    return payloads.form(HERE | {"view": {"callback_id": "form", "state": {"values": values}}}).several("people")[0]


def after_a_command(text: str) -> str:
    return payloads.command({"team_id": "T1", "user_id": "U1", "command": "/kudos", "text": text}).text


def in_a_message(text: str) -> str:
    return payloads.shortcut(HERE | {"callback_id": "kudos_message", "message": {"text": text}}).text


def in_a_click(text: str) -> str:
    return payloads.click(HERE | {"actions": [{"action_id": "press", "value": text}]}).value


def in_a_name(text: str) -> str:
    return profiles.member({"id": "U1", "profile": {"display_name": "Ada" + text}}).name.removeprefix("Ada")


PLACES = [in_a_field, in_several, after_a_command, in_a_message, in_a_click, in_a_name]
EACH_PLACE = pytest.mark.parametrize("read", PLACES, ids=lambda read: read.__name__)


@EACH_PLACE
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Explained it", "Explained it"),
        ("Exp\0lained\0 it", "Explained it"),
        ("\ud83d thanks \ude00", "\ufffd thanks \ufffd"),
        ("Danke schön, 山田 😀", "Danke schön, 山田 😀"),
    ],
    ids=["plain", "NUL", "half characters", "whole characters"],
)
def test_what_was_written_is_kept_without_what_cannot_be(read, written, kept):
    assert read(written) == kept


@EACH_PLACE
@given(text=anything)
def test_whatever_was_written_can_be_kept(read, text):
    kept = read(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept


@given(st.text().filter(lambda text: "\0" not in text))
def test_what_can_be_kept_is_not_changed(text):
    assert in_a_field(text) == text
