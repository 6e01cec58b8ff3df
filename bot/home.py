"""The Home tab: its pages, what waits there for someone, and when they are asked next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot import asking, moments, privacy, pulses
from bot.digests import Digest, Kind
from bot.feedback import Listed
from bot.people import Person, may_administer
from bot.policies import AS_IT_SHIPS, Policy
from bot.practices import Practice
from bot.preferences import Preferences
from bot.pulses import Round
from bot.sharing import Received, Telling

YOU, TEAMS, SET_UP = "you", "teams", "setup"
NEWEST = 3  # entries of a list on the page
GROUPS = 4  # on a page of those that someone leads
SHARED_WITHIN = timedelta(days=14)  # of thanks that nobody has shared by then, Home does not speak again
ROUNDS_AHEAD = 90  # more than half a year of pause and a year off can last


@dataclass(frozen=True)
class Place:
    """A page of somebody's Home, and of a list on it the part (0, 1 …)."""

    page: str = YOU
    number: int = 0


@dataclass(frozen=True)
class Reader:
    """Whose Home it is; what their workspace has chosen; the names of the groups that they lead, by the groups' ids."""

    person: Person
    policy: Policy = AS_IT_SHIPS
    led: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that they have."""
        return (YOU, *([TEAMS] if self.led else []), *([SET_UP] if may_administer(self.person) else []))


@dataclass(frozen=True)
class Pulse:
    """The open pulse of someone who is asked in it.

    `asked_at` is when their message comes, None once it was sent; `is_done` whether they have answered everything;
    `is_told` whether they have got the note that everyone gets before they are first asked.
    """

    round: Round
    is_done: bool
    asked_at: datetime | None = None
    is_told: bool = True


@dataclass(frozen=True)
class Waiting:
    """What waits for someone: their pulse, answers to comments of theirs (`replies`, by their tokens), and ideas.

    `ideas` are the names of the groups whose digests offer an idea that they may take up.
    """

    pulse: Pulse | None = None
    replies: Sequence[str] = ()
    ideas: Sequence[str] = ()


@dataclass(frozen=True)
class You:
    """What is somebody's own.

    `today` is the day by their clock. `next_at` is when they are asked next after the open pulse, where that is known.
    Who is in no team, or takes no part, is not asked: they are not `is_asked`.
    """

    preferences: Preferences
    today: date
    now: datetime
    waiting: Waiting
    is_asked: bool
    next_at: datetime | None
    received: Sequence[Received]
    given: Sequence[Telling]
    feedback: Listed

    @property
    def to_share(self) -> list[Received]:
        """The newest thanks that they got lately and that nobody but them has seen yet."""
        return [side for side in self.received if side.can_share and self.now - _given_at(side) <= SHARED_WITHIN]


def _given_at(side: Received) -> datetime:
    return side.telling.kudos.given_at


@dataclass(frozen=True)
class Led:
    """A group (by its id) that someone leads, and the newest digest of it that is out, with its round's id.

    `tried` is what it took up last, `comments` how many wait for an answer. `counting` is how many count in a team
    today: everyone there can count them, while how many were asked would tell that someone has paused.
    """

    name: str
    group: str
    round: str = ""
    digest: Digest | None = None
    tried: Practice | None = None
    comments: int = 0
    counting: int = 0

    @property
    def size(self) -> int | None:
        """What stands beside the band of how many answered; None where no rate is told (P7).

        That is in a team of fewer than eight, in larger groups, whose number is only how many stand behind a score at
        least, and where so many have left since that the band would say that all answered.
        """
        told = self.digest.answered if self.digest and self.digest.kind is Kind.TEAM else None
        if told is None or self.counting < max(privacy.SMALLEST_WITH_BANDS, privacy.lower_end(told) + 1):
            return None
        return self.counting


@dataclass(frozen=True)
class Teams:
    """A page (0, 1 …) of the groups that someone leads."""

    groups: Sequence[Led]
    number: int = 0
    has_more: bool = False


def place(value: str) -> Place:
    """The page that a button names, such as `teams` or `teams:2`; the first one for anything else."""
    page, _, number = value.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) <= 3
    return Place(page, int(number) if is_number else 0) if page in (YOU, TEAMS, SET_UP) else Place()


def shown(wanted: Place, reader: Reader) -> Place:
    """The page that someone is shown: the one they want if it is theirs, else the first."""
    return wanted if wanted.page in reader.pages else Place()


def part(groups: Sequence[str], number: int) -> tuple[Sequence[str], int, bool]:
    """The groups of a page of them, that page's number, and whether there are more; the last page, past the end."""
    number = min(number, max(0, len(groups) - 1) // GROUPS)
    begin = number * GROUPS
    return groups[begin : begin + GROUPS], number, begin + GROUPS < len(groups)


def next_asked(
    coming: Round, weeks: int, policy: Policy, person: Person, wishes: Preferences, now: datetime
) -> datetime | None:
    """When someone is asked in the next round that is for them; None for who has stopped.

    `coming` is the next round, `weeks` how many lie between two. What they or an admin choose later moves it.
    """
    opened = coming
    for _ in range(ROUNDS_AHEAD if not wishes.is_out else 0):
        begins = max(now, opened.opens_at)
        if asking.takes_part(opened, person.tz, wishes, begins):
            return asking.asked_at(opened, asking.respondent(opened, person.id, person.tz, wishes), begins)
        opened = pulses.scheduled("", moments.monday_of(opened.week) + timedelta(weeks=weeks), policy)
    return None
