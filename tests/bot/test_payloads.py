from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import payloads, profiles
from bot.payloads import Click, Command, Event, Malformed, Shortcut

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "actions": [{"action_id": "pulse_answer:4", "block_id": "R1:autonomy-1", "value": "4"}],
    "trigger_id": "1.2",
    "response_url": "https://hooks.slack.com/1",
    "view": {"id": "V1"},
}
COMMAND = {"team_id": "T1", "user_id": "U1", "command": "/kudos", "text": " <@U2> for it ", "trigger_id": "1.2"}
SHORTCUT: dict[str, Any] = {
    "type": "message_action",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "callback_id": "kudos_message",
    "trigger_id": "1.2",
    "channel": {"id": "C1"},
    "message_ts": "1700000000.000100",
    "message": {"user": "U2", "text": "It works again."},
}
FORM: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "view": {
        "callback_id": "kudos_form",
        "id": "V1",
        "private_metadata": "K1",
        "state": {
            "values": {
                "people": {"people": {"type": "multi_users_select", "selected_users": ["U2", "U3"]}},
                "did": {"did": {"type": "plain_text_input", "value": "Explained it"}},
                "enabled": {"enabled": {"type": "plain_text_input", "value": None}},
                "rating": {"rating": {"type": "radio_buttons", "selected_option": {"value": "4"}}},
                "team": {"team": {"type": "static_select", "selected_option": None}},
                "expectations": {"e": {"selected_options": [{"value": "care"}, {"value": "cost"}]}},
                "day": {"day": {"type": "datepicker", "selected_date": "2026-03-03"}},
            }
        },
    },
}
EVENT: dict[str, Any] = {
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T1"}],
    "event": {"type": "team_join", "user": {"id": "U1"}},
}
MEMBER = {"id": "U1", "name": "ada.l", "tz": "Europe/Berlin", "profile": {"display_name": "Ada", "real_name": "Ada L"}}
READERS = {
    payloads.click: CLICK,
    payloads.command: COMMAND,
    payloads.shortcut: SHORTCUT,
    payloads.form: FORM,
    payloads.event: EVENT,
    profiles.member: MEMBER,
}
EACH_READER = pytest.mark.parametrize(("read", "body"), READERS.items(), ids=[read.__name__ for read in READERS])


def without(body: dict[str, Any], *path: str) -> dict[str, Any]:
    """The same payload without what is at this path of keys."""
    key, *rest = path
    if rest:
        return body | {key: without(body[key], *rest)}
    return {name: value for name, value in body.items() if name != key}


def first_action(**changes: Any) -> dict[str, Any]:
    return CLICK | {"actions": [CLICK["actions"][0] | changes]}


def test_a_press_on_a_button_is_a_click():
    assert payloads.click(CLICK) == Click(
        workspace="T1",
        person="U1",
        route="pulse_answer",
        block_id="R1:autonomy-1",
        value="4",
        trigger_id="1.2",
        response_url="https://hooks.slack.com/1",
        view_id="V1",
    )


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"value": None}, ""),
        ({"value": "0"}, "0"),
        ({"value": None, "selected_option": {"value": "care"}}, "care"),
        ({"value": None, "selected_option": None, "selected_user": "U2"}, "U2"),
    ],
)
def test_the_value_of_a_click_is_what_was_pressed_or_chosen(changes, value):
    assert payloads.click(first_action(**changes)).value == value


@pytest.mark.parametrize(
    ("value", "number"),
    [("0", 0), ("5", 5), ("12", 12), ("123", -1), ("-1", -1), ("²", -1), ("٣", -1), ("five", -1), ("", -1)],
)
def test_the_number_of_a_click_is_a_small_whole_one(value, number):
    assert payloads.click(first_action(value=value)).number == number


def test_what_slack_leaves_out_of_a_click_is_empty():
    read = payloads.click(CLICK | {"trigger_id": None, "response_url": None})
    assert (read.trigger_id, read.response_url) == ("", "")


