"""The running sandbox: where it listens, whom it serves, how it starts and stops."""

import socket

import aiohttp
import pytest

from sandbox.errors import SlackError
from sandbox.server import HOST, Sandbox


async def test_it_listens_on_a_free_port_of_this_machine(sandbox):
    assert sandbox.url.startswith(f"http://{HOST}:")
    assert sandbox.api_url == f"{sandbox.url}/api/"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "localhost"])
def test_any_other_host_is_refused(workspace, host):
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        Sandbox(workspace, host=host)


async def test_a_taken_port_is_an_error_and_leaves_nothing_open(workspace):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        box = Sandbox(workspace, port=taken.getsockname()[1])
        with pytest.raises(OSError, match="address already in use"):
            await box.start()
        await box.stop()


async def test_two_sandboxes_do_not_share_tokens(workspace, sandbox):
    other = Sandbox(workspace)
    assert {sandbox.bot_token, sandbox.app_token} & {other.bot_token, other.app_token} == set()
    assert (sandbox.bot_token[:5], sandbox.app_token[:5]) == ("xoxb-", "xapp-")


async def test_a_stopped_sandbox_answers_nobody_and_can_start_again(workspace, http):
    box = Sandbox(workspace)
    await box.start()
    first = box.url
    await box.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await http.get(first + "/api/api.test")
    await box.start()
    async with http.get(box.api_url + "api.test") as response:
        assert (await response.json())["ok"]
    await box.stop()


async def test_socket_mode_is_what_the_manifest_says_unless_told_otherwise(workspace):
    assert Sandbox(workspace).socket_mode
    assert not Sandbox(workspace, socket_mode=False).socket_mode


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_pages_from_elsewhere_are_refused(sandbox, http, headers):
    async with http.post(sandbox.api_url + "api.test", headers=headers) as response:
        assert response.status == 403


async def test_its_own_page_is_served(sandbox, http):
    url = sandbox.url.replace(HOST, "localhost")
    async with http.post(sandbox.api_url + "api.test", headers={"Origin": url}) as response:
        assert response.status == 200


async def test_people_are_found_by_name_or_id(sandbox):
    assert sandbox.person("ada") is sandbox.person("U1ADA")
    assert sandbox.person("@ben").user.id == "U2BEN"
    with pytest.raises(SlackError, match="user_not_found"):
        sandbox.person("nobody")


async def test_the_front_page_and_what_belongs_to_it_are_served(sandbox, http):
    async with http.get(sandbox.url + "/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    async with http.get(sandbox.url + "/page/index.html") as response:
        assert response.status == 200
