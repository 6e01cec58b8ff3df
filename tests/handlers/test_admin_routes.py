"""What admins press and send is for admins: members, leads and strangers change nothing with any of it."""

from __future__ import annotations

import pytest

from handlers import admin_routes, keys, policies, values
from storage import audit, teams

IDEAS = {"ideas_open", "ideas_form"}  # these say so in words of their own
FIELDS = {
    "name": {"name": {"type": "plain_text_input", "value": "Care"}},
    "text": {"text": {"type": "plain_text_input", "value": "Is it good?"}},
    "threshold": {"threshold": {"type": "plain_text_input", "value": "9"}},
}


@pytest.fixture
async def attempts(administered):
    """An office with a key, whose id is what is pressed."""
    key, _ = await keys.add_key(administered.world, "Zendesk")
    return administered, key.id


def sent(office, person, **more):
    team = {"id": office.slack.team_id, "domain": "sandbox"}
    who = {"id": person, "team_id": office.slack.team_id}
    return {"team": team, "user": who, "trigger_id": office.sandbox.triggers.issue(person), "response_url": ""} | more


async def all_of_it(office):
    world = office.world
    return (
        await policies.show(world),
        await keys.keys(world),
        await values.values(world),
        await world.act(world.workspace, lambda db: (audit.newest(db, 99), teams.every(db), teams.memberships(db))),
    )


@pytest.mark.parametrize("person", ["UADA", "UBEN", "UGUEST"])
async def test_nobody_else_presses_anything(attempts, person):
    office, key = attempts
    before = await all_of_it(office)
    for route in sorted(admin_routes.CLICKS):
        actions = [{"action_id": route, "block_id": "b", "value": key}]
        await office.sandbox.delivery.send("interactive", sent(office, person, type="block_actions", actions=actions))
        await office.settled()
        told = office.slack.stack(person)[-1].payload
        assert "dmin" in str(told["blocks"]), route
        assert "Zendesk" not in str(told), route
        for view in reversed(office.slack.stack(person)):
            office.slack.close(view)
    assert await all_of_it(office) == before


@pytest.mark.parametrize("person", ["UADA", "UBEN", "UGUEST"])
async def test_nobody_else_sends_anything(attempts, person):
    office, key = attempts
    before = await all_of_it(office)
    for route in sorted(admin_routes.FORMS):
        private = "{}" if route.startswith("policy_") else key
        view = {"id": f"V{route}", "type": "modal", "callback_id": route, "private_metadata": private}
        view |= {"state": {"values": FIELDS}}
        payload = sent(office, person, type="view_submission", view=view)
        answer = await office.sandbox.delivery.send("interactive", payload)
        assert answer.payload is None or "dmin" in str(answer.payload), route  # None: it carries nothing that can be
    assert await all_of_it(office) == before
