from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import kudos_command
from bot.errors import Refused
from bot.kudos_command import Group, Said

VALUES = ["Care", "Customer first", "Öffnen"]


@pytest.mark.parametrize(
    ("text", "people", "did"),
    [
        ("<@U2> for the demo", ("U2",), "the demo"),
        ("<@U2|ben> the demo", ("U2",), "the demo"),
        ("<@W2> For the demo", ("W2",), "the demo"),
        ("<@U2|ben> and <@U3>, for the demo", ("U2", "U3"), "the demo"),
        ("<@U2>, <@U3> and <@U4> for the demo", ("U2", "U3", "U4"), "the demo"),
        ("<@U2> & <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2> &amp; <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2><@U3>for the demo", ("U2", "U3"), "the demo"),
        ("  <@U2>\n for\nthe demo  ", ("U2",), "the demo"),
        ("<@U2> <@U2|ben> for the demo", ("U2",), "the demo"),
        ("<@U2> forgot nothing", ("U2",), "forgot nothing"),
        ("<@U2> android support", ("U2",), "android support"),
        ("<@U2> + <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2>/<@U3>; <@U4> for the demo", ("U2", "U3", "U4"), "the demo"),
        ("<@U2> - <@U3> \u2013 <@U4> plus <@U5> for the demo", ("U2", "U3", "U4", "U5"), "the demo"),
        ("<@U2> &amp; <@U3>: the demo", ("U2", "U3"), "the demo"),
        ("<@U2>: the demo", ("U2",), "the demo"),
        ("<@U2> - for the demo", ("U2",), "the demo"),
        ("<@U2> \u2014 the demo", ("U2",), "the demo"),
        ("to <@U2> for the demo", ("U2",), "the demo"),
        ("Thanks <@U2> for the demo", ("U2",), "the demo"),
        ("Thank you, <@U2|ben>, for the demo", ("U2",), "the demo"),
        ("thanks to <@U2> and <@U3> for the demo", ("U2", "U3"), "the demo"),
        ("<@U2> :tada: for the demo", ("U2",), ":tada: for the demo"),
        ("<@U2> &lt;3 for the demo", ("U2",), "&lt;3 for the demo"),
        ("<@U2> thanks to you it works", ("U2",), "thanks to you it works"),
        ("<@U2> for helping <@U3|cleo>", ("U2",), "helping <@U3|cleo>"),
        ("<@U2> for telling <!channel>", ("U2",), "telling <!channel>"),
        ("<@U2> for the mail to sam@example.com", ("U2",), "the mail to sam@example.com"),
        ("<@U2>", ("U2",), ""),
        ("<@U2> for", ("U2",), ""),
        ("the demo", (), "the demo"),
        ("to the team", (), "to the team"),
        ("", (), ""),
        ("<@U2> for the R&amp;D demo &lt;3", ("U2",), "the R&amp;D demo &lt;3"),
    ],
)
def test_a_command_names_people_and_what_they_did(text, people, did):
    assert kudos_command.parse(text) == Said(people, (), did)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!subteam^S1|@support> for it", Said((), (Group("S1", "support"),), "it")),
        ("<!subteam^S1|support> for it", Said((), (Group("S1", "support"),), "it")),
        ("<!subteam^S1> for it", Said((), (Group("S1", ""),), "it")),
        ("<@U2> and <!subteam^S1|@x>, <@U3> for it", Said(("U2", "U3"), (Group("S1", "x"),), "it")),
        ("<!subteam^S1|@x> <!subteam^S2|@y> <!subteam^S1|@x>", Said((), (Group("S1", "x"), Group("S2", "y")), "")),
        ("<@U2> for telling <!subteam^S1|@x>", Said(("U2",), (), "telling <!subteam^S1|@x>")),
        ("to <!subteam^S1|@x> + <@U2>: it", Said(("U2",), (Group("S1", "x"),), "it")),
    ],
)
def test_user_groups_are_named_like_people(text, said):
    assert kudos_command.parse(text) == said


