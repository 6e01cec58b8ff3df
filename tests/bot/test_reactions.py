from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import reactions
from bot.errors import Refused
from bot.payloads import Event, Malformed
from bot.reactions import Reaction

ITEM = {"type": "message", "channel": "C1", "ts": "1.000100"}
BODY = {"user": "U1", "reaction": "tada", "item": ITEM, "item_user": "U2", "event_ts": "2.000200"}


def event(route="reaction_added", **changes):
    return Event("T1", route, "Ev1", BODY | changes)


def test_an_event_tells_who_reacted_to_what_and_how():
    put = Reaction("U1", "C1", "1.000100", "tada", "U2", "2.000200", is_on=True)
    assert reactions.read(event()) == put
    taken = reactions.read(event("reaction_removed", item_user=None))
    assert taken == Reaction("U1", "C1", "1.000100", "tada", "", "2.000200", is_on=False)


@pytest.mark.parametrize("item", [{"type": "file", "file": "F1"}, {}, None], ids=["file", "empty", "none"])
def test_what_is_on_no_message_means_nothing(item):
    assert reactions.read(event(item=item)) is None


@pytest.mark.parametrize(
    "changes",
    [{"user": ""}, {"reaction": None}, {"event_ts": 2}, {"item": "x"}, {"item": {"type": "message", "ts": "1"}}],
    ids=["user", "reaction", "event_ts", "item", "channel"],
)
def test_an_event_without_what_it_must_have_is_malformed(changes):
    with pytest.raises(Malformed):
        reactions.read(event(**changes))


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("raised_hands", "raised_hands"),
        (" :raised_hands: ", "raised_hands"),
        (":wave::skin-tone-3:", "wave"),
        ("Tada", "tada"),
        ("+1", "+1"),
        ("-1", "-1"),
        ("e-mail", "e-mail"),
        ("ありがとう", "ありがとう"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_an_emoji_is_chosen_by_its_name(given_name, name):
    assert reactions.chosen(given_name) == name


@pytest.mark.parametrize("wrong", ["🙌", ":", "::", "two words", "a,b", "<!channel>", "x" * 101, ":a:b:"])
def test_what_is_no_name_of_an_emoji_is_refused(wrong):
    with pytest.raises(Refused, match="policy_emoji"):
        reactions.chosen(wrong)


@given(st.integers(2, 6), st.sampled_from(["wave", "+1", "raised_hands"]))
def test_the_tone_of_a_skin_makes_no_difference(tone, emoji):
    toned = Reaction("U1", "C1", "1", f"{emoji}::skin-tone-{tone}", "U2", "2", is_on=True)
    assert toned.means(emoji)
    assert not toned.means("tada")


def test_where_no_emoji_was_chosen_none_means_anything():
    assert not Reaction("U1", "C1", "1", "::skin-tone-2", "U2", "2", is_on=True).means("")
