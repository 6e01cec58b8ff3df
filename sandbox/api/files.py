"""files.*: uploading in two steps, and looking a file up."""

from __future__ import annotations

from sandbox.api.call import Call, Method, invalid_arguments
from sandbox.api.posting import check_may_post
from sandbox.errors import SlackError
from sandbox.records import Channel, Json


def get_upload_url(call: Call) -> Json:
    """Where to send the bytes of a file."""
    name, length = call.required("filename"), call.number("length", 0)
    if length <= 0:
        raise invalid_arguments("[ERROR] missing required field: length")
    file_id, path = call.sandbox.uploads.start(name, length)
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
    files = [_complete(call, entry, channels) for entry in wanted]
    for channel in channels:
        call.workspace.post(
            channel,
            call.workspace.bot_user.id,
            call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            files=files,
        )
    return {"ok": True, "files": files}


def _complete(call: Call, entry: Json, channels: list[Channel]) -> Json:
    uploads = call.sandbox.uploads
    file_id = str(entry.get("id", ""))
    if file_id not in uploads.started or file_id not in uploads.contents:
        raise SlackError("file_not_found")
    file = uploads.started.pop(file_id)
    address = f"{call.sandbox.url}/files/{file_id}/{file['name']}"
    file |= {
        "title": entry.get("title") or file["title"],
        "size": len(uploads.contents[file_id]),
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "channels": [channel.id for channel in channels if channel.kind == "public"],
        "groups": [channel.id for channel in channels if channel.kind == "private"],
        "ims": [channel.id for channel in channels if channel.kind == "im"],
    }
    call.workspace.files[file_id] = file
    return file


def info(call: Call) -> Json:
    """What is known about a file."""
    file = call.workspace.files.get(call.required("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"ok": True, "file": file}


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