def test_a_click_in_a_message_is_in_no_view():
    assert payloads.click(without(CLICK, "view")).view_id == payloads.click(CLICK | {"view": None}).view_id == ""


def test_a_click_on_the_home_tab_is_in_no_modal():
    assert payloads.click(CLICK | {"view": {"id": "V1", "type": "home"}}).view_id == ""
    assert payloads.click(CLICK | {"view": {"id": "V1", "type": "modal"}}).view_id == "V1"


def test_a_form_over_another_modal_knows_it():
    assert payloads.form(FORM).previous == ""
    assert payloads.form(FORM | {"view": FORM["view"] | {"previous_view_id": "V0"}}).previous == "V0"


def test_a_form_holds_the_one_person_channel_day_and_hour_that_were_chosen():
    values = {"who": {"who": {"type": "users_select", "selected_user": "U2"}}}
    values["when"] = {"when": {"type": "datepicker", "selected_date": "2026-03-02"}}
    values["at"] = {"at": {"type": "timepicker", "selected_time": "09:30"}}
    values["where"] = {"where": {"type": "conversations_select", "selected_conversation": "C1"}}
    values["channel"] = {"channel": {"type": "channels_select", "selected_channel": "C2"}}
    values["nobody"] = {"nobody": {"type": "users_select", "selected_user": None}}
    assert payloads.form(FORM | {"view": FORM["view"] | {"state": {"values": values}}}).fields == {
        "who": "U2",
        "when": "2026-03-02",
        "at": "09:30",
        "where": "C1",
        "channel": "C2",
        "nobody": "",
    }


def test_a_slash_command_comes_with_the_words_after_it():
    assert payloads.command(COMMAND) == Command("T1", "U1", "/kudos", "<@U2> for it", "1.2", "")


def test_a_slash_command_may_stand_alone():
    assert payloads.command(without(COMMAND, "text")).text == ""


def test_a_shortcut_on_a_message_comes_with_its_author_and_text():
    place = ("C1", "1700000000.000100")
    assert payloads.shortcut(SHORTCUT) == Shortcut("T1", "U1", "kudos_message", "1.2", "U2", "It works again.", *place)


def test_the_link_to_a_message_is_made_of_the_workspaces_domain():
    acme = SHORTCUT | {"team": {"id": "T1", "domain": "acme"}}
    address = "https://acme.slack.com/archives/C1/p1700000000000100"
    assert payloads.shortcut(acme).link == address
    in_thread = acme | {"message": {"user": "U2", "text": "Yes.", "thread_ts": "1600000000.000100"}}
    assert payloads.shortcut(in_thread).link == f"{address}?thread_ts=1600000000.000100&cid=C1"


def test_a_global_shortcut_comes_alone():
    alone = without(without(without(SHORTCUT, "message"), "channel"), "message_ts")
    assert payloads.shortcut(alone) == Shortcut("T1", "U1", "kudos_message", "1.2", "", "")


@pytest.mark.parametrize("message", [None, {}, {"user": None, "text": None}, {"user": 7, "text": ["x"]}])
def test_what_a_message_does_not_say_is_empty(message):
    read = payloads.shortcut(SHORTCUT | {"message": message})
    assert (read.author, read.text) == ("", "")


def test_a_message_by_an_app_has_no_author():
    read = payloads.shortcut(SHORTCUT | {"message": {"user": "U2", "bot_id": "B1", "text": "It works again."}})
    assert (read.author, read.text) == ("", "It works again.")


def test_a_form_holds_for_each_field_what_was_put_in():
    read = payloads.form(FORM)
    assert (read.workspace, read.person, read.route) == ("T1", "U1", "kudos_form")
    assert (read.private, read.view_id) == ("K1", "V1")
    assert read.fields == {
        "people": ("U2", "U3"),
        "did": "Explained it",
        "enabled": "",
        "rating": "4",
        "team": "",
        "expectations": ("care", "cost"),
        "day": "2026-03-03",
    }


