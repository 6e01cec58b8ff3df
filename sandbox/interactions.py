"""What Slack sends when people click, submit, close, type a command or use a shortcut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.elements import HOLDERS, Element, State, state_values
from sandbox.records import Channel, Json, Message, User, View
from sandbox.shapes import message_shape, view_shape
from sandbox.workspace import Workspace

CHANNEL_NAMES = {"im": "directmessage", "private": "privategroup"}
COPIED = ("text", "value", "style", "url", "confirm", "placeholder", "accessibility_label", "min_query_length")


@dataclass(frozen=True)
class Where:
    """Where an interaction happened: on a message in a channel, or in a view. `values` is what its fields hold."""

    values: State
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None


@dataclass(frozen=True)
class Scene:
    """Who interacts with the app, and the workspace it happens in."""

    workspace: Workspace
    user: User

    def block_actions(self, element: Element, chosen: Json, where: Where, trigger_id: str, response_url: str) -> Json:
        """A button was pressed or a menu used; `chosen` is what the element then holds. Views have no response URL."""
        body = self._body("block_actions") | self._place(where)
        body |= {"trigger_id": trigger_id, "actions": [self._action(element, chosen)]}
        if where.view is None:
            body |= {"response_url": response_url, "state": {"values": where.values}}
        return body

    def block_suggestion(self, element: Element, typed: str, where: Where) -> Json:
        """Someone types into a menu whose options the app provides."""
        wanted = {"action_id": element.action_id, "block_id": element.block_id, "value": typed}
        return self._body("block_suggestion") | self._place(where) | wanted

    def view_submission(self, view: View, values: State, trigger_id: str, response_urls: list[Json]) -> Json:
        """A modal was submitted."""
        body = self._body("view_submission") | {"trigger_id": trigger_id, "view": self.view(view, values)}
        return body | {"response_urls": response_urls}

    def view_closed(self, view: View, *, is_cleared: bool) -> Json:
        """A modal was closed; `is_cleared` when the whole stack was."""
        values = state_values(view.payload.get("blocks", []), view.state)
        return self._body("view_closed") | {"view": self.view(view, values), "is_cleared": is_cleared}

    def shortcut(self, callback_id: str, trigger_id: str) -> Json:
        """A global shortcut was used."""
        body = self._body("shortcut") | {"callback_id": callback_id, "trigger_id": trigger_id}
        body["action_ts"] = self.workspace.next_ts()
        del body["api_app_id"], body["user"]["name"]
        return body

    def message_action(
        self, callback_id: str, channel: Channel, message: Message, trigger_id: str, response_url: str
    ) -> Json:
        """A shortcut in a message's menu was used."""
        body = self._body("message_action") | {
            "callback_id": callback_id,
            "trigger_id": trigger_id,
            "response_url": response_url,
            "action_ts": self.workspace.next_ts(),
            "message_ts": message.ts,
            "message": self._message(message),
            "channel": {"id": channel.id, "name": channel_name(channel)},
        }
        del body["api_app_id"], body["user"]["username"]
        return body

    def command(self, command: str, text: str, channel: Channel, trigger_id: str, response_url: str) -> Json:
        """A slash command was sent in a conversation."""
        return {
            "token": "sandbox",
            "team_id": self.workspace.team_id,
            "team_domain": self.workspace.team_name.lower(),
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": self.user.id,
            "user_name": self.user.name,
            "command": command,
            "text": text,
            "api_app_id": self.workspace.app_id,
            "is_enterprise_install": False,
            "response_url": response_url,
            "trigger_id": trigger_id,
        }

    def view(self, view: View, values: State) -> Json:
        """A view with what its fields hold now."""
        return view_shape(self.workspace, view) | {"state": {"values": values}}

    def _body(self, kind: str) -> Json:
        user = self.user
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": self.workspace.team_id},
            "api_app_id": self.workspace.app_id,
            "token": "sandbox",
            "team": {"id": self.workspace.team_id, "domain": self.workspace.team_name.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, where: Where) -> Json:
        if where.view is not None:
            container: Json = {"type": "view", "view_id": where.view.id}
            return {"container": container, "view": self.view(where.view, where.values)}
        channel, message = where.channel, where.message
        assert channel is not None
        assert message is not None
        ephemeral = message.ephemeral_to is not None
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        place: Json = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
        # an ephemeral message exists on one screen only: Slack has none to send
        return place if ephemeral else place | {"message": self._message(message)}

    def _message(self, message: Message) -> Json:
        shape = message_shape(self.workspace, message)
        shape.pop("reactions", None)
        return shape

    def _action(self, element: Element, chosen: Json) -> Json:
        spec = element.spec
        names = (*COPIED, HOLDERS[element.type][1]) if element.type in HOLDERS else COPIED
        action: Json = {name: spec[name] for name in names if name in spec and name not in chosen}
        named = {"type": element.type, "action_id": element.action_id, "block_id": element.block_id}
        return action | named | chosen | {"action_ts": self.workspace.next_ts()}


def channel_name(channel: Channel) -> str:
    """What Slack calls a conversation in interactions: only public channels by their names."""
    return CHANNEL_NAMES.get(channel.kind, channel.name)


def response_url_fields(view: View, values: State) -> list[tuple[str, str, Any]]:
    """The conversation menus of a modal that want a response URL: block, action, and the chosen conversation."""
    return [
        (block["block_id"], spec["action_id"], chosen)
        for block in view.payload.get("blocks", [])
        if (spec := block.get("element") or {}).get("response_url_enabled") and spec["type"] in HOLDERS
        if (chosen := values[block["block_id"]][spec["action_id"]].get(HOLDERS[spec["type"]][0]))
    ]
