"""files.*: uploading in two steps."""

import io

import pytest
from slack_sdk.web.async_client import AsyncWebClient

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def client(sandbox):
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)


async def test_the_sdk_uploads_a_picture_into_a_channel(client, workspace, http):
    support = workspace.channel_named("support")
    answer = await client.files_upload_v2(
        channel=support.id, content=PNG, filename="chart.png", title="Chart", initial_comment="Look"
    )
    [message] = support.messages.values()
    assert (message.text, message.files[0]["title"]) == ("Look", "Chart")
    assert answer["file"]["mimetype"] == "image/png"
    async with http.get(answer["file"]["url_private"]) as response:
        assert await response.read() == PNG


async def test_a_file_can_be_uploaded_as_a_form_and_shared_with_nobody(call, http):
    started = await call("files.getUploadURLExternal", filename="notes.txt", length=5)
    async with http.post(started["upload_url"], data={"file": io.BytesIO(b"hello")}) as response:
        assert response.status == 200
    answer = await call("files.completeUploadExternal", files=[{"id": started["file_id"], "title": "Notes"}])
    assert answer["files"][0]["size"] == 5
    assert (await call("files.info", file=started["file_id"]))["file"]["title"] == "Notes"


async def test_an_upload_address_works_once(call, http):
    started = await call("files.getUploadURLExternal", filename="notes.txt", length=5)
    for status in (200, 404):
        async with http.post(started["upload_url"], data=b"hello") as response:
            assert response.status == status


async def test_a_file_is_complete_only_after_its_bytes(call):
    started = await call("files.getUploadURLExternal", filename="notes.txt", length=5)
    answer = await call("files.completeUploadExternal", files=[{"id": started["file_id"]}])
    assert answer["error"] == "file_not_found"
    assert (await call("files.info", file=started["file_id"]))["error"] == "file_not_found"


@pytest.mark.parametrize("files", [None, [], ["F1"], "{"])
async def test_completing_nothing_is_refused(call, files):
    assert (await call("files.completeUploadExternal", files=files))["error"] == "invalid_arguments"


async def test_a_file_needs_a_length(call):
    assert (await call("files.getUploadURLExternal", filename="notes.txt"))["error"] == "invalid_arguments"


async def test_a_file_that_could_run_is_only_downloaded(call, http):
    started = await call("files.getUploadURLExternal", filename="page.html", length=8)
    async with http.post(started["upload_url"], data=b"<script>"):
        pass
    answer = await call("files.completeUploadExternal", files=[{"id": started["file_id"]}])
    async with http.get(answer["files"][0]["url_private"]) as response:
        assert response.headers["Content-Disposition"] == "attachment"
