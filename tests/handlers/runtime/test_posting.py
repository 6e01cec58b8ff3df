"""A workspace whose Slack refuses charts: the same message comes without, once; later ones come so to begin with."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery import Ambiguous, Failed
from bot.views.kit import Message, section
from handlers import digests, rounds, shared
from handlers.runtime import clock, posting
from handlers.runtime.calls import tell
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import digests as stored
from storage import policies
from storage.tables import DIGEST

POST = "chat.postMessage"
REFUSED = frozenset({"data_visualization"})
FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
CHART = {
    "type": "data_visualization",
    "title": "Weeks",
    "chart": {
        "type": "line",
        "series": [{"name": "Autonomy", "data": [{"label": "2 Mar", "value": 60}, {"label": "9 Mar", "value": 65}]}],
        "axis_config": {"categories": ["2 Mar", "9 Mar"]},
    },
}
WITH_CHART = Message("Autonomy 60, 65", (section("The weeks."), CHART), (section("Autonomy 60, then 65."),))


def calls(office, method=POST):
    return [passage.status for passage in office.sandbox.traffic.passages if passage.name == method]


def shown(office):
    """The kinds of blocks of each message in the channel."""
    channel = office.slack.channel_named("support")
    return [[block["type"] for block in message.blocks] for message in channel.messages.values()]


async def put(office, message=WITH_CHART, method=POST, **more):
    return await posting.put(
        office.world, method, message, {"channel": office.slack.channel_named("support").id} | more
    )


async def has_charts(office):
    return (await office.world.act(office.world.workspace, policies.one)).has_charts


async def test_where_charts_are_drawn_the_chart_is_posted(office):
    await put(office)
    assert shown(office) == [["section", "data_visualization"]]
    assert await has_charts(office)


async def test_where_charts_are_refused_the_plainer_message_is_posted_at_once_and_remembered(office):
    office.slack.refused_blocks = REFUSED
    assert (await put(office))["ok"]
    assert shown(office) == [["section"]]
    assert calls(office) == ["invalid_blocks", "ok"]
    assert not await has_charts(office)


async def test_an_edited_message_gets_its_plainer_blocks_too(office):
    posted = await put(office, Message("Before"))
    office.slack.refused_blocks = REFUSED
    assert (await put(office, method="chat.update", ts=posted["ts"]))["ok"]
    assert shown(office) == [["section"]]
    assert not await has_charts(office)


async def test_blocks_that_are_refused_either_way_are_a_fault_of_ours_and_charts_stay_on(office):
    office.sandbox.faults.add(Fault(POST, "error", error="invalid_blocks", times=2))
    assert await put(office) == Failed("invalid_blocks")
    assert shown(office) == []
    assert await has_charts(office)


async def test_where_slack_does_not_say_that_it_was_the_chart_the_plainer_message_is_posted_and_charts_stay_on(
    office, caplog
):
    office.sandbox.faults.add(Fault(POST, "error", error="invalid_blocks"))
    assert (await put(office))["ok"]
    assert shown(office) == [["section"]]
    assert await has_charts(office)
    assert "act=charts outcome=invalid_blocks" in caplog.text


@pytest.mark.parametrize("error", ["channel_not_found", "msg_too_long"])
async def test_other_refusals_are_no_reason_for_plainer_blocks(office, error):
    office.sandbox.faults.add(Fault(POST, "error", error=error))
    assert await put(office) == Failed(error)
    assert len(calls(office)) == 1


async def test_what_has_nothing_plainer_is_tried_once(office):
    office.slack.refused_blocks = REFUSED
    assert isinstance(await put(office, Message("Autonomy 60, 65", (CHART,))), Failed)
    assert len(calls(office)) == 1


async def test_an_unclear_end_of_the_plainer_call_is_told_as_such(office):
    office.sandbox.faults.add(Fault(POST, "error", error="invalid_blocks"))
    office.sandbox.faults.add(Fault(POST, "http_500_after"))
    assert isinstance(await put(office), Ambiguous)
    assert await has_charts(office)


# And so the digest.


@pytest.fixture
async def closed(office):
    """An office with a digest that has a chart, which waits for the sender."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.slack.refused_blocks = REFUSED
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    await digests.post_due(office.world)
    await shared.look(office.world)
    await office.world.act(office.world.workspace, draw)
    return office


def draw(db):
    """Have each digest that is kept tell of three weeks."""
    needs = {need: [60, 65, 70] for need in ("autonomy", "competence", "recognition")}
    chart = {"weeks": ["2026-W08", "2026-W09", "2026-W10"], "needs": needs, "customers": [None, None, None]}
    for row in db.run(select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content)).all():
        its = (DIGEST.c.round == row.round, DIGEST.c.team == row.team)
        db.run(update(DIGEST).where(*its).values(content=row.content | {"chart": chart}))


def posted(office):
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


async def wait(office, after=timedelta(minutes=3)):
    office.slack.clock.move(after)
    await clock.tick(office.world, "other")


async def test_a_digest_comes_without_its_chart_and_those_after_it_are_asked_for_none(closed):
    await wait(closed)
    (digest,) = posted(closed)
    assert "data_visualization" not in [block["type"] for block in digest.message.blocks]
    assert calls(closed).count("invalid_blocks") in (1, 2)  # two digests may be on their way at the same time
    await closed.world.act(closed.world.workspace, lambda db: [stored.mark(db, *place) for place in kept(db)])
    for _ in range(2):
        await wait(closed)
    assert posted(closed)[0].message.edited_ts
    assert "invalid_blocks" not in calls(closed, "chat.update")


def kept(db):
    return [tuple(row) for row in db.run(select(DIGEST.c.round, DIGEST.c.team))]


async def test_an_admin_has_charts_again_when_they_want_them(closed):
    await wait(closed)
    shown_first = await asyncio.to_thread(closed.run, "policy", "show")
    assert "Charts in digests: no" in shown_first.stdout
    told = (await asyncio.to_thread(closed.run, "policy", "set", "--charts")).stdout
    assert "Charts in digests: yes" in told
    assert "at once" in told
    closed.slack.refused_blocks = frozenset()
    await closed.world.act(closed.world.workspace, lambda db: [stored.mark(db, *place) for place in kept(db)])
    for _ in range(2):
        await wait(closed)
    (digest,) = posted(closed)
    assert "data_visualization" in [block["type"] for block in digest.message.blocks]


async def test_a_sender_that_dies_between_the_two_calls_leaves_one_message_to_come(closed):
    def begin(db):
        claims = outbox.claim(db, "gone", closed.world.now(), 10, closed.world.pace)
        mine = [one.delivery for one in claims if one.delivery.recipient == closed.slack.channel_named("support").id]
        outbox.start(db, mine[0].id, "gone", closed.world.now())
        return mine[0], digests.render(db, mine[0], closed.world.now())

    delivery, message = await closed.world.act(closed.world.workspace, begin)
    payload = message.payload() | {"channel": delivery.recipient}
    assert (await tell(closed.world, POST, payload)).error == "invalid_blocks"
    for _ in range(4):
        await wait(closed)
    assert len(posted(closed)) == 1
    assert not await has_charts(closed)
