"""views.*: modals and the Home tab."""

from dataclasses import replace

import pytest

BLOCKS = [{"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "Hello"}}]


def modal(title="Kudos", **more):
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": BLOCKS, **more}


@pytest.fixture
def trigger(sandbox):
    return lambda: sandbox.triggers.issue("U1ADA")


def titles(workspace):
    return [view.payload["title"]["text"] for view in workspace.stack("U1ADA")]


async def test_a_modal_opens_for_whoever_triggered_it(call, workspace, trigger):
    view = (await call("views.open", trigger_id=trigger(), view=modal(private_metadata="m")))["view"]
    assert [shown.id for shown in workspace.stack("U1ADA")] == [view["id"]]
    assert (view["private_metadata"], view["callback_id"], view["root_view_id"]) == ("m", "", view["id"])
    assert view["hash"] == workspace.views[view["id"]].hash


async def test_a_trigger_works_once(call, trigger):
    used = trigger()
    assert (await call("views.open", trigger_id=used, view=modal()))["ok"]
    assert (await call("views.open", trigger_id=used, view=modal()))["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize(("trigger_id", "error"), [("1.2.x", "invalid_trigger_id"), ("", "invalid_arguments")])
async def test_a_modal_needs_a_trigger(call, trigger_id, error):
    assert (await call("views.open", trigger_id=trigger_id, view=modal()))["error"] == error


@pytest.mark.parametrize(
    "view", [None, "{", "[]", {"type": "home", "blocks": []}, {"type": "modal", "blocks": BLOCKS}, modal("x" * 25)]
)
async def test_a_bad_view_is_refused_and_the_trigger_stays_good(call, trigger, view):
    kept = trigger()
    assert (await call("views.open", trigger_id=kept, view=view))["error"] == "invalid_arguments"
    assert (await call("views.open", trigger_id=kept, view=modal()))["ok"]


async def test_what_is_wrong_with_a_view_is_explained(call, trigger):
    answer = await call("views.open", trigger_id=trigger(), view=modal("x" * 25))
    assert any("/view/title" in message for message in answer["response_metadata"]["messages"])


async def test_three_modals_fit_on_the_stack(call, workspace, trigger):
    await call("views.open", trigger_id=trigger(), view=modal("one"))
    second = await call("views.push", trigger_id=trigger(), view=modal("two"))
    await call("views.push", trigger_id=trigger(), view=modal("three"))
    assert (await call("views.push", trigger_id=trigger(), view=modal()))["error"] == "push_limit_reached"
    assert titles(workspace) == ["one", "two", "three"]
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"]


async def test_a_newly_opened_modal_replaces_the_open_ones(call, workspace, trigger):
    await call("views.open", trigger_id=trigger(), view=modal("one"))
    await call("views.open", trigger_id=trigger(), view=modal("two"))
    assert titles(workspace) == ["two"]


async def test_an_update_keeps_the_view_and_changes_its_hash(call, workspace, trigger):
    view = (await call("views.open", trigger_id=trigger(), view=modal("old")))["view"]
    updated = (await call("views.update", view_id=view["id"], hash=view["hash"], view=modal("new")))["view"]
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert titles(workspace) == ["new"]


async def test_an_update_of_an_outdated_view_is_refused(call, workspace, trigger):
    view = (await call("views.open", trigger_id=trigger(), view=modal("old")))["view"]
    answer = await call("views.update", view_id=view["id"], hash="1.old", view=modal("new"))
    assert answer["error"] == "hash_conflict"
    assert titles(workspace) == ["old"]


async def test_a_view_may_be_named_by_the_apps_own_id(call, workspace, trigger):
    await call("views.open", trigger_id=trigger(), view=modal("old", external_id="mine"))
    assert (await call("views.update", external_id="mine", view=modal("new", external_id="mine")))["ok"]
    assert titles(workspace) == ["new"]
    answer = await call("views.push", trigger_id=trigger(), view=modal(external_id="mine"))
    assert answer["error"] == "duplicate_external_id"


@pytest.mark.parametrize(("name", "error"), [({"view_id": "V0"}, "not_found"), ({}, "invalid_arguments")])
async def test_an_update_needs_a_view_that_is_open(call, name, error):
    assert (await call("views.update", view=modal(), **name))["error"] == error


async def test_a_home_tab_is_published_and_guarded_by_its_hash(call, workspace):
    home = {"type": "home", "blocks": BLOCKS}
    first = (await call("views.publish", user_id="U1ADA", view=home))["view"]
    second = (await call("views.publish", user_id="U1ADA", view=home, hash=first["hash"]))["view"]
    assert first["id"] == second["id"] == workspace.homes["U1ADA"].id
    answer = await call("views.publish", user_id="U1ADA", view=home, hash=first["hash"])
    assert answer["error"] == "hash_conflict"


async def test_a_home_tab_needs_a_person_and_the_feature(call, workspace):
    home = {"type": "home", "blocks": BLOCKS}
    assert (await call("views.publish", user_id="U0NOBODY", view=home))["error"] == "user_not_found"
    assert (await call("views.publish", user_id="U1ADA", view=modal()))["error"] == "invalid_arguments"
    workspace.manifest = replace(workspace.manifest, home_tab=False)
    assert (await call("views.publish", user_id="U1ADA", view=home))["error"] == "not_enabled"