def test_a_group_is_called_by_its_handle_where_slack_has_sent_it():
    assert [Group("S1", "support").name, Group("S1", "").name] == ["@support", "this group"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<!channel> for the demo", "kudos_to_everyone"),
        ("<!here|@here> for the demo", "kudos_to_everyone"),
        ("<@U2> and <!everyone> for the demo", "kudos_to_everyone"),
        ("@channel for the demo", "kudos_to_everyone"),
        ("<@U2> @here for the demo", "kudos_to_everyone"),
        ("@ben for the demo", "kudos_to_a_name"),
        ("@channels for the demo", "kudos_to_a_name"),
        ("<@U2>, @ben and <@U3> for the demo", "kudos_to_a_name"),
        ("<@U2> + @ben for the demo", "kudos_to_a_name"),
        ("to @ben for the demo", "kudos_to_a_name"),
        ("thanks <!here> for the demo", "kudos_to_everyone"),
        ("<@U2> | <@U3> for the demo", "kudos_to_whom"),
        ("<@U2> (<@U3>) for the demo", "kudos_to_whom"),
        ("<@U2> &gt; <@U3> for the demo", "kudos_to_whom"),
        ("<@U2> :tada: <!subteam^S1|@x> for the demo", "kudos_to_whom"),
        ("for the demo <@U2>", "kudos_people_first"),
        ("for the demo: <!subteam^S1|@x>", "kudos_people_first"),
        ("to the best: <@U2>", "kudos_people_first"),
    ],
)
def test_whoever_is_named_and_would_not_be_told_is_asked_about(text, code):
    with pytest.raises(Refused) as caught:
        kudos_command.parse(text)
    assert caught.value.code == code


def test_the_refusal_of_a_name_says_which():
    with pytest.raises(Refused) as caught:
        kudos_command.parse("<@U2> @ben.okafor for the demo")
    assert caught.value.values == {"name": "@ben.okafor"}


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "<@U2>",
                "<@U3|cleo>",
                "<!subteam^S1|@x>",
                " and ",
                ", ",
                "&amp;",
                "to ",
                " + ",
                ": ",
                "(",
                ":x:",
                "for",
                "demo",
                "<!here>",
            ]
        )
    ).map("".join)
)
def test_any_text_is_refused_or_a_command_of_different_people(text):
    with suppress(Refused):
        said = kudos_command.parse(text)
        assert len(set(said.people)) == len(said.people)
        assert len(set(said.groups)) == len(said.groups)
        assert said.did == said.did.strip()
        assert said.people or said.groups or "<@U" not in text


@pytest.mark.parametrize(
    ("did", "rest", "value"),
    [
        ("the demo #care", "the demo", "Care"),
        ("#CARE the demo", "the demo", "Care"),
        ("the #care she took", "the care she took", "Care"),
        ("the demo #care.", "the demo.", "Care"),
        ("#care: the demo", "the demo", "Care"),
        ("the demo #customer-first", "the demo", "Customer first"),
        ("the demo #CustomerFirst", "the demo", "Customer first"),
        ("the demo #customer_first", "the demo", "Customer first"),
        ("das #öffnen der Tür", "das öffnen der Tür", "Öffnen"),
        ("fixing #42, with #care", "fixing #42, with", "Care"),
        ("#care and #customerfirst", "and #customerfirst", "Care"),
        ("the demo #speed", "the demo #speed", ""),
        ("the demo # care", "the demo # care", ""),
        ("code in C#care", "code in C#care", ""),
        ("##care", "##care", ""),
        ("the demo", "the demo", ""),
        ("#care", "", "Care"),
    ],
)
def test_a_tag_that_is_a_value_is_taken_from_the_words_and_any_other_stays(did, rest, value):
    assert kudos_command.valued(did, VALUES) == (rest, value)


@given(st.text(), st.sampled_from(VALUES), st.text())
def test_a_value_is_found_wherever_it_stands_between_spaces(before, value, after):
    tagged = f"{before.replace('#', '')} #{kudos_command.tag(value)} {after.replace('#', '')}"
    assert kudos_command.valued(tagged, VALUES)[1] == value


@given(st.text())
def test_without_values_words_stay_as_they_are(did):
    assert kudos_command.valued(did, []) == (did, "")
