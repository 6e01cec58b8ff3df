"""What a team tries: an idea that its digest offered, who takes it up, and what is asked of it four weeks later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot import moments
from bot.digests import Digest, Offer, Tried
from bot.errors import Refused
from bot.items import Kind, bank
from bot.nudges import EXPECTED, Chosen
from bot.people import Person
from bot.privacy import Shown
from bot.stepped import Turn

FOLLOW_UP = timedelta(days=27)  # a day short of four weeks: a digest's idea is taken up some hours after it closed
YOUR_TURN = "start"  # why a practice is offered that teams begin one after another


class State(StrEnum):
    """Where a practice stands: offered, exchanged for another, put off, taken up, and what was told of it then."""

    OFFERED = "offered"
    ANOTHER = "another"
    NOT_NOW = "not_now"
    TRYING = "trying"
    DONE = "done"
    PARTLY = "partly"
    DROPPED = "dropped"


TAKEN_UP = (State.TRYING, State.DONE, State.PARTLY, State.DROPPED)
WORTH_TELLING = (State.DONE, State.PARTLY)
FROM = {  # where a practice may come from, for each state that a button can bring it to
    State.ANOTHER: (State.OFFERED,),
    State.NOT_NOW: (State.OFFERED,),
    State.TRYING: (State.OFFERED, State.NOT_NOW),
    State.DONE: (State.TRYING,),
    State.PARTLY: (State.TRYING,),
    State.DROPPED: (State.TRYING,),
}


@dataclass(frozen=True)
class Place:
    """Where and when something is offered: the id it gets, the round, the group that reads its digest."""

    id: str
    round: str
    group: str
    offered_at: datetime


@dataclass(frozen=True)
class Practice:
    """An idea that the digest of a round offered a group (the id of a team, a department, or the company's).

    `text` are its words at that time and `reason` why it was this one. `by` is the name of whoever took it up, empty
    where that is nobody, or not known any more. `item` are the ids of the questions beside which it is asked about,
    with spaces between, and `then` and `since` their score as it was shown. `settled_in` is the round in whose digest
    it is asked about, `told_in` the one in whose digest is told what was done.
    """

    id: str
    round: str
    group: str
    idea: str
    text: str
    reason: str
    item: str
    offered_at: datetime
    state: State = State.OFFERED
    by: str = ""
    decided_at: datetime | None = None
    then: Shown | None = None
    since: Shown | None = None
    settled_in: str | None = None
    told_in: str | None = None


def moved(practice: Practice | None, to: State, person: str, leads: Collection[str], newest: str) -> bool:
    """Whether somebody's wish changes a practice; False where it stands there already, as after a second click.

    `leads` are those who lead its group, `newest` is the round of the group's newest digest: what an older one offered
    is not taken up any more, as its score then would be of another time. Raises Refused for anyone else, and where
    something else was decided before.
    """
    if practice is None or not leads:
        raise Refused("practice_gone")
    is_outcome = FROM[to] == (State.TRYING,)
    if person not in leads:
        raise Refused("practice_not_lead_after" if is_outcome else "practice_not_lead")
    if practice.state not in (to, *FROM[to]):
        raise Refused("practice_decided")
    if practice.state is not to and practice.round != newest and not is_outcome:
        raise Refused("practice_gone")
    return practice.state is not to


def may_read(person: Person | None, groups: Collection[str]) -> Collection[str]:
    """The groups whose log someone reads: those they are in or lead. Raises Refused where there are none."""
    if person is None or not person.is_colleague or not groups:
        raise Refused("practice_no_team")
    return groups


def group_called(names: Mapping[str, str], wanted: str) -> str:
    """The id of the group of this name, ignoring case; `names` are by id. Raises Refused, naming all."""
    found = [group for group, name in names.items() if name.casefold() == wanted.strip().casefold()]
    if not found:
        raise Refused("practice_group_unknown", name=wanted, known=", ".join(names.values()))
    return found[0]


def newest(log: Iterable[tuple[str, Sequence[Practice]]], most: int) -> list[tuple[str, list[Practice]]]:
    """Of a log, by the groups' names, the entries that were taken up last, and the groups that have any of them."""
    every = list(log)
    in_order = sorted((practice for _, tried in every for practice in tried), key=taken_up_at, reverse=True)
    kept = {practice.id for practice in in_order[:most]}
    some = [(name, [practice for practice in tried if practice.id in kept]) for name, tried in every]
    return [(name, tried) for name, tried in some if tried]


def tells(practice: Practice, to: State) -> str:
    """The round whose digest tells of a wish: the one that asked what became of a practice, else the one it was in."""
    return practice.settled_in if practice.settled_in and FROM[to] == (State.TRYING,) else practice.round


def offered(place: Place, digest: Digest, chosen: Chosen) -> Practice:
    """An idea as the digest of that place offers it."""
    idea, item = chosen.idea, question(digest, chosen.idea.row)
    words = (idea.id, idea.text, chosen.reason, item)
    return Practice(place.id, place.round, place.group, *words, place.offered_at, then=shown(digest, item))


def begun(place: Place, digest: Digest, turn: Turn) -> Practice:
    """A practice whose turn it is in a group: it is taken up by that, as the order was drawn and nobody chooses."""
    item, at = question(digest, turn.need), place.offered_at
    words = (turn.idea, turn.text, YOUR_TURN, item)
    own = Practice(place.id, place.round, place.group, *words, at, then=shown(digest, item))
    return replace(own, state=State.TRYING, decided_at=at)


def question(digest: Digest, row: str) -> str:
    """The ids of what the digest's round asked of a row, with spaces between; of the four expectations there is one."""
    if row != EXPECTED:
        return " ".join(digest.questions.get(row, ()))
    return next((item for item in digest.beside if item in bank() and bank()[item].kind is Kind.EXPECTATION), "")


def shown(digest: Digest, item: str) -> Shown | None:
    """What a digest shows of these questions, and of no others with them; None where it was not asked them."""
    for need, asked in digest.questions.items():
        if " ".join(asked) == item:
            return digest.needs.get(need)
    return digest.beside.get(item)


def taken_up_at(practice: Practice) -> datetime:
    """When it was taken up, or, where nobody has yet, offered."""
    return practice.decided_at or practice.offered_at


def latest(digests: Iterable[Digest], item: str, first: Digest) -> Shown | None:
    """What the newest of some digests shows of these questions that can stand beside what the `first` one shows.

    Where the questions' own levels became known in between, they were taken off later scores and not off the first.
    """
    newest = sorted(digests, key=lambda digest: digest.week, reverse=True)
    alike = [digest for digest in newest if digest.is_centred == first.is_centred or item in first.beside]
    return next((found for digest in alike if (found := shown(digest, item))), None)


def filled(digest: Digest, round_id: str, practices: Iterable[Practice]) -> Digest:
    """The digest of a round with what it offers and what was tried, from its group's practices as they stand now."""
    known = [practice for practice in practices if practice.state is not State.ANOTHER]
    offered = [practice for practice in known if practice.round == round_id]
    asked = [practice for practice in known if practice.settled_in == round_id]
    told = [practice for practice in known if practice.told_in == round_id]
    tried = [_tried(practice, is_told=False) for practice in asked] + [_tried(one, is_told=True) for one in told]
    return replace(digest, offered=_offer(offered[0]) if offered else None, tried=tuple(tried))


def _offer(practice: Practice) -> Offer:
    state, by, reason = practice.state.value, practice.by, practice.reason
    return Offer(practice.id, practice.idea, practice.text, state, by, reason)


def _tried(practice: Practice, *, is_told: bool) -> Tried:
    return Tried(
        practice=practice.id,
        idea=practice.idea,
        text=practice.text,
        state=practice.state.value,
        by=practice.by,
        week=moments.week_key(taken_up_at(practice).date()),
        item=practice.item,
        then=practice.then,
        since=practice.since,
        reason=practice.reason,
        is_told=is_told,
    )
