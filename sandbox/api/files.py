"""files.*: uploading in two steps, and looking a file up."""

from __future__ import annotations

from sandbox.api.call import Call, Method, invalid_arguments
from sandbox.api.posting import check_may_post
from sandbox.errors import SlackError
from sandbox.records import Json


def get_upload_url(call: Call) -> Json:
    """Where to send the bytes of a file."""
    name, length = call.required("filename"), call.number("length", 0)
    if length <= 0:
        raise invalid_arguments("[ERROR] missing required field: length")
    file_id, path = call.sandbox.uploads.start(name, length, call.workspace.bot_user.id)
    return {"ok": True, "file_id": file_id, "upload_url": call.sandbox.url + path}


def complete_upload(call: Call) -> Json:
    """Make uploaded files part of the workspace and, if a channel is named, share them there."""
    wanted = call.parsed("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(entry, dict) for entry in wanted):
        raise invalid_arguments("[ERROR] missing required field: files")
    names = call.text("channel_id") or call.text("channels")
    channels = [call.workspace.channel(channel_id) for channel_id in names.split(",") if channel_id]
    for channel in channels:
        check_may_post(call, channel)
    complete = call.sandbox.uploads.complete
    files = [complete(str(entry.get("id", "")), channels, str(entry.get("title") or "")) for entry in wanted]
    for channel in channels:
        call.workspace.post(
            channel,
            call.workspace.bot_user.id,
            call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            files=files,
        )
    return {"ok": True, "files": files}


def info(call: Call) -> Json:
    """What is known about a file."""
    file = call.workspace.files.get(call.required("file"))
    if file is None or not _is_visible(call, file):
        raise SlackError("file_not_found")
    return {"ok": True, "file": file}


def _is_visible(call: Call, file: Json) -> bool:
    shared = [*file["channels"], *file["groups"], *file["ims"]]
    own = file["user"] == call.workspace.bot_user.id
    return own or any(call.is_member(call.workspace.channel(channel_id)) for channel_id in shared)


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
