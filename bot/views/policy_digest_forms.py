"""The form in which an admin chooses when digests come and what they show, and what that comes to before it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot import marks
from bot.marks import Settings
from bot.payloads import Form
from bot.people import Person, listed
from bot.policies import AT_CLOSING, CLOSING, WEEKDAYS, Policy, Wish
from bot.privacy import THRESHOLD, smallest_team
from bot.teams import Roster
from bot.views import kit
from bot.views.admin import counted
from bot.views.audit import clock, weekday
from bot.views.kit import Block
from bot.views.policy_forms import number, ticks

OPEN, FORM, KEEP = "policy_digest_open", "policy_digest_form", "policy_digest_keep"
TITLE = "The digest"
THRESHOLD_LABEL = "How many must have answered before a number is shown?"
AT_ONCE = "As soon as its pulse has closed"
UTC, CHARTS = "UTC", "charts"
HALF_HOUR, MOST_OPTIONS, NAMED = 30, 100, 10
AFTER = (
    "Saved. It holds from the next digest on; one that waits for its hour stays as it is. A higher threshold holds for "
    "an open pulse too, a lower one from the next pulse on."
)


class Coming(NamedTuple):
    """When the digest of the next pulse to close comes; and that of the last one, while it waits for its hour."""

    at: datetime
    waits: datetime | None = None


def form(chosen: Policy, zones: Iterable[str], own_zone: str) -> Block:
    """The form, with what is chosen so far; `zones` are those of all people, `own_zone` that of the admin."""
    days = {str(day): f"On {weekday(day)}s" for day in range(len(WEEKDAYS))}
    day = CLOSING if chosen.digest_on is None else str(chosen.digest_on)
    zone = (own_zone if chosen.digest_on is None else chosen.digest_zone) or UTC
    unused = "Only where digests come on a weekday."
    hint = f"{THRESHOLD} or more. While a pulse is open it can only be raised."
    blocks = [
        kit.field("digest_on", "When do digests come?", _select({CLOSING: AT_ONCE} | days, day)),
        kit.field("digest_at", "At", _select(_clocks(chosen.digest_at), str(chosen.digest_at)), hint=unused),
        kit.field("digest_zone", "In the time zone of", _select(_zones(zones, zone), zone), hint=unused),
        kit.field("also", "Also", ticks({CHARTS: "Charts"}, [CHARTS] if chosen.has_charts else []), optional=True),
        kit.field("lead", "Who reads what is about the whole company?", kit.person_select(chosen.lead), optional=True),
        kit.field("threshold", THRESHOLD_LABEL, kit.text_input(4, initial=str(chosen.threshold)), hint=hint),
    ]
    return kit.modal(TITLE, FORM, blocks, submit="Next", private=marks.of_settings(marks.DIGEST, Settings(chosen)))


def _select(choices: dict[str, str], chosen: str) -> Block:
    return kit.choice("static_select", [kit.option(words, value) for value, words in choices.items()], initial=[chosen])


def _clocks(chosen: int) -> dict[str, str]:
    return {str(minutes): clock(minutes) for minutes in sorted({chosen, *range(0, 24 * 60, HALF_HOUR)})}


def _zones(zones: Iterable[str], chosen: str) -> dict[str, str]:
    """The zone that is chosen, then those of most people; as many as a menu holds."""
    many = [zone for zone, _ in Counter(zones).most_common()]
    return {zone: zone for zone in [*dict.fromkeys((chosen, *many, UTC))][:MOST_OPTIONS]}


def read(form: Form) -> Wish:
    """What was put in the form, still to be checked. Hour and zone stay as they are where no weekday was chosen."""
    is_at_closing = form.text("digest_on") == CLOSING
    zone = form.text("digest_zone")
    return Wish(
        digest_on=AT_CLOSING if is_at_closing else number(form, "digest_on"),
        digest_at=None if is_at_closing else number(form, "digest_at"),
        digest_zone=None if is_at_closing else "" if zone == UTC else zone,
        has_charts=CHARTS in form.several("also"),
        lead=form.text("lead"),
        threshold=number(form, "threshold"),
    )


def preview(chosen: Policy, coming: Coming, lead: Person | None, teams: Sequence[Roster], private: str) -> Block:
    """When the next digest comes and which teams can show scores in it; `private` comes back with it."""
    blocks = [kit.section(line) for line in told(chosen, coming, lead, teams)]
    return kit.modal(TITLE, KEEP, blocks, submit="Save", private=private, close="Back")


def kept(chosen: Policy, coming: Coming, lead: Person | None, teams: Sequence[Roster]) -> Block:
    """It is kept, and what comes next."""
    blocks = [kit.section(line) for line in (AFTER, *told(chosen, coming, lead, teams))]
    return kit.modal(TITLE, "note", blocks, clears=True)


def told(chosen: Policy, coming: Coming, lead: Person | None, teams: Sequence[Roster]) -> list[str]:
    """When the next digest comes and what it shows, a sentence each."""
    return [
        f"{_when(chosen)} {_next(coming)}",
        f"They come {'with' if chosen.has_charts else 'without'} charts.",
        f"{kit.escape(lead.name) if lead else 'Nobody'} reads what is about the whole company.",
        f"A number is shown when {chosen.threshold} people or more have answered, so a team needs "
        f"{smallest_team(chosen.threshold)} people besides those who lead it.",
        *_small([roster for roster in teams if roster.is_small]),
    ]


def _when(chosen: Policy) -> str:
    if chosen.digest_on is None:
        return "Digests come as soon as their pulse has closed."
    zone = chosen.digest_zone or UTC
    return f"Digests come on {weekday(chosen.digest_on)}s at {clock(chosen.digest_at)} ({zone})."


def _next(coming: Coming) -> str:
    if coming.waits is None:
        return f"The next one: {kit.moment(coming.at)}."
    return (
        f"That of the last pulse is ready and comes at the hour that was chosen before: {kit.moment(coming.waits)}. "
        f"The one after it: {kit.moment(coming.at)}."
    )


def _small(teams: Sequence[Roster]) -> list[str]:
    if not teams:
        return []
    names = [f"{kit.escape(roster.team.name)} ({counted(roster.counting)})" for roster in teams[:NAMED]]
    more = [f"{len(teams) - NAMED} more"] if len(teams) > NAMED else []
    return [
        f"*Mind:* too small to ever show scores of their own: {listed([*names, *more])}. Kudos and feedback work there "
        "all the same."
    ]
