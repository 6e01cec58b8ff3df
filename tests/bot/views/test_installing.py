from datetime import date

import pytest

from bot.views import installing

MONDAY = date(2026, 3, 9)


def steps(*, has_team=False, is_open=False, is_due=False):
    return installing.steps(MONDAY, has_team=has_team, is_open=is_open, is_due=is_due)


@pytest.mark.parametrize("has_team", [True, False])
def test_the_steps_say_the_same_to_the_eye_and_to_a_screen_reader(has_team):
    message = steps(has_team=has_team)
    shown = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert message.text.split("\n")[:-1] == shown
    assert "Monday 9 March 2026" in message.text
    assert "`/invite @heartline`" in message.text


def test_without_a_team_there_are_three_steps_with_a_button_for_the_second():
    message = steps()
    assert "Three steps" in message.text
    assert "*2. Make a team*" in message.text
    assert "*3. Wait for Monday 9 March 2026.*" in message.text
    assert [block["type"] for block in message.blocks].count("actions") == 1


def test_where_there_is_a_team_nobody_is_asked_to_make_the_first():
    message = steps(has_team=True)
    assert "There is a team already, so two steps are left" in message.text
    assert "*2. Wait for Monday 9 March 2026.*" in message.text
    assert "Make a team" not in str(message.blocks)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"is_due": True},
            "*3. That is all.* The pulse opens as soon as there is a team: each first gets a short note",
        ),
        ({"has_team": True, "is_due": True}, "*2. That is all.* The pulse opens now"),
        ({"has_team": True, "is_open": True}, "*2. That is all.* A pulse is open now: each first gets a short note"),
    ],
    ids=["no team yet", "it opens", "it is open"],
)
def test_nobody_is_told_to_wait_for_a_day_where_people_are_asked_at_once(facts, said):
    text = steps(**facts).text
    assert said in text
    assert "as soon as that has reached them" in text
    assert "Wait" not in text


def test_where_a_pulse_is_open_the_next_one_is_named():
    assert "The next one opens on Monday 9 March 2026." in steps(has_team=True, is_open=True).text


def test_a_message_is_promised_only_to_who_gets_one():
    assert installing.named("Ada", is_told=True).endswith("A message with the first steps is on its way to them.")
    assert "on its way to them before" in installing.named("Ada", is_told=False)
