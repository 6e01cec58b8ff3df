"""Teams: made from a channel, with people who take part, in one team each."""

from handlers import teams
from sandbox.faults import Fault
from storage import teams as stored


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
    assert len(await teams.listed(office.world)) == 1


async def test_a_team_follows_its_channel(office):
    await teams.add(office.world, "Support", "#support", "@ben")
    channel = office.slack.channel_named("support")
    office.slack.leave(channel, "UADA")
    office.slack.join(channel, "UCLEO")
    office.slack.leave(channel, "UBEN")
    await teams.follow(office.world)
    (support,) = await teams.listed(office.world)
    assert "Cleo Test" in [person.name for person in support.members]
    assert "Ada Test" not in [person.name for person in support.members]
    assert [person.name for person in support.managers] == ["Ben Test"]


async def test_a_team_whose_channel_cannot_be_read_stays_as_it_is(office):
    before = await teams.add(office.world, "Support", "#support", "@ben")
    office.sandbox.faults.add(Fault("conversations.members", "error", error="channel_not_found"))
    await teams.follow(office.world)
    (support,) = await teams.listed(office.world)
    assert support.members == before.members


async def test_an_admin_is_told_when_the_bot_is_not_in_the_channel(office):
    office.slack.leave(office.slack.channel_named("support"), office.slack.bot_user.id)
    assert not (await teams.add(office.world, "Support", "#support", "@ben")).bot_is_there


async def test_only_people_who_take_part_have_a_place(office):
    await teams.add(office.world, "Product", "#product", "@olga")
    places = await office.world.act(office.world.workspace, stored.memberships)
    assert {place.person for place in places} == {"UCLEO", "UJUN", "UKIT", "ULOU", "UMIA", "UNOOR", "UOLGA"}
