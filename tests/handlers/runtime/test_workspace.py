"""What an admin sets up and chooses, as commands."""

import asyncio

import pytest


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


async def test_without_the_scope_a_group_is_refused_with_what_to_do(office):
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    team = ["--name", "Field", "--channel", "#support", "--manager", "@ben", "--group", "@field-sales"]
    assert "Allow usergroups:read in the app's settings" in await refused(office, "teams", "add", *team)


async def test_a_policy_is_chosen_and_shown(office):
    before = await told(office, "policy", "show")
    assert before[0] == "A pulse comes every week (--every)."
    chosen = ["--items-per-need", "2", "--no-fourth", "--no-whole-bank", "--guests", "--threshold", "6"]
    reactions = ["--kudos-emoji", ":tada:", "--feedback-emoji", "ear"]
    after = await told(office, "policy", "set", *chosen, "--every", "4", "--lead", "@olga", *reactions)
    assert after == [
        "A pulse comes every four weeks (--every).",
        "Questions for each need: 2 (--items-per-need).",
        "An optional fourth question: no (--fourth).",
        "The whole bank of questions once a quarter: no (--whole-bank).",
        "Guests take part: yes (--guests).",
        "Answers that a number needs before it is shown: 6 (--threshold).",
        "Reads what is about the whole company: Olga Test (--lead).",
        "A reaction that gives kudos: :tada: (--kudos-emoji).",
        "A reaction that logs feedback: :ear: (--feedback-emoji).",
        "Charts in digests: yes (--charts).",
        "This holds from the next pulse on; a higher threshold holds at once.",
    ]
    assert await told(office, "policy", "show") == after[:-1]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["--threshold", "4"], "Choose a threshold from 5 to 100."),
        (["--items-per-need", "3"], "with 1 question or 2."),
        (["--every", "3"], "give 1, 2 or 4."),
        (["--kudos-emoji", "two words"], "two words is not the name of an emoji."),
        (["--feedback-emoji", "raised_hands"], "One reaction cannot do both"),
        ([], "Say what to change."),
    ],
    ids=["threshold", "items", "weeks", "emoji", "both", "nothing"],
)
async def test_a_policy_that_cannot_be_is_refused_in_a_sentence(office, chosen, sentence):
    assert sentence in await refused(office, "policy", "set", *chosen)


async def test_items_are_listed_switched_and_added(office):
    lines = await told(office, "items", "list")
    assert len(lines) >= 20
    first = lines[0].split()[1].removesuffix(":")
    assert (await told(office, "items", "off", first))[0].startswith(f"{first} is off now.")
    assert (await told(office, "items", "list"))[0].startswith(f"off  {first}: ")
    assert (await told(office, "items", "on", first))[0].startswith(f"{first} is on now.")
    added = await told(office, "items", "add", "Is the coffee good?")
    assert added[0] == "Added own-01: Is the coffee good?"
    *_, own, reliability = await told(office, "items", "list")
    assert own.startswith("on   own-01: Is the coffee good?")
    assert reliability.startswith("How well the questions of a need go together is not known yet")
    assert "`heartline items list`" in await refused(office, "items", "off", "coffee")
