"""Forms: what goes into a submission, and what the app's answer does to the modal."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.choices import NotThere

OTHER = {"type": "modal", "title": {"type": "plain_text", "text": "Other"}, "blocks": [{"type": "divider"}]}


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


@pytest.fixture
def opened(box: Any, form: Any) -> Any:
    """The form, open on Ada's screen."""
    return box.workspace.show("U1ADA", form)


async def test_a_submission_carries_what_every_kind_of_field_holds(box: Any, ada: Any, app: Any, opened: Any) -> None:
    green = {"text": {"type": "plain_text", "text": "Green"}, "value": "green"}
    box.workspace.files["F1"] = {"id": "F1", "name": "notes.txt"}
    support = box.workspace.channel_named("support").id
    ada.fill(
        {
            "plain_text_input": "hello",
            "email_text_input": "ben@example.org",
            "url_text_input": "https://example.org",
            "number_input": 7,
            "static_select": "Green",
            "multi_static_select": ["Green"],
            "users_select": "ben",
            "multi_users_select": ["@ben", "cleo"],
            "conversations_select": "#support",
            "multi_conversations_select": ["support"],
            "channels_select": "support",
            "multi_channels_select": ["support"],
            "radio_buttons": "Yes",
            "checkboxes": ["Yes", "No"],
            "datepicker": "2026-03-02",
            "timepicker": "09:30",
            "datetimepicker": 1772409600,
            "file_input": ["F1"],
        }
    )
    await ada.submit()
    [act] = app.acts
    values = {block: held["it"] for block, held in act["view"]["state"]["values"].items()}
    assert values["plain_text_input"] == {"type": "plain_text_input", "value": "hello"}
    assert values["email_text_input"]["value"] == "ben@example.org"
    assert values["url_text_input"]["value"] == "https://example.org"
    assert values["number_input"]["value"] == "7"
    assert values["rich_text_input"] == {"type": "rich_text_input", "rich_text_value": None}
    assert values["static_select"]["selected_option"] == green
    assert values["multi_static_select"]["selected_options"] == [green]
    assert values["external_select"]["selected_option"] is None
    assert values["users_select"]["selected_user"] == "U2BEN"
    assert values["multi_users_select"]["selected_users"] == ["U2BEN", "U3CLEO"]
    assert values["conversations_select"]["selected_conversation"] == support
    assert values["multi_conversations_select"]["selected_conversations"] == [support]
    assert values["channels_select"]["selected_channel"] == support
    assert values["multi_channels_select"]["selected_channels"] == [support]
    assert values["radio_buttons"]["selected_option"]["value"] == "yes"
    assert [choice["value"] for choice in values["checkboxes"]["selected_options"]] == ["yes", "no"]
    assert values["datepicker"]["selected_date"] == "2026-03-02"
    assert values["timepicker"]["selected_time"] == "09:30"
    assert values["datetimepicker"]["selected_date_time"] == 1772409600
    assert values["file_input"]["files"] == [{"id": "F1", "name": "notes.txt"}]
    assert (act["type"], act["view"]["callback_id"], act["view"]["id"]) == ("view_submission", "form", opened.id)


async def test_what_slack_finds_itself_is_not_sent(ada: Any, app: Any, opened: Any) -> None:
    ada.fill(plain_text_input="x")
    await ada.submit()
    assert ada.modal.errors == {"plain_text_input": "Please write at least 2 characters."}
    assert "Please write at least 2 characters." in ada.modal.plain
    assert app.acts == []
    ada.fill(plain_text_input="xx")
    await ada.submit()
    assert len(app.acts) == 1


async def test_closing_is_told_to_an_app_that_asked(box: Any, ada: Any, app: Any, opened: Any) -> None:
    await ada.close()
    [act] = app.acts
    assert (act["type"], act["is_cleared"], act["view"]["id"]) == ("view_closed", False, opened.id)
    box.workspace.show("U1ADA", OTHER)
    await ada.close()
    assert len(app.acts) == 1


async def test_a_modal_may_take_the_others_with_it(box: Any, ada: Any, app: Any, opened: Any, form: Any) -> None:
    top = box.workspace.show("U1ADA", form | {"clear_on_close": True})
    await ada.close()
    assert ada.modal is None
    assert [(act["view"]["id"], act["is_cleared"]) for act in app.acts] == [(top.id, True), (opened.id, True)]


async def test_a_menu_with_a_response_url_brings_one_for_the_chosen_channel(
    box: Any, ada: Any, app: Any, form: Any
) -> None:
    for block in form["blocks"]:
        if block["block_id"] in ("conversations_select", "channels_select"):
            block["element"]["response_url_enabled"] = True
    box.workspace.show("U1ADA", form)
    ada.fill(conversations_select="#support")
    await ada.submit()
    [given] = app.acts[0]["response_urls"]
    support = box.workspace.channel_named("support").id
    assert (given["block_id"], given["action_id"], given["channel_id"]) == ("conversations_select", "it", support)
    assert given["response_url"].startswith(f"{box.url}/response/")


async def test_a_form_may_start_with_the_conversation_it_was_opened_from(
    box: Any, ada: Any, app: Any, form: Any
) -> None:
    [block] = [block for block in form["blocks"] if block["block_id"] == "conversations_select"]
    block["element"]["default_to_current_conversation"] = True
    await ada.command("/kudos", channel="support")
    box.workspace.show("U1ADA", form)
    await ada.submit()
    held = app.acts[-1]["view"]["state"]["values"]["conversations_select"]["it"]
    assert held["selected_conversation"] == box.workspace.channel_named("support").id


async def test_a_field_is_found_by_label_and_a_wrong_one_is_not_there(ada: Any, opened: Any) -> None:
    with pytest.raises(NotThere, match=r"The field 'Reason' is not there. There is: 'plain_text_input', 'email_"):
        ada.fill({"Reason": "x"})


async def test_without_a_form_nothing_can_be_filled_in_or_sent(ada: Any) -> None:
    for act in (ada.submit, ada.close):
        with pytest.raises(NotThere, match="An open form"):
            await act()
    with pytest.raises(NotThere, match="An open form"):
        ada.fill(a="x")


async def test_a_modal_without_a_submit_button_cannot_be_submitted(box: Any, ada: Any) -> None:
    box.workspace.show("U1ADA", OTHER)
    with pytest.raises(NotThere, match="A button to submit"):
        await ada.submit()


async def test_a_menu_that_tells_the_app_at_once_is_not_just_filled_in(box: Any, ada: Any, app: Any, form: Any) -> None:
    for block in form["blocks"]:
        block["dispatch_action"] = True
    box.workspace.show("U1ADA", form)
    with pytest.raises(ValueError, match="select"):
        ada.fill(users_select="ben")
    await ada.select("users_select", "ben")
    ada.fill(users_select="ben")
    [act] = app.acts
    assert act["actions"][0]["selected_user"] == "U2BEN"
    assert act["view"]["state"]["values"]["users_select"]["it"]["selected_user"] == "U2BEN"


async def test_picking_in_a_plain_input_is_between_slack_and_the_person(ada: Any, app: Any, opened: Any) -> None:
    await ada.select("users_select", "ben")
    assert ada.modal.fields["users_select"] == "@ben"
    assert app.acts == []
