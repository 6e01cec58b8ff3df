"""The page of Home for those who lead: of each group what its newest digest says, what it tries, who waits."""

from __future__ import annotations

from bot import home
from bot.digests import Digest
from bot.home import Led, Teams
from bot.views import charts, kit, practices
from bot.views import digest_lines as lines
from bot.views import digests as digest_views
from bot.views import home as frame
from bot.views.digest_lines import Part
from bot.views.kit import Block

INTRO = (
    "What the newest digest of each group you lead says, in its own words. Who has answered a pulse, and what, is told "
    "nowhere, and an open pulse tells nothing until it has closed."
)
RATE = "Response rate: {band} people answered; {size} count in this team today. More exactly nobody is told."
NEXT_CHANGE = "Whether a need went up or down is told once in four {weeks}, next in the week of {week}."
NOT_YET = "There is no digest yet. The first one comes when a pulse has closed."
ONE_WAITS = "1 comment waits for an answer. You find it in *Messages*, with buttons to answer."
SOME_WAIT = "{count} comments wait for an answer. You find them in *Messages*, with buttons to answer."
LOG = "`/pulse practices` shows all that was tried."


def blocks(shown: Teams) -> list[Block]:
    """A page of the groups that someone leads."""
    told = [block for group in shown.groups for block in (kit.divider(), *_group(group))]
    return [kit.context(INTRO), *told, *frame.turns(home.TEAMS, shown.number, has_more=shown.has_more)]


def _group(group: Led) -> list[Block]:
    digest = group.digest
    said = _digest(digest, group) if digest else [kit.header(group.name), kit.section(NOT_YET)]
    return [*said, *_tried(group), *_comments(group.comments)]


def _digest(digest: Digest, group: Led) -> list[Block]:
    """How the group feels, week by week, and its practices. How people feel comes first in every digest."""
    place, (felt, *_) = f"{group.round}:{group.group}", digest_views.parts(digest, digest_views.BRIEF)
    rate = [kit.context(RATE.format(band=digest.answered, size=group.size))] if group.size else []
    offer = practices.offer_blocks(digest.offered) if digest.offered else []
    button = kit.button("Open digest", digest_views.DETAILS, place, spoken=f"Open the digest of {digest.team}")
    return [
        kit.header(lines.title(digest)),
        *lines.blocks(felt),
        *rate,
        *_weeks(digest),
        kit.actions(f"home_digest:{place}", [button]),
        *(block for tried in digest.tried for block in practices.tried_blocks(tried)),
        *offer,
    ]


def _weeks(digest: Digest) -> list[Block]:
    """Each need week by week, with the word for where it went, or when there will be one."""
    changes = {need: trend.change for need, trend in digest.trends.items() if trend.change}
    told = charts.words(digest.chart, {need.capitalize(): lines.CHANGES[change] for need, change in changes.items()})
    if not told:
        return []
    weeks, week = lines.occasions(digest), digest.compared_next
    coming = NEXT_CHANGE.format(weeks=weeks, week=charts.day(week)) if week and not changes else ""
    blocks = lines.blocks(Part(digest_views.WEEKS, told[0], tuple(told[1:])))
    return [*blocks, *([kit.context(coming)] if coming else [])]


def _tried(group: Led) -> list[Block]:
    """What it took up last, unless its digest tells of that."""
    if group.tried is None or (group.digest and group.tried.id in _told_of(group.digest)):
        return []
    return [kit.words(practices.entry(group.tried)), kit.context(LOG)]


def _told_of(digest: Digest) -> set[str]:
    offered = {digest.offered.practice} if digest.offered else set()
    return offered | {tried.practice for tried in digest.tried}


def _comments(count: int) -> list[Block]:
    if not count:
        return []
    return [kit.section(ONE_WAITS if count == 1 else SOME_WAIT.format(count=count))]
