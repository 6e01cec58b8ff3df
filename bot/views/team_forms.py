"""The form in which an admin makes a team, or changes one, and the question before one is removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.payloads import Form
from bot.team_wishes import MOST_LISTED, MOST_MANAGERS, Wish
from bot.teams import NAME_LIMIT, Department, Team
from bot.views import kit
from bot.views.kit import Block

ADD, EDIT, REMOVE = "team_add_open", "team_edit_open", "team_remove_open"
FORM, KEEP, REMOVE_FORM = "team_form", "team_keep", "team_remove_form"
TITLES = {False: "Make a team", True: "Change a team"}
NOWHERE, YES = "none", "yes"
MOST_OPTIONS = 100
NO_GROUPS = {
    "team_group_scope": "To make a team of a user group, allow `usergroups:read` in the app's settings, reinstall it, "
    "and open this form anew.",
    "team_slow": "Slack did not tell in time which user groups there are. To choose one, open this form anew.",
}
MANY = "The team is a list of {n} people. To change them: `heartline teams people`"


@dataclass(frozen=True)
class Choices:
    """What can be chosen in the form: departments, and the handles of user groups by id.

    `no_groups` is the code of why the groups are not known.
    """

    departments: Sequence[Department]
    groups: Mapping[str, str] = field(default_factory=dict)
    no_groups: str = ""


def form(choices: Choices, before: Wish | None = None, private: str = "") -> Block:
    """The form; `before` is the team as it is, and `private` comes back with what is submitted."""
    was = before or Wish("", "", ())
    blocks = [*_needed(was), *_people(was, choices), *_beside(was, choices)]
    return kit.modal(TITLES[before is not None], FORM, blocks, submit="Next", private=private)


def _needed(was: Wish) -> list[Block]:
    posted = "Its digests are posted here. Its people are those of this channel, unless you choose others below."
    counts = "They are asked too, but do not count in its scores."
    return [
        kit.field("name", "What is it called?", kit.text_input(NAME_LIMIT, initial=was.name)),
        kit.field("channel", "Its channel", kit.channel_select(was.channel), hint=posted),
        kit.field("managers", "Who leads it?", kit.people_select(MOST_MANAGERS, was.managers), hint=counts),
    ]


def _people(was: Wish, choices: Choices) -> list[Block]:
    """The fields for people who are not those of the channel, as far as there can be any."""
    listed = [person for person in was.people.split(",") if person]
    chosen = kit.field("people", "Or people whom you choose", kit.people_select(MOST_LISTED, listed), optional=True)
    last = kit.context(MANY.format(n=len(listed))) if len(listed) > MOST_LISTED else chosen
    if choices.no_groups:
        return [kit.context(NO_GROUPS[choices.no_groups]), last]
    if not (groups := _groups(was, choices)):
        return [last]
    menu = kit.choice("static_select", groups, placeholder="Choose a user group", initial={was.group})
    return [kit.field("group", "Or the people of a user group", menu, optional=True), last]


def _groups(was: Wish, choices: Choices) -> list[Block]:
    """The user groups, by their handles, as many as a menu holds; the team's own is always there."""
    own = {was.group: choices.groups.get(was.group, "the one it has, which is gone")} if was.group else {}
    others = {group: handle for group, handle in choices.groups.items() if group not in own}
    in_order = [*own.items(), *sorted(others.items(), key=lambda one: one[1])]
    return [kit.option(f"@{handle}", group) for group, handle in in_order[:MOST_OPTIONS]]


def _beside(was: Wish, choices: Choices) -> list[Block]:
    asked = kit.choice(
        "checkboxes",
        [kit.option("It meets customers, and is asked about that too", YES)],
        initial=[YES] if was.meets_customers else [],
    )
    blocks = [kit.field("customers", "Customers", asked, optional=True)]
    if choices.departments:
        blocks.append(kit.field("department", "Its department", _departments(was, choices)))
    digests, thanks = kit.channel_select(was.digest_channel), kit.channel_select(was.kudos_channel)
    return [
        *blocks,
        kit.field("digest_channel", "Another channel for its digests", digests, optional=True),
        kit.field("kudos_channel", "Another channel for the kudos that its people share", thanks, optional=True),
    ]


def _departments(was: Wish, choices: Choices) -> Block:
    in_order = sorted(choices.departments, key=lambda one: one.id != was.department)[: MOST_OPTIONS - 1]
    options = [kit.option("None", NOWHERE), *(kit.option(one.name, one.id) for one in in_order)]
    return kit.choice("static_select", options, initial={was.department or NOWHERE})


def read(form: Form, before: Wish | None) -> Wish:
    """What was put in, still to be checked. What the form could not show stays as it was."""
    wish = Wish(
        name=form.text("name"),
        channel=form.text("channel"),
        managers=form.several("managers"),
        group=form.text("group"),
        people=",".join(form.several("people")),
        department="" if form.text("department") == NOWHERE else form.text("department"),
        meets_customers=YES in form.several("customers"),
        digest_channel=form.text("digest_channel"),
        kudos_channel=form.text("kudos_channel"),
    )
    if before is None:
        return wish
    hidden = {name: getattr(before, name) for name in ("group", "people") if name not in form.fields}
    return replace(wish, **hidden)


def remove(team: Team, *, is_open: bool) -> Block:
    """What happens when a team is removed, before it is; `is_open` where it takes part in the open pulse."""
    told = [
        f"Once *{kit.escape(team.name)}* is removed, nobody is asked in it any more, and no digest comes for it.",
        "Its past digests stay where they were posted. Kudos, and what customers said, stay too.",
    ]
    if is_open:
        told.append(
            "*Mind:* a pulse is open. What was answered in this team still counts for the company, but the team gets "
            "no digest of it. To avoid that, remove it once the pulse has closed."
        )
    return kit.modal("Remove a team", REMOVE_FORM, map(kit.section, told), submit="Remove", private=team.id)


def removed(team: Team) -> Block:
    """It is removed."""
    said = f"Removed the team {kit.escape(team.name)}. Its past digests stay where they were posted."
    return kit.modal("Remove a team", "note", [kit.section(said)])
