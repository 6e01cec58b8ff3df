import pytest

from bot.pulses import CADENCES
from bot.views import welcomes
from bot.views.language import LANGUAGES, texts


def note(t, *facts):
    return welcomes.note(t, welcomes.told(t, *facts))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("weeks", CADENCES)
def test_a_note_reads_the_same_to_the_eye_and_to_a_screen_reader(language, weeks):
    message = note(texts(language), weeks, 5, "Ada")
    shown = "\n".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")
    assert message.text == shown
    assert "Ada" in shown
    assert "!" not in shown


@pytest.mark.parametrize(
    ("weeks", "said"), [(1, "Once a week"), (2, "Every two weeks"), (4, "Every four weeks")], ids=["1", "2", "4"]
)
def test_a_note_says_how_often_and_from_how_many_on_a_result_is_shown(weeks, said):
    message = note(texts("en"), weeks, 8, "")
    assert f"{said} I ask everyone in your team" in message.text
    assert "only where 8 or more people answered" in message.text


def test_a_name_in_a_note_forges_no_mention():
    assert "&lt;!channel&gt; has set me up here." in note(texts("en"), 1, 5, "<!channel>").text


def test_nobody_is_named_where_it_is_not_known_who_set_it_up():
    assert note(texts("en"), 1, 5, "").text.startswith("Hello, I am Heartline. Once a week")
