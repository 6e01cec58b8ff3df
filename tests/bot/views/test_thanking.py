from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.kudos_command import Group
from bot.teams import Team
from bot.thanking import Coverage
from bot.views import thanking
from bot.views.kit import Message

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


def test_an_invitation_asks_for_nothing_and_can_be_ended():
    invitation = thanking.invitation()
    assert buttons(invitation) == ["Give kudos", "Do not ask again"]
    assert "no answer is fine" in str(invitation.blocks)
    assert "/kudos settings" in thanking.no_more().text


@pytest.mark.parametrize(
    ("groups", "named"),
    [
        ([Group("S1", "support")], "To thank @support,"),
        ([Group("S1", "support"), Group("S2", "")], "To thank @support and this group,"),
        ([Group("S1", "<!channel>")], "To thank @&lt;!channel&gt;,"),
    ],
    ids=["one", "two", "forged"],
)
def test_a_group_is_named_and_its_form_offered(groups, named):
    message = thanking.group_named(groups, "<!subteam^S1|@support> for the fair")
    assert message.text.startswith(named)
    assert buttons(message) == ["Open the form"]


def test_the_message_to_log_goes_with_the_button():
    message = thanking.ask_feedback("C1", "1.000100")
    (row,) = [block for block in message.blocks if block["type"] == "actions"]
    assert [button["value"] for button in row["elements"]] == ["C1:1.000100"]


@pytest.mark.parametrize(
    ("covered", "line"),
    [
        (Coverage(Team("t1", "Support", "C1", 0), 9, (4, 4)), "• Support: 4 of 9 people were thanked."),
        (Coverage(Team("t1", "Support", "C1", 0), 9, (0, 2)), "• Support: fewer than 3 of 9 people were thanked."),
        (Coverage(Team("t1", "Support", "C1", 0), 9, (7, 9)), "• Support: at least 7 of 9 people were thanked."),
        (Coverage(Team("t1", "Night", "C1", 0), 0, None), "• Night: nobody in it was asked in a pulse before that day"),
        (Coverage(Team("t1", "Night", "C1", 0), 4, None), "• Night: with fewer than 5 people nothing is shown"),
    ],
    ids=["some", "few", "most", "none", "small"],
)
def test_coverage_is_a_line_a_team(covered, line):
    first, shown, last = thanking.coverage([covered], MONDAY).splitlines()
    assert first == "In the four weeks before Monday 2 March 2026:"
    assert shown.startswith(line)
    assert last == "Names are never told, and what you gave yourself is not counted."
