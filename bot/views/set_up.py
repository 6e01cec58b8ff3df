"""The set-up page of Home: teams and departments, and what is chosen for the workspace, each with its button."""

from __future__ import annotations

from bot import moments
from bot.home import SET_UP
from bot.people import listed
from bot.policies import Policy
from bot.pulses import Round
from bot.set_up import Chosen, Section, SetUp
from bot.teams import Roster, Source
from bot.views import (
    audit,
    department_forms,
    home,
    ideas,
    item_forms,
    key_forms,
    kit,
    policy_digest_forms,
    policy_forms,
    team_forms,
    value_forms,
)
from bot.views.admin import EVERY, counted
from bot.views.kit import Block

SOURCES = {
    Source.CHANNEL: "The people of <#{channel}>.",
    Source.USERGROUP: "The people of a user group, <!subteam^{usergroup}>.",
    Source.LIST: "A list of people.",
}
SHARED = "People outside your organisation can read {channels}, so nothing is posted there until an admin allows it."


def blocks(found: SetUp, tz: str = "UTC") -> list[Block]:
    """What stands on the page, for a reader in a zone of that IANA name."""
    if not found.teams:
        return [*_first_steps(found.coming), *_departments(found), *_chosen(found, tz)]
    add = kit.button("Make a team", team_forms.ADD, "new", primary=True)
    return [
        kit.header("Teams"),
        *(block for roster in found.teams for block in _team(roster, found)),
        kit.actions("teams", [add]),
        *_departments(found),
        *home.turns(SET_UP, found.number, has_more=found.number + 1 < found.pages),
        *_chosen(found, tz),
    ]


def _first_steps(coming: Round) -> list[Block]:
    """What to do in a workspace without teams."""
    steps = (
        "*1.* Invite me to the channel of your first team: type `/invite @heartline` there.",
        "*2.* Make a team of the people in that channel. You see what will happen before anything does.",
        f"*3.* The first pulse comes by itself on {_opens(coming)}. Everyone gets a note before that, which says who "
        "sees what.",
    )
    add = kit.button("Make a team", team_forms.ADD, "new", primary=True)
    return [kit.header("Three steps to the first pulse"), *map(kit.section, steps), kit.actions("teams", [add])]


def _opens(coming: Round) -> str:
    return kit.day(coming.first_day or coming.opens_at.date())


def _team(roster: Roster, found: SetUp) -> list[Block]:
    team = roster.team
    name = team.name
    buttons = [
        kit.button("Edit", team_forms.EDIT, team.id, spoken=f"Edit the team {name}"),
        kit.button("Remove", team_forms.REMOVE, team.id, spoken=f"Remove the team {name}"),
    ]
    return [kit.section("\n".join(_told(roster, found))), kit.actions(f"team:{team.id}", buttons)]


def _told(roster: Roster, found: SetUp) -> list[str]:
    """A team in a few lines: who is in it, where what is about it goes, and what should be known of it."""
    team, lead = roster.team, listed([kit.escape(person.name) for person in roster.managers]) or "nobody"
    more = ["Meets customers."] if team.meets_customers else []
    if within := found.within.get(team.department or ""):
        more.append(f"In {kit.escape(within)}.")
    lines = [
        f"*{kit.escape(team.name)}*: {counted(len(roster.members))}, led by {lead}.",
        " ".join([SOURCES[team.source].format(channel=team.channel, usergroup=team.usergroup), *more]),
        f"Digests go to <#{team.digest_in}>, shared kudos to <#{team.thanks_in}>.",
    ]
    if roster.is_small:
        lines.append(
            f"Too small to show scores of its own: {roster.counting} of the {roster.smallest} it takes count here. "
            "Kudos and feedback work all the same."
        )
    if shared := sorted(team.posts_in & found.shared):
        lines.append(SHARED.format(channels=listed([f"<#{channel}>" for channel in shared])))
    return lines


