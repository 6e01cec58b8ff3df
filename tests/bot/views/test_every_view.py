"""What holds for everything that is shown: Slack takes it, and nobody's text can ping, link or format in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items
from bot import kudos as rules
from bot import pulses as rounds
from bot.digests import Chart, Digest, Offer, Praise, Quote, Story, Trend, Tried
from bot.feedback import (
    CUSTOMER_LIMIT,
    EXPECTATIONS,
    SAID_LIMIT,
    SCALES,
    SOURCE_LIMIT,
    Counted,
    Feedback,
    Listed,
    Scale,
    Summary,
)
from bot.home import Led, Pulse, Teams, Waiting, You
from bot.items import NEEDS, OWN_ITEM_LIMIT, Item, Kind
from bot.kudos import VALUE_LIMIT, Door, Kudos
from bot.kudos import Counted as Counting
from bot.kudos_command import Group
from bot.practices import Practice, State
from bot.preferences import DaysOff, Preferences
from bot.privacy import Shown
from bot.pulses import Questions
from bot.sharing import KudosChoice, Received, Sharing, Telling
from bot.teams import NAME_LIMIT, CohortMember, Team
from bot.thanking import Coverage
from bot.views import (
    digest_details,
    digest_lead,
    digests,
    feedback,
    feedback_own,
    home_teams,
    home_you,
    kit,
    kudos,
    kudos_messages,
    kudos_own,
    preferences,
    privacy,
    pulses,
)
from bot.views.feedback import Doubt
from bot.views.kit import Block, Message
from bot.views.kudos import Start
from bot.views.kudos_own import Page
from bot.views.language import LANGUAGES
from bot.views.language import texts as language_texts
from bot.views.pulses import Offers
from sandbox.blocks import check_message, check_view

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
GIVER, RECEIVER = "UGIVER", "URECEIVER"
LINK = "https://acme.slack.com/archives/C1/p1700000000000100"
OURS = re.compile(
    rf"<@(?:{GIVER}|{RECEIVER})>|<{re.escape(LINK)}\|[^<>|]+>|<!date\^\d+\^\{{date_long\}} \{{time\}}\|[^<>|]+>"
)
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
values = texts(VALUE_LIMIT)
thanks = st.builds(
    Kudos,
    id=st.just("K1"),
    giver=st.just(GIVER),
    receivers=st.just((RECEIVER,)),
    did=words,
    enabled=some,
    given_at=st.just(NOW),
    door=st.sampled_from(Door),
    value=st.just("") | values,
    need=st.sampled_from(["", *NEEDS]),
    is_public=st.booleans(),
)
tellings = st.builds(
    Telling,
    kudos=thanks,
    names=st.fixed_dictionaries({GIVER: names, RECEIVER: names, "U2": names}),
    shared=st.sampled_from([{}, {RECEIVER: "C1"}]),
    joined=st.sampled_from([(), ("U2",), ("U2", "U3", "U4")]),
    link=st.sampled_from(["", LINK]),
)
some_team = st.none() | names.map(lambda name: Team("T1", name, "C1", 0))
receiveds = st.builds(Received, tellings, st.just(RECEIVER), st.sampled_from(Sharing), some_team)
counted_groups = st.builds(
    Counting, st.builds(Group, st.just("S1"), st.just("") | names), st.just((RECEIVER,)), st.booleans()
)
starts = st.builds(
    Start,
    people=st.lists(st.just(RECEIVER), max_size=1),
    did=some,
    groups=st.lists(counted_groups, max_size=2),
    link=st.sampled_from(["", LINK]),
)
shown = (
    st.none()
    | st.builds(Shown, st.just(15), st.just("low"))
    | st.builds(Shown, st.integers(4, 16).map(lambda n: 5 * n))
)
WEEKS = ("2026-W07", "2026-W08", "2026-W09", "2026-W10")
lines = st.lists(st.tuples(*[st.none() | st.integers(0, 100)] * len(WEEKS)), min_size=4, max_size=4)
states, tried_states = st.sampled_from(["offered", "not_now", "trying"]), st.sampled_from(["trying", "done", "dropped"])
quotes = st.builds(Quote, st.just("F1"), names, words, st.booleans(), st.sampled_from(["", LINK]))
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
    praises=st.lists(st.builds(Praise, names, names, words), max_size=3).map(tuple),
    quotes=st.lists(quotes, max_size=2).map(tuple),
    trends=st.fixed_dictionaries(dict.fromkeys(NEEDS, st.builds(Trend, shown))),
    beside=st.dictionaries(names, shown, max_size=2),
    chart=lines.map(lambda given: Chart(WEEKS, dict(zip(NEEDS, given, strict=False)), given[-1])),
    offered=st.none() | st.builds(Offer, st.just("P1"), st.just("autonomy-enable"), names, states, names),
    tried=st.lists(
        st.builds(Tried, st.just("P2"), st.just("autonomy-enable"), words, tried_states, names, st.just("2026-W06")),
        max_size=1,
    ).map(tuple),
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
customers = texts(CUSTOMER_LIMIT)
scales = st.sampled_from(list(Scale))
said = scales.flatmap(
    lambda scale: st.builds(
        Feedback,
        id=st.just("F1"),
        customer=customers,
        said=texts(SAID_LIMIT),
        rating=st.sampled_from(SCALES[scale]),
        expectations=st.frozensets(st.sampled_from(EXPECTATIONS)),
        teams=st.just(frozenset({"T1"})),
        happened_on=days,
        counts_at=st.just(NOW),
        logged_by=st.none() | st.just(GIVER),
        source=texts(SOURCE_LIMIT),
        key=st.just("slack:F1"),
        scale=st.just(scale),
        autonomy=st.integers(-1, 1),
        is_impression=st.booleans(),
        praised=st.none() | st.just(RECEIVER),
        is_praise_told=st.booleans(),
        praise_told_by=st.none() | st.just(GIVER),
        praise_shared_at=st.none() | st.just(NOW),
        link=st.sampled_from(["", LINK]),
    )
)
lists = st.builds(
    Listed,
    feedback=st.lists(said, max_size=2).map(lambda found: [replace(one, id=f"F{n}") for n, one in enumerate(found)]),
    people=st.fixed_dictionaries({GIVER: names}),
    teams=st.fixed_dictionaries({"T1": names}),
    page=st.integers(0, 99),
    has_more=st.booleans(),
)
doubts = st.builds(Doubt, st.lists(customers, max_size=5, unique=True), st.just(""), st.none() | said, names)
covered = names.map(lambda name: Coverage(Team("T1", name, "C1", 0), 9, (4, 4)))
messages = st.one_of(
    st.builds(feedback_own.praise, said, names, st.none() | names, is_other=st.booleans()),
    receiveds.map(kudos_messages.received),
    tellings.map(lambda telling: kudos_messages.shared(telling, "C1")),
    st.builds(kudos.given, thanks, names),
    full_digests.map(lambda digest: digests.message(digest, "R1:T1")),
    full_digests.map(lambda digest: digests.message(digest, "R1:T1", has_charts=False)),
    st.builds(digest_lead.message, names, st.lists(covered, max_size=1), st.just(NOW), st.integers(0, 9)),
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
kudos_pages = st.one_of(
    st.builds(Page, st.just("given"), st.just(""), st.sampled_from(["", "K1"]), given=st.lists(tellings, max_size=1)),
    st.builds(
        Page, st.just("received"), st.just(""), st.sampled_from(["", "K1"]), received=st.lists(receiveds, max_size=1)
    ),
)
modals = st.one_of(
    st.builds(kudos_own.page, kudos_pages, st.sampled_from([NOW, NOW + timedelta(hours=1)])),
    st.builds(kudos_own.edit_form, thanks, names, st.lists(values, max_size=3, unique=True)),
    st.builds(kudos_own.settings, st.builds(KudosChoice, st.sampled_from(Sharing), st.booleans())),
    st.builds(kudos.form, st.lists(values, max_size=3, unique=True), starts),
    st.builds(
        feedback.form,
        said,
        some_teams,
        callback=st.sampled_from([feedback.FORM, feedback.EDIT_FORM]),
        is_guessed=st.booleans(),
        doubt=st.none() | doubts,
    ),
    lists.map(feedback_own.listing),
    said.map(feedback_own.delete_form),
    st.builds(pulses.page, asked, languages, offers),
    st.builds(pulses.nothing_open, st.none() | days, languages),
    st.builds(pulses.away, st.none() | days, languages),
    languages.map(pulses.over_page),
    st.builds(privacy.card, languages, st.integers(5, 99)),
    st.builds(preferences.form, chosen, days, languages),
    languages.map(preferences.saved),
    full_digests.map(digest_details.page),
)


waitings = st.builds(
    Waiting,
    pulse=st.none() | st.builds(Pulse, st.just(ROUND), st.booleans(), st.none() | st.just(NOW)),
    replies=st.lists(st.just("token"), max_size=4),
    ideas=st.lists(names, max_size=3),
)
yous = st.builds(
    You,
    preferences=chosen,
    today=days,
    now=st.just(NOW),
    waiting=waitings,
    is_asked=st.booleans(),
    next_at=st.none() | st.just(NOW),
    received=st.lists(receiveds, max_size=1),
    given=st.lists(tellings, max_size=1),
    feedback=lists,
)
tried = st.builds(
    Practice,
    *map(st.just, ("P3", "R1", "T1", "autonomy-enable")),
    words,
    st.just(""),
    st.just(""),
    st.just(NOW),
    st.just(State.DONE),
    names,
)
led = st.builds(
    Led, names, st.just("T1"), st.just("R1"), st.none() | full_digests, st.none() | tried, st.integers(0, 9)
)
homes = st.one_of(
    st.builds(home_you.blocks, yous, languages),
    st.lists(led, max_size=1).map(lambda groups: home_teams.blocks(Teams(groups))),
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


def quoted(blocks: Sequence[Block]) -> list[str]:
    """What is quoted, without the links after it."""
    parts = [quote for block in blocks if block["type"] == "rich_text" for quote in block["elements"]]
    return [quote["elements"][0]["text"] for quote in parts]


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


@given(homes)
def test_slack_takes_every_home_and_nothing_in_it_pings_or_links(blocks: list[Block]):
    view = kit.home(blocks)
    assert check_view(view) == []
    assert [text for text in marked_up(view) if not is_harmless(text)] == []


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


@given(receiveds)
def test_a_thank_you_is_shown_exactly_as_it_was_written(received: Received):
    given_one = received.telling.kudos
    for message in (kudos_messages.received(received), kudos_messages.shared(received.telling, "C1")):
        assert plain_texts(message) == [text for text in (given_one.did, given_one.enabled) if text]
        assert given_one.did in html.unescape(message.text)


@given(full_digests)
def test_the_text_of_a_digest_is_escaped_once(digest: Digest):
    said, whole = digests.message(digest, "R1:T1").text, digests.text(digest)
    assert kit.escape(html.unescape(said)) == said
    assert html.unescape(said) == whole or len(kit.escape(whole)) > kit.TEXT_LIMIT


@given(full_digests)
def test_a_story_is_told_exactly_as_it_was_written(digest: Digest):
    told = quoted(digest_details.page(digest)["blocks"])
    assert len(told) == len(digest.quotes) + len(digest.praises) + len(digest.stories)
    stories = told[len(told) - len(digest.stories) :]
    assert all(story.did in text and story.enabled in text for story, text in zip(digest.stories, stories, strict=True))


@given(full_digests)
def test_a_digest_tells_as_much_of_each_story_as_fits(digest: Digest):
    whole = quoted(digest_details.page(digest)["blocks"])
    for shown, text in zip(quoted(digests.message(digest, "R1:T1").blocks), whole, strict=True):
        assert text.startswith(shown[: digests.BRIEF // 2])


@pytest.mark.parametrize(
    "help_text",
    [
        kudos.explained("raised_hands"),
        kudos.explained(""),
        feedback.HELP,
        *(language_texts(language)("pulses.help") for language in LANGUAGES),
    ],
)
def test_what_helps_is_a_message_too(help_text):
    assert check_message({"text": help_text}) == []
    assert is_harmless(help_text)
    assert len(help_text) <= kit.SECTION_LIMIT


@pytest.mark.parametrize("trick", [t for t in TRICKS if set("<&") & set(t)])
def test_the_check_above_sees_what_is_active(trick):
    seen = list(marked_up({"blocks": [{"text": {"type": "mrkdwn", "text": f"Ada {trick}"}}]}))
    assert [is_harmless(text) for text in seen] == [trick == "&lt;!channel&gt;"]
