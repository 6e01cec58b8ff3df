from __future__ import annotations

import pytest

from bot import mentions
from bot.mentions import Mention
from bot.payloads import Event, Malformed

BODY = {"user": "U1", "channel": "C1", "ts": "1.000100", "text": "<@UBOT> kudos <@U2> for the map"}


def event(**changes):
    return Event("T1", "app_mention", "Ev1", BODY | changes)


def test_a_message_that_names_the_bot_is_read():
    assert mentions.read(event()) == Mention("U1", "C1", "1.000100", "", BODY["text"], is_edited=False)
    edited = mentions.read(event(edited={"user": "U1", "ts": "2"}, thread_ts="0.5"))
    assert edited == Mention("U1", "C1", "1.000100", "0.5", BODY["text"], is_edited=True)


def test_what_an_app_wrote_means_nothing():
    assert mentions.read(event(bot_id="B1", user=None)) is None


def test_a_message_of_nobody_is_malformed():
    with pytest.raises(Malformed):
        mentions.read(event(user=None))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("<@UBOT> kudos <@U2> for the map", "<@U2> for the map"),
        ("<@UBOT|heartline>, Kudos: <@U2> for the map", "<@U2> for the map"),
        ("Hello all, <@UBOT>\nKUDOS\n<@U2> for\nthe map", "<@U2> for\nthe map"),
        ("<@UBOT> kudos", ""),
        ("<@U2> kudos to you, <@UBOT>", None),
        ("<@UBOT> kudosity <@U2>", None),
        ("<@UBOT> what can you do", None),
        ("<@UBOTTLE> kudos <@U2>", None),
        ("kudos <@U2>", None),
        ("", None),
    ],
)
def test_kudos_are_asked_for_right_after_the_name(text, asked):
    assert mentions.asked(text, "UBOT") == asked
