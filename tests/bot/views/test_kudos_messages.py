from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.kudos import Kudos
from bot.sharing import Received, Sharing, Telling
from bot.teams import Team
from bot.views import kudos_messages as views

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = {"UCLEO": "Cleo", "UADA": "Ada", "UDINA": "Dina", "UBEN": "Ben <3", "UELI": "Eli"}
TOLD = Telling(Kudos("k1", "UCLEO", ("UADA", "UDINA"), "the bug report", "", NOW), NAMES, {})
ADA = Received(TOLD, "UADA", Sharing.ASK, Team("t1", "R & D", "C1", 0))


def buttons(message):
    return [one["text"]["text"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


def read(message):
    return str(message.blocks)


@pytest.mark.parametrize(
    ("side", "pressed", "sentence"),
    [
        (ADA, ["Share with the team"], "Nobody else sees this unless you share it."),
        (replace(ADA, team=None), [], "You are not in a team yet"),
        (replace(ADA, sharing=Sharing.NEVER), [], "you chose never to share"),
        (replace(ADA, telling=replace(TOLD, shared={"UADA": "C1"})), ["Stop sharing"], "shared this with R &amp; D."),
        (replace(ADA, telling=replace(TOLD, kudos=replace(TOLD.kudos, is_public=True))), [], "others could see it"),
    ],
    ids=["asked", "teamless", "never", "shared", "public"],
)
def test_a_receiver_reads_who_sees_it_and_what_can_be_done(side, pressed, sentence):
    message = views.received(side)
    assert buttons(message) == pressed
    assert sentence in read(message)
    assert message.text == "Cleo thanked you: the bug report"
    assert "Together with Dina" in read(message)


def test_a_button_says_which_kudos_it_is_about_also_of_a_giver_with_a_long_name():
    long = replace(TOLD, names={**NAMES, "UCLEO": "Cleo " + "x" * 80}, shared={"UADA": "C1"})
    for telling, label in ((TOLD, "Share with the team"), (long, "Stop sharing")):
        (button,) = views.sharing_buttons(replace(ADA, telling=telling))
        assert button["accessibility_label"].startswith(f"{label}: of {NOW.day} {NOW:%B}, from Cleo")
        assert len(button["accessibility_label"]) <= 75


def test_a_post_names_those_who_share_it_there_and_nobody_else():
    message = views.shared(replace(TOLD, shared={"UDINA": "C1", "UADA": "C2"}), "C1")
    assert message.text == "Cleo thanked Dina: the bug report"
    assert "<@UDINA>" in read(message)
    assert "UADA" not in read(message)


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ((), ""),
        (("UBEN",), "Ben <3 joins in"),
        (("UBEN", "UELI"), "Ben <3 and Eli join in"),
        (("UBEN", "UELI", "UNKNOWN"), "Ben <3 and 2 others join in"),
    ],
)
def test_those_who_join_in_are_told_in_text_and_blocks(joined, expected):
    told = replace(TOLD, joined=joined, shared={"UADA": "C1"})
    assert views.joins(told) == expected
    for message in (views.shared(told, "C1"), views.received(replace(ADA, telling=told))):
        assert expected in read(message)
        assert ("join" in read(message)) == bool(expected)
        assert message.text.endswith(f" ({expected.replace('<', '&lt;')})" if expected else "the bug report")
