"""Digests: composed once, posted once, and never changed afterwards."""

from datetime import UTC, datetime

import pytest

from bot.errors import Refused
from handlers import digests, rounds
from sandbox.faults import Fault
from storage import teams as stored_teams

FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)


@pytest.fixture
async def closed(office):
    """An office whose first week is over."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    return office


def posted(office):
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


async def test_a_digest_is_posted_once(closed):
    await closed.beat()
    assert len(posted(closed)) == 1
    assert await digests.post_due(closed.world) == []


async def test_what_was_published_stays_as_it_was(closed):
    before = await digests.previews(closed.world)
    await closed.cleo.command("/kudos", "@ada for something later")
    assert await digests.previews(closed.world) == before


async def test_without_a_closed_round_there_is_nothing_to_show(office):
    with pytest.raises(Refused, match="digest_none"):
        await digests.previews(office.world)


async def test_a_bot_that_stopped_between_closing_and_posting_posts_when_it_is_back(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    assert posted(office) == []
    await office.beat()
    assert len(posted(office)) == 1


async def test_a_team_that_was_removed_gets_no_digest(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    (support, _) = await office.world.act(office.world.workspace, stored_teams.every)
    await office.world.act(office.world.workspace, lambda db: stored_teams.remove(db, support.id))
    await office.at(FRIDAY)
    assert posted(office) == []
    assert [digest.team for digest in await digests.previews(office.world)] == ["Product"]


async def test_a_digest_that_slack_refused_is_posted_again_on_an_admins_word(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.sandbox.faults.add(Fault("chat.postMessage", "error", error="restricted_action"))
    await office.at(FRIDAY)
    before = len(posted(office)) + len(office.cleo.channel("product").messages)
    assert len(await digests.post_again(office.world)) == 1
    await office.beat()
    assert len(posted(office)) + len(office.cleo.channel("product").messages) == before + 1
    assert await digests.post_again(office.world) == []


async def test_a_digest_of_weeks_ago_is_not_posted_when_the_bot_is_back(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 18, 12, tzinfo=UTC))
    assert posted(office) == []
