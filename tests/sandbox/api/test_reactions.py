"""reactions.*: emoji under messages."""

import pytest


@pytest.fixture
def target(workspace):
    """What reactions.* call a message: a channel and a timestamp."""
    support = workspace.channel_named("support")
    return {"channel": support.id, "timestamp": workspace.post(support, "U1ADA", "Done").ts}


async def test_the_bot_reacts_and_takes_it_back(call, workspace, target):
    assert (await call("reactions.add", name="tada", **target)) == {"ok": True}
    reactions = (await call("reactions.get", **target))["message"]["reactions"]
    assert reactions == [{"name": "tada", "users": [workspace.bot_user.id], "count": 1}]
    assert (await call("reactions.remove", name="tada", **target)) == {"ok": True}
    assert "reactions" not in (await call("reactions.get", **target))["message"]


async def test_reacting_twice_is_refused(call, target):
    await call("reactions.add", name="tada", **target)
    assert (await call("reactions.add", name="tada", **target))["error"] == "already_reacted"


async def test_taking_back_what_is_not_there_is_refused(call, target):
    assert (await call("reactions.remove", name="tada", **target))["error"] == "no_reaction"


@pytest.mark.parametrize("name", ["", "ta da"])
async def test_an_emoji_needs_a_name(call, target, name):
    assert (await call("reactions.add", name=name, **target))["error"] == "invalid_name"


async def test_skin_tones_are_part_of_a_name(call, target):
    assert (await call("reactions.add", name="+1::skin-tone-2", **target))["ok"]


async def test_a_reaction_needs_a_message(call, target):
    assert (await call("reactions.add", name="tada"))["error"] == "no_item_specified"
    answer = await call("reactions.add", name="tada", channel=target["channel"], timestamp="1.000000")
    assert answer["error"] == "message_not_found"
