"""Teams: made from a channel, with people who take part, in one team each."""

from handlers import teams


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
