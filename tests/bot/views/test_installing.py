from datetime import date

from bot.views import installing


def test_the_three_steps_say_the_same_to_the_eye_and_to_a_screen_reader():
    message = installing.steps(date(2026, 3, 9))
    shown = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert message.text.split("\n")[:-1] == shown
    assert "Monday 9 March 2026" in message.text
    assert "`/invite @heartline`" in message.text
