"""What an admin has chosen for a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import items, privacy, reactions
from bot.errors import Refused
from bot.items import Choice, Item
from bot.teams import Team

ITEMS_PER_NEED = (1, 2)
THRESHOLDS = range(privacy.THRESHOLD, 101)
OWN = "own"  # how the ids of a workspace's own items begin


@dataclass(frozen=True)
class Policy:
    """How a workspace asks and shows; as it ships where nothing was chosen.

    `items_per_need` is 1 or 2; `threshold` (5 …) is how many must have answered before a number is shown; `lead` is
    the person who reads what is about the whole company; `off` and `own` are items switched off, and of its own.
    A reaction with `kudos_emoji` thanks, one with `feedback_emoji` logs feedback; empty for none that does. Digests
    have charts where the workspace's Slack draws them.

    A pulse opens on the weekday `opens_on` (0 is Monday) and is open for `days_open` days. Digests come when it has
    closed or, with a weekday `digest_on`, on the next such day at `digest_at` (minutes of the day) in `digest_zone`.
    """

    items_per_need: int = 1
    has_fourth: bool = True
    has_whole_bank: bool = True
    has_guests: bool = False
    threshold: int = privacy.THRESHOLD
    lead: str | None = None
    kudos_emoji: str = "raised_hands"
    feedback_emoji: str = ""
    has_charts: bool = True
    opens_on: int = 0
    days_open: int = 4
    digest_on: int | None = None
    digest_at: int = 9 * 60
    digest_zone: str = ""
    off: frozenset[str] = frozenset()
    own: tuple[Item, ...] = ()

    def choice(self, team: Team) -> Choice:
        """What one of its teams may be asked."""
        return Choice(self.items_per_need, self.has_fourth, team.meets_customers, self.off, self.own)


@dataclass(frozen=True)
class Wish:
    """What an admin would have changed; None stands for what stays.

    `lead` is a person's id, or empty for nobody; an emoji is empty for none.
    """

    items_per_need: int | None = None
    has_fourth: bool | None = None
    has_whole_bank: bool | None = None
    has_guests: bool | None = None
    threshold: int | None = None
    lead: str | None = None
    kudos_emoji: str | None = None
    feedback_emoji: str | None = None
    has_charts: bool | None = None

    @property
    def holds_at_once(self) -> bool:
        """Whether nothing else is wished for than what reactions do, and whether digests have charts."""
        return self == Wish(
            kudos_emoji=self.kudos_emoji, feedback_emoji=self.feedback_emoji, has_charts=self.has_charts
        )


def changed(policy: Policy, wish: Wish, *, is_open: bool) -> Policy:
    """A policy with what is wished for. Raises Refused where that cannot be.

    The threshold is never below five (P2) and, while a round is open, only raised: people answer trusting the one that
    they read.
    """
    if wish.items_per_need not in (None, *ITEMS_PER_NEED):
        raise Refused("policy_items_per_need")
    if wish.threshold is not None and wish.threshold not in THRESHOLDS:
        raise Refused("policy_threshold", least=THRESHOLDS[0], most=THRESHOLDS[-1])
    if wish.threshold is not None and is_open and wish.threshold < policy.threshold:
        raise Refused("policy_threshold_open", threshold=policy.threshold)
    given = {name: value for name, value in vars(wish).items() if value is not None}
    if "lead" in given:
        given["lead"] = given["lead"] or None
    for name in given.keys() & {"kudos_emoji", "feedback_emoji"}:
        given[name] = reactions.chosen(given[name])
    then = replace(policy, **given)
    if then.kudos_emoji and then.kudos_emoji == then.feedback_emoji:
        raise Refused("policy_emoji_twice", given=then.kudos_emoji)
    return then


def with_item(policy: Policy, item_id: str, *, on: bool) -> Policy:
    """A policy with an item switched on or off. Raises Refused for one not known, and for the last of its need."""
    return replace(policy, off=items.switched(policy.off, item_id, on, policy.own))


def with_own_item(policy: Policy, text: str) -> Policy:
    """A policy with one more item of the workspace's own. Raises Refused for words that are empty, too long or taken.

    None is ever taken away, so that counting names the next.
    """
    own = items.own_item(f"{OWN}-{len(policy.own) + 1:02}", text, policy.own)
    return replace(policy, own=(*policy.own, own))
