"""The same messages in the eyes of `slackblocks`, a library that knows Block Kit's limits independently of us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import slackblocks as sb

from sandbox.blocks import check_message, check_view

URL = "https://example.com/a.png"


def plain(text: str) -> sb.Text:
    return sb.Text(text, sb.TextType.PLAINTEXT)


def options(number: int) -> list[sb.Option]:
    return [sb.Option(plain("Ada"), str(index)) for index in range(number)]


def form(*elements: sb.Element) -> list[sb.Block]:
    return [sb.InputBlock("What helped?", element) for element in elements]


def chart(number: int) -> sb.DataVisualizationBlock:
    points = [sb.DataPoint("W1", 1), sb.DataPoint("W2", 4.5)]
    several = [sb.DataSeries(f"Team {index}", points) for index in range(number)]
    return sb.DataVisualizationBlock("Weeks", sb.LineChart(several, sb.AxisConfig(["W1", "W2"])))


def message(*blocks: sb.Block) -> dict[str, Any]:
    return sb.Message(channel="C1", text="Hello Ada", blocks=list(blocks)).to_dict()


def modal(*blocks: sb.Block, submit: str | None = "Send", title: str = "Kudos") -> dict[str, Any]:
    return sb.ModalView(title, list(blocks), submit=submit).to_dict()


def card() -> sb.CardBlock:
    return sb.CardBlock(title="Ada", body="Support", actions=[sb.Button("Thank", action_id="a")])


RICH = sb.RichTextBlock(
    [
        sb.RichTextSection([sb.RichText("Hello ", bold=True), sb.RichTextUser("U1"), sb.RichTextEmoji("wave")]),
        sb.RichTextList("bullet", [sb.RichTextSection([sb.RichTextLink(URL, "here")])]),
        sb.RichTextQuote([sb.RichText("Well done")]),
        sb.RichTextCodeBlock([sb.RichText("1 + 1")]),
    ]
)
CONFIRM = sb.ConfirmationDialogue("Sure?", "Ada will see it.", "Yes", "No", style="danger")


@pytest.mark.parametrize(
    "payload",
    [
        message(sb.SectionBlock("*Hello* Ada", fields=["a", "b"], accessory=sb.Button("Open", url=URL))),
        message(sb.HeaderBlock("a" * 150), sb.DividerBlock(), sb.ContextBlock([sb.Text("a"), sb.Image("b", URL)])),
        message(sb.ActionsBlock([sb.Button("Yes", f"a{index}", value="v", confirm=CONFIRM) for index in range(25)])),
        message(sb.ActionsBlock([sb.StaticSelectMenu("a", options(100)), sb.OverflowMenu("b", options(5))])),
        message(
            sb.ActionsBlock([sb.DatePicker("a"), sb.TimePicker("b"), sb.DateTimePicker("c"), sb.UserSelectMenu("d")])
        ),
        message(sb.ImageBlock(URL, "A chart", title=plain("Weeks"))),
        message(RICH),
        message(sb.MarkdownBlock("**Hello** Ada")),
        message(sb.TableBlock([[sb.RawText("a"), sb.RichTextSection([sb.RichText("b")])]])),
        message(sb.DataTableBlock([[sb.RawText("Week")], [sb.RawNumber(1, "one")]], caption="Weeks")),
        message(chart(6), sb.DataVisualizationBlock("Customers", sb.PieChart([sb.ChartSegment("met", 3)]))),
        message(card(), sb.CarouselBlock([card()])),
        message(sb.ContainerBlock([sb.SectionBlock("a"), sb.DividerBlock()], title="More", is_collapsible=True)),
        message(
            sb.ContextActionsBlock([sb.IconButton("Delete"), sb.FeedbackButtons(*[sb.FeedbackButton("Good", "g")] * 2)])
        ),
        message(sb.PlanBlock("Tidy up", [sb.TaskCardBlock("1", "Sweep", details=RICH, status="pending")])),
        message(sb.TaskCardBlock("1", "Sweep", output=RICH, status="complete", sources=[sb.URLSource(URL, "a")])),
        message(sb.VideoBlock("a", URL, "How to", URL)),
        message(*[sb.SectionBlock("a") for _ in range(50)]),
    ],
)
def test_a_message_that_slackblocks_builds_is_accepted(payload):
    assert check_message(payload) == []


@pytest.mark.parametrize(
    "view",
    [
        modal(*form(sb.PlainTextInput("a", multiline=True, max_length=3000, placeholder="Say it"))),
        modal(*form(sb.NumberInput(True, "a", min_value=0, max_value=10.5), sb.EmailInput("b"), sb.URLInput("c"))),
        modal(*form(sb.RadioButtonGroup("a", options(10)), sb.CheckboxGroup("b", options(10)))),
        modal(*form(sb.StaticSelectMenu("a", option_groups=[sb.OptionGroup("Team", options(2))]))),
        modal(*form(sb.UserMultiSelectMenu("a", max_selected_items=3), sb.ExternalSelectMenu("b", min_query_length=1))),
        modal(*form(sb.ConversationSelectMenu("a", filter=sb.ConversationFilter("im")), sb.ChannelSelectMenu("b"))),
        modal(*form(sb.FileInput("a", ["csv"], 2), sb.RichTextInput("b", initial_value=RICH))),
        modal(sb.AlertBlock("Nobody sees your name.", "info"), submit=None),
        modal(sb.SectionBlock("a"), title="a" * 24, submit="a" * 24),
        sb.HomeTabView([sb.SectionBlock("a"), card(), *form(sb.PlainTextInput("a"))], private_metadata="p").to_dict(),
    ],
)
def test_a_view_that_slackblocks_builds_is_accepted(view):
    assert check_view(view) == []


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": words(text)}


def pick(kind: str, number: int) -> dict[str, Any]:
    choices = [{"text": words("Ada"), "value": str(index)} for index in range(number)]
    return {"type": "actions", "elements": [{"type": kind, "action_id": "a", "options": choices}]}


BUTTON = {"type": "button", "text": words("Yes")}
QUESTION = {"type": "input", "label": words("Why?"), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    ("build", "block"),
    [
        (lambda: sb.SectionBlock("a" * 3001), section("a" * 3001)),
        (lambda: sb.SectionBlock(), {"type": "section"}),
        (lambda: sb.SectionBlock(fields=["a"] * 11), {"type": "section", "fields": [words("a")] * 11}),
        (lambda: sb.SectionBlock(fields=["a" * 2001]), {"type": "section", "fields": [words("a" * 2001)]}),
        (lambda: sb.HeaderBlock("a" * 151), {"type": "header", "text": words("a" * 151)}),
        (lambda: sb.DividerBlock(block_id="b" * 256), {"type": "divider", "block_id": "b" * 256}),
        (lambda: sb.ContextBlock([sb.Text("a")] * 11), {"type": "context", "elements": [words("a")] * 11}),
        (lambda: sb.ActionsBlock([sb.Button("Yes")] * 26), {"type": "actions", "elements": [BUTTON] * 26}),
        (lambda: sb.Button("a" * 76), {"type": "actions", "elements": [BUTTON | {"text": words("a" * 76)}]}),
        (lambda: sb.Button("Yes", value="v" * 2001), {"type": "actions", "elements": [BUTTON | {"value": "v" * 2001}]}),
        (lambda: sb.Button("Yes", url="u" * 3001), {"type": "actions", "elements": [BUTTON | {"url": "u" * 3001}]}),
        (lambda: sb.Button("Yes", ""), {"type": "actions", "elements": [BUTTON | {"action_id": ""}]}),
        (lambda: sb.StaticSelectMenu("a", options(101)), pick("static_select", 101)),
        (lambda: sb.OverflowMenu("a", options(6)), pick("overflow", 6)),
        (lambda: sb.RadioButtonGroup("a", options(11)), pick("radio_buttons", 11)),
        (lambda: sb.CheckboxGroup("a", options(11)), pick("checkboxes", 11)),
        (lambda: sb.InputBlock("Why?", sb.Button("Yes")), QUESTION | {"element": BUTTON}),
        (lambda: sb.InputBlock("a" * 2001, sb.PlainTextInput()), QUESTION | {"label": words("a" * 2001)}),
        (
            lambda: sb.PlainTextInput(min_length=2, max_length=1),
            QUESTION | {"element": {"type": "plain_text_input", "min_length": 2, "max_length": 1}},
        ),
        (
            lambda: sb.DatePicker(initial_date="soon"),
            QUESTION | {"element": {"type": "datepicker", "initial_date": "soon"}},
        ),
        (lambda: sb.ImageBlock(URL, "a" * 2001), {"type": "image", "image_url": URL, "alt_text": "a" * 2001}),
        (lambda: sb.ImageBlock(alt_text="a"), {"type": "image", "alt_text": "a"}),
        (lambda: sb.MarkdownBlock("a" * 12_001), {"type": "markdown", "text": "a" * 12_001}),
        (lambda: sb.CardBlock(subtitle="a"), {"type": "card", "subtitle": words("a")}),
        (lambda: sb.CarouselBlock([]), {"type": "carousel", "elements": []}),
        (lambda: message(sb.AlertBlock("Careful")), {"type": "alert", "text": words("Careful")}),
        (
            lambda: message(sb.TaskCardBlock("1", "Sweep", status="pending")),
            {"type": "task_card", "task_id": "1", "title": "Sweep", "status": "pending"},
        ),
    ],
)
def test_what_slackblocks_refuses_is_refused(build: Callable[[], object], block: dict[str, Any]):
    with pytest.raises(sb.InvalidUsageError):
        build()
    assert check_message({"text": "Hello Ada", "blocks": [block]})


@pytest.mark.parametrize(
    ("build", "view"),
    [
        (
            lambda: modal(*form(sb.PlainTextInput()), submit=None),
            {"type": "modal", "title": words("Kudos"), "blocks": [QUESTION]},
        ),
        (
            lambda: modal(sb.SectionBlock("a"), title="a" * 25),
            {"type": "modal", "title": words("a" * 25), "blocks": [section("a")]},
        ),
        (
            lambda: modal(*[sb.SectionBlock("a")] * 101),
            {"type": "modal", "title": words("Kudos"), "blocks": [section("a")] * 101},
        ),
        (
            lambda: modal(sb.MarkdownBlock("a")),
            {"type": "modal", "title": words("Kudos"), "blocks": [{"type": "markdown", "text": "a"}]},
        ),
        (
            lambda: sb.HomeTabView([sb.AlertBlock("a")]),
            {"type": "home", "blocks": [{"type": "alert", "text": words("a")}]},
        ),
    ],
)
def test_a_view_that_slackblocks_refuses_is_refused(build: Callable[[], object], view: dict[str, Any]):
    with pytest.raises(sb.InvalidUsageError):
        build()
    assert check_view(view)


def test_a_message_of_fifty_one_blocks_is_refused_by_both():
    with pytest.raises(sb.InvalidUsageError):
        message(*[sb.SectionBlock("a") for _ in range(51)])
    assert check_message({"text": "Hello Ada", "blocks": [section("a")] * 51})
