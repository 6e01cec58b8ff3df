"""Messages and views as Slack's own SDK writes them."""

from __future__ import annotations

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from sandbox.blocks import check_message, check_view

URL = "https://example.com/a.png"
ADA = sdk.Option(value="ada", label="Ada", description="Support")
BEN = sdk.Option(value="ben", label="Ben")
PARTS = sdk.RichTextElementParts
SURE = sdk.ConfirmObject(title="Sure?", text="Ada will see it.")
DETAILS = sdk.RichTextBlock(
    elements=[
        sdk.RichTextSectionElement(
            elements=[
                PARTS.Text(text="Hello ", style=PARTS.TextStyle(bold=True)),
                PARTS.User(user_id="U1"),
                PARTS.Date(timestamp=1_774_782_000, format="{date}", fallback="29 March"),
            ]
        ),
        sdk.RichTextListElement(
            style="ordered", indent=0, elements=[sdk.RichTextSectionElement(elements=[PARTS.Link(url=URL, text="a")])]
        ),
    ]
)

BLOCKS = [
    sdk.HeaderBlock(text="This week"),
    sdk.SectionBlock(
        text="*Hello* Ada", fields=["a", "b"], accessory=sdk.ImageElement(image_url=URL, alt_text="A chart")
    ),
    sdk.DividerBlock(block_id="line"),
    sdk.ContextBlock(
        elements=[sdk.MarkdownTextObject(text="a", verbatim=True), sdk.PlainTextObject(text="b", emoji=True)]
    ),
    sdk.ImageBlock(image_url=URL, alt_text="A chart", title="Weeks"),
    sdk.ActionsBlock(
        elements=[
            sdk.ButtonElement(text="Yes", action_id="yes", value="1", style="primary", confirm=SURE),
            sdk.LinkButtonElement(text="Open", url=URL),
            sdk.StaticSelectElement(placeholder="Who?", action_id="who", options=[ADA, BEN], initial_option=BEN),
            sdk.OverflowMenuElement(action_id="more", options=[ADA, BEN]),
            sdk.DatePickerElement(action_id="day", initial_date="2026-03-29"),
            sdk.UserSelectElement(action_id="user", placeholder="Who?"),
        ]
    ),
    DETAILS,
]

INPUTS = [
    sdk.PlainTextInputElement(action_id="a", multiline=True, min_length=1, max_length=3000, placeholder="Say it"),
    sdk.StaticMultiSelectElement(action_id="a", options=[ADA, BEN], initial_options=[ADA], max_selected_items=2),
    sdk.StaticSelectElement(action_id="a", option_groups=[sdk.OptionGroup(label="Support", options=[ADA])]),
    sdk.UserMultiSelectElement(action_id="a", initial_users=["U1"], placeholder="Who?"),
    sdk.ConversationSelectElement(
        action_id="a", filter=sdk.ConversationFilter(include=["public"]), default_to_current_conversation=True
    ),
    sdk.ChannelSelectElement(action_id="a", initial_channel="C1", response_url_enabled=True),
    sdk.ExternalDataSelectElement(action_id="a", min_query_length=2),
    sdk.RadioButtonsElement(action_id="a", options=[ADA, BEN], initial_option=ADA),
    sdk.CheckboxesElement(action_id="a", options=[ADA, BEN], initial_options=[BEN]),
    sdk.TimePickerElement(action_id="a", initial_time="09:00", timezone="Europe/Berlin"),
    sdk.DateTimePickerElement(action_id="a", initial_date_time=1_774_782_000),
    sdk.EmailInputElement(action_id="a"),
    sdk.UrlInputElement(action_id="a", focus_on_load=True),
    sdk.NumberInputElement(action_id="a", is_decimal_allowed=False, min_value="0", max_value="10"),
    sdk.RichTextInputElement(action_id="a", initial_value=DETAILS),
]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.type for block in BLOCKS])
def test_a_block_that_the_sdk_writes_is_accepted(block):
    assert check_message({"text": "Hello Ada", "blocks": [block.to_dict()]}) == []


@pytest.mark.parametrize("element", INPUTS, ids=[element.type for element in INPUTS])
def test_a_form_that_the_sdk_writes_is_accepted(element):
    question = sdk.InputBlock(label="What helped?", element=element, hint="Anything", optional=True)
    view = View(type="modal", title="Kudos", submit="Send", close="Not now", callback_id="kudos", blocks=[question])

    assert check_view(view.to_dict()) == []


def test_a_home_tab_that_the_sdk_writes_is_accepted():
    assert check_view(View(type="home", blocks=BLOCKS, private_metadata="p").to_dict()) == []
