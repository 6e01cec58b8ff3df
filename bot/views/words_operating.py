"""The sentences of refusals that whoever runs Heartline meets: settings, setup, the database, Slack."""

from __future__ import annotations

OPERATING = {
    # settings
    "setting_missing": "{name} is missing. {mend}",
    "setting_no_way_in": "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both missing. Give the first (App-Level Tokens) for Socket Mode, or the second (App Credentials) for HTTP; both are under Basic Information.",
    "setting_wrong": "{name} is not right: {why}. {mend}",
    "setting_file": "{name}_FILE names {path}, which cannot be read. Check the path and its permissions.",
    # what is typed into `heartline setup`, and .env
    "credential_quoted": "Leave out the quotes, and type only what is between them.",
    "credential_assigned": "Leave out {name}= and type only what stands behind it.",
    "credential_broken": "There is a blank in the middle of this, so it is not one piece. Copy it once more, whole and alone.",
    "token_of_app": "This is the app-level token (xapp-…), which is asked for later. {mend}",
    "token_of_bot": "This is the bot's token (xoxb-…), which was asked for before. {mend}",
    "token_of_user": "This is a token of a person (xoxp-…), and Heartline acts as a bot. {mend}",
    "token_rotates": "This is a token that expires by itself (xoxe…), which Heartline does not use. Make the app anew from the manifest, which has token rotation off. {mend}",
    "token_for_signing": "This is a token, and what is needed here is the signing secret. {mend}",
    "setup_not_a_terminal": "Setup asks questions, so it needs a terminal. In a script, put the settings into .env as docs/settings.md says, and run `heartline doctor --json`.",
    "setup_in_environment": "{name} comes from the environment, which wins over .env. Change it there or unset it, and run `heartline setup` again.",
    "setup_no_address": "Type the address of the database: postgresql://user:password@host/name",
    "setup_choice": "Please type one of these: {known}.",
    "env_file_unread": "{path} cannot be read as text in UTF-8. Look at it, or move it away.",
    "env_file_unwritable": "{path} could not be written ({why}). It is as it was. Mend that, and run `heartline setup` again.",
    "env_file_value": "{name} has signs that {path} cannot hold. In an address write $ as %24.",
    "env_file_open": "Others on this machine can read {path}, which holds secrets. Close it: chmod 600 {path}",
    "env_file_of_others": "Others on this machine may have written {path}, so what it says cannot be trusted. Look at it, make it your own and close it: chmod 600 {path}",
    # around the bot
    "clock_skewed": "This machine's clock and Slack's are {seconds} seconds apart. Let it follow a time server (NTP).",
    "disk_almost_full": "Only {free} MiB are free where the database is, and it should be {least} or more. Make room there.",
    "channels_without_bot": "The bot is not in every channel that it posts in for {teams}. Invite it there: /invite @heartline",
    "deliveries_dead": "Messages that Slack refused for good: {n}. `heartline deliveries list` says which, and what to do.",
    # database
    "database_url": "DATABASE_URL is not one Heartline can use. Write sqlite:///heartline.db or postgresql://user@host/name",
    "database_in_use": "Another Heartline is running on {path}. Stop it first; SQLite serves one at a time.",
    "database_locked": "The database is busy. Nothing was saved. Try again in a minute.",
    "database_unreachable": "The database cannot be reached: {why}. Check DATABASE_URL and that the server is running.",
    "database_file": "The file of the database cannot be opened: its folder is missing, or it may not be read and written. Choose another file, or make the folder.",
    "database_full": "The database cannot write: the disk is full or read-only. Nothing was saved. Make room and try again.",
    "database_damaged": "The database file is damaged. Stop Heartline and restore the last backup.",
    "database_not_allowed": "The database's user may not make tables there. Give it the database: ALTER DATABASE name OWNER TO user",
    "database_newer": "The database was made by a newer Heartline. Update this one, or use its own database.",
    "database_outdated": "The database is not up to date. Run `heartline db upgrade`.",
    "secret_changed": "HEARTLINE_SECRET is not the one this pulse was opened with. Put the old one back until it has closed.",
    # Slack
    "slack_unreachable": "Slack cannot be reached at {url}. Check the network and SLACK_API_URL.",
    "slack_token": "Slack does not accept {name} ({error}). {mend}",
    "slack_token_over": "Slack has ended {name} ({error}). Install the app to the workspace once more, and then: {mend}",
    "slack_refused": "Slack refused this: {error}. Run `heartline doctor` to see what is missing.",
    "slack_scope": "The token lacks a permission ({needed}). Update the app's manifest and reinstall it in the workspace.",
    "port_taken": "Port {port} is taken, or not allowed, on this machine. Choose another one with --port.",
    "address_taken": "Nothing can listen at {host}, port {port}: it is taken or not allowed. Choose another with HEARTLINE_HOST or HEARTLINE_PORT.",
    "file_exists": "There is a file {path} already. Nothing was written; choose another name, or move that one away.",
    "file_unwritable": "The file {path} cannot be written. Check its folder, and the permissions there.",
    "file_missing": "There is no file {path} that can be read.",
}
