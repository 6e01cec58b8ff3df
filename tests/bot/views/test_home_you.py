"""The page of Home that everyone has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import pulses
from bot.feedback import Listed
from bot.home import Pulse, Waiting, You
from bot.kudos import Kudos
from bot.preferences import DaysOff, Preferences
from bot.sharing import Received, Sharing, Telling
from bot.teams import Team
from bot.views import home_you, kit
from bot.views.language import LANGUAGES, texts
from sandbox.blocks import check_view

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)
ROUND = pulses.scheduled("R1", date(2026, 3, 2))
SUPPORT = Team("t1", "Support", "C1", 0)
EMPTY = You(
    preferences=Preferences(),
    today=TODAY,
    now=NOW,
    waiting=Waiting(),
    is_asked=True,
    next_at=NOW + timedelta(days=6),
    received=(),
    given=(),
    feedback=Listed((), {}, {}),
)


def kudos(giver="UCLEO", receivers=("UADA",), **more):
    given = Kudos("K1", giver, receivers, "The clear <!channel> report", "", NOW - timedelta(days=1), **more)
    return Telling(given, {"UCLEO": "Cleo", "UADA": "Ada", "UBEN": "Ben"}, {})


def received(**more):
    return Received(kudos(**more), "UADA", Sharing.ASK, SUPPORT)


def page(you, language="en"):
    blocks = home_you.blocks(you, texts(language))
    assert check_view(kit.home(blocks)) == []
    return blocks


def labels(blocks):
    rows = [element for block in blocks for element in block.get("elements", ())]
    return [element["text"]["text"] for element in rows if element["type"] == "button"]


def said(blocks):
    texts_in = [block["text"]["text"] for block in blocks if "text" in block]
    small = [element["text"] for block in blocks if block["type"] == "context" for element in block["elements"]]
    return "\n".join([*texts_in, *(one if isinstance(one, str) else one["text"] for one in small)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_all_its_parts_in_each_language(language):
    t, blocks = texts(language), page(EMPTY, language)
    headers = [block["text"]["text"] for block in blocks if block["type"] == "header"]
    assert headers == [t("home.waiting"), t("home.pulse"), "Kudos", "What customers said", t("home.know")]
    assert t("home.nothing") in said(blocks)


@pytest.mark.parametrize(
    ("pulse", "sentence", "buttons"),
    [
        (Pulse(ROUND, is_done=False), "The pulse is open until", ["Answer", "Later today", "Tomorrow"]),
        (Pulse(ROUND, is_done=False, asked_at=NOW), "My message comes on", ["Answer"]),
        (Pulse(ROUND, is_done=True), "You have answered the pulse.", ["Change my answers"]),
        (Pulse(ROUND, is_done=False, asked_at=NOW, is_told=False), "It is your first", ["Answer", "Who sees this?"]),
        (Pulse(ROUND, is_done=False, is_told=False), "a short note that says who", ["Answer", "Who sees this?"]),
    ],
    ids=["asked", "not asked yet", "answered", "before the first note", "the note was refused"],
)
def test_an_open_pulse_says_what_can_be_done(pulse, sentence, buttons):
    blocks = page(replace(EMPTY, waiting=Waiting(pulse)))
    assert sentence in said(blocks)
    row = next(block for block in blocks if block.get("block_id") == "home_pulse")
    assert labels([row]) == buttons
    assert "Nothing waits for you." not in said(blocks)


def test_answers_to_comments_are_read_one_by_one():
    blocks = page(replace(EMPTY, waiting=Waiting(replies=["a", "b"])))
    row = next(block for block in blocks if block.get("block_id") == "home_replies")
    assert [element["value"] for element in row["elements"]] == ["a", "b"]
    assert len({element["action_id"] for element in row["elements"]}) == 2


def test_ideas_lead_to_the_page_of_teams():
    blocks = page(replace(EMPTY, waiting=Waiting(ideas=["Support", "Product"])))
    assert "The newest digest of Support and Product offers an idea" in said(blocks)
    assert "Look at it" in labels(blocks)


@pytest.mark.parametrize(
    ("side", "is_offered"),
    [
        (received(), True),
        (received(is_public=True), False),
        (replace(received(), sharing=Sharing.NEVER), False),
        (replace(received(), team=None), False),
        (replace(received(), telling=replace(kudos(), shared={"UADA": "C1"})), False),
    ],
    ids=["to share", "public", "never", "no team", "shared"],
)
def test_thanks_that_can_be_shared_wait_and_others_do_not(side, is_offered):
    blocks = page(replace(EMPTY, received=[side]))
    assert ("Share with the team" in labels(blocks)) is is_offered
    assert "From Cleo" in said(blocks)
    assert "Nothing waits for you." in said(blocks) or is_offered


def test_two_thanks_that_wait_are_told_apart_by_the_names_of_their_buttons():
    other, older = kudos("UBEN"), kudos(day=date(2026, 3, 1))
    apart = [replace(one, kudos=replace(one.kudos, id=f"K{n}")) for n, one in enumerate((kudos(), other, older))]
    sides = [replace(received(), telling=one) for one in apart]
    rows = [block for block in page(replace(EMPTY, received=sides)) if str(block.get("block_id")).startswith("home_sh")]
    names = [row["elements"][0]["accessibility_label"] for row in rows]
    assert names == [
        "Share with the team: of 2 March, from Cleo",
        "Share with the team: of 2 March, from Ben",
        "Share with the team: of 1 March, from Cleo",
    ]


def test_what_was_given_and_got_is_told_with_names():
    given = kudos("UADA", ("UBEN", "UCLEO"))
    blocks = page(
        replace(EMPTY, received=[received()], given=[given, replace(given, kudos=replace(given.kudos, did=""))])
    )
    told = said(blocks)
    assert "From Cleo · Monday 2 March 2026" in told
    assert "To Ben and Cleo" in told
    assert "For a message" in told


def test_who_has_paused_or_stopped_reads_that_and_can_start_again():
    paused = replace(EMPTY, preferences=Preferences(paused_until=date(2026, 3, 16)))
    assert "Paused until Monday, 2026-03-16." in said(page(paused))
    stopped = replace(EMPTY, preferences=Preferences(is_out=True))
    assert "I will not ask you again." in said(page(stopped))
    for you in (paused, stopped):
        assert "Start again" in labels(page(you))
        assert "Move it" not in labels(page(you))


def test_a_pause_that_is_over_is_not_told():
    over = replace(EMPTY, preferences=Preferences(paused_until=TODAY))
    assert "I ask you next on" in said(page(over))


def test_who_is_in_no_team_reads_what_to_do_in_one_sentence():
    blocks = page(replace(EMPTY, is_asked=False))
    assert "Ask whoever leads your team, or an admin, to add you." in said(blocks)
    assert "Move it" not in labels(blocks)


def test_who_wanted_no_more_questions_and_is_in_no_team_is_not_sent_to_anybody():
    blocks = page(replace(EMPTY, is_asked=False, preferences=Preferences(is_out=True)))
    assert "I will not ask you again." in said(blocks)
    assert "to add you" not in said(blocks)


def test_wishes_are_told_in_words():
    wishes = Preferences(
        asked_at=time(8, 30),
        weekdays=frozenset({4, 0}),
        quiet=(time(18), time(9)),
        days_off=(DaysOff(TODAY, TODAY), DaysOff(date(2026, 1, 1), date(2026, 1, 2))),
    )
    told = said(page(replace(EMPTY, preferences=wishes)))
    assert "I may ask on: Monday, Friday. From 09:00 on, by your clock." in told  # when the quiet hours end
    assert "Quiet hours: 18:00 to 09:00." in told
    assert "Days off: Tuesday, 2026-03-03." in told
    assert "Language: As in my Slack." in told


def test_where_there_is_no_schedule_no_date_is_told():
    assert "There is no date for the next pulse yet." in said(page(replace(EMPTY, next_at=None)))


@pytest.mark.parametrize("has_more", [False, True])
def test_all_feedback_is_a_press_away_only_where_there_is_more(has_more):
    rows = page(replace(EMPTY, feedback=Listed((), {}, {}, has_more=has_more)))
    assert ("See all" in labels(rows)) is has_more
