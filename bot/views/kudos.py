"""Kudos as people see them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kudos import MOST_RECEIVERS, TEXT_LIMIT, Kudos, Receipt
from bot.views import kit
from bot.views.kit import Block, Message

FORM = "kudos_form"
SHARE, OPEN = "kudos_share", "kudos_open"
HELP = (
    "Thank someone for something they did.\n"
    "• `/kudos` opens a form.\n"
    "• `/kudos @ada for explaining the release` gives at once; several people work too.\n"
    "• On any message: the menu with three dots, then *Give kudos*.\n"
    "They get a direct message, and decide whether the team sees it. There are no points and no rankings."
)


def form(receivers: Sequence[str] = (), did: str = "") -> Block:
    """The form: people, what they did, what it made possible."""
    return kit.modal(
        "Give kudos",
        FORM,
        [
            kit.field("people", "Who do you want to thank?", kit.people_select(MOST_RECEIVERS, receivers)),
            kit.field(
                "did",
                "What did they do?",
                kit.text_input(TEXT_LIMIT, lines=True, initial=did, example="Wrote the summary before the call"),
            ),
            kit.field(
                "enabled",
                "What did it make possible, and for whom?",
                kit.text_input(TEXT_LIMIT, lines=True, example="Ana could decide within an hour"),
            ),
        ],
        submit="Give",
    )


def given(names: str) -> str:
    """To the giver: it is on its way. Plain text, like every sentence that `say` and `note` show."""
    return f"Your kudos is on its way to {names}. They decide whether the team sees it."


def received(receipt: Receipt) -> Message:
    """To the receiver, who may share it with their team."""
    kudos = receipt.kudos
    blocks = [kit.section(f"*<@{kudos.giver}> thanked you*"), *_story(kudos)]
    if receipt.is_shared:
        blocks.append(kit.context(f"You shared this with {kit.escape(receipt.team_name or 'the team')}."))
    elif receipt.channel:
        share = kit.button("Share with the team", SHARE, kudos.id, spoken="Share with the team: this kudos")
        blocks += [kit.actions(f"share:{kudos.id}", [share]), kit.context("Nobody else sees this unless you share it.")]
    return Message(f"{kit.escape(receipt.giver_name)} thanked you: {_spoken(kudos)}", tuple(blocks))


def shared(receipt: Receipt) -> Message:
    """To the team, when the receiver shared it."""
    kudos = receipt.kudos
    names = f"{kit.escape(receipt.giver_name)} thanked {kit.escape(receipt.receiver_name)}"
    lead = kit.section(f"*<@{kudos.giver}> thanked <@{receipt.receiver}>*")
    return Message(f"{names}: {_spoken(kudos)}", (lead, *_story(kudos)))


def _story(kudos: Kudos) -> list[Block]:
    return [
        kit.words(kudos.did),
        *([kit.context("What it made possible:"), kit.words(kudos.enabled)] if kudos.enabled else []),
    ]


def _spoken(kudos: Kudos) -> str:
    return kit.escape(f"{kudos.did} What it made possible: {kudos.enabled}" if kudos.enabled else kudos.did)
