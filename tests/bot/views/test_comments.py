from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comments import LIMIT, PER_MESSAGE, READY, Draft, Released, Reply, Sheet
from bot.pulses import by_hand
from bot.teams import CohortMember
from bot.views import comments
from bot.views.comments import Batch
from bot.views.language import LANGUAGES, texts
from sandbox.blocks import check_message, check_view

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)
SHEET = Sheet(by_hand("R1", NOW), CohortMember("UADA", "support"), 9)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
TRICKS = ["<!channel>", "<@U1>", "<http://x|bank>", "&", "*bold*", "`x`", "\n", "😀", "x" * LIMIT]
words = (
    st.lists(st.sampled_from(TRICKS) | st.text(min_size=1, max_size=5), min_size=1, max_size=4)
    .map(lambda parts: "".join(parts)[:LIMIT])
    .filter(lambda text: text.strip() != "")
)


def released(text: str, may_reply: bool = True, number: int = 0) -> Released:
    return Released(f"c{number}", "support", "r1", text, may_reply, until=date(2026, 4, 12))


def reply(ready: str, own: str = "", comment: str = "c0") -> Reply:
    return Reply("token", comment, "UBEN", ready, own, NOW)


def batch(*written: Released, part: int = 0, given: tuple[Reply, ...] = (), today: date = TODAY) -> Batch:
    return Batch("Support", written, part, given, today)


@EACH_LANGUAGE
@given(st.lists(st.tuples(words, st.booleans()), min_size=1, max_size=12))
def test_slack_takes_every_message_with_comments(language, written):
    every = [released(text, may_reply, number) for number, (text, may_reply) in enumerate(written)]
    for part in range(-(-len(every) // PER_MESSAGE)):
        given_before = tuple(reply(ready) for ready in READY)
        message = comments.released(batch(*every, part=part, given=given_before), texts(language))
        assert check_message(message.payload()) == []
        shown = [b["text"] for b in message.blocks if b["type"] == "section" and b["text"]["type"] == "plain_text"]
        assert [text["text"] for text in shown] == [c.text for c in every[part * PER_MESSAGE :][:PER_MESSAGE]]
        assert not set("<>") & set(message.payload()["text"])


@EACH_LANGUAGE
@pytest.mark.parametrize("draft", [None, Draft("x" * LIMIT, may_reply=True), Draft("Tea", may_reply=False)])
def test_slack_takes_the_form(language, draft):
    view = comments.form(Sheet(SHEET.round, SHEET.member, 9, draft), texts(language))
    assert check_view(view) == []
    assert len(view["title"]["text"]) <= 24
    assert ("initial_options" in str(view)) == bool(draft and draft.may_reply)


@EACH_LANGUAGE
def test_slack_takes_every_other_page(language):
    t = texts(language)
    views = [
        comments.kept(t, is_there=True),
        comments.kept(t, is_there=False),
        comments.reply_form(released("x" * LIMIT), "", t),
        comments.reply_form(released("Tea"), "not_now", t),
        comments.reply_kept(t),
        comments.answer(released("x" * LIMIT), reply("not_now", "y" * LIMIT), "<!channel>", t),
        comments.answer(released("Tea"), reply("thanks"), "", t),
    ]
    assert [check_view(view) for view in views] == [[]] * len(views)
    assert check_message(comments.told("token", t).payload()) == []
    assert "<!channel>" not in str(views)


def test_every_button_is_spoken_with_its_own_words_and_the_comment_s_number():
    message = comments.released(batch(*(released("Tea", number=n) for n in range(6)), part=1), texts("en"))
    row = next(block for block in message.blocks if block["type"] == "actions")
    assert [button["accessibility_label"] for button in row["elements"]] == [
        "Thank you: comment 5",
        "We will look at it: comment 5",
        "We are on it: comment 5",
        "Done: comment 5",
        "Not now, and here is why: comment 5",
        "Answer in your own words: comment 5",
    ]
    assert "(part 2 of 2)" in message.text


@EACH_LANGUAGE
def test_no_spoken_name_is_cut(language):
    message = comments.released(batch(*(released("Tea", number=n) for n in range(200)), part=49), texts(language))
    spoken = [b["accessibility_label"] for block in message.blocks for b in block.get("elements", ()) if "value" in b]
    assert all(not name.endswith("…") for name in spoken)
    assert len(spoken) == PER_MESSAGE * 6


def test_what_was_answered_stands_below_the_comment_and_after_three_weeks_there_are_no_buttons():
    given_before = (reply("thanks"), reply("", "I asked Cleo"), reply("", "And Dina"))
    message = comments.released(batch(released("Tea"), given=given_before), texts("en"))
    assert "You answered: Thank you, in your own words" in str(message.blocks)
    assert "I asked Cleo" not in str(message.blocks)
    late = comments.released(batch(released("Tea"), given=given_before, today=date(2026, 4, 5)), texts("en"))
    assert "actions" not in [block["type"] for block in late.blocks]
    assert "wants no answer" not in str(late.blocks)


def test_whoever_wants_no_answer_has_no_buttons():
    message = comments.released(batch(released("Tea", may_reply=False)), texts("en"))
    assert "actions" not in [block["type"] for block in message.blocks]
    assert "Whoever wrote this wants no answer." in str(message.blocks)
    assert "Where someone wants to hear from you" not in str(message.blocks)


def test_comments_of_the_whole_company_say_so():
    message = comments.released(Batch("", [released("Tea")], 0, (), TODAY), texts("en"))
    assert message.text.startswith("Comments from the whole company.")


@EACH_LANGUAGE
def test_the_writer_s_message_holds_neither_comment_nor_answer(language):
    assert set(comments.told("token", texts(language)).payload()) == {"text", "blocks"}
    assert comments.told("a", texts(language)).text == comments.told("b", texts(language)).text
