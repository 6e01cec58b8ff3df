"""The page on which an admin allows the app, and the tokens that come of it."""

from dataclasses import replace

import pytest
from yarl import URL

from sandbox.server import Sandbox

CALLBACK = "http://127.0.0.1:1/callback"


@pytest.fixture
async def box(workspace):
    workspace.manifest = replace(workspace.manifest, name="<Heartline>", redirect_urls=(CALLBACK,), token_rotation=True)
    async with Sandbox(workspace) as running:
        yield running


def page(box, **more):
    query = {"client_id": box.tokens.client_id, "redirect_uri": CALLBACK, "state": "s&1", "scope": "a,b"}
    return URL(box.url + "/oauth/v2/authorize").with_query({**query, **more})


async def test_the_page_says_what_the_app_asks_for(box, http):
    async with http.get(page(box)) as response:
        text = await response.text()
    assert "&lt;Heartline&gt; would like to join" in text
    assert "a, b" in text


async def test_allowing_sends_a_code_that_can_be_exchanged(box, http):
    async with http.post(page(box), data={"answer": "allow"}, allow_redirects=False) as response:
        back = URL(response.headers["Location"])
    assert (response.status, str(back.with_query(None)), back.query["state"]) == (302, CALLBACK, "s&1")
    names = {"client_id": box.tokens.client_id, "client_secret": box.tokens.client_secret}
    async with http.post(box.api_url + "oauth.v2.access", data={**names, "code": back.query["code"]}) as response:
        tokens = await response.json()
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    async with http.post(box.api_url + "oauth.v2.access", data={**names, **refresh}) as response:
        renewed = await response.json()
    assert renewed["access_token"] != tokens["access_token"]
    assert renewed["expires_in"] == 43_200
    headers = {"Authorization": f"Bearer {renewed['access_token']}"}
    async with http.post(box.api_url + "auth.test", headers=headers) as response:
        assert (await response.json())["ok"]


async def test_cancelling_is_told_to_the_app(box, http):
    async with http.post(page(box), data={"answer": "cancel"}, allow_redirects=False) as response:
        assert URL(response.headers["Location"]).query["error"] == "access_denied"


@pytest.mark.parametrize("wrong", [{"client_id": "0"}, {"redirect_uri": "http://elsewhere/"}])
async def test_a_link_that_is_not_the_apps_is_refused(box, http, wrong):
    for send in (http.get, http.post):
        async with send(page(box, **wrong), allow_redirects=False) as response:
            assert response.status == 400
