"""Kudos as people see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.kudos import MOST_RECEIVERS, TEXT_LIMIT, Counted, Kudos
from bot.views import kit
from bot.views.kit import Block, Message

FORM = "kudos_form"
OPEN, FILLED = "kudos_open", "kudos_filled"
EDIT, EDIT_MISSING, UNDO = "kudos_edit", "kudos_edit:missing", "kudos_undo"
BUTTON_LIMIT = 2000
NEEDS = {
    "competence": "Made someone more able",
    "autonomy": "Gave room to decide",
    "recognition": "Showed that they matter",
}
HELP = (
    "Thank someone for something they did.\n"
    "• `/kudos` opens a form.\n"
    "• `/kudos @ada for explaining the release` gives at once; several people work too. "
    "With a user group the form opens, so that you see who is meant.\n"
    "• `#value` at any place names one of your company's values, if it has listed any.\n"
    "• On any message: the menu with three dots, then *Give kudos*.\n"
    "• In a channel that I am in, {react}write `@heartline kudos @ada for explaining the release`. "
    "Others there see it.\n"
    "• `/kudos mine` shows what you gave and received, `/kudos settings` what others see of it. If you lead a team, "
    "`/kudos team` tells how many of its people were thanked.\n"
    "Those you thank get a direct message. Where nobody else saw it given, they decide whether the team sees it. "
    "There are no points and no rankings."
)


@dataclass(frozen=True)
class Start:
    """What the form begins with: people, words, the groups that some of them are from, the message it is about.

    `private` comes back with the form as it is.
    """

    people: Sequence[str] = ()
    did: str = ""
    groups: Sequence[Counted] = ()
    link: str = ""
    private: str = ""


NOTHING = Start()


def explained(emoji: str) -> str:
    """`/kudos help`; `emoji` is the name of the reaction that thanks, empty where the workspace wants none."""
    return HELP.format(react=f"react to a message with :{emoji}:, or " if emoji else "")


def form(values: Sequence[str] = (), start: Start = NOTHING) -> Block:
    """The form: people, what they did, what it made possible; `values` are the workspace's own."""
    about = [f"About <{start.link}|this message>"] if start.link else []
    whom = kit.field("people", "Who do you want to thank?", kit.people_select(MOST_RECEIVERS, start.people))
    lines = [kit.context(line) for line in (*(kit.escape(counted(group)) for group in start.groups), *about)]
    fields = [whom, *lines, *word_fields(values, did=start.did)]
    return kit.modal("Give kudos", FORM, fields, submit="Give", private=start.private)


def word_fields(
    values: Sequence[str] = (), did: str = "", enabled: str = "", value: str = "", need: str = ""
) -> list[Block]:
    """The fields for the words of a kudos, with what is in them; that for a value only where the workspace has some."""
    first = kit.text_input(TEXT_LIMIT, lines=True, initial=did, example="Wrote the summary before the call")
    then = kit.text_input(TEXT_LIMIT, lines=True, initial=enabled, example="Ana could decide within an hour")
    named = kit.choice(
        "static_select", [kit.option(name, name) for name in values], placeholder="Choose a value", initial=[value]
    )
    fed = kit.choice(
        "static_select",
        [kit.option(label, name) for name, label in NEEDS.items()],
        placeholder="Choose",
        initial=[need],
    )
    return [
        kit.field(
            "did", "What did they do?", first, hint="What you saw or heard them do, so that they can do it again."
        ),
        kit.field("enabled", "What did it make possible, and for whom?", then),
        *([kit.field("value", "Which of our values did it show?", named, optional=True)] if values else []),
        kit.field("need", "What else did it do?", fed, optional=True),
    ]


def counted(group: Counted) -> str:
    """Who was counted of a user group. Plain text."""
    people = "1 person" if len(group.people) == 1 else f"{len(group.people)} people"
    return f"{people} of {group.group.name}{', without you' if group.has_giver else ''}"


def fill_button(text: str) -> Block:
    """A button that opens the form with the people, groups and words of a command."""
    return kit.button("Open the form", FILLED, text[:BUTTON_LIMIT], primary=True, spoken="Open the form to give kudos")


def given(kudos: Kudos, names: str) -> Message:
    """To the giver: it is on its way, and what can still be done about it."""
    text = kit.escape(on_its_way(names, is_public=kudos.is_public))
    buttons = [
        kit.button(_missing(kudos), EDIT_MISSING, kudos.id) if _missing(kudos) else kit.button("Edit", EDIT, kudos.id),
        kit.button("Take back", UNDO, kudos.id, spoken="Take back this kudos"),
    ]
    return Message(text, (kit.section(text), kit.actions(f"given:{kudos.id}", buttons)))


def _missing(kudos: Kudos) -> str:
    if not kudos.did:
        return "Say what they did"
    return "" if kudos.enabled else "Say what it made possible"


def on_its_way(names: str, *, is_public: bool = False) -> str:
    """To the giver: it is on its way. Plain text."""
    if is_public:
        return f"You thanked {names}, where others see it. They get a direct message too."
    return f"Your kudos is on its way to {names}. They decide whether the team sees it."


def story(kudos: Kudos, link: str = "") -> list[Block]:
    """What a kudos says, and where the message is that it is about."""
    blocks = [kit.words(kudos.did)] if kudos.did else []
    if kudos.enabled:
        blocks += [kit.context("What it made possible:"), kit.words(kudos.enabled)]
    if kudos.value:
        blocks.append(kit.small(f"Value: {kudos.value}"))
    if kudos.need:
        blocks.append(kit.context(NEEDS[kudos.need]))
    if link:
        blocks.append(kit.context(f"<{link}|The message it is about>"))
    return blocks


def spoken(kudos: Kudos) -> str:
    """The same in one escaped line, for notifications and screen readers."""
    parts = [
        kudos.did or "for a message",
        f"What it made possible: {kudos.enabled}" if kudos.enabled else "",
        f"Value: {kudos.value}" if kudos.value else "",
        NEEDS.get(kudos.need, ""),
    ]
    *first, last = [part for part in parts if part]
    return kit.escape(" ".join([*map(kit.sentence, first), last]))


def known_values(values: Sequence[str]) -> str:
    """In the terminal: the workspace's values."""
    return "\n".join(values) or "There are no values yet. Add one: heartline kudos values --add Care"
