"""Teams in Slack: an admin makes and changes them, sees before what will happen, and removes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.delivery import State
from bot.people import Person
from bot.teams import Department, Membership, Source
from bot.views import team_forms as views
from handlers import rounds, teams
from sandbox.faults import Fault
from sandbox.workspace import User
from storage import audit, delivery, departments, people, pulses
from storage import teams as stored

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
SERVICE = Department("d1", "Service")


@pytest.fixture
async def new(office):
    """An office without teams, with an admin: Ann, in Berlin."""
    office.slack.add_user(User("UANN", "ann", "Ann Admin", tz="Europe/Berlin", is_admin=True))
    await office.settled()
    return office


@pytest.fixture
async def set_up(new):
    """The same with the teams Support and Product."""
    await new.set_up_teams()
    return new


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def on_set_up(office, name="ann"):
    """Somebody on the set-up page of their Home."""
    person = office.person(name)
    await person.open_home()
    await office.settled()
    await person.press("Set-up")
    await office.settled()
    return person


async def press(office, person, action, value=None):
    """Press a button of the Home tab: of several alike, that with a value."""
    found = [
        widget
        for widget in person.home.widgets
        if widget.element.action_id == action and value in (None, widget.element.spec["value"])
    ]
    await person.press(found[0])
    await office.settled()


async def submit(office, person, **values):
    if values:
        person.fill(values)
    await person.submit()
    await office.settled()


async def every(office):
    return await act(office, stored.every)


async def noted(office):
    entries = await act(office, lambda db: audit.newest(db, 9))
    return [(entry.by, entry.act, entry.subject, dict(entry.detail)) for entry in entries]


async def test_the_first_team_is_made_in_two_steps(new):
    ann = await on_set_up(new)
    assert "Three steps to the first pulse" in ann.home.plain
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    assert await every(new) == []
    assert "Support: 7 people, led by Ben Test." in ann.modal.plain
    assert "8 people are asked (with whoever leads): first pulse Monday 2 March 2026, 10:00 their time;" in (
        ann.modal.plain
    )
    assert "; 6 of them in another time zone." in ann.modal.plain
    assert "Mind" not in ann.modal.plain
    await submit(new, ann)
    assert "Made. Support: 7 people, led by Ben Test." in ann.modal.plain
    assert "gets a note that says who sees what" in ann.modal.plain
    [support] = await every(new)
    assert (support.name, support.source, support.channel) == (
        "Support",
        Source.CHANNEL,
        new.slack.channel_named("support").id,
    )
    assert await noted(new) == [("UANN", "team_added", "Support", {"people_from": "channel"})]
    await ann.close()
    assert ann.modal is None


async def test_home_shows_a_team_as_soon_as_it_is_made(new):
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    await submit(new, ann)
    await new.beat()
    assert "Support: 7 people, led by Ben Test." in ann.home.plain


async def test_what_is_shown_first_is_what_comes(new):
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    await submit(new, ann)
    sent = {}
    for hour in range(24):
        await new.at(datetime(2026, 3, 2, hour, 30, tzinfo=UTC))
        for who in ("UELI", "UADA"):  # in Kolkata and in Berlin
            if await act(new, lambda db, who=who: delivery.state_of(db, f"pulse:2026-W10:{who}")) is State.SENT:
                sent.setdefault(who, hour)
    assert sent == {"UELI": 5, "UADA": 9}  # by half past ten, by their own clocks


async def test_back_leads_to_the_form_with_all_that_was_put_in(new):
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    await ann.close()
    assert ann.modal.fields["What is it called?"] == "Support"
    await submit(new, ann, name="Help")
    await submit(new, ann)
    assert [team.name for team in await every(new)] == ["Help"]


async def test_a_team_of_a_user_group_in_a_department_with_channels_of_its_own(set_up):
    set_up.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO", "UJUN", "UBUILD"])
    bot = set_up.slack.bot_user.id
    for name, members in (("field", [bot]), ("digests", [bot]), ("applause", [])):
        set_up.slack.add_channel(name, members)
    await act(set_up, lambda db: departments.add(db, SERVICE))
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.ADD)
    await submit(
        set_up,
        ann,
        name="Field",
        channel="field",
        managers=["olga"],
        group="@field-sales",
        customers=[views.YES],
        department="Service",
        digest_channel="digests",
        kudos_channel="applause",
    )
    shown = ann.modal.plain
    assert "Field: 3 people, led by Olga Test." in shown
    assert "3 people are in another team too, where their answers count." in shown
    assert "With fewer than 6 people who count here it will never show scores" in shown
    assert "I am not in #applause yet" in shown
    await submit(set_up, ann)
    field = (await every(set_up))[2]
    ids = {name: set_up.slack.channel_named(name).id for name in ("field", "digests", "applause")}
    assert (field.source, field.department, field.meets_customers) == (Source.USERGROUP, "d1", True)
    assert (field.channel, field.digest_in, field.thanks_in) == (ids["field"], ids["digests"], ids["applause"])


async def test_without_the_optional_scope_the_form_says_what_to_do_for_user_groups(new):
    new.slack.manifest = new.slack.manifest.without(["usergroups:read"])
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    assert "allow usergroups:read in the app's settings" in ann.modal.plain
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    await submit(new, ann)
    assert [team.name for team in await every(new)] == ["Support"]


async def test_a_shared_channel_is_warned_of(new):
    new.slack.channel_named("support").is_ext_shared = True
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    assert "People outside your organisation can read #support" in ann.modal.plain


WRONG = [
    pytest.param({"name": "product"}, "What is it called?", "There is a team called product already", id="name"),
    pytest.param({"channel": "product"}, "Its channel", "already belongs to the team Product", id="channel taken"),
    pytest.param({"channel": "secret"}, "Its channel", "Heartline cannot see this channel", id="channel unseen"),
    pytest.param({"channel": "empty"}, "Its channel", "There is nobody in #empty who takes part", id="channel empty"),
    pytest.param({"managers": ["gil"]}, "Who leads it?", "Gil Guest takes no part in pulses", id="a guest leads"),
    pytest.param({"people": ["gil"]}, "Or people whom you choose", "Gil Guest takes no part", id="a guest is listed"),
    pytest.param({"people": ["ben"]}, "Or people whom you choose", "There is nobody in this list", id="only who leads"),
    pytest.param(
        {"people": ["ada"], "group": "@field"}, "Or people whom you choose", "Give one of the two, not both.", id="two"
    ),
    pytest.param({"group": "@field"}, "Or the people of a user group", "There is nobody in", id="an empty group"),
]


@pytest.mark.parametrize(("wrong", "field", "sentence"), WRONG)
async def test_what_cannot_be_is_said_where_it_was_put_in(new, wrong, field, sentence):
    new.slack.add_channel("secret", ["UANN"], kind="private")
    new.slack.add_channel("empty", [new.slack.bot_user.id, "UBEN"])
    new.slack.groups.add("field", "Field")
    await teams.add(new.world, "Product", "#product", "@olga")
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, **({"name": "Support", "channel": "support", "managers": ["ben"]} | wrong))
    assert sentence in ann.modal.errors[field]
    assert len(await every(new)) == 1


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_when_slack_does_not_tell_who_is_there_nothing_is_lost(new, method):
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    new.sandbox.faults.add(Fault(method, "error"))
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    assert "Slack did not tell in time who is there" in ann.modal.errors["Its channel"]
    await submit(new, ann)
    assert "Support: 7 people" in ann.modal.plain


async def test_when_slack_does_not_tell_which_groups_there_are_the_form_opens_without_them(new):
    ann = await on_set_up(new)
    new.sandbox.faults.add(Fault("usergroups.list", "error"))
    await press(new, ann, views.ADD)
    assert "Slack did not tell in time which user groups there are" in ann.modal.plain


async def test_a_team_is_changed_and_its_managers_too(set_up):
    set_up.slack.add_channel("digests", [set_up.slack.bot_user.id])
    support, _ = await every(set_up)
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.EDIT, support.id)
    assert ann.modal.fields["What is it called?"] == "Support"
    await submit(set_up, ann, name="Help", managers=["ada"], digest_channel="digests")
    assert "Help: 7 people, led by Ada Test." in ann.modal.plain
    assert "This holds from the next pulse on" in ann.modal.plain
    await submit(set_up, ann)
    assert "Saved. Help: 7 people, led by Ada Test." in ann.modal.plain
    changed = (await every(set_up))[0]
    digests = set_up.slack.channel_named("digests").id
    assert changed == replace(support, name="Help", digest_channel=digests)
    places = {place.person: place.is_manager for place in await act(set_up, stored.memberships)}
    assert (places["UADA"], places["UBEN"]) == (True, False)
    [entry, *_] = await noted(set_up)
    told = {"changed": "name, managers, digest channel", "new_name": "Help"}
    assert entry == ("UANN", "team_changed", "Support", told)


async def test_a_form_that_is_sent_again_changes_nothing_more(set_up):
    support, _ = await every(set_up)
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.EDIT, support.id)
    await submit(set_up, ann, name="Help")
    again = ann.modal.view
    payload = await resent(set_up, ann, again)
    first = await set_up.sandbox.delivery.send("interactive", payload)
    second = await set_up.sandbox.delivery.send("interactive", payload)
    assert ["Saved." in str(answer.payload) for answer in (first, second)] == [True, True]
    assert [entry[1] for entry in await noted(set_up)].count("team_changed") == 1


async def test_a_new_team_whose_form_is_sent_again_is_made_once(new):
    ann = await on_set_up(new)
    await press(new, ann, views.ADD)
    await submit(new, ann, name="Support", channel="support", managers=["ben"])
    payload = await resent(new, ann, ann.modal.view)
    answers = [await new.sandbox.delivery.send("interactive", payload) for _ in range(2)]
    assert ["Made. " in str(answer.payload) for answer in answers] == [True, True]
    assert [entry[1] for entry in await noted(new)] == ["team_added"]


async def resent(office, person, view):
    """What Slack sends when somebody submits this view."""
    trigger = office.sandbox.triggers.issue(person.user.id)
    return person.scene.view_submission(view, {}, trigger, [])


async def test_of_two_admins_at_once_the_second_overwrites_nothing(set_up):
    set_up.slack.add_user(User("UABE", "abe", "Abe Admin", is_admin=True))
    await set_up.settled()
    support, _ = await every(set_up)
    ann, abe = await on_set_up(set_up), await on_set_up(set_up, "abe")
    for admin, name in ((ann, "Help"), (abe, "Desk")):
        await press(set_up, admin, views.EDIT, support.id)
        await submit(set_up, admin, name=name)
    await submit(set_up, ann)
    await submit(set_up, abe)
    assert "Somebody changed this team since you opened it" in abe.modal.plain
    assert (await every(set_up))[0].name == "Help"


async def test_a_list_keeps_those_who_take_no_part_just_now(new):
    await teams.add(new.world, "Desk", "#support", "@ben", people="@ada, @dina")
    [desk] = await every(new)
    places = [Membership(desk.id, who, who == "UBEN") for who in ("UADA", "UBEN", "UDINA", "UGUEST")]
    await act(new, lambda db: stored.replace_members(db, desk.id, places))
    ann = await on_set_up(new)
    await press(new, ann, views.EDIT, desk.id)
    await submit(new, ann, people=["ada", "cleo"])
    await submit(new, ann)
    assert {place.person for place in await act(new, stored.memberships)} == {"UADA", "UBEN", "UCLEO", "UGUEST"}


async def test_a_channel_that_cannot_be_seen_any_more_stays_and_keeps_its_people(new):
    new.slack.add_channel("den", [new.slack.bot_user.id, "UADA", "UDINA"], kind="private")
    await teams.add(new.world, "Den", "#den", "@ben")
    new.slack.leave(new.slack.channel_named("den"), new.slack.bot_user.id)
    await new.settled()
    [den] = await every(new)
    ann = await on_set_up(new)
    await press(new, ann, views.EDIT, den.id)
    await submit(new, ann, managers=["cleo"])
    assert "I am not in" in ann.modal.plain
    await submit(new, ann)
    places = {place.person: place.is_manager for place in await act(new, stored.memberships)}
    bot = new.slack.bot_user.id
    assert places == {"UADA": False, "UBEN": False, "UDINA": False, bot: False, "UCLEO": True}


async def test_a_team_is_removed_once_an_admin_has_read_what_happens(set_up):
    await set_up.at(MONDAY)
    support, product = await every(set_up)
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.REMOVE, support.id)
    assert "Once Support is removed, nobody is asked in it any more" in ann.modal.plain
    assert "a pulse is open" in ann.modal.plain
    await submit(set_up, ann)
    assert "Removed the team Support." in ann.modal.plain
    assert await every(set_up) == [product]
    assert (await noted(set_up))[0] == ("UANN", "team_removed", "Support", {})
    await set_up.beat()
    assert "Support" not in ann.home.plain


async def test_of_a_team_that_is_asked_nothing_in_the_open_pulse_it_is_not_said_that_one_is_open(set_up):
    await set_up.at(MONDAY)
    set_up.slack.add_channel("field", [set_up.slack.bot_user.id, "UADA", "UCLEO"])
    await teams.add(set_up.world, "Field", "#field", "@olga")
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.REMOVE, (await every(set_up))[2].id)
    assert "Once Field is removed" in ann.modal.plain
    assert "a pulse is open" not in ann.modal.plain


async def test_one_that_another_admin_removed_meanwhile_is_not_there(set_up):
    support, _ = await every(set_up)
    ann = await on_set_up(set_up)
    await teams.remove(set_up.world, "Support")
    for action in (views.EDIT, views.REMOVE):
        await press(set_up, ann, action, support.id)
        assert "This team is not there any more" in ann.modal.plain
        await ann.close()


async def test_who_is_no_admin_any_more_changes_nothing(set_up):
    support, _ = await every(set_up)
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.EDIT, support.id)
    await submit(set_up, ann, name="Help")
    member = Person("UANN", "Ann Admin", updated=2**33)
    await act(set_up, lambda db: people.keep(db, [member]))
    await submit(set_up, ann)
    assert "Only an admin of this workspace" in ann.modal.plain
    await ann.close()
    await submit(set_up, ann)
    assert "Only an admin of this workspace" in ann.modal.plain
    assert (await every(set_up))[0].name == "Support"


async def test_a_change_holds_from_the_next_round_on(set_up):
    opened, _ = await rounds.open_by_hand(set_up.world)
    support, _ = await every(set_up)
    ann = await on_set_up(set_up)
    await press(set_up, ann, views.EDIT, support.id)
    await submit(set_up, ann, managers=["ada"])
    await submit(set_up, ann)
    asked = await act(set_up, lambda db: pulses.questions(db, opened.id, "UBEN"))
    assert asked.member.is_manager
