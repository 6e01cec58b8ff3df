"""What holds for everything that is shown: Slack takes it, and nobody's text can ping, link or format in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items
from bot import kudos as rules
from bot import pulses as rounds
from bot.digests import Digest, Story
from bot.feedback import EXPECTATIONS, SAID_LIMIT, Counted, Summary
from bot.items import NEEDS, OWN_ITEM_LIMIT, Item, Kind
from bot.kudos import Kudos, Receipt
from bot.preferences import DaysOff, Preferences
from bot.privacy import Shown
from bot.pulses import Questions
from bot.teams import NAME_LIMIT, CohortMember, Team
from bot.views import digests, feedback, kit, kudos, preferences, privacy, pulses
from bot.views.kit import Block, Message
from bot.views.language import LANGUAGES
from bot.views.language import texts as language_texts
from bot.views.pulses import Offers
from sandbox.blocks import check_message, check_view

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
GIVER, RECEIVER = "UGIVER", "URECEIVER"
OURS = re.compile(rf"<@(?:{GIVER}|{RECEIVER})>|<!date\^\d+\^\{{date_long\}} \{{time\}}\|[^<>|]+>")
ESCAPED = re.compile(r"&(?:amp|lt|gt);|&[a-z]{0,3}…$")  # the last one where a long text was cut

TRICKS = [
    "<!channel>",
    "<!here|x>",
    "<@U1>",
    "<@U1|ben>",
    "<#C1>",
    "<http://x|bank>",
    "&",
    "&lt;!channel&gt;",
    "*",
    "`",
    "\n",
    "\x00",
    "😀",
]
pieces = st.lists(
    st.sampled_from([*TRICKS, "Ada", "thanks", "\u202e", "\t", "  "]) | st.text(max_size=5), min_size=1
).map("".join)


def texts(limit: int) -> st.SearchStrategy[str]:
    """What a person may have written once it is trimmed: tricky, and now and then as long as the limit."""
    long = pieces.map(lambda text: text * (limit // len(text) + 1) if text else text)
    return (pieces | long).map(lambda text: text[:limit].strip()).filter(bool)


MARK = "zyx"
names = texts(NAME_LIMIT)
words = texts(rules.TEXT_LIMIT - len(MARK)).map(lambda text: MARK + text)
counted = st.integers(0, 99).flatmap(lambda n: st.builds(Counted, st.just(n), st.integers(0, n)))
some = st.booleans().flatmap(lambda none: st.just("") if none else words)
receipts = st.builds(
    Receipt,
    kudos=st.builds(Kudos, st.just("K1"), st.just(GIVER), st.just((RECEIVER,)), words, some, st.just(NOW)),
    receiver=st.just(RECEIVER),
    giver_name=names,
    receiver_name=names,
    is_shared=st.booleans(),
    team_name=st.none() | names,
    channel=st.none() | st.just("C1"),
)
shown = (
    st.none()
    | st.builds(Shown, st.just(15), st.just("low"))
    | st.builds(Shown, st.integers(4, 16).map(lambda n: 5 * n))
)
full_digests = st.builds(
    Digest,
    team=names,
    week=st.just("2026-W10"),
    answered=st.none() | st.just("5-7"),
    needs=st.fixed_dictionaries(dict.fromkeys(NEEDS, shown)),
    questions=st.just({"autonomy": ("autonomy-2", "autonomy-4")}),
    kudos_given=st.booleans(),
    kudos_total=st.none() | st.integers(5, 99),
    stories=st.lists(st.builds(Story, names, names, words, some), max_size=3).map(tuple),
    feedback=st.builds(Summary, counted, st.fixed_dictionaries(dict.fromkeys(EXPECTATIONS, counted))),
    is_small=st.booleans(),
)
ROUND = rounds.by_hand("R1", NOW)
MEMBER = CohortMember("U1", "T1")
own = texts(OWN_ITEM_LIMIT).map(lambda text: Item("own-1", Kind.OWN, "", 1, text=text))
papers = st.one_of(
    st.integers(0, 3).map(lambda turn: items.asked(turn, 0)),
    own.map(lambda item: (*items.asked(0, 0)[:3], item)),
    st.just(items.asked(0, 0, is_whole=True)),
)
asked = st.builds(
    lambda paper, answered: Questions(ROUND, MEMBER, paper, frozenset(item.id for item in paper[:answered])),
    papers,
    st.integers(0, 15),
)
languages = st.sampled_from(LANGUAGES).map(language_texts)
offers = st.builds(Offers, st.booleans(), st.booleans())
days = st.dates(date(2026, 1, 1), date(2027, 1, 1))
clocks = st.sampled_from([time(), time(9, 45), time(23, 45)])
chosen = st.builds(
    Preferences,
    asked_at=clocks,
    weekdays=st.frozensets(st.integers(0, 6)),
    quiet=st.none() | st.tuples(clocks, clocks),
    paused_until=st.none() | days,
    is_out=st.booleans(),
    language=st.sampled_from(["", *LANGUAGES]),
    has_thanks=st.booleans(),
    days_off=st.lists(st.builds(DaysOff, days, days), max_size=20, unique_by=lambda off: off.first).map(tuple),
)
messages = st.one_of(
    receipts.map(kudos.received),
    receipts.map(kudos.shared),
    full_digests.map(digests.message),
    st.builds(pulses.ask, asked, languages, offers),
    st.builds(pulses.reminder, asked, languages, st.integers(0, 2)),
    st.builds(pulses.snoozed, st.just("R1"), st.just(NOW), languages),
    st.builds(pulses.withdrawn, st.just("R1"), languages),
    st.builds(pulses.paused, days, languages),
    languages.map(pulses.stopped),
    languages.map(pulses.started),
    languages.map(pulses.over),
)
some_teams = st.lists(names.map(lambda name: Team("T1", name, "C1", 0)), max_size=3)
modals = st.one_of(
    st.builds(kudos.form, st.lists(st.just(RECEIVER), max_size=1), some),
    st.builds(feedback.form, some_teams, texts(SAID_LIMIT + 500)),
    st.builds(pulses.page, asked, languages, offers),
    st.builds(pulses.nothing_open, st.none() | days, languages),
    st.builds(pulses.away, st.none() | days, languages),
    languages.map(pulses.over_page),
    st.builds(privacy.card, languages, st.integers(5, 99)),
    st.builds(preferences.form, chosen, days, languages),
    languages.map(preferences.saved),
)


def marked_up(part: Any) -> Iterator[str]:
    """Every text in which Slack would make something of its markup."""
    if isinstance(part, list):
        for inner in part:
            yield from marked_up(inner)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for inner in part.values():
            yield from marked_up(inner)


def plain_texts(message: Message) -> list[str]:
    """The paragraphs that are shown as they were written."""
    sections = [block["text"] for block in message.blocks if block["type"] == "section"]
    return [text["text"] for text in sections if text["type"] == "plain_text"]


def is_harmless(mrkdwn: str) -> bool:
    """Whether everything in it that Slack would act on is ours."""
    rest = ESCAPED.sub("", OURS.sub("", mrkdwn))
    return not set("<>&") & set(rest)


@given(messages)
def test_slack_takes_every_message(message: Message):
    assert check_message(message.payload()) == []


@given(modals)
def test_slack_takes_every_modal(view: Block):
    assert check_view(view) == []
    assert len(view["title"]["text"]) <= 24
    assert "…" not in view["title"]["text"]


@given(messages)
def test_nothing_in_a_message_pings_or_links_but_what_is_ours(message: Message):
    payload = message.payload()
    active = [text for text in (payload["text"], *marked_up(payload["blocks"])) if not is_harmless(text)]
    assert active == []


@given(modals)
def test_nothing_in_a_modal_pings_or_links_but_what_is_ours(view: Block):
    assert [text for text in marked_up(view) if not is_harmless(text)] == []


@given(messages)
def test_every_message_says_what_it_says_in_text_too(message: Message):
    assert message.payload()["text"].strip()


@given(messages)
def test_what_people_wrote_to_each_other_is_in_no_markup(message: Message):
    assert [text for text in marked_up(list(message.blocks)) if MARK in text] == []


@given(receipts)
def test_a_thank_you_is_shown_exactly_as_it_was_written(receipt: Receipt):
    for message in (kudos.received(receipt), kudos.shared(receipt)):
        assert plain_texts(message) == [text for text in (receipt.kudos.did, receipt.kudos.enabled) if text]
        assert receipt.kudos.did in html.unescape(message.text)


@given(full_digests)
def test_the_text_of_a_digest_is_escaped_once(digest: Digest):
    assert html.unescape(digests.message(digest).text) == digests.text(digest)


@given(full_digests)
def test_a_story_is_told_exactly_as_it_was_written(digest: Digest):
    told = plain_texts(digests.message(digest))
    assert len(told) == len(digest.stories)
    assert all(story.did in text and story.enabled in text for story, text in zip(digest.stories, told, strict=True))


@pytest.mark.parametrize(
    "help_text", [kudos.HELP, feedback.HELP, *(language_texts(language)("pulses.help") for language in LANGUAGES)]
)
def test_what_helps_is_a_message_too(help_text):
    assert check_message({"text": help_text}) == []
    assert is_harmless(help_text)
    assert len(help_text) <= kit.SECTION_LIMIT


@pytest.mark.parametrize("trick", [t for t in TRICKS if set("<&") & set(t)])
def test_the_check_above_sees_what_is_active(trick):
    seen = list(marked_up({"blocks": [{"text": {"type": "mrkdwn", "text": f"Ada {trick}"}}]}))
    assert [is_harmless(text) for text in seen] == [trick == "&lt;!channel&gt;"]
