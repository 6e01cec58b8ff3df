"""What Slack's error codes mean for a message: try again, look whether it arrived, wait for an admin, or give it up."""

from __future__ import annotations

from enum import Enum, auto


class Meaning(Enum):
    """What an error code says about the call that it answers."""

    LATER = auto()
    """Slack does not have it and will take it soon."""
    MAYBE = auto()
    """Slack may have it all the same."""
    RECIPIENT = auto()
    """This person or channel does not take messages from us."""
    INVITE = auto()
    """This channel takes none until someone there lets us in."""
    INSTALLATION = auto()
    """Slack takes nothing from us until an admin mends the installation."""
    OURS = auto()
    """We made a mistake; every code that we do not know counts as one."""


TOKEN_OVER = frozenset({"account_inactive", "token_expired", "token_revoked"})  # a new one comes with a new install
CODES = {
    Meaning.LATER: (
        "connection_refused",  # not Slack's: nothing answered at its address
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "team_added_to_org",
    ),
    Meaning.MAYBE: ("fatal_error", "internal_error", "request_timeout", "service_unavailable"),
    Meaning.RECIPIENT: (
        "cannot_dm_bot",
        "messages_tab_disabled",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "thread_locked",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    ),
    Meaning.INVITE: ("channel_not_found", "is_archived", "not_in_channel"),  # the first where it is private
    Meaning.INSTALLATION: (
        "access_denied",
        "accesslimited",
        "account_inactive",
        "app_access_restricted",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    ),
    Meaning.OURS: (
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "cannot_reply_to_message",
        "deprecated_endpoint",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_limit",
        "invalid_metadata_filter_keys",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_post_type",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "invalid_user_combination",
        "markdown_text_conflict",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "method_deprecated",
        "method_not_supported_for_channel_type",
        "missing_file_data",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_enough_users",
        "send_on_behalf_not_allowed",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
        "too_many_attachments",
        "too_many_contact_cards",
        "too_many_users",
        "unknown_method",
        "users_list_not_supplied",
    ),
}
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format"})  # maybe of a kind that is too new
MEANINGS = {code: meaning for meaning, codes in CODES.items() for code in codes}


def meaning(code: str) -> Meaning:
    """What an error code of Slack's means, for chat.postMessage, conversations.open and conversations.history."""
    return MEANINGS.get(code, Meaning.OURS)
