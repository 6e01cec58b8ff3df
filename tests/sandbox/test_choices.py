"""From what people type and pick to what Slack sends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from sandbox.choices import NotThere, entered, escaped, option, options_of, written

RED = {"text": {"type": "plain_text", "text": "Red"}, "value": "red"}
WORDS = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}


@pytest.fixture
def spec(form: Any) -> Any:
    """The element of a type, as the form has it."""
    return lambda kind: next(block["element"] for block in form["blocks"] if block["block_id"] == kind)


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("plain_text_input", "hello", {"value": "hello"}),
        ("number_input", 7, {"value": "7"}),
        ("email_text_input", "a@b.example", {"value": "a@b.example"}),
        ("rich_text_input", "hello", {"rich_text_value": {"type": "rich_text", "elements": [WORDS]}}),
        ("static_select", "Red", {"selected_option": RED}),
        ("static_select", "red", {"selected_option": RED}),
        ("external_select", RED, {"selected_option": RED}),
        ("multi_static_select", ["Red"], {"selected_options": [RED]}),
        ("radio_buttons", "Yes", {"selected_option": {"text": {"type": "plain_text", "text": "Yes"}, "value": "yes"}}),
        ("checkboxes", [], {"selected_options": []}),
        ("users_select", "@ben", {"selected_user": "U2BEN"}),
        ("users_select", "U2BEN", {"selected_user": "U2BEN"}),
        ("multi_users_select", ["ben", "cleo"], {"selected_users": ["U2BEN", "U3CLEO"]}),
        ("multi_users_select", "ben", {"selected_users": ["U2BEN"]}),
        ("datepicker", date(2026, 3, 2), {"selected_date": "2026-03-02"}),
        ("datepicker", "2026-03-02", {"selected_date": "2026-03-02"}),
        ("timepicker", time(9, 5), {"selected_time": "09:05"}),
        ("timepicker", "09:05", {"selected_time": "09:05"}),
        ("datetimepicker", datetime(2026, 3, 2, tzinfo=UTC), {"selected_date_time": 1772409600}),
    ],
)
def test_a_value_becomes_what_slack_sends(team: Any, spec: Any, kind: str, value: Any, held: Any) -> None:
    assert entered(team, spec(kind), value) == {"type": kind, **held}


@pytest.mark.parametrize("kind", ["conversations_select", "channels_select"])
def test_a_channel_goes_by_its_name_or_id(team: Any, spec: Any, kind: str) -> None:
    support = team.channel_named("support").id
    for name in ("support", "#support", support):
        assert support in entered(team, spec(kind), name).values()


def test_a_conversation_may_be_with_a_person(team: Any, spec: Any) -> None:
    entry = entered(team, spec("conversations_select"), "@ben")
    assert entry["selected_conversation"] == team.direct("U2BEN").id


def test_a_file_must_be_there(team: Any, spec: Any) -> None:
    team.files["F1"] = {"id": "F1", "name": "notes.txt"}
    assert entered(team, spec("file_input"), ["F1"])["files"] == [{"id": "F1", "name": "notes.txt"}]
    with pytest.raises(NotThere, match=r"'F2' is not there. There is: 'F1'"):
        entered(team, spec("file_input"), ["F2"])


def test_nothing_empties_an_element(team: Any, form: Any) -> None:
    for block in form["blocks"]:
        entry = entered(team, block["element"], None)
        assert [value for name, value in entry.items() if name != "type"] in ([None], [[]])


@pytest.mark.parametrize(
    ("kind", "value", "there"),
    [
        ("static_select", "Blue", "'Red', 'Green'"),
        ("checkboxes", ["Maybe"], "'Yes', 'No'"),
        ("users_select", "zoe", "'@heartline', '@ada', '@ben', '@cleo'"),
        ("channels_select", "nowhere", "'#support', '#leads', '#lounge', '#board'"),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(team: Any, spec: Any, kind: str, value: Any, there: str) -> None:
    with pytest.raises(NotThere, match=f"There is: {there}"):
        entered(team, spec(kind), value)


@pytest.mark.parametrize(("kind", "value"), [("datepicker", "soon"), ("timepicker", "later"), ("datetimepicker", "x")])
def test_a_date_must_be_a_date(team: Any, spec: Any, kind: str, value: str) -> None:
    with pytest.raises(ValueError, match=value):
        entered(team, spec(kind), value)


def test_options_may_stand_in_groups() -> None:
    menu = {"type": "static_select", "option_groups": [{"label": {}, "options": [RED]}, {"label": {}, "options": []}]}
    assert options_of(menu) == [RED]
    assert option(menu, "Red") == RED


def test_a_long_list_of_what_is_there_is_cut() -> None:
    error = NotThere("It", (str(number) for number in range(25)))
    assert str(error).endswith("'19' and 5 more.")
    assert str(NotThere("It", ())) == "It is not there. There is: nothing."


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@ben thanks", "<@U2BEN|ben> thanks"),
        ("(@ben, @ada.)", "(<@U2BEN|ben>, <@U1ADA|ada>.)"),
        ("mail ben@example.org or @zoe", "mail ben@example.org or @zoe"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<@U2BEN> already", "<@U2BEN> already"),
    ],
)
def test_typed_text_is_escaped_and_mentions_are_found(team: Any, typed: str, sent: str) -> None:
    assert escaped(team, typed) == sent


def test_a_message_mentions_people_without_their_names(team: Any) -> None:
    typed = "(@ben, <@U1ADA|ada>) & #support"
    channel = team.channel_named("support").id
    assert written(team, typed) == f"(<@U2BEN>, <@U1ADA>) &amp; <#{channel}|support>"
    assert escaped(team, typed) == f"(<@U2BEN|ben>, <@U1ADA|ada>) &amp; <#{channel}|support>"


def test_a_typed_channel_becomes_a_mention(team: Any) -> None:
    assert escaped(team, "in #support") == f"in <#{team.channel_named('support').id}|support>"


@pytest.mark.parametrize("name", ["here", "channel", "everyone"])
def test_a_typed_broadcast_becomes_one(team: Any, name: str) -> None:
    assert escaped(team, f"thanks @{name}") == f"thanks <!{name}>"


def test_a_typed_handle_becomes_a_group_until_it_is_disabled(team: Any) -> None:
    group = team.groups.add("field", "Field", ["U1ADA"])
    assert escaped(team, "thanks @field") == f"thanks <!subteam^{group['id']}|@field>"
    team.groups.disable("field")
    assert escaped(team, "thanks @field") == "thanks @field"
