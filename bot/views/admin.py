"""What the command line says of teams, departments and what an admin has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.items import Item, Kind
from bot.people import listed
from bot.policies import WEEKDAYS, Policy, Wish
from bot.reliability import SMALLEST_FOR_PRODUCTS, Reliability
from bot.teams import Department, Roster, Source, Team
from bot.views.language import texts

INVITE = "The bot is not in this channel yet. Invite it there, so that it can post the digest: /invite @heartline"
SHARED = (
    "People outside your organisation can read this channel, or are invited to. Digests and shared kudos wait until an "
    'admin allows them there: heartline teams confirm "{name}"'
)
NO_TEAMS = "No team is set up. Add one: heartline teams add --name … --channel … --manager …"
NO_DEPARTMENTS = "No department is set up. Add one: heartline departments add --name … --teams …"
NEXT_ROUND = "This holds from the next pulse on; one that is open keeps what it was opened with."
SAME = "Nothing is other than it was."
NEXT_DIGEST = "This holds from the next digest on; one that waits keeps its hour."
NOW = "This holds at once."
HIGHER = (
    "This holds from the next pulse on; a higher threshold holds for an open one too. A digest that waits stays as it "
    "is."
)
SOURCES = {Source.CHANNEL: "", Source.USERGROUP: ", from a user group", Source.LIST: ", from a list"}
EVERY = {1: "every week", 2: "every two weeks", 4: "every four weeks"}


def counted(people: int) -> str:
    """How many people."""
    return "one person" if people == 1 else f"{people} people"


def _who(roster: Roster) -> str:
    """How many are in a team, and who leads it."""
    lead = listed([person.name for person in roster.managers]) or "nobody"
    return f"{counted(len(roster.members))}, led by {lead}"


def team_added(roster: Roster) -> str:
    """A team was added: who is in it, and what that means for its scores."""
    return f"Added the team {team_planned(roster)}"


def team_planned(roster: Roster) -> str:
    """The same of a team that is not added yet."""
    return "\n".join([f"{roster.team.name}: {_who(roster)}.", *_consequences(roster)])


def team_changed(roster: Roster, *, is_other: bool = True) -> str:
    """A team, or who is in it, was changed; not `is_other`: it is what it was."""
    since = NEXT_ROUND if is_other else SAME
    return "\n".join([f"The team {roster.team.name} has {_who(roster)}.", since, *_consequences(roster)])


def _consequences(roster: Roster) -> list[str]:
    lines = []
    if roster.counted_elsewhere:
        lines.append(f"In another team too, where their answers count: {counted(roster.counted_elsewhere)}.")
    if roster.is_small:
        lines.append(
            f"With fewer than {roster.smallest} people who count here it will not show scores of its own, so that "
            "nobody can be told apart. Kudos and feedback work all the same."
        )
    lines += [] if roster.bot_is_there else [INVITE]
    return [*lines, SHARED.format(name=roster.team.name)] if roster.is_shared else lines


def team_line(roster: Roster, departments: Sequence[Department]) -> str:
    """One line of `teams list`."""
    team = roster.team
    within = "".join(f", in {department.name}" for department in departments if department.id == team.department)
    customers = ", meets customers" if team.meets_customers else ""
    return f"{team.name}: {_who(roster)}{SOURCES[team.source]}{within}{customers}"


def team_thanks_in(team: Team, is_there: bool) -> str:
    """Where the kudos go that a team's people share, and what to do when the bot is not in that channel."""
    where = "a channel of their own" if team.kudos_channel else "the channel of the team"
    invite = "" if is_there else " Invite the bot there first: /invite @heartline"
    return f"Kudos that people of {team.name} share go to {where} from now on.{invite}"


def team_removed(team: Team) -> str:
    """A team was removed."""
    return f"Removed the team {team.name}. Its past digests stay where they were posted."


def department_line(department: Department, teams: Sequence[Team], lead: str) -> str:
    """A department: its teams and who reads what is about it."""
    return f"{department.name}: {listed([team.name for team in teams]) or 'no team'}, led by {lead or 'nobody'}"


