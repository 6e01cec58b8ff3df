"""An idea and what became of it, as people read them: kind, true, and never as a cause."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import Offer, Tried
from bot.practices import Practice, State
from bot.privacy import Shown
from bot.views import kit
from bot.views import practices as views
from sandbox.blocks import check_message

TEXT = "Ask which approval could go."
OFFER = Offer("p1", "recognition-enable", TEXT, "offered", reason="down")
TRIED = Tried(
    "p1", "recognition-enable", TEXT, "trying", "Ben", "2026-W06", "autonomy-1", Shown(55), Shown(60), reason="down"
)
DECIDES, PUT_OFF = (
    "Whoever leads here decides.",
    "It was put off for now; until the next digest it can still be taken up.",
)
OPEN, ASKING = ["We'll try this", "Another idea", "Not now"], ["We did it", "Partly", "We dropped it"]
QUESTION = "“This week I had a real say in how I did my work.”"
FORBIDDEN = re.compile(r"\b(drives?|impact\w*|predicts?|because|significant\w*|ROI|proves?|worked|caused?|helped)\b|!")


def labels(blocks):
    return [one["text"]["text"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize(
    ("offer", "text", "buttons"),
    [
        (
            OFFER,
            f"An idea to try. Recognition went down in four weeks. {TEXT} {DECIDES}",
            OPEN,
        ),
        (
            replace(OFFER, reason="low"),
            f"An idea to try. Recognition is lower than it usually is here. {TEXT} {DECIDES}",
            OPEN,
        ),
        (
            replace(OFFER, reason="cost"),
            f"An idea to try. Of what customers said about cost, less than half was as they expected. {TEXT} {DECIDES}",
            OPEN,
        ),
        (replace(OFFER, reason=""), f"An idea to try. {TEXT} {DECIDES}", OPEN),
        (replace(OFFER, reason="", state="not_now"), f"An idea to try. {TEXT} {PUT_OFF}", ["We'll try this"]),
        (replace(OFFER, reason="", state="trying", by="Ben"), f"An idea to try. {TEXT} Ben wants to try this.", []),
        (
            replace(OFFER, reason="", state="trying"),
            f"An idea to try. {TEXT} Whoever leads here wants to try this.",
            [],
        ),
        (replace(OFFER, reason="", state="dropped", by="Ben"), f"An idea to try. {TEXT} Ben took this up.", []),
        (
            replace(OFFER, idea="start:s1", reason="start", state="trying"),
            f"To begin now. It is your team's turn to begin. {TEXT}",
            [],
        ),
    ],
    ids=["down", "low", "missed", "in turn", "put off", "taken up", "by someone gone", "asked about", "its turn"],
)
def test_an_idea_says_why_and_how_it_stands_and_has_the_buttons_that_are_left(offer, text, buttons):
    blocks = views.offer_blocks(offer)
    assert views.offer_text(offer) == text
    assert labels(blocks) == buttons
    assert labels(views.offer_blocks(offer, [kit.button("Details", "details", "p")])) == [*buttons, "Details"]
    assert check_message({"text": "Words.", "blocks": blocks}) == []


NO_SCORE = "There is no score of the same question from then and since."
NO_CAUSE = "Single weeks of a few people differ by 15 points and more by luck alone, so this does not tell what it did."
WHAT = "What became of it? Whoever leads here tells."
TOLD = "Tried, from the week of 2 February on."
SINCE = "Tried. In the week of 2 February Ben chose to try this: “Ask which approval could go.”"


@pytest.mark.parametrize(
    ("tried", "text", "buttons"),
    [
        (
            TRIED,
            f"{SINCE} The question {QUESTION} stood at 55 then, and at 60 since. {NO_CAUSE} {WHAT}",
            ASKING,
        ),
        (replace(TRIED, since=None), f"{SINCE} {NO_SCORE} {WHAT}", ASKING),
        (replace(TRIED, then=None, state="partly"), f"{SINCE} {NO_SCORE} It was done in part.", []),
        (replace(TRIED, then=None, state="dropped"), f"{SINCE} {NO_SCORE} It was dropped, which is fine too.", []),
        (
            replace(TRIED, then=None, by="", state="done"),
            SINCE.replace("Ben", "whoever leads here") + f" {NO_SCORE} It was done.",
            [],
        ),
        (
            replace(TRIED, then=None, by="", idea="start:s1", reason="start", state="done"),
            SINCE.replace("Ben chose to try", "your team began") + f" {NO_SCORE} It was done.",
            [],
        ),
        (
            replace(TRIED, state="done", is_told=True),
            f"{TOLD} You said then: recognition went down. We did this: “{TEXT}”",
            [],
        ),
        (
            replace(TRIED, state="partly", reason="low", is_told=True),
            f"{TOLD} You said then: recognition was low. We did a part of this: “{TEXT}”",
            [],
        ),
        (
            replace(TRIED, state="done", reason="care", is_told=True),
            f"{TOLD} Customers said then: care was often missed. We did this: “{TEXT}”",
            [],
        ),
        (replace(TRIED, state="done", reason="", is_told=True), f"{TOLD} We did this: “{TEXT}”", []),
    ],
    ids=[
        "asked",
        "hidden since",
        "partly",
        "dropped",
        "by someone gone",
        "its turn",
        "told",
        "told of a part",
        "customers said",
        "in turn",
    ],
)
def test_what_was_tried_is_told_with_no_more_than_may_be_shown(tried, text, buttons):
    assert views.tried_text(tried) == text
    blocks = views.tried_blocks(tried)
    assert labels(blocks) == buttons
    assert check_message({"text": "Words.", "blocks": blocks}) == []


def test_several_questions_go_by_their_need_as_all_of_the_bank_would_be_too_long_to_tell():
    both = replace(TRIED, item="autonomy-1 autonomy-2", then=Shown(15, "low"), since=Shown(85, "high"))
    asked = "The questions on autonomy of that week"
    assert f"{asked} stood at 15 or less then, and at 85 or more since." in views.tried_text(both)


REASONS = ["down", "low", "commitment", "cost", "culture", "care", "", "start"]


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("state", [state.value for state in State if state is not State.ANOTHER])
def test_no_sentence_names_a_cause_or_shouts(state, reason):
    offer, tried = replace(OFFER, state=state, reason=reason), replace(TRIED, state=state, reason=reason)
    said = [views.offer_text(offer)]
    if state not in ("offered", "not_now"):
        said += [views.tried_text(tried), views.tried_text(replace(tried, is_told=True))]
    assert [text for text in said if FORBIDDEN.search(text)] == []


def test_nobodys_words_ping_or_format():
    trick = "<!channel> <@U1> & more"
    blocks = views.offer_blocks(replace(OFFER, text=trick, state="trying", by=trick))
    assert blocks[0]["text"]["text"].endswith("&lt;!channel&gt; &lt;@U1&gt; &amp; more")
    plain = [blocks[1]["elements"][0], views.tried_blocks(replace(TRIED, text=trick, by=trick))[0]["text"]]
    assert [text["type"] for text in plain] == ["plain_text", "plain_text"]


def test_every_button_is_spoken_and_names_its_practice():
    pressed = [
        block for block in (*views.offer_blocks(OFFER), *views.tried_blocks(TRIED)) if block["type"] == "actions"
    ]
    buttons = [button for block in pressed for button in block["elements"]]
    assert {button["action_id"] for button in buttons} == views.WISHES.keys()
    assert {button["value"] for button in buttons} == {"p1"}
    assert all(button["accessibility_label"] for button in buttons)


NOW = datetime(2026, 2, 6, 12, tzinfo=UTC)
PRACTICE = Practice("p1", "r1", "support", "autonomy-enable", TEXT, "", "autonomy-1", NOW, State.TRYING, "Ben", NOW)


def test_the_log_says_who_took_up_what_and_what_became_of_it():
    done = replace(PRACTICE, state=State.DONE, by="", then=Shown(55), since=Shown(60))
    assert views.log([("Support", [PRACTICE, done]), ("Product", [])]).splitlines() == [
        "What was tried: Support",
        f"• Week of 2 February, taken up by Ben: {TEXT} It is being tried.",
        f"• Week of 2 February: {TEXT} The question {QUESTION} stood at 55 then, and at 60 since. It was done.",
        "",
        "What was tried: Product",
        "Nothing has been tried yet. Under each digest is an idea that whoever leads can take up.",
        "",
        NO_CAUSE,
    ]


def test_groups_that_tried_nothing_share_a_line():
    many = [(f"Team {n}", []) for n in range(60)]
    assert views.log([("Support", [PRACTICE]), *many]).splitlines()[3] == (
        "What was tried: Team 0, Team 1, Team 2, Team 3, Team 4 and 55 more"
    )
    assert views.log(many[:2]).splitlines()[0] == "What was tried: Team 0 and Team 1"
    assert views.log([]) == NOTHING


NOTHING = "Nothing has been tried yet. Under each digest is an idea that whoever leads can take up."


def entries(n, **changed):
    days = (NOW + timedelta(days=at) for at in range(n, 0, -1))
    return [replace(PRACTICE, id=f"p{at}", decided_at=day, **changed) for at, day in enumerate(days)]


def test_a_short_log_is_told_whole_in_slack():
    log = [("Support", entries(10)), ("Product", [])]
    assert views.answer(log) == views.log(log)
    assert views.answer([("Product", [])]) == f"What was tried: Product\n{NOTHING}"


def test_of_a_longer_log_slack_shows_the_newest_of_all_groups_and_says_where_the_rest_is():
    old, new = entries(3), [replace(one, id=f"n{one.id}", decided_at=NOW + timedelta(days=90)) for one in entries(9)]
    told = views.answer([("Support", old), ("Product", new), ("Care", [])])
    assert told.count("• Week of") == 10
    assert told.splitlines()[0] == "What was tried: Support"
    assert told.endswith(f"\n\n{views.MORE}")
    assert "Care" not in told
    assert "Support" not in views.answer(
        [
            ("Support", old),
            ("Product", [replace(one, id=f"n{one.id}", decided_at=NOW.replace(year=2027)) for one in entries(20)]),
        ]
    )


@pytest.mark.parametrize("letter", ["x", "&"])
def test_whatever_the_words_the_answer_is_whole(letter):
    wordy = entries(30, text=letter * 300, by=letter * 80, then=Shown(50), since=Shown(70), state=State.DROPPED)
    told = views.answer([("Support", wordy)])
    assert len(kit.escape(told)) <= kit.TEXT_LIMIT
    assert told.count("• Week of") in ((6, 7) if letter == "x" else (1, 2))
    assert told.endswith(views.MORE)
    assert "which is fine too." in told
