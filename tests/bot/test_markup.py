from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import markup


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("thanks <@U1|cleo> and <@U2>", "thanks @cleo and @someone"),
        ("see <#C1|general> or <#C2>", "see #general or #channel"),
        ("<!channel> <!here|here> <!subteam^S1|@support>", "@channel @here @support"),
        ("<https://example.org/a|the page> <https://example.org>", "https://example.org/a https://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("R&amp;D: 2 &lt; 3 &gt; 1", "R&D: 2 < 3 > 1"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("no markup", "no markup"),
    ],
)
def test_markup_is_read_as_people_wrote_it(sent: str, read: str) -> None:
    assert markup.plain(sent) == read


@given(st.text())
def test_what_slack_escaped_comes_back_as_it_was_typed(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert markup.plain(escaped) == typed
