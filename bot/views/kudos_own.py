"""What someone has given and received, the form that changes a kudos, and what they choose about sharing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kudos import Door, Kudos
from bot.payloads import Form
from bot.people import listed
from bot.sharing import KudosChoice, Received, Sharing, Telling, can_edit
from bot.views import kit
from bot.views.kit import Block, Message
from bot.views.kudos import EDIT, UNDO, story, word_fields
from bot.views.kudos_messages import joins, sharing_buttons, who_sees

LIST, EDIT_FORM, SETTINGS_FORM = "kudos_list", "kudos_edit_form", "kudos_settings"
RECEIVED, GIVEN = "received", "given"
PROMPT = "prompt"
CHOICES = {
    Sharing.ASK: "Ask me each time",
    Sharing.ALWAYS: "Always share with my team",
    Sharing.NEVER: "Never share",
}
DELETING = "Its words are erased for good, and every message about it goes away."
TAKEN_BACK = "Taken back. Its words are erased, and what was sent about it is being removed."
OWN = {
    Door.MENTION: "Your own message stays where you wrote it: if it should go too, delete it yourself.",
    Door.REACTION: "Your reaction stays on the message until you take it away yourself.",
}
CHANGED = "Saved. It says so now wherever it was sent."
SAVED = "Saved. This holds for the kudos you get from now on; what was posted stays until you stop sharing it."
FROM_NOW_ON = (
    "This is about kudos given to you in private. What was given in a channel, by a reaction or a mention, stays where "
    "it was given."
)
EMPTY = {
    RECEIVED: "Nobody has thanked you here yet. That says nothing about your work: the habit may be new.",
    GIVEN: "You have not thanked anyone here yet. `/kudos` opens the form.",
}


@dataclass(frozen=True)
class Page:
    """Some of what someone gave or received. `after` is the id that it begins after, `more` that of the next page."""

    side: str
    after: str
    more: str
    given: Sequence[Telling] = ()
    received: Sequence[Received] = ()


def page(shown: Page, now: datetime) -> Block:
    """A page of what someone gave or received; only they see it."""
    tabs = [
        kit.button("Received", f"{LIST}:{RECEIVED}", f"{RECEIVED}:", primary=shown.side == RECEIVED),
        kit.button("Given", f"{LIST}:{GIVEN}", f"{GIVEN}:", primary=shown.side == GIVEN),
    ]
    lines = [kit.context("Only you see this list."), kit.actions("tabs", tabs)]
    for telling in shown.given:
        lines += [*_story(telling, _to(telling)), _row(shown, telling, _of_giver(telling, now))]
    for side in shown.received:
        lines += _story(side.telling, f"From {side.telling.names.get(side.telling.kudos.giver, 'someone')}")
        buttons = sharing_buttons(side)
        lines += [*([_row(shown, side.telling, buttons)] if buttons else []), kit.context(who_sees(side))]
    if not (shown.given or shown.received):
        lines.append(kit.section(EMPTY[shown.side]))
    if shown.more:
        more = kit.button("More", f"{LIST}:more", f"{shown.side}:{shown.more}", spoken="More, from earlier")
        lines.append(kit.actions("more", [more]))
    return kit.modal("Your kudos", LIST, lines)


def _story(telling: Telling, whom: str) -> list[Block]:
    kudos = telling.kudos
    parts = [whom, kit.day(kudos.day or kudos.given_at.date()), joins(telling)]
    small = kit.small(" · ".join(part for part in parts if part))
    return [kit.divider(), small, *(story(kudos, telling.link) or [kit.words("For a message")])]


def _to(telling: Telling) -> str:
    return f"To {listed([telling.names.get(person, 'someone') for person in telling.kudos.receivers])}"


def _of_giver(telling: Telling, now: datetime) -> list[Block]:
    kudos = telling.kudos
    if not can_edit(kudos, now):
        delete = kit.button("Delete", UNDO, kudos.id, spoken="Delete this kudos")
        return [kit.asking(delete, "Delete this kudos?", DELETING, "Delete", "Keep it")]
    edit = kit.button("Edit", EDIT, kudos.id, spoken="Edit this kudos")
    return [edit, kit.button("Take back", UNDO, kudos.id, spoken="Take back this kudos")]


def _row(shown: Page, telling: Telling, buttons: list[Block]) -> Block:
    return kit.actions(f"{shown.side}:{shown.after}:{telling.kudos.id}", buttons)


def page_of(block_id: str) -> tuple[str, str]:
    """The side and the start of the page in which a kudos was pressed, by its block; the first page for any other."""
    side, _, rest = block_id.partition(":")
    return (side, rest.partition(":")[0]) if side in (RECEIVED, GIVEN) else (RECEIVED, "")


def edit_form(kudos: Kudos, names: str, values: Sequence[str]) -> Block:
    """The form that changes the words of a kudos; `names` are those of its receivers, `values` the workspace's own."""
    fields = word_fields(values, did=kudos.did, enabled=kudos.enabled, value=kudos.value, need=kudos.need)
    lead = kit.small(f"To {names}")
    return kit.modal("Change kudos", EDIT_FORM, [lead, *fields], submit="Save", private=kudos.id)


def taken_back(kudos: Kudos) -> Message:
    """To the giver, in the place of what they pressed; what they put there themselves is theirs to take away."""
    return Message(" ".join([TAKEN_BACK, *filter(None, [OWN.get(kudos.door)])]))


def settings(choice: KudosChoice) -> Block:
    """What someone chooses about the kudos they get, and whether they are invited to give some."""
    options = [kit.option(label, sharing.value) for sharing, label in CHOICES.items()]
    invited = [kit.option("Invite me when I have thanked nobody for four weeks", PROMPT)]
    sharing = kit.choice("radio_buttons", options, initial=[choice.sharing.value])
    prompt = kit.choice("checkboxes", invited, initial=[PROMPT] if choice.has_prompt else [])
    fields = [
        kit.field("sharing", "When someone thanks you, should your team see it?", sharing),
        kit.context(FROM_NOW_ON),
        kit.field("prompt", "A gentle question, at most once in four weeks", prompt, optional=True),
    ]
    return kit.modal("Kudos settings", SETTINGS_FORM, fields, submit="Save")


def chosen(form: Form) -> tuple[Sharing, bool]:
    """What was chosen in the settings; to be asked each time, where the form says nothing that we know."""
    sharing = form.text("sharing")
    return Sharing(sharing) if sharing in CHOICES else Sharing.ASK, PROMPT in form.several("prompt")
