"""Kudos to user groups: their people are shown before they are thanked."""

import pytest

from handlers import kudos
from sandbox import User
from sandbox.faults import Fault


async def thanked(office, person):
    await office.beat()
    return [message for message in person.dm.messages if "thanked you" in message.text]


async def test_a_group_opens_the_form_which_says_who_is_counted(office):
    office.slack.groups.add("crew", "Crew", ["UADA", "UBEN", "UCLEO", "UBUILD"])
    await office.settled()
    await office.cleo.command("/kudos", "@crew and @dina for the release with <@UELI>")
    assert "2 people of @crew, without you" in office.cleo.modal.plain
    assert office.cleo.modal.fields["Who do you want to thank?"] == ["@dina", "@ada", "@ben"]
    assert office.cleo.modal.fields["What did they do?"] == "the release with @Eli Test"
    office.cleo.fill(enabled="We could ship")
    await office.cleo.submit()
    for person in (office.ada, office.ben, office.person("dina")):
        assert len(await thanked(office, person)) == 1


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (["UCLEO"], "nobody but you in @crew"),
        ([f"U{number}" for number in range(31)], "These are 31 people"),
    ],
    ids=["only oneself", "too many"],
)
async def test_a_group_that_cannot_be_thanked_says_what_to_do(office, members, sentence):
    for member in members:
        if member not in office.slack.users:
            office.slack.add_user(User(member, member.lower(), f"{member} Test"))
    office.slack.groups.add("crew", "Crew", members)
    await office.settled()
    await office.cleo.command("/kudos", "@crew for the release")
    assert office.cleo.modal is None
    assert sentence in office.cleo.dm.last.text


async def test_without_the_permission_a_group_is_refused_kindly(office):
    office.slack.groups.add("crew", "Crew", ["UADA", "UBEN"])
    office.slack.manifest = office.slack.manifest.without(["usergroups:read"])
    await office.cleo.command("/kudos", "@crew for the release")
    assert "Slack does not say who is in @crew" in office.cleo.dm.last.text


@pytest.mark.parametrize("kind", ["delay", "ratelimited", "drop_before", "error"])
async def test_a_group_that_slack_does_not_tell_in_time_is_refused_while_people_still_wait(office, monkeypatch, kind):
    monkeypatch.setattr(kudos, "GROUP_SECONDS", 0.1)
    office.slack.groups.add("crew", "Crew", ["UADA", "UBEN"])
    office.sandbox.faults.add(Fault("usergroups.users.list", kind, times=3, seconds=2, retry_after="30"))
    await office.cleo.command("/kudos", "@crew for the release")
    assert "Slack does not say who is in @crew" in office.cleo.dm.last.text
