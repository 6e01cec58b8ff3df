"""The parts of Block Kit that Heartline uses, with Slack's limits kept.

User text goes into `words` (plain text: nothing in it pings, links or formats) or through `escape`, once, at render.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

Block = dict[str, Any]
HALF_ESCAPED = re.compile("&[a-z]*…$")

SECTION_LIMIT, HEADER_LIMIT, LABEL_LIMIT, TITLE_LIMIT, TEXT_LIMIT = 3000, 150, 75, 24, 4000


@dataclass(frozen=True)
class Message:
    """A message: blocks for the eye, and a text that says the same to notifications and screen readers.

    `plainer` are blocks to send instead where Slack refuses the others, as not every workspace has the newest kinds.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    plainer: tuple[Block, ...] = ()

    def as_plainer(self) -> Message:
        """The same in its plainer blocks."""
        return replace(self, blocks=self.plainer, plainer=())

    def payload(self) -> Block:
        """The message as arguments of `chat.postMessage` or a response URL."""
        return {"text": HALF_ESCAPED.sub("…", cut(self.text, TEXT_LIMIT)), "blocks": list(self.blocks)}


def cut(text: str, limit: int) -> str:
    """The text, shortened with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """A person's words with a full stop, where they end in no stop and others follow them."""
    return text if not text or text[-1] in ".!?…" else f"{text}."


def escape(text: str) -> str:
    """User text for mrkdwn: Slack's control characters made harmless, so that no mention or link can be forged."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int = SECTION_LIMIT) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    """A paragraph of our own words, in Slack's markup."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": cut(mrkdwn, SECTION_LIMIT), "verbatim": True}}
    return block | ({"accessory": accessory} if accessory else {})


def words(text: str) -> Block:
    """A paragraph of a person's own words, shown exactly as they are."""
    return {"type": "section", "text": {**plain(text), "emoji": False}}


def context(mrkdwn: str) -> Block:
    """A small line of our own words."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(mrkdwn, SECTION_LIMIT), "verbatim": True}]}


def small(text: str) -> Block:
    """A small line with names or words of people in it, shown exactly as they are."""
    return {"type": "context", "elements": [{**plain(text), "emoji": False}]}


def quotes(said: Iterable[tuple[str, str]], label: str) -> Block:
    """What people said, exactly as it is, each with the address where it can be read on (empty for none) as `label`."""
    parts = [
        [{"type": "text", "text": text}]
        + ([{"type": "text", "text": " "}, {"type": "link", "url": url, "text": label}] if url else [])
        for text, url in said
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": part} for part in parts]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(label: str, action_id: str, value: str, *, spoken: str = "", primary: bool = False) -> Block:
    """A button. `spoken` is what a screen reader says instead of the label."""
    block: Block = {"type": "button", "text": plain(label, LABEL_LIMIT), "action_id": action_id, "value": value}
    if spoken:
        block["accessibility_label"] = cut(spoken, LABEL_LIMIT)
    return block | ({"style": "primary"} if primary else {})


def asking(pressed: Block, title: str, told: str, yes: str, no: str) -> Block:
    """A button that asks first, as what it does cannot be undone: `told` says what that is, in plain text."""
    question = {"title": plain(title), "text": plain(told), "confirm": plain(yes), "deny": plain(no), "style": "danger"}
    return pressed | {"confirm": question}


def modal(
    title: str,
    callback_id: str,
    blocks: Iterable[Block],
    *,
    submit: str = "",
    private: str = "",
    close: str = "",
    clears: bool = False,
) -> Block:
    """A form, or with no `submit` a page to read; `close` is on the button that does nothing more.

    One that `clears` takes with it, when it is closed, the forms under it.
    """
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_LIMIT),
        "close": plain(close or ("Cancel" if submit else "Close"), TITLE_LIMIT),
        "blocks": list(blocks),
        "private_metadata": private,
    } | ({"clear_on_close": True} if clears else {})
    return view | ({"submit": plain(submit, TITLE_LIMIT)} if submit else {})


def home(blocks: Iterable[Block]) -> Block:
    """What is on somebody's Home tab."""
    return {"type": "home", "blocks": list(blocks)}


def field(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """One field of a form; its block id is the name under which `Form` has it."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": block_id, **element},
        "optional": optional,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def text_input(limit: int, *, lines: bool = False, initial: str = "", example: str = "") -> Block:
    """A field to type in."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": limit}
    if initial:
        element["initial_value"] = cut(initial, limit)
    return element | ({"placeholder": plain(example, 150)} if example else {})


def people_select(most: int, initial: Sequence[str] = ()) -> Block:
    """A field to choose people in, `most` at once."""
    element: Block = {
        "type": "multi_users_select",
        "placeholder": plain("Choose people"),
        "max_selected_items": most,
    }
    return element | ({"initial_users": list(initial)} if initial else {})


def person_select(initial: str | None = None) -> Block:
    """A field to choose one person in."""
    element: Block = {"type": "users_select", "placeholder": plain("Choose a person")}
    return element | ({"initial_user": initial} if initial else {})


def channel_select(initial: str = "") -> Block:
    """A field to choose one channel in, public or private."""
    element: Block = {
        "type": "conversations_select",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return element | ({"initial_conversation": initial} if initial else {})


def url_input(initial: str = "") -> Block:
    """A field for an address on the web."""
    return {"type": "url_text_input"} | ({"initial_value": initial} if initial else {})


def option(label: str, value: str) -> Block:
    """One thing to choose."""
    return {"text": plain(label, LABEL_LIMIT), "value": value}


def choice(kind: str, options: Sequence[Block], *, placeholder: str = "", initial: Collection[str] = ()) -> Block:
    """A field with options: `radio_buttons`, `static_select`, or of several `checkboxes` or `multi_static_select`.

    `initial` are the values that are chosen when the form opens.
    """
    element: Block = {"type": kind, "options": list(options)}
    if placeholder:
        element["placeholder"] = plain(placeholder)
    if chosen := [option for option in options if option["value"] in initial]:
        several = kind in ("checkboxes", "multi_static_select")
        element |= {"initial_options": chosen} if several else {"initial_option": chosen[0]}
    return element


def date_input(initial: date | None = None) -> Block:
    """A field to choose a day in."""
    return {"type": "datepicker"} | ({"initial_date": initial.isoformat()} if initial else {})


def day(of: date) -> str:
    """A day as people say it, such as Tuesday 3 March 2026."""
    return f"{of:%A} {of.day} {of:%B %Y}"


def moment(at: datetime) -> str:
    """A moment in markup, which Slack writes in each reader's own time and words; `at` is in UTC."""
    return f"<!date^{int(at.timestamp())}^{{date_long}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"
