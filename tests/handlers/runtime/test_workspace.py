"""What an admin sets up and chooses, as commands."""

import asyncio


async def heartline(office, *arguments):
    return await asyncio.to_thread(office.run, *arguments)


async def told(office, *arguments):
    done = await heartline(office, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


async def refused(office, *arguments):
    done = await heartline(office, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


async def test_teams_of_each_kind_are_added_listed_and_changed(office):
    office.slack.add_channel("field", [office.slack.bot_user.id, "UCLEO"])
    office.slack.add_channel("desk", ["UCLEO"])
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO", "UJUN", "UKIT", "ULOU", "UMIA"])
    await office.set_up_teams()
    await told(office, "departments", "add", "--name", "Service", "--teams", "Support, Product", "--lead", "@olga")
    field = ["--name", "Field", "--channel", "#field", "--manager", "@ben", "--manager", "@olga"]
    first, second, *_ = await told(
        office, "teams", "add", *field, "--group", "@field-sales", "--customers", "--department", "Service"
    )
    assert first == "Added the team Field: 6 people, led by Ben Test and Olga Test."
    assert second == "In another team too, where their answers count: 6 people."
    desk = ["--name", "Desk", "--channel", "#desk", "--manager", "@ben", "--people", "@ada, @dina"]
    assert (await told(office, "teams", "add", *desk))[-1].startswith("The bot is not in this channel yet.")
    assert (await told(office, "teams", "people", "Desk", "--add", "@cleo", "--remove", "@dina"))[0] == (
        "The team Desk has 2 people, led by Ben Test."
    )
    assert (await told(office, "teams", "list"))[2:] == [
        "Field: 6 people, led by Ben Test and Olga Test, from a user group, in Service, meets customers",
        "Desk: 2 people, led by Ben Test, from a list",
    ]
    assert await told(office, "departments", "list") == ["Service: Support, Product and Field, led by Olga Test"]
    assert (await told(office, "departments", "remove", "service"))[0].startswith("Removed the department Service.")
    assert (await told(office, "departments", "list"))[0].startswith("No department is set up.")


async def test_a_team_is_changed_and_what_is_not_given_stays(office):
    await office.set_up_teams()
    office.slack.add_channel("digests", ["UADA"])
    changed = ["--name", "Help", "--manager", "@ada", "--customers", "--digest-channel", "#digests"]
    first, second, *rest = await told(office, "teams", "change", "support", *changed)
    assert first == "The team Help has 7 people, led by Ada Test."
    assert second.startswith("This holds from the next pulse on")
    assert rest == [
        "The bot is not in this channel yet. Invite it there, so that it can post the digest: /invite @heartline"
    ]
    assert (await told(office, "teams", "list"))[0] == "Help: 7 people, led by Ada Test, meets customers"
    again = await told(office, "teams", "change", "Help", "--no-customers", "--digest-channel", "")
    assert again[2:] == []
    assert (await told(office, "teams", "change", "Help", "--name", "Help"))[1] == "Nothing is other than it was."
    assert (await told(office, "teams", "list"))[0] == "Help: 7 people, led by Ada Test"
    assert "Say what to change." in await refused(office, "teams", "change", "Help")
    assert "There is a team called product already" in await refused(
        office, "teams", "change", "Help", "--name", "product"
    )


async def test_a_team_that_is_a_list_follows_a_group_from_then_on(office):
    office.slack.add_channel("desk", [office.slack.bot_user.id, "UCLEO", "UDINA", "UGUS"])
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO"])
    desk = ["--name", "Desk", "--channel", "#desk", "--manager", "@ben", "--people", "@ada, @dina"]
    await told(office, "teams", "add", *desk)
    await told(office, "teams", "change", "Desk", "--name", "The desk")
    assert (await told(office, "teams", "list"))[-1] == "The desk: 2 people, led by Ben Test, from a list"
    await told(office, "teams", "change", "The desk", "--group", "@field-sales")
    assert (await told(office, "teams", "list"))[-1] == "The desk: 2 people, led by Ben Test, from a user group"
    await told(office, "teams", "change", "The desk", "--group", "")
    assert (await told(office, "teams", "list"))[-1] == "The desk: 3 people, led by Ben Test"


async def test_a_team_that_is_a_list_follows_its_channel_from_then_on(office):
    office.slack.add_channel("desk", [office.slack.bot_user.id, "UCLEO", "UDINA", "UGUS"])
    await told(office, "teams", "add", "--name", "Desk", "--channel", "#desk", "--manager", "@ben", "--people", "@ada")
    await told(office, "teams", "change", "Desk", "--group", "")
    assert await told(office, "teams", "list") == ["Desk: 3 people, led by Ben Test"]


async def test_without_the_scope_a_group_is_refused_with_what_to_do(office):
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    team = ["--name", "Field", "--channel", "#support", "--manager", "@ben", "--group", "@field-sales"]
    assert "Allow usergroups:read in the app's settings" in await refused(office, "teams", "add", *team)
