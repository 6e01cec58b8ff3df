"""The app itself: who it is, where it is installed, and how it gets its tokens and its Socket Mode link."""

from __future__ import annotations

from sandbox.api.call import Call, Method, invalid_arguments
from sandbox.api.posting import blocks_of
from sandbox.blocks import check_view
from sandbox.errors import SlackError
from sandbox.records import Json


def api_test(call: Call) -> Json:
    """Echo the arguments; with `error`, refuse with it."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"ok": True, "args": call.args}


def auth_test(call: Call) -> Json:
    """Whose token this is."""
    workspace = call.workspace
    return {
        "ok": True,
        "url": f"{call.sandbox.url}/",
        "team": workspace.team_name,
        "user": workspace.bot_user.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Json:
    """Give the token up; with `test`, only look whether that would work."""
    revoked = not call.flag("test")
    if revoked:
        call.sandbox.tokens.revoke(call.token)
        # the app has one bot token, so giving it up uninstalls the app
        call.workspace.tell("tokens_revoked")
        call.workspace.tell("app_uninstalled")
    return {"ok": True, "revoked": revoked}


def connections_open(call: Call) -> Json:
    """A web socket address for Socket Mode, good for one connection."""
    return {"ok": True, "url": call.sandbox.delivery.ticket()}


def oauth_access(call: Call) -> Json:
    """Exchange a code, or a refresh token, for a bot token."""
    workspace, granted = call.workspace, ",".join(sorted(call.workspace.manifest.scopes))
    installer = next((user.id for user in workspace.users.values() if user.is_admin), workspace.bot_user.id)
    return {
        "ok": True,
        **call.sandbox.tokens.exchange(call.args),
        "token_type": "bot",
        "scope": granted,
        "bot_user_id": workspace.bot_user.id,
        "app_id": workspace.app_id,
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "enterprise": None,
        "authed_user": {"id": installer},
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    """The workspace."""
    workspace = call.workspace
    team = {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "domain": workspace.team_name.lower(),
        "email_domain": "",
        "icon": {"image_default": True},
        "url": f"{call.sandbox.url}/",
    }
    return {"ok": True, "team": team}


def bots_info(call: Call) -> Json:
    """The bot, as the author of its messages."""
    workspace = call.workspace
    if call.text("bot", workspace.bot_id) != workspace.bot_id:
        raise SlackError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": workspace.bot_user.deleted,
        "name": workspace.manifest.name,
        "updated": workspace.bot_user.updated,
        "app_id": workspace.app_id,
        "user_id": workspace.bot_user.id,
        "icons": {},
    }
    return {"ok": True, "bot": bot}


def complete_function(call: Call) -> Json:
    """Take note that a workflow step went well (`outputs`) or did not (`error`)."""
    outcome = call.parsed("outputs", "invalid_arguments") if "outputs" in call.args else call.required("error")
    call.workspace.tell("function_completed", execution=call.required("function_execution_id"), outcome=outcome)
    return {"ok": True}


def validate_blocks(call: Call) -> Json:
    """Check blocks, or a whole view, without sending them."""
    view = call.parsed("view", "invalid_arguments")
    if isinstance(view, dict):
        if messages := check_view(view):
            raise invalid_arguments(*messages)
    elif blocks_of(call) is None:
        raise invalid_arguments("[ERROR] missing required field: blocks")
    return {"ok": True}


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "apps.connections.open": connections_open,
    "oauth.v2.access": oauth_access,
    "team.info": team_info,
    "bots.info": bots_info,
    "functions.completeSuccess": complete_function,
    "functions.completeError": complete_function,
    "blocks.validate": validate_blocks,
}