def department_removed(department: Department) -> str:
    """A department was removed."""
    return f"Removed the department {department.name}. Its teams stay, in no department."


def policy(chosen: Policy, weeks: int, lead: str) -> str:
    """What an admin has chosen, a line each, with the option that changes it."""
    return "\n".join(
        (
            f"A pulse comes {EVERY[weeks]} (--every).",
            f"It opens on {_day(chosen.opens_on)} (--opens-on) and is open for {chosen.days_open} days (--days-open).",
            f"Questions for each need: {chosen.items_per_need} (--items-per-need).",
            f"An optional fourth question: {_said(chosen.has_fourth)} (--fourth).",
            f"The whole bank of questions once a quarter: {_said(chosen.has_whole_bank)} (--whole-bank).",
            f"Guests take part: {_said(chosen.has_guests)} (--guests).",
            f"Answers that a number needs before it is shown: {chosen.threshold} (--threshold).",
            f"Reads what is about the whole company: {lead or 'nobody'} (--lead).",
            f"A reaction that gives kudos: {_emoji(chosen.kudos_emoji)} (--kudos-emoji).",
            f"A reaction that logs feedback: {_emoji(chosen.feedback_emoji)} (--feedback-emoji).",
            f"Charts in digests: {_said(chosen.has_charts)} (--charts).",
            f"Digests are posted {_posted(chosen)}.",
        )
    )


def _posted(chosen: Policy) -> str:
    if chosen.digest_on is None:
        return "when the pulse has closed (--digest-on)"
    hour, minute = divmod(chosen.digest_at, 60)
    zone = chosen.digest_zone or "UTC"
    return f"on {_day(chosen.digest_on)} (--digest-on) at {hour:02}:{minute:02} (--digest-at), {zone} (--digest-zone)"


def _day(number: int) -> str:
    return WEEKDAYS[number].capitalize()


def from_when(wish: Wish, weeks: int | None) -> str:
    """When what was wished for begins to hold; `weeks` as in `policies.change`."""
    if wish.threshold is not None:
        return HIGHER
    if wish.is_of_digests and weeks is None:
        return NEXT_DIGEST
    return NOW if wish.holds_at_once and weeks is None else NEXT_ROUND


def _emoji(name: str) -> str:
    return f":{name}:" if name else "none"


def _said(value: bool) -> str:
    return "yes" if value else "no"


def item_line(item: Item, *, is_on: bool) -> str:
    """One line of `items list`: the workspace's own are marked, and are in no score but their own."""
    own = " (your own, in no score but its own)" if item.kind is Kind.OWN else ""
    return f"{'on ' if is_on else 'off'}  {item.id}: {texts('en').item(item)}{own}"


def reliability(known: Mapping[str, Reliability] | None) -> str:
    """How well the questions of each need go together, and which of the reversed ones should be switched off."""
    if not known:
        return (
            "How well the questions of a need go together is not known yet: it takes a week with all of them, "
            f"answered whole by {SMALLEST_FOR_PRODUCTS} people or more."
        )
    return "\n".join(_reliability(need, of_need) for need, of_need in known.items())


def _reliability(need: str, known: Reliability) -> str:
    given = {"alpha": known.alpha, "omega": known.omega}
    told = ", ".join(f"{name} {value:.2f}" for name, value in given.items() if value is not None)
    weak = "".join(f" {item} goes too little with the others: heartline items off {item}" for item in known.weak())
    return f"{need.capitalize()}, from {known.people} whole answers: {told or 'too much alike to tell'}.{weak}"


def item_switched(item: Item, *, is_on: bool) -> str:
    """An item was switched on or off."""
    return f"{item.id} is {'on' if is_on else 'off'} now. {NEXT_ROUND}"


def item_added(item: Item) -> str:
    """An item of the workspace's own was added."""
    return f"Added {item.id}: {item.text}\nIt is reported alone and never part of the index. {NEXT_ROUND}"
