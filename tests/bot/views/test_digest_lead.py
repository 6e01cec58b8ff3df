from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.teams import Team
from bot.thanking import Coverage
from bot.views import digest_lead

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
SUPPORT = Coverage(Team("t1", "R&D <all>", "C1", 0), 9, (4, 4))
THANKED = (
    "• In the four weeks before Monday 2 March 2026, R&amp;D &lt;all&gt;: 4 of 9 people were thanked. "
    "Type /kudos team to see how this is counted."
)
WAIT = "• 2 comments wait for an answer. You find them further up in this conversation, with buttons to answer."
WAITS = "• 1 comment waits for an answer. You find it further up in this conversation, with buttons to answer."


@pytest.mark.parametrize(
    ("name", "covered", "waiting", "said"),
    [
        pytest.param("Service", [SUPPORT], 0, ["Beside the digest of Service, for you alone:", THANKED], id="thanks"),
        pytest.param("Service", [], 2, ["Beside the digest of Service, for you alone:", WAIT], id="comments"),
        pytest.param("", [], 1, ["Beside the company's digest, for you alone:", WAITS], id="the company"),
        pytest.param("A", [SUPPORT], 1, ["Beside the digest of A, for you alone:", THANKED, WAITS], id="both"),
    ],
)
def test_who_leads_a_group_is_told_a_line_on_each(name, covered, waiting, said):
    message = digest_lead.message(name, covered, MONDAY, waiting)
    assert message.text.split("\n") == said
    assert message.blocks[0]["text"]["text"] == message.text
