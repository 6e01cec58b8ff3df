"""People files: who is in the workspace, and which entry is wrong."""

import pytest

from sandbox.roster import Roster, RosterError

PEOPLE = """
[[people]]
name = "ada"
real_name = "Ada Abel"
tz = "Europe/Berlin"

[[people]]
id = "U9BEN"
name = "ben"
real_name = "Ben Berg"
email = "ben@example.com"
is_admin = true

[[channels]]
name = "support"
members = ["ada", "heartline"]

[[channels]]
name = "leads"
kind = "private"
members = ["ben"]
is_archived = true

[[usergroups]]
handle = "support-team"
name = "Support"
members = ["ada"]
"""


@pytest.fixture
def read(tmp_path, manifest):
    """Write a people file and make a workspace of it."""

    def make(text):
        path = tmp_path / "people.toml"
        path.write_text(text)
        return Roster.read(path).workspace(manifest)

    return make


def test_people_channels_and_groups_are_made(read):
    workspace = read(PEOPLE)
    ada, ben = workspace.user_named("ada"), workspace.user_named("ben")
    assert (ada.id, ada.tz, ben.id, ben.is_admin) == ("U00000001", "Europe/Berlin", "U9BEN", True)
    assert workspace.channel_named("support").members == [ada.id, workspace.bot_user.id]
    leads = workspace.channel_named("leads")
    assert (leads.kind, leads.members, leads.is_archived) == ("private", [ben.id], True)
    [group] = workspace.usergroups.values()
    assert (group["handle"], group["users"]) == ("support-team", [ada.id])


def test_an_empty_file_is_an_empty_workspace(read):
    assert list(read("").users) == ["U0BOT"]


ADA = '[[people]]\nname = "ada"\nreal_name = "Ada"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[people", "not valid TOML"),
        ("people = 1", "under a line"),
        ("[[persons]]\nname = 'x'", "persons"),
        (ADA + '[[people]]\nname = "ben"', r"entry 2 \(ben\) needs a real_name"),
        (ADA + "age = 3", r"entry 1 \(ada\) has age"),
        (ADA + 'is_admin = "yes"', "is_admin must be true or false"),
        (ADA + "tz = 3", "tz must be text"),
        (ADA + 'tz = "Mars/Base"', "Mars/Base is not a time zone"),
        (ADA + 'tz = "../etc"', "is not a time zone"),
        (ADA + ADA, r"entry 2 \(ada\): the name is taken"),
        (ADA + 'id = "U0BOT"', "the id U0BOT is taken"),
        ('[[channels]]\nname = "a"\nmembers = ["zoe"]', "channel a: nobody is called zoe"),
        ('[[channels]]\nname = "a"\nmembers = "ada"', "members must be a list of names"),
        ('[[channels]]\nname = "a"\nkind = "im"', "kind must be public or private"),
        ('[[channels]]\nname = "a"\n' * 2, "channel a: the name is taken"),
        ('[[usergroups]]\nhandle = "g"', "needs a name"),
        ('[[usergroups]]\nhandle = "g"\nname = "G"\nmembers = ["zoe"]', "usergroup g: nobody is called zoe"),
    ],
)
def test_a_wrong_entry_is_named(read, text, words):
    with pytest.raises(RosterError, match=words):
        read(text)