def _departments(found: SetUp) -> list[Block]:
    if not found.teams and not found.departments:
        return []
    add = kit.button("Make a department", department_forms.ADD, "new")
    told = [] if found.departments else [kit.section("None yet. A department shows some teams together.")]
    return [
        kit.header("Departments"),
        *told,
        *(block for section in found.departments for block in _department(section)),
        kit.actions("departments", [add]),
    ]


def _department(section: Section) -> list[Block]:
    made, lead = section.department, kit.escape(section.lead.name) if section.lead else "nobody"
    names = listed([kit.escape(team.name) for team in section.teams]) or "no team"
    buttons = [
        kit.button("Edit", department_forms.EDIT, made.id, spoken=f"Edit the department {made.name}"),
        kit.button("Remove", department_forms.REMOVE, made.id, spoken=f"Remove the department {made.name}"),
    ]
    told = kit.section(f"*{kit.escape(made.name)}*: {names}; led by {lead}.")
    return [told, kit.actions(f"department:{made.id}", buttons)]


def _chosen(found: SetUp, tz: str) -> list[Block]:
    """What is chosen, a line each."""
    chosen = found.chosen
    of = "in your own words" if chosen.own_ideas else "in the words that come with Heartline"
    return [
        kit.header("How it works here"),
        _line("Pulse", _pulse(found, tz), policy_forms.OPEN),
        _line("Digests", _digests(chosen), policy_digest_forms.OPEN),
        _line("Kudos", _kudos(chosen), value_forms.OPEN),
        _line("Questions", f"{chosen.items_on} of {chosen.items} are on.", item_forms.OPEN),
        _line("Ideas", f"What digests offer to try, {of}.", ideas.OPEN),
        _line(
            "Feedback keys",
            f"{chosen.keys or 'None'} in use, for help desks and forms that send feedback.",
            key_forms.OPEN,
        ),
        _line("What was changed", "By whom, and when.", audit.OPEN, label="See"),
    ]


def _line(name: str, told: str, action: str, *, label: str = "Change") -> Block:
    return kit.section(f"*{name}.* {told}", kit.button(label, action, "set-up", spoken=f"{label}: {name.lower()}"))


def _pulse(found: SetUp, tz: str) -> str:
    chosen, policy = found.chosen, found.chosen.policy
    asked = "one question" if policy.items_per_need == 1 else f"{policy.items_per_need} questions"
    now = f" One is open until {_closes(found.current, tz)} your time." if found.current else ""
    when = f"{EVERY[chosen.weeks].capitalize()}, from {audit.weekday(policy.opens_on)} on for {policy.days_open} days"
    return f"{when}, with {asked} for each need.{now} The next one opens on {_opens(found.coming)}."


def _closes(current: Round, tz: str) -> str:
    """When it closes, by the reader's clock: in the form of the days on this page, which Slack has not."""
    at = current.closes_at.astimezone(moments.zone(tz))
    return f"{kit.day(at.date())}, {at:%H:%M}"


def _digests(chosen: Chosen) -> str:
    policy, lead = chosen.policy, kit.escape(chosen.lead.name) if chosen.lead else "Nobody"
    charts = "with" if policy.has_charts else "without"
    return (
        f"{_when(policy)}, {charts} charts. A number needs {policy.threshold} answers to be shown. {lead} reads what "
        "is about the whole company."
    )


def _when(policy: Policy) -> str:
    if policy.digest_on is None:
        return "As soon as the pulse has closed"
    return f"On {audit.weekday(policy.digest_on)}s at {audit.clock(policy.digest_at)} ({policy.digest_zone or 'UTC'})"


def _kudos(chosen: Chosen) -> str:
    values = {0: "No values to name", 1: "One value to name"}.get(chosen.values, f"{chosen.values} values to name")
    by = chosen.policy.kudos_emoji
    return f"{values}. {f'A reaction with :{by}: thanks too' if by else 'No reaction thanks'}."
