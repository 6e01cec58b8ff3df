from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files

import pytest

from bot.items import Item, Kind, bank
from bot.views.language import LANGUAGES, compare, texts, validate

ENGLISH = texts("en").sentences
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH_TRANSLATION = pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
SAME_IN_ALL: frozenset[str] = frozenset()  # keys of proper names


def areas(language: str) -> dict[str, dict[str, str]]:
    folder = files("bot.views").joinpath("languages", language)
    return {area.name: tomllib.loads(area.read_text("utf-8")) for area in folder.iterdir()}


def names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-DE", "de"),
        ("de_AT", "de"),
        ("DE-ch", "de"),
        ("en-GB", "en"),
        ("fr-FR", "en"),
        ("den", "en"),
        ("", "en"),
        ("..", "en"),
    ],
)
def test_german_is_for_all_who_speak_it_and_english_for_everyone_else(locale, language):
    assert texts(locale).language == language


@EACH_LANGUAGE
def test_every_file_of_a_language_is_one_area_of_its_texts(language):
    loaded = {
        f"{name.removesuffix('.toml')}.{key}": text
        for name, area in areas(language).items()
        for key, text in area.items()
    }
    assert "items.skip" in loaded
    assert texts(language).sentences == loaded


@EACH_TRANSLATION
def test_no_key_is_missing_in_any_language(language):
    assert sorted(texts(language).sentences) == sorted(ENGLISH)


@EACH_LANGUAGE
def test_every_item_has_a_text_in_every_language(language):
    assert [item for item in bank() if f"items.{item}" not in texts(language).sentences] == []


@EACH_TRANSLATION
def test_the_same_is_filled_in_in_every_language(language):
    translated = texts(language).sentences
    assert [key for key in ENGLISH if names(translated[key]) != names(ENGLISH[key])] == []


@EACH_LANGUAGE
def test_placeholders_have_names_and_no_format_of_their_own(language):
    """A date or number that is formatted inside a sentence would be written the English way."""
    parts = [(key, part) for key, text in texts(language).sentences.items() for part in string.Formatter().parse(text)]
    assert [
        key for key, (_, name, form, how) in parts if name is not None and (not name.isidentifier() or form or how)
    ] == []


@EACH_LANGUAGE
def test_every_text_is_there_and_calm(language):
    sentences = texts(language).sentences
    assert [key for key, text in sentences.items() if not text.strip() or text != text.strip()] == []
    assert [key for key, text in sentences.items() if "!" in text] == []


@EACH_TRANSLATION
def test_nothing_is_left_in_english(language):
    translated = texts(language).sentences
    has_words = {key for key, text in ENGLISH.items() if re.search("[a-z]", re.sub(r"\{\w+\}", "", text))}
    assert sorted(key for key in has_words if translated[key] == ENGLISH[key]) == sorted(SAME_IN_ALL)


def test_german_says_du():
    words = {
        word for text in texts("de").sentences.values() for word in text.replace(".", " ").replace(",", " ").split()
    }
    assert words.isdisjoint({"Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer"})


@EACH_LANGUAGE
def test_no_two_items_or_labels_read_the_same(language):
    found = [text for key, text in texts(language).sentences.items() if key.startswith("items.")]
    assert len(set(found)) == len(found)


def test_the_opposite_is_said_without_a_negation():
    negations = {"not", "no", "never", "nicht", "kein", "keine", "keinen", "nie"}
    found = [texts(language).item(item) for language in LANGUAGES for item in bank().values() if item.reversed]
    assert len(found) == 6
    assert [text for text in found if negations & set(text.casefold().strip(".").split())] == []


def test_an_item_is_shown_in_the_readers_language():
    item = bank()["autonomy-2"]
    assert texts("en-US").item(item) == "This week I could decide what to do first."
    assert texts("de-DE").item(item) == "Diese Woche konnte ich entscheiden, was ich zuerst mache."


def test_an_own_item_is_shown_as_it_was_written_in_every_language():
    own = Item("own-1", Kind.OWN, "", 1, text="Is the {coffee} good?")
    assert {texts(language).item(own) for language in LANGUAGES} == {"Is the {coffee} good?"}


def test_a_key_that_is_not_there_is_a_fault_of_ours():
    with pytest.raises(KeyError, match=r"items\.nothing"):
        texts("de")("items.nothing")


def test_the_labels_are_five_and_there_is_a_way_around():
    german = texts("de")
    assert [german(f"items.label_{score}") for score in range(1, 6)] == [
        "Stimmt gar nicht",
        "Stimmt ein wenig",
        "Stimmt teilweise",
        "Stimmt größtenteils",
        "Stimmt völlig",
    ]
    assert german("items.skip") == "Überspringen"


def test_what_ships_is_whole():
    validate()


@pytest.mark.parametrize(
    ("german", "complaint"),
    [
        pytest.param({}, "de a.b has no text", id="a key left out"),
        pytest.param({"a.b": " "}, "de a.b has no text", id="an empty text"),
        pytest.param({"a.b": 7}, "de a.b has no text", id="a number"),
        pytest.param({"a.b": "{m}"}, "a.b has other placeholders", id="another placeholder"),
        pytest.param({"a.b": "Hallo"}, "a.b has other placeholders", id="a placeholder left out"),
        pytest.param({"a.b": "{n"}, "de a.b: ", id="a brace left open"),
        pytest.param({"a.b": "{n}", "a.c": "mehr"}, "en a.c has no text", id="a key too many"),
    ],
)
def test_what_is_wrong_in_a_language_is_named(german, complaint):
    with pytest.raises(ValueError, match=complaint):
        compare({"en": {"a.b": "{n} weeks"}, "de": german}, set())


def test_an_item_without_a_text_is_named():
    with pytest.raises(ValueError, match=r"en items\.friend has no text"):
        compare({"en": {}, "de": {}}, {"items.friend"})
