"""Forms: filling in, submitting and closing the modal on top, and what the app's answer does to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox import forms
from sandbox.answers import Answer
from sandbox.blocks import check_view
from sandbox.choices import NotThere, entered
from sandbox.elements import HOLDERS, give_ids
from sandbox.errors import SlackError
from sandbox.interactions import response_url_fields
from sandbox.records import Json, View
from sandbox.seen import ModalSeen, Widget

if TYPE_CHECKING:
    from sandbox.people import Person

TROUBLE = "We had some trouble connecting. Try again?"
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})


def top(person: Person) -> ModalSeen:
    """The modal on top. Raises NotThere when none is open."""
    if person.modal is None:
        raise NotThere("An open form", person.notes)
    return person.modal


def fill(person: Person, values: Mapping[str, Any]) -> None:
    """Fill in fields of the modal on top, named by label, block id or action id.

    Raises NotThere, and ValueError for a menu that the app hears of at once: that takes `select`.
    """
    modal = top(person)
    for name, value in values.items():
        element = field(modal, name).element
        entry = entered(person.workspace, element.spec, value)
        changes = entry != modal.values[element.block_id][element.action_id]
        if changes and element.sends_at_once and element.type not in TYPED:
            raise ValueError(f"The app hears at once of {name!r}: use `await person.select({name!r}, …)`.")
        modal.enter(element, entry)
    person.workspace.tell("view_changed", view=modal.view)


def field(modal: ModalSeen, name: str) -> Widget:
    """The field of a modal with this label, block id or action id. Raises NotThere."""
    fields = [widget for widget in modal.widgets if widget.element.type in HOLDERS]
    for widget in fields:
        if widget.is_called(name):
            return widget
    raise NotThere(f"The field {name!r}", (widget.label for widget in fields))


async def submit(person: Person) -> None:
    """Submit the modal on top, unless Slack itself finds something to put right first."""
    modal = top(person)
    view, workspace, values = modal.view, person.workspace, modal.values
    if "submit" not in view.payload:
        raise NotThere("A button to submit", modal.buttons)
    view.errors = forms.problems(modal.blocks, values)
    workspace.tell("view_changed", view=view)
    if view.errors:
        return
    trigger_id = person.sandbox.triggers.issue(person.user.id)
    response_urls = [
        {"block_id": block_id, "action_id": action_id, "channel_id": channel_id, "response_url": url}
        for block_id, action_id, channel_id in response_url_fields(view, values)
        if (url := person.response_url(workspace.channel(channel_id)))
    ]
    payload = person.scene.view_submission(view, values, trigger_id, response_urls)
    answer = await person.sandbox.delivery.send("interactive", payload)
    try:
        follow(person, view, answer)
    except SlackError as trouble:
        person.sandbox.traffic.add("interactive", "response_action", trouble.code, 0.0)
        person.notes.append(TROUBLE)


def follow(person: Person, view: View, answer: Answer) -> None:
    """Do with a modal what the app's answer to its submission says. Raises SlackError when it makes no sense."""
    workspace, payload = person.workspace, answer.payload or {}
    if not answer.acked:
        raise SlackError(answer.reason)
    match payload.get("response_action"):
        case None if not payload:
            if view.id in workspace.views:
                workspace.close(view)
        case "clear":
            for shown in reversed(workspace.stack(person.user.id)):
                workspace.close(shown)
        case "errors":
            view.errors = checked_errors(view, payload.get("errors"))
            workspace.tell("view_changed", view=view)
        case "update":
            workspace.replace(view, checked_view(payload.get("view")))
        case "push":
            workspace.show(person.user.id, checked_view(payload.get("view")))
        case _:
            raise SlackError("invalid_response_action")


def checked_view(view: Any) -> Json:
    """A modal out of an answer, with its blocks named. Raises SlackError for one that Slack would refuse."""
    if problems := check_view(view):
        raise SlackError(f"invalid_view: {'; '.join(problems)}")
    give_ids(view["blocks"])
    payload: Json = view
    return payload


def checked_errors(view: View, errors: Any) -> dict[str, str]:
    """The problems out of an answer. Raises SlackError unless each belongs to an input of the view."""
    inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_errors: they must name input blocks of the view")
    return {str(block_id): str(problem) for block_id, problem in errors.items()}


async def close(person: Person) -> None:
    """Close the modal on top, with those beneath it if it says so; the app hears of it where it asked to."""
    view = top(person).view
    clears = bool(view.payload.get("clear_on_close"))
    closed = person.workspace.stack(person.user.id)[::-1] if clears else [view]
    for shown in closed:
        person.workspace.close(shown)
    for shown in closed:
        if shown.payload.get("notify_on_close"):
            payload = person.scene.view_closed(shown, is_cleared=clears)
            await person.sandbox.delivery.send("interactive", payload)
