"""The set-up page, and the forms for teams and departments that open from it: Slack takes them, and no name pings."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pulses
from bot.department_wishes import Plan
from bot.department_wishes import Wish as DepartmentWish
from bot.people import Person
from bot.policies import Policy
from bot.previews import Preview
from bot.set_up import DEPARTMENTS_ON_A_PAGE, TEAMS_ON_A_PAGE, Chosen, Section, SetUp
from bot.team_wishes import Found, Place, Wish
from bot.teams import NAME_LIMIT, Department, Roster, Source, Team
from bot.views import department_forms, kit, set_up, team_forms, team_previews
from sandbox.blocks import check_view

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
COMING = pulses.scheduled("", datetime(2026, 3, 9, tzinfo=UTC).date())
ADA, BEN, CLEO = Person("UADA", "Ada"), Person("UBEN", "Ben"), Person("UCLEO", "Cleo")
SUPPORT = Team("t1", "Support", "C1", 0, department="d1", meets_customers=True, digest_channel="C2")
CHOSEN = Chosen(Policy(), 1, None, items_on=20, items=22, values=0, keys=0, own_ideas=0)
OURS = re.compile(r"<#C\d>|<!subteam\^S1>|<!date\^[^<>]+>")
TRICKS = ["<!channel>", "<@U1>", "<http://x|bank>", "&", "*", "`", "😀", "Ada"]
names = (
    st.lists(st.sampled_from(TRICKS) | st.text(max_size=4), min_size=1)
    .map(lambda parts: "".join(parts).strip()[:NAME_LIMIT].strip())
    .filter(bool)
)


def roster(team=SUPPORT, members=(ADA, CLEO), managers=(BEN,), elsewhere=0, smallest=6):
    return Roster(team, tuple(members), tuple(managers), elsewhere, smallest)


def page(*rosters, **more):
    given = {"departments": [], "within": {}, "shared": frozenset(), "number": 0, "pages": 1, "current": None}
    return SetUp(teams=rosters, chosen=CHOSEN, coming=COMING, **(given | more))


def read(blocks):
    """All that stands in some blocks."""
    return "\n".join(texts(blocks))


def texts(part):
    if isinstance(part, dict):
        if "text" in part and isinstance(part["text"], str):
            yield part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts(value)


def marked_up(part):
    """All texts in Slack's markup, without the mentions that are ours."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield OURS.sub("", part["text"])
        for value in part.values():
            yield from marked_up(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from marked_up(value)


def is_safe(view):
    return check_view(view) == [] and not any("<" in text or ">" in text for text in marked_up(view))


def test_without_teams_the_page_has_three_steps_and_one_button_that_leads_on():
    said = read(set_up.blocks(page()))
    assert "type `/invite @heartline` there" in said
    assert "comes by itself on Monday 9 March 2026" in said
    assert "Departments" not in said
    primary = [block for block in set_up.blocks(page()) if block["type"] == "actions"]
    assert [element["action_id"] for block in primary for element in block["elements"]] == [team_forms.ADD]


def test_a_team_tells_who_is_in_it_who_leads_and_where_its_posts_go():
    said = read(set_up.blocks(page(roster(), within={"d1": "Service"})))
    assert "*Support*: 2 people, led by Ben." in said
    assert "The people of <#C1>. Meets customers. In Service." in said
    assert "Digests go to <#C2>, shared kudos to <#C1>." in said
    assert "Too small to show scores of its own: 2 of the 6 it takes count here." in said
    assert "outside" not in said


def test_a_team_that_is_large_enough_has_no_warning_and_who_counts_elsewhere_is_not_counted():
    many = [Person(f"U{n}", f"Person {n}") for n in range(6)]
    assert "Too small" not in read(set_up.blocks(page(roster(members=many))))
    assert "5 of the 6 it takes" in read(set_up.blocks(page(roster(members=many, elsewhere=1))))


@pytest.mark.parametrize(
    ("source", "said"), [(Source.USERGROUP, "user group, <!subteam^S1>."), (Source.LIST, "A list of people.")]
)
def test_where_the_people_of_a_team_come_from_is_said(source, said):
    assert said in read(set_up.blocks(page(roster(Team("t1", "Support", "C1", 0, source, "S1")))))


def test_a_channel_that_others_read_is_warned_of():
    said = read(set_up.blocks(page(roster(), shared=frozenset({"C2", "C9"}))))
    assert "People outside your organisation can read <#C2>, so nothing is posted there" in said


def test_what_is_chosen_stands_there_in_words():
    said = read(set_up.blocks(page(roster())))
    assert "*Pulse.* Every week, from Monday on for 4 days, with one question for each need." in said
    assert "The next one opens on Monday 9 March 2026." in said
    assert "*Digests.* As soon as the pulse has closed, with charts. A number needs 5 answers to be shown." in said
    assert "*Kudos.* No values to name. A reaction with :raised_hands: thanks too." in said
    assert "*Questions.* 20 of 22 are on." in said
    assert "*Feedback keys.* None in use" in said


def test_an_open_pulse_and_a_digests_hour_stand_there_too():
    policy = Policy(
        items_per_need=2, has_charts=False, kudos_emoji="", digest_on=0, digest_at=570, digest_zone="Asia/Tokyo"
    )
    chosen = Chosen(policy, 2, BEN, items_on=20, items=22, values=1, keys=3, own_ideas=2)
    current = pulses.scheduled("r1", datetime(2026, 3, 2, tzinfo=UTC).date())
    found = SetUp([roster()], [], {}, frozenset(), 0, 1, chosen, COMING, current)
    said = read(set_up.blocks(found))
    assert "One is open until Friday 6 March 2026, 12:00 your time. The next one opens on Monday 9 March 2026." in said
    assert "until Saturday 7 March 2026, 01:00 your time." in read(set_up.blocks(found, "Pacific/Auckland"))
    assert "Every two weeks" in said
    assert "with 2 questions for each need" in said
    assert "On Mondays at 09:30 (Asia/Tokyo), without charts." in said
    assert "Ben reads what is about the whole company." in said
    assert "One value to name. No reaction thanks." in said
    assert "3 in use" in said
    assert "in your own words" in said


def test_the_longest_page_fits_on_home_and_leads_to_the_others():
    rosters = [roster(Team(f"t{n}", "x" * NAME_LIMIT, "C1", n)) for n in range(TEAMS_ON_A_PAGE)]
    sections = [Section(Department(f"d{n}", f"D{n}"), [], None) for n in range(DEPARTMENTS_ON_A_PAGE)]
    blocks = set_up.blocks(page(*rosters, departments=sections, number=1, pages=3))
    assert len(blocks) <= 90
    assert check_view(kit.home(blocks)) == []
    buttons = {button["text"]["text"] for block in blocks for button in block.get("elements", ()) if "value" in button}
    assert {"Before", "More"} <= buttons


@given(name=names, person=names, number=st.integers(1, 12))
def test_slack_takes_every_view_and_no_name_pings(name, person, number):
    people = [Person(f"U{n}", person) for n in range(number)]
    team = Team("t1", name, "C1", 0, Source.LIST, department="d1")
    made, department = roster(team, people, [Person("UBEN", person)], min(number, 2)), Department("d1", name, "UBEN")
    sections = [Section(department, [team], Person("UBEN", person))]
    found = Found(Place("C1", name, bot_is_there=False), [], thanks=Place("C2", name, is_shared=True))
    asked = Preview(number, NOW, is_at_once=False, elsewhere=1)
    plan = Plan(department, [team], None, [team], number, 6)
    choices = team_forms.Choices([department], {"S1": "field", "S2": name})
    wish = Wish(name, "C1", ("UBEN",), group="S1", department="d1", digest_channel="C2")
    views = [
        kit.home(set_up.blocks(page(made, departments=sections, within={"d1": name}))),
        team_forms.form(choices),
        team_forms.form(choices, wish, "t1:mark"),
        team_forms.remove(team, is_open=True),
        team_forms.removed(team),
        team_previews.preview(made, found, asked, is_new=True, private="{}"),
        team_previews.done(made, found, asked, is_new=False),
        department_forms.form([team]),
        department_forms.form([team], DepartmentWish(name, ("t1",), "UBEN"), "d1:mark"),
        department_forms.preview(plan, is_new=False, private="{}"),
        department_forms.done(plan, is_new=True),
        department_forms.remove(department),
        department_forms.removed(department),
    ]
    assert [view for view in views if not is_safe(view)] == []
