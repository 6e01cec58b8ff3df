"""What people write: messages, changes to their own, and files."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.choices import NotThere


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


async def test_an_edited_message_that_names_the_bot_is_told_again_under_its_old_ts(
    box: Any, ada: Any, app: Any
) -> None:
    message = await ada.say("support", "@heartline kudos @ben")
    await ada.edit(message, "@heartline kudos @ben for the guide")
    await box.delivery.settled()
    first, again = [event for event in app.events if event["type"] == "app_mention"]
    assert (first["ts"], again["ts"]) == (message.ts, message.ts)
    assert again["event_ts"] > first["event_ts"]
    assert again["edited"]["user"] == "U1ADA"
    assert again["text"].endswith("for the guide")


async def test_people_delete_their_own_messages(box: Any, ada: Any, app: Any) -> None:
    message = await ada.say("support", "hello")
    await ada.delete(message)
    await box.delivery.settled()
    assert message.is_gone
    assert app.events[-1]["subtype"] == "message_deleted"


async def test_nobody_changes_what_somebody_else_wrote(box: Any, ada: Any, app: Any) -> None:
    message = await ada.say("support", "hello")
    theirs = box.person("ben").channel("support").message(message.ts)
    with pytest.raises(NotThere):
        await box.person("ben").edit(theirs, "goodbye")
    with pytest.raises(NotThere):
        await box.person("ben").delete(theirs)
    assert theirs.text == "hello"


async def test_a_dropped_file_is_told_and_looked_up_and_fetched(
    box: Any, ada: Any, app: Any, call_box: Any, http: Any
) -> None:
    message = await ada.drop(ada.dm, "scores.csv", b"customer,rating\nAcme,4\n", "from the survey")
    await box.delivery.settled()
    said, shared = app.events
    assert (said["subtype"], said["files"][0]["name"]) == ("file_share", "scores.csv")
    assert message.plain == "from the survey\nscores.csv"
    assert (shared["type"], shared["user_id"], shared["channel_id"]) == ("file_shared", "U1ADA", ada.dm.channel.id)
    assert shared["file"] == {"id": shared["file_id"]}
    file = (await call_box("files.info", file=shared["file_id"]))["file"]
    assert (file["user"], file["size"], file["mimetype"], file["ims"]) == (
        "U1ADA",
        23,
        "text/csv",
        [ada.dm.channel.id],
    )
    headers = {"Authorization": f"Bearer {box.bot_token}"}
    async with http.get(file["url_private_download"], headers=headers) as response:
        assert await response.read() == b"customer,rating\nAcme,4\n"


@pytest.mark.parametrize("token", ["", "Bearer xoxb-someone-else"])
async def test_without_the_bots_token_a_file_leads_to_signing_in(box: Any, ada: Any, http: Any, token: str) -> None:
    message = await ada.drop("support", "scores.csv", b"customer\n")
    address = message.message.files[0]["url_private_download"]
    async with http.get(address, headers={"Authorization": token}, allow_redirects=False) as response:
        assert (response.status, await response.read()) == (302, b"")


async def test_without_the_scope_a_file_leads_to_signing_in(box: Any, ada: Any, http: Any, raw_manifest: Any) -> None:
    message = await ada.drop("support", "scores.csv", b"customer\n")
    box.workspace.manifest = type(box.workspace.manifest).from_dict(
        raw_manifest | {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    )
    headers = {"Authorization": f"Bearer {box.bot_token}"}
    address = message.message.files[0]["url_private_download"]
    async with http.get(address, headers=headers, allow_redirects=False) as response:
        assert response.status == 302


async def test_a_file_where_the_bot_is_not_is_unknown_to_it(box: Any, ada: Any, app: Any, call_box: Any) -> None:
    message = await ada.drop("lounge", "scores.csv", b"customer\n")
    await box.delivery.settled()
    assert app.events == []
    assert (await call_box("files.info", file=message.message.files[0]["id"]))["error"] == "file_not_found"


async def test_nobody_drops_a_file_where_they_cannot_write(box: Any) -> None:
    with pytest.raises(NotThere):
        await box.person("cleo").drop("support", "scores.csv", b"customer\n")
    assert box.workspace.files == {}
