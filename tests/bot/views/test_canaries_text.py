"""Ten thousand strings that would ping, link or format, wherever kudos and feedback show words: none is active."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.feedback import Feedback, Listed
from bot.home import Led, Teams, Waiting, You
from bot.kudos import Door, Kudos
from bot.preferences import Preferences
from bot.sharing import Received, Sharing, Telling
from bot.teams import Team
from bot.views import feedback as feedback_views
from bot.views import feedback_own, home_teams, home_you, kit, kudos_messages, kudos_own
from bot.views import kudos as kudos_views
from bot.views.kit import Block, Message
from bot.views.language import texts as texts_of
from handlers.world import note, say

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
CANARIES = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S1>",
    "<!subteam^S1|@field>",
    "<!date^1772798400^{date}|soon>",
    "<@U1>",
    "<@U1|ada>",
    "<#C1>",
    "<http://x.example|bank>",
    "<mailto:a@x.example|write>",
    "@channel",
    "@here",
    "*bold*",
    "_so_",
    "~gone~",
    "`code`",
    "> quoted",
    "&lt;!here&gt;",
    "&amp;lt;!here&amp;gt;",
    "=HYPERLINK(1)",
    "\u202e<!here>",
    "<!\u200bhere>",
    "\n<!channel>\n",
)
TEXTS = 20
EXAMPLES = 500  # of twenty strings each
strings = st.lists(st.sampled_from(CANARIES) | st.text(max_size=8), min_size=1, max_size=6).map(" ".join)
OURS = re.compile(
    r"<@U(?:ADA|BEN|CLEO)>|<#C0OUR>|<!date\^\d+\^[^<>|]*\|[^<>]*>|<https://ours\.example/[^<>|]*(?:\|[^<>]*)?>"
)
ESCAPED = re.compile(r"&(?:amp|lt|gt);")


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


def active(shown: Any) -> list[str]:
    """The texts of a message or view in which something that is not ours would be acted on."""
    texts = [shown.text, *marked_up(shown.blocks)] if isinstance(shown, Message) else list(marked_up(shown))
    if isinstance(shown, dict) and "response_type" in shown:
        texts.append(shown["text"])
    return [text for text in texts if set("<>&") & set(ESCAPED.sub("", OURS.sub("", text)))]


def views_of(texts: list[str]) -> Iterator[Any]:
    """Everything that is shown of one kudos and one piece of feedback that hold nothing but these texts."""
    did, enabled, value, giver, receiver, team_name, customer, said, source, link, logger, joined = texts[:12]
    kudos = Kudos("K1", "UADA", ("UBEN",), did, enabled, NOON, NOON.date(), value=value[:40])
    names = {"UADA": giver, "UBEN": receiver, "UCLEO": joined}
    telling = Telling(kudos, names, {"UBEN": "C0OUR"}, ("UCLEO",), "")
    team = Team("T1", team_name, "C0OUR", 0)
    for sharing in Sharing:
        for known in (team, None):
            yield kudos_messages.received(Received(replace(telling, shared={}), "UBEN", sharing, known))
    yield kudos_messages.shared(telling, "C0OUR")
    for door in Door:
        yield kudos_views.given(replace(kudos, door=door), receiver)
    yield kudos_views.form([value[:40] or "v"])
    yield kudos_own.edit_form(kudos, receiver, [value[:40] or "v"])
    feedback = feedback_of(customer, said, source, link)
    yield feedback_views.form(feedback, [team])
    yield feedback_own.delete_form(feedback)
    yield feedback_own.praise(feedback, logger, team_name)
    found = Listed([feedback], {"UADA": logger}, {"T1": team_name})
    yield feedback_own.listing(found)
    yield kit.home(home_of(found, telling, team_name))
    yield note(feedback_views.logged(feedback, [team]))
    yield note(kudos_views.on_its_way(receiver))
    yield say(did)


def home_of(found: Listed, telling: Telling, name: str) -> list[Block]:
    """All that Home says of these, for someone who got that kudos, gave one, and leads a team of that name."""
    side = Received(replace(telling, shared={}), "UBEN", Sharing.ASK, None)
    waiting = Waiting(ideas=[name])
    you = You(Preferences(), NOON.date(), NOON, waiting, True, NOON, [side], [telling], found)
    return [*home_you.blocks(you, texts_of("en")), *home_teams.blocks(Teams([Led(name, "T1")]))]


def feedback_of(customer: str, said: str, source: str, link: str) -> Feedback:
    return Feedback(
        id="F1",
        customer=customer,
        said=said,
        rating=4,
        expectations=frozenset(),
        teams=frozenset({"T1"}),
        happened_on=date(2026, 3, 2),
        counts_at=NOON,
        logged_by="UADA",
        source=source,
        link=link,
        key="f",
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(strings, min_size=TEXTS, max_size=TEXTS))
def test_no_string_of_ten_thousand_is_active(texts: list[str]) -> None:
    for shown in views_of(texts):
        assert active(shown) == []


def test_the_check_sees_what_is_active() -> None:
    for canary in ("<!channel>", "<@U1>", "<http://x.example|bank>"):
        assert active(Message(canary)) == [canary]
        assert active({"blocks": [{"type": "mrkdwn", "text": canary}]}) == [canary]
