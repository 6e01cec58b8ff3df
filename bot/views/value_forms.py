"""The form in which an admin chooses what kudos can be about, and which reactions do something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import marks
from bot.kudos import MOST_VALUES, VALUE_LIMIT
from bot.marks import Settings
from bot.people import listed
from bot.policies import Policy
from bot.views import kit
from bot.views.kit import Block

OPEN, FORM = "kudos_set_up_open", "kudos_set_up_form"
TITLE = "Kudos"
EMOJI_LIMIT = 102  # a name, and a colon on either side
CHANNELS = (
    "Kudos that somebody shares go to the channel of their team. Where a team wants them elsewhere, choose a channel "
    "for kudos with *Edit* at the team."
)


def form(values: Sequence[str], policy: Policy) -> Block:
    """The form, with what is chosen so far."""
    blocks = [
        kit.section(f"Your values: {kit.escape(listed(list(values))) or 'none yet'}. A kudos may name one."),
        *_values(values),
        _emoji("kudos_emoji", "A reaction that gives kudos", policy.kudos_emoji, "raised_hands"),
        _emoji("feedback_emoji", "A reaction that logs customer feedback", policy.feedback_emoji, "ear"),
        kit.context(CHANNELS),
    ]
    return kit.modal(TITLE, FORM, blocks, submit="Save", private=marks.of_settings(marks.KUDOS, Settings(policy)))


def _values(values: Sequence[str]) -> list[Block]:
    names = kit.text_input(MOST_VALUES * (VALUE_LIMIT + 2), lines=True, example="Care")
    hint = f"One a line; {MOST_VALUES} at most with those there are."
    fields = [kit.field("name", "Values to add", names, hint=hint, optional=True)]
    if values:
        options = [kit.option(value, value) for value in values]
        drop = kit.choice("multi_static_select", options, placeholder="Choose values")
        hint = "Kudos that name one keep it."
        fields.append(kit.field("drop", "Values to remove", drop, hint=hint, optional=True))
    return fields


def _emoji(name: str, label: str, chosen: str, example: str) -> Block:
    hint = "The name of an emoji, as Slack shows it when you point at it. Empty for none."
    return kit.field(
        name, label, kit.text_input(EMOJI_LIMIT, initial=chosen, example=example), hint=hint, optional=True
    )


def kept(values: Iterable[str], policy: Policy) -> Block:
    """How it stands, once it is kept."""
    lines = [
        f"Your values: {listed(list(values)) or 'none'}.",
        _does("gives kudos", policy.kudos_emoji),
        _does("logs customer feedback", policy.feedback_emoji),
    ]
    return kit.modal(TITLE, "note", [kit.section("Saved. It holds at once."), *(kit.words(line) for line in lines)])


def _does(what: str, emoji: str) -> str:
    return f"A reaction with {emoji} {what}." if emoji else f"No reaction {what}."
