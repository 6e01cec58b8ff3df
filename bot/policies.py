"""What an admin has chosen for a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from bot import items, moments, privacy, reactions
from bot.errors import Refused
from bot.items import Choice, Item
from bot.people import Person
from bot.teams import Team

ITEMS_PER_NEED = (1, 2)
THRESHOLDS = range(privacy.THRESHOLD, 101)
OPENING_DAYS = range(3)  # Monday to Wednesday
DAYS_OPEN = range(2, 6)
WORKING_WEEK = 5  # days: the last of a pulse's is a Friday, so that no day of the weekend is somebody's only one
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES = range(24 * 60)
AT_CLOSING, CLOSING = -1, "closing"  # wished for instead of a weekday: digests come when the pulse has closed
NO_DAY = len(WEEKDAYS)
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

    def digest_due(self, closed_at: datetime) -> datetime:
        """When the digests of a round that closed at that moment are posted."""
        if self.digest_on is None:
            return closed_at
        clock = time(*divmod(self.digest_at, 60))
        return moments.next_at(self.digest_on, clock, self.digest_zone, closed_at)

    def choice(self, team: Team) -> Choice:
        """What one of its teams may be asked."""
        return Choice(self.items_per_need, self.has_fourth, team.meets_customers, self.off, self.own)


AS_IT_SHIPS = Policy()


@dataclass(frozen=True)
class Wish:
    """What an admin would have changed; None stands for what stays.

    `lead` is a person's id, or empty for nobody; an emoji is empty for none; `digest_on` is a weekday or `AT_CLOSING`.
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
    opens_on: int | None = None
    days_open: int | None = None
    digest_on: int | None = None
    digest_at: int | None = None
    digest_zone: str | None = None

    @property
    def holds_at_once(self) -> bool:
        """Whether nothing else is wished for than what reactions do, and whether digests have charts."""
        return self == Wish(
            kudos_emoji=self.kudos_emoji, feedback_emoji=self.feedback_emoji, has_charts=self.has_charts
        )

    @property
    def is_of_digests(self) -> bool:
        """Whether nothing else is wished for than when digests come."""
        return self == Wish(digest_on=self.digest_on, digest_at=self.digest_at, digest_zone=self.digest_zone)


def changed(policy: Policy, wish: Wish, *, is_open: bool) -> Policy:
    """A policy with what is wished for. Raises Refused where that cannot be.

    The threshold is never below five (P2) and, while a round is open, only raised: people answer trusting the one that
    they read.
    """
    if wish.items_per_need not in (None, *ITEMS_PER_NEED):
        raise Refused("policy_items_per_need", field="items_per_need")
    if wish.threshold is not None and wish.threshold not in THRESHOLDS:
        raise Refused("policy_threshold", field="threshold", least=THRESHOLDS[0], most=THRESHOLDS[-1])
    if wish.threshold is not None and is_open and wish.threshold < policy.threshold:
        raise Refused("policy_threshold_open", field="threshold", threshold=policy.threshold)
    given = {name: value for name, value in vars(wish).items() if value is not None}
    if "lead" in given:
        given["lead"] = given["lead"] or None
    for name in given.keys() & {"kudos_emoji", "feedback_emoji"}:
        given[name] = reactions.chosen(given[name], field=name)
    if given.get("digest_on") == AT_CLOSING:
        given["digest_on"] = None
    then = replace(policy, **given)
    if then.kudos_emoji and then.kudos_emoji == then.feedback_emoji:
        raise Refused("policy_emoji_twice", field="feedback_emoji", given=then.kudos_emoji)
    return _checked_times(then)


def checked_lead(person: Person | None) -> str:
    """The id of who is to read what is about the company. Raises Refused for an app, and for someone who has left."""
    if person is None or not person.is_colleague:
        raise Refused("policy_lead", field="lead")
    return person.id


def weekday(written: str) -> int:
    """The day that somebody wishes for by its English name (0 is Monday), or `AT_CLOSING` for closing.

    What is no day is `NO_DAY`, which `changed` refuses.
    """
    name = written.strip().casefold()
    if name == CLOSING:
        return AT_CLOSING
    return WEEKDAYS.index(name) if name in WEEKDAYS else NO_DAY


def minutes(written: str) -> int:
    """A time of day such as 09:00 in minutes. Raises Refused for anything else."""
    try:
        clock = time.fromisoformat(written.strip())
    except ValueError:
        clock = None
    if clock is None or clock != time(clock.hour, clock.minute):
        raise Refused("policy_digest_at", field="digest_at")
    return clock.hour * 60 + clock.minute


def _checked_times(policy: Policy) -> Policy:
    """A policy whose pulse opens and ends within a working week, and whose digest's time is one."""
    if policy.opens_on not in OPENING_DAYS:
        raise Refused("policy_opens_on", field="opens_on")
    if policy.days_open not in DAYS_OPEN:
        raise Refused("policy_days_open", field="days_open", least=DAYS_OPEN[0], most=DAYS_OPEN[-1])
    if policy.opens_on + policy.days_open > WORKING_WEEK:
        raise Refused("policy_window", field="days_open", most=WORKING_WEEK - policy.opens_on)
    if policy.digest_on not in (None, *range(NO_DAY)):
        raise Refused("policy_digest_on", field="digest_on")
    if policy.digest_at not in MINUTES:
        raise Refused("policy_digest_at", field="digest_at")
    if policy.digest_zone and not moments.is_zone(policy.digest_zone):
        raise Refused("policy_digest_zone", field="digest_zone", given=policy.digest_zone)
    return policy


def with_item(policy: Policy, item_id: str, *, on: bool) -> Policy:
    """A policy with an item switched on or off. Raises Refused for one not known, and for the last of its need."""
    return replace(policy, off=items.switched(policy.off, item_id, on, policy.own))


def must_stay(policy: Policy, item_id: str) -> bool:
    """Whether an item cannot be switched off, as it is the last of its need."""
    try:
        with_item(policy, item_id, on=False)
    except Refused:
        return True
    return False


def with_own_item(policy: Policy, text: str) -> Policy:
    """A policy with one more item of the workspace's own. Raises Refused for words that are empty, too long or taken.

    None is ever taken away, so that counting names the next.
    """
    own = items.own_item(f"{OWN}-{len(policy.own) + 1:02}", text, policy.own)
    return replace(policy, own=(*policy.own, own))
