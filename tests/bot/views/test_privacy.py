from __future__ import annotations

import pytest

from bot.views import privacy
from bot.views.kit import Block
from bot.views.language import LANGUAGES, texts

EACH_LANGUAGE = pytest.mark.parametrize("t", [texts(language) for language in LANGUAGES], ids=LANGUAGES)


def told(card: Block) -> str:
    return "\n".join(block["text"]["text"] for block in card["blocks"] if block["type"] == "section")


def test_the_card_says_what_is_promised_and_no_more():
    said = told(privacy.card(texts("en"), 5))
    assert "*Confidential while the week is open, unlinkable after it closes.*" in said
    assert "The people running this bot could read open answers; your manager cannot." in said
    assert "They do not make it impossible." in said


@EACH_LANGUAGE
def test_the_card_says_where_the_fourth_questions_result_is_shown(t):
    (seen,) = [line for line in told(privacy.card(t, 5)).splitlines() if "*Details*" in line]
    assert {"en": "fourth question's result is shown", "de": "Ergebnis der vierten Frage wird"}[t.language] in seen


@EACH_LANGUAGE
def test_the_card_never_says_anonymous(t):
    assert "anonym" not in told(privacy.card(t, 5)).casefold()


@EACH_LANGUAGE
@pytest.mark.parametrize("threshold", [5, 8])
def test_the_card_tells_todays_threshold(t, threshold):
    assert f" {threshold} " in told(privacy.card(t, threshold))


@EACH_LANGUAGE
def test_ones_own_rows_are_one_tap_from_the_card(t):
    (row,) = [block for block in privacy.card(t, 5)["blocks"] if block["type"] == "actions"]
    assert [button["action_id"] for button in row["elements"]] == ["privacy_export", "privacy_erase"]
