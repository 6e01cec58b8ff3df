"""Teams: made from a channel, a group or a list, with people who take part, in one team each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.audit import COMMAND_LINE
from bot.errors import Refused
from bot.policies import Wish
from bot.teams import Source
from handlers import policies, rounds, teams
from storage import audit
from storage import pulses as stored_pulses
from storage import teams as stored

SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo")
PRODUCT = ("cleo", "jun", "kit", "lou", "mia", "noor")


async def test_bots_and_guests_of_a_channel_are_left_out(office):
    made = await teams.add(office.world, "Support", "#support", "@ben")
    assert [person.name for person in made.members] == [
        f"{name} Test" for name in ("Ada", "Dina", "Eli", "Fay", "Gus", "Hana", "Ivo")
    ]
    assert [person.name for person in made.managers] == ["Ben Test"]
    assert not made.is_small


async def test_someone_in_two_teams_counts_in_the_first(office):
    await teams.add(office.world, "Support", "#support", "@ben")
    office.slack.join(office.slack.channel_named("product"), "UADA")
    made = await teams.add(office.world, "Product", "product", "UOLGA")
    assert made.counted_elsewhere == 1
    assert len(made.members) == 7


async def test_a_team_too_small_to_show_scores_is_told_so(office):
    office.slack.add_channel("duo", [office.slack.bot_user.id, "UADA", "UCLEO"])
    assert (await teams.add(office.world, "Duo", "#duo", "@cleo")).is_small


async def test_a_manager_outside_the_channel_leads_all_the_same(office):
    made = await teams.add(office.world, "Support", "#support", "@olga")
    assert [person.name for person in made.managers] == ["Olga Test"]
    assert "Ben Test" in [person.name for person in made.members]


async def test_a_name_can_be_used_again_after_its_team_was_removed(office):
    await teams.add(office.world, "Support", "#support", "@ben")
    await teams.remove(office.world, " SUPPORT ")
    assert (await teams.add(office.world, "Support", "#support", "@ben")).team.name == "Support"
    rosters, _ = await teams.listed(office.world)
    assert len(rosters) == 1


async def test_an_admin_is_told_when_the_bot_is_not_in_the_channel(office):
    office.slack.leave(office.slack.channel_named("support"), office.slack.bot_user.id)
    assert not (await teams.add(office.world, "Support", "#support", "@ben")).bot_is_there


async def test_who_takes_part_is_decided_when_asked_and_not_when_the_team_is_made(office):
    made = await teams.add(office.world, "Product", "#product", "@olga")
    assert "Gil Guest" not in [person.name for person in made.members]
    await policies.change(office.world, Wish(has_guests=True))
    [product], _ = await teams.listed(office.world)
    assert "Gil Guest" in [person.name for person in product.members]


async def test_a_round_asks_guests_only_where_the_workspace_has_them(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(has_guests=True))
    opened, _ = await rounds.open_by_hand(office.world)
    with_guests = await cohort(office, opened.id)
    assert with_guests == {f"U{name.upper()}" for name in (*SUPPORT, *PRODUCT, "guest", "ben", "olga")}


async def test_bots_are_in_no_round_with_or_without_guests(office):
    await office.set_up_teams()
    opened, _ = await rounds.open_by_hand(office.world)
    assert await cohort(office, opened.id) == {f"U{name.upper()}" for name in (*SUPPORT, *PRODUCT, "ben", "olga")}


async def cohort(office, round_id):
    def asked(db):
        return {one for one in office.slack.users if stored_pulses.questions(db, round_id, one)}

    return await office.world.act(office.world.workspace, asked)


async def test_a_team_of_a_user_group_has_its_people_and_posts_in_the_channel(office):
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO", "UBUILD"])
    made = await teams.add(
        office.world, "Field", "#support", "@ben", "@olga", group="@field-sales", meets_customers=True
    )
    assert [person.name for person in made.members] == ["Ada Test", "Cleo Test"]
    assert [person.name for person in made.managers] == ["Ben Test", "Olga Test"]
    [field], _ = await teams.listed(office.world)
    assert field.team.source is Source.USERGROUP
    assert field.team.channel == office.slack.channel_named("support").id
    assert field.team.meets_customers


async def test_a_team_of_a_list_is_changed_by_names(office):
    made = await teams.add(office.world, "Desk", "#support", "@ben", people="@ada, Cleo Test")
    assert [person.name for person in made.members] == ["Ada Test", "Cleo Test"]
    changed = await teams.change_people(office.world, "desk", "@dina, @ada", "@cleo")
    assert [person.name for person in changed.members] == ["Ada Test", "Dina Test"]
    assert [person.name for person in changed.managers] == ["Ben Test"]


async def test_someone_who_has_left_can_be_taken_off_a_list(office):
    await teams.add(office.world, "Desk", "#support", "@ben", people="@ada, @cleo")
    office.slack.change_user("UCLEO", deleted=True)
    await office.settled()
    with pytest.raises(Refused, match="person_unknown"):
        await teams.change_people(office.world, "Desk", "@cleo", "")
    await teams.change_people(office.world, "Desk", "", "@cleo")
    places = await office.world.act(office.world.workspace, stored.memberships)
    assert {place.person for place in places} == {"UADA", "UBEN"}


REFUSED = [
    pytest.param({"group": "@nobody"}, "team_group_unknown", id="no such group"),
    pytest.param({"group": "@empty"}, "team_empty", id="an empty group"),
    pytest.param({"people": "@zoe"}, "person_unknown", id="no such person"),
    pytest.param({"people": "@gil"}, "person_unknown", id="a guest"),
    pytest.param({"people": "@ben"}, "team_empty", id="only who leads"),
    pytest.param({"people": "@ada", "group": "@empty"}, "team_two_sources", id="two sources"),
    pytest.param({"department": "Service"}, "department_unknown", id="no such department"),
]


@pytest.mark.parametrize(("chosen", "code"), REFUSED)
async def test_a_team_that_cannot_be_is_refused_and_not_kept(office, chosen, code):
    office.slack.groups.add("empty", "Empty")
    with pytest.raises(Refused) as refused:
        await teams.add(office.world, "Field", "#support", "@ben", **chosen)
    assert refused.value.code == code
    assert await teams.listed(office.world) == ([], [])


async def test_the_people_of_a_team_that_follows_slack_are_not_changed_here(office):
    await teams.add(office.world, "Support", "#support", "@ben")
    with pytest.raises(Refused, match="team_follows"):
        await teams.change_people(office.world, "Support", "@cleo", "")


async def test_a_list_is_never_left_without_anybody_who_takes_part(office):
    await teams.add(office.world, "Desk", "#support", "@ben", people="@ada")
    with pytest.raises(Refused, match="team_nobody_left"):
        await teams.change_people(office.world, "Desk", "", "@ada")
    [desk], _ = await teams.listed(office.world)
    assert [person.name for person in desk.members] == ["Ada Test"]


async def test_without_the_optional_scope_a_group_is_refused_with_what_to_do(office):
    office.slack.groups.add("field-sales", "Field sales", ["UADA"])
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    with pytest.raises(Refused, match="team_group_scope"):
        await teams.add(office.world, "Field", "#support", "@ben", group="@field-sales")


async def test_shared_kudos_go_to_a_channel_of_their_own_and_back(office):
    await office.set_up_teams()
    office.slack.add_channel("applause", ["UADA"])
    channel = office.slack.channel_named("applause").id
    chosen, is_there = await teams.thank_in(office.world, "support", "#applause")
    assert (chosen.thanks_in, is_there) == (channel, False)
    (support, _) = await office.world.act(office.world.workspace, stored.every)
    assert support.thanks_in == channel
    chosen, is_there = await teams.thank_in(office.world, "Support", "")
    assert (chosen.thanks_in, is_there) == (support.channel, True)
    with pytest.raises(Refused, match="team_channel_unknown"):
        await teams.thank_in(office.world, "Support", "#nowhere")
    with pytest.raises(Refused, match="team_unknown"):
        await teams.thank_in(office.world, "Nobody", "#applause")


async def test_who_leads_a_team_reads_that_its_kudos_wait(office):
    await office.set_up_teams()
    office.slack.add_channel("applause", ["UADA"])
    await teams.thank_in(office.world, "Support", "#applause")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await office.beat()
    await office.ada.press("Share with the team")
    for _ in range(2):
        await office.beat()
    assert "channel for the kudos of Support" in office.ben.dm.last.text


async def change(office, called, **given):
    team_id, before = await teams.wish_of(office.world, called)
    changed, is_other = await teams.change(office.world, team_id, before, replace(before, **given))
    assert is_other
    return changed


async def test_who_leads_a_team_is_changed_and_counts_from_then_on(office):
    await office.set_up_teams()
    changed = await change(office, "support", managers=("@ada",), name="Help")
    assert [person.name for person in changed.managers] == ["Ada Test"]
    assert "Ben Test" in [person.name for person in changed.members]
    (help_, _), _ = await teams.listed(office.world)
    assert (help_.team.name, [person.name for person in help_.managers]) == ("Help", ["Ada Test"])


async def test_a_team_goes_from_its_channel_to_a_user_group_and_back(office):
    await office.set_up_teams()
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO"])
    changed = await change(office, "Support", group="@field-sales")
    assert [person.name for person in changed.members] == ["Ada Test", "Cleo Test"]
    assert changed.team.source is Source.USERGROUP
    changed = await change(office, "Support", group="")
    assert (changed.team.source, len(changed.members)) == (Source.CHANNEL, len(SUPPORT))


async def test_a_group_that_is_gone_leaves_the_team_as_it_is(office):
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO"])
    await teams.add(office.world, "Field", "#support", "@ben", group="@field-sales")
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    changed = await change(office, "Field", name="Sales")
    assert (changed.team.name, [person.name for person in changed.members]) == ("Sales", ["Ada Test", "Cleo Test"])


async def test_a_change_to_what_a_team_is_already_changes_nothing(office):
    await office.set_up_teams()
    team_id, before = await teams.wish_of(office.world, "Support")
    noted = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 99))
    _, is_other = await teams.change(office.world, team_id, before, replace(before, name="Support", managers=("@ben",)))
    assert not is_other
    assert await office.world.act(office.world.workspace, lambda db: audit.newest(db, 99)) == noted


async def test_a_team_that_was_changed_since_is_not_changed_again(office):
    await office.set_up_teams()
    team_id, before = await teams.wish_of(office.world, "Support")
    await change(office, "Support", name="Help")
    with pytest.raises(Refused, match="team_changed"):
        await teams.change(office.world, team_id, before, replace(before, name="Desk"))
    await teams.remove(office.world, "Help")
    with pytest.raises(Refused, match="team_gone"):
        await teams.change(office.world, team_id, before, replace(before, name="Desk"))


async def over_the_week(office):
    """Let a pulse open and close, and its digest be posted, or fail to be."""
    for day, hour in ((2, 23), (6, 13), (6, 14), (6, 15)):
        await office.at(datetime(2026, 3, day, hour, tzinfo=UTC))
        await office.beat()


async def test_digests_go_to_a_channel_of_their_own_and_kudos_stay(office):
    await office.set_up_teams()
    office.slack.add_channel("digests", [office.slack.bot_user.id, "UADA"])
    await change(office, "Support", digest_channel="#digests")
    await over_the_week(office)
    assert ["week of 2 March" in one.text for one in posted(office, "digests")] == [True]
    assert posted(office, "support") == []


def posted(office, channel):
    bot = office.slack.bot_user.id
    messages = office.slack.channel_named(channel).messages.values()
    return [message for message in messages if message.user == bot]


async def test_who_leads_a_team_reads_that_its_digests_wait(office):
    await office.set_up_teams()
    for name in ("Support", "Product"):
        office.slack.add_channel(f"{name.lower()}-digests", ["UADA"])
        await change(office, name, digest_channel=f"#{name.lower()}-digests")
    await over_the_week(office)
    assert "channel for the digests of Support, so they wait" in office.ben.dm.last.text


async def test_all_teams_of_one_channel_for_digests_are_told_that_they_wait(office):
    await office.set_up_teams()
    office.slack.add_channel("digests", ["UADA"])
    for name in ("Support", "Product"):
        await change(office, name, digest_channel="#digests")
    await over_the_week(office)
    assert "channel for the digests of Support, so they wait" in office.ben.dm.last.text
    assert "channel for the digests of Product, so they wait" in office.person("olga").dm.last.text


async def test_what_is_done_with_teams_is_noted(office):
    await office.set_up_teams()
    await change(office, "Support", name="Help", meets_customers=True)
    for _ in range(2):  # what is so already is no change
        await teams.thank_in(office.world, "Help", "#product")
    office.slack.add_channel("desk", ["UADA"])
    await teams.add(office.world, "Desk", "#desk", "@ben", people="@ada")
    for _ in range(2):
        await teams.change_people(office.world, "Desk", "@dina", "")
    await teams.remove(office.world, "Help")
    entries = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 9))
    assert sorted((entry.act, entry.subject, str(dict(entry.detail))) for entry in entries) == sorted(
        [
            ("team_added", "Support", "{'people_from': 'channel'}"),
            ("team_added", "Product", "{'people_from': 'channel'}"),
            ("team_changed", "Support", "{'changed': 'name, meets customers', 'new_name': 'Help'}"),
            ("team_changed", "Help", "{'changed': 'kudos channel'}"),
            ("team_added", "Desk", "{'people_from': 'list'}"),
            ("team_changed", "Desk", "{'changed': 'people'}"),
            ("team_removed", "Help", "{}"),
        ]
    )
    assert {entry.by for entry in entries} == {COMMAND_LINE}
