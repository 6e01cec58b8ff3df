"""views.*: modals and the Home tab."""

from __future__ import annotations

from sandbox.api.call import Call, Method, invalid_arguments
from sandbox.blocks import check_view
from sandbox.elements import give_ids
from sandbox.errors import SlackError
from sandbox.records import Json, View
from sandbox.shapes import view_shape


def open_modal(call: Call) -> Json:
    """Open a modal for the person whose trigger this is; one that was open before gives way."""
    payload = _payload(call, "modal")
    user_id = call.sandbox.triggers.redeem(call.required("trigger_id"))
    for view in reversed(call.workspace.stack(user_id)):
        call.workspace.close(view)
    return _answer(call, call.workspace.show(user_id, payload))


def push(call: Call) -> Json:
    """Put a modal on top of those that the person has open."""
    payload = _payload(call, "modal")
    user_id = call.sandbox.triggers.redeem(call.required("trigger_id"))
    return _answer(call, call.workspace.show(user_id, payload))


def update(call: Call) -> Json:
    """Give an open view, named by its id or the app's own `external_id`, new content."""
    view = _named_view(call)
    payload = _payload(call, view.payload.get("type", "modal"), replacing=view)
    _check_hash(call, view)
    return _answer(call, call.workspace.replace(view, payload))


def publish(call: Call) -> Json:
    """Set a person's Home tab."""
    workspace, user_id = call.workspace, call.required("user_id")
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    workspace.user(user_id)
    home = workspace.homes.get(user_id)
    payload = _payload(call, "home", replacing=home)
    if home:
        _check_hash(call, home)
    return _answer(call, workspace.publish(user_id, payload))


def _payload(call: Call, kind: str, replacing: View | None = None) -> Json:
    payload = call.parsed("view", "invalid_arguments")
    if not isinstance(payload, dict):
        raise invalid_arguments("[ERROR] missing required field: view")
    if payload.get("type") != kind:
        raise invalid_arguments(f"[ERROR] must be a {kind} view [json-pointer:/view/type]")
    if messages := check_view(payload):
        raise invalid_arguments(*messages)
    external_id = payload.get("external_id")
    if external_id and _with_external_id(call, external_id) not in (None, replacing):
        raise SlackError("duplicate_external_id")
    give_ids(payload["blocks"])
    return payload


def _named_view(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("[ERROR] missing required field: view_id")
    views = call.workspace.views
    view = views.get(view_id) if view_id else _with_external_id(call, external_id)
    view = view or next((home for home in call.workspace.homes.values() if home.id == view_id), None)
    if view is None:
        raise SlackError("not_found")
    return view


def _with_external_id(call: Call, external_id: str) -> View | None:
    return next((v for v in call.workspace.views.values() if v.payload.get("external_id") == external_id), None)


def _check_hash(call: Call, view: View) -> None:
    if call.text("hash", view.hash) != view.hash:
        raise SlackError("hash_conflict")


def _answer(call: Call, view: View) -> Json:
    return {"ok": True, "view": view_shape(call.workspace, view)}


METHODS: dict[str, Method] = {
    "views.open": open_modal,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
