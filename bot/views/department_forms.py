"""The form in which an admin makes a department, or changes one; what will happen; and the question before removal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.department_wishes import MOST_TEAMS, Plan, Wish
from bot.payloads import Form
from bot.people import listed
from bot.teams import NAME_LIMIT, Department, Team
from bot.views import kit
from bot.views.admin import NEXT_ROUND, counted
from bot.views.kit import Block

ADD, EDIT, REMOVE = "department_add_open", "department_edit_open", "department_remove_open"
FORM, KEEP, REMOVE_FORM = "department_form", "department_keep", "department_remove_form"
TITLES = {False: "Make a department", True: "Change a department"}
MOST_OPTIONS = 100
NO_TEAMS = "There is no team yet. Make one first; then it can be part of a department."
UNLED = "Nobody leads it, so no digest comes for it. Its teams get theirs."


def form(teams: Sequence[Team], before: Wish | None = None, private: str = "") -> Block:
    """The form; `before` is the department as it is, and `private` comes back with what is submitted."""
    if not teams:
        return kit.modal(TITLES[False], "note", [kit.section(NO_TEAMS)])
    was = before or Wish("", ())
    moves = "A team that is in another department leaves that one."
    blocks = [
        kit.field("name", "What is it called?", kit.text_input(NAME_LIMIT, initial=was.name)),
        kit.field("teams", "Its teams", _menu(teams, was.teams), hint=moves),
        kit.field("lead", "Who leads it, and reads its digest?", kit.person_select(was.lead or None), optional=True),
    ]
    return kit.modal(TITLES[before is not None], FORM, blocks, submit="Next", private=private)


def _menu(teams: Sequence[Team], chosen: Sequence[str]) -> Block:
    """A menu of all teams, in groups where there are more of them than a menu takes at once."""
    options = [kit.option(team.name, team.id) for team in teams]
    if len(options) <= MOST_OPTIONS:
        menu = kit.choice("multi_static_select", options, placeholder="Choose teams", initial=chosen)
        return menu | {"max_selected_items": MOST_TEAMS}
    parts = [options[begin : begin + MOST_OPTIONS] for begin in range(0, len(options), MOST_OPTIONS)]
    groups = [{"label": kit.plain(f"{part[0]['text']['text']} …", kit.LABEL_LIMIT), "options": part} for part in parts]
    initial = [option for option in options if option["value"] in chosen]
    menu = {"type": "multi_static_select", "option_groups": groups, "max_selected_items": MOST_TEAMS}
    return menu | ({"initial_options": initial} if initial else {})


def read(form: Form) -> Wish:
    """What was put in, still to be checked."""
    return Wish(form.text("name"), form.several("teams"), form.text("lead"))


def preview(plan: Plan, *, is_new: bool, private: str) -> Block:
    """What the department will be, before it is; `private` comes back with the word to go on."""
    warnings = [] if plan.lead else [UNLED]
    if plan.is_small:
        warnings.append(
            f"With fewer than {plan.smallest} people who count in it, it will never show scores of its own, so that "
            "nobody can be told apart."
        )
    if plan.moved:
        leave = "leaves another department" if len(plan.moved) == 1 else "leave other departments"
        warnings.append(f"{_names(plan.moved)} {leave} for this one.")
    blocks = [
        kit.section(_who(plan)),
        *(kit.section(f"*Mind:* {warning}") for warning in warnings),
        kit.context(NEXT_ROUND),
    ]
    submit = "Make the department" if is_new else "Save"
    return kit.modal(TITLES[not is_new], KEEP, blocks, submit=submit, private=private, close="Back")


def done(plan: Plan, *, is_new: bool) -> Block:
    """It is done, and what comes next."""
    blocks = [kit.section(f"{'Made' if is_new else 'Saved'}. {_who(plan)}"), kit.section(NEXT_ROUND)]
    return kit.modal(TITLES[not is_new], "note", blocks, clears=True)


def _who(plan: Plan) -> str:
    lead = kit.escape(plan.lead.name) if plan.lead else "nobody"
    name = kit.escape(plan.department.name)
    return f"*{name}*: {_names(plan.teams)}, with {counted(plan.counting)} who count there; led by {lead}."


def _names(teams: Sequence[Team]) -> str:
    return listed([kit.escape(team.name) for team in teams])


def remove(department: Department) -> Block:
    """What happens when a department is removed, before it is."""
    told = (
        f"*{kit.escape(department.name)}* will get no digest any more, from the next pulse on. Its teams stay, in no "
        "department, and so do its past digests."
    )
    title = "Remove a department"
    return kit.modal(title, REMOVE_FORM, [kit.section(told)], submit="Remove", private=department.id)


def removed(department: Department) -> Block:
    """It is removed."""
    said = f"Removed the department {kit.escape(department.name)}. Its teams stay, in no department."
    return kit.modal("Remove a department", "note", [kit.section(said)])