def test_a_field_of_a_form_is_read_as_text_or_as_several_and_is_empty_otherwise():
    read = payloads.form(FORM)
    assert (read.text("did"), read.text("people"), read.text("missing")) == ("Explained it", "", "")
    assert (read.several("people"), read.several("did"), read.several("missing")) == (("U2", "U3"), (), ())


def test_a_form_without_fields_is_empty():
    assert payloads.form(without(FORM, "view", "state")).fields == {}


def test_a_form_without_an_id_is_read_all_the_same():
    assert payloads.form(without(FORM, "view", "id")).view_id == ""


def test_an_event_belongs_to_the_workspace_that_authorised_us():
    assert payloads.event(EVENT | {"team_id": "T9"}) == Event("T1", "team_join", "Ev1", EVENT["event"])


def test_an_event_without_authorisations_belongs_to_where_it_happened():
    assert payloads.event(without(EVENT, "authorizations")).workspace == "T1"


NEEDED = [
    (payloads.click, CLICK, ("team",), "team.id"),
    (payloads.click, CLICK, ("team", "id"), "team.id"),
    (payloads.click, CLICK, ("user", "id"), "user.id"),
    (payloads.click, CLICK, ("actions",), "actions"),
    (payloads.command, COMMAND, ("team_id",), "team_id"),
    (payloads.command, COMMAND, ("user_id",), "user_id"),
    (payloads.command, COMMAND, ("command",), "command"),
    (payloads.shortcut, SHORTCUT, ("team", "id"), "team.id"),
    (payloads.shortcut, SHORTCUT, ("user",), "user.id"),
    (payloads.shortcut, SHORTCUT, ("callback_id",), "callback_id"),
    (payloads.form, FORM, ("view",), "view"),
    (payloads.form, FORM, ("view", "callback_id"), "callback_id"),
    (payloads.form, FORM, ("user", "id"), "user.id"),
    (payloads.event, EVENT, ("event",), "event"),
    (payloads.event, EVENT, ("event", "type"), "type"),
    (payloads.event, EVENT, ("event_id",), "event_id"),
    (profiles.member, MEMBER, ("id",), "id"),
]


@pytest.mark.parametrize(
    ("read", "body", "path", "named"), NEEDED, ids=[f"{n[0].__name__} {'.'.join(n[2])}" for n in NEEDED]
)
def test_a_payload_that_lacks_what_is_needed_is_malformed_and_says_where(read, body, path, named):
    with pytest.raises(Malformed, match=f"^{named}$"):
        read(without(body, *path))


@pytest.mark.parametrize("actions", [[], {}, ["press"], None])
def test_a_click_without_an_action_is_malformed(actions):
    with pytest.raises(Malformed):
        payloads.click(CLICK | {"actions": actions})


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
KEYS = st.text(max_size=3) | st.sampled_from(["id", "value", "values", "selected_option", "selected_users", "user"])
JSON = st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(KEYS, x, max_size=3), max_leaves=8)


@st.composite
def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """The same JSON value with anything in the place of it, or of something inside it."""
    if not value or not isinstance(value, dict | list) or draw(st.booleans()):
        return draw(JSON)
    key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    new = draw(spoiled(value[key]))
    return value | {key: new} if isinstance(value, dict) else [*value[:key], new, *value[key + 1 :]]


@EACH_READER
@settings(max_examples=200)
@given(data=st.data())
def test_a_payload_with_anything_anywhere_is_read_or_malformed(read, body, data):
    key = data.draw(st.sampled_from(sorted(body)))
    with suppress(Malformed):
        read(body | {key: data.draw(spoiled(body[key]))})


@EACH_READER
@given(data=st.data())
def test_any_object_is_read_or_malformed(read, body, data):
    with suppress(Malformed):
        read(data.draw(st.dictionaries(st.sampled_from(sorted(body)), JSON)))
