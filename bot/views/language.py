"""What people read in the pulse, by key and in their own language."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.items import Item, bank

LANGUAGES = ("en", "de")  # what everyone else reads comes first
Sentences = Mapping[str, str]


@dataclass(frozen=True)
class Texts:
    """All sentences of one language, by keys like "pulses.why"."""

    language: str
    sentences: Sentences

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its placeholders filled in. Raises KeyError for an unknown key or a value left out."""
        return self.sentences[key].format(**values)

    def item(self, item: Item) -> str:
        """An item's question. A workspace's own item is shown as it was written."""
        return item.text or self.sentences[f"items.{item.id}"]


def texts(locale: str) -> Texts:
    """The texts for a locale as Slack gives it, like de-DE; in English where there is no translation."""
    spoken = locale.replace("_", "-").partition("-")[0].lower()
    return _of_language(spoken if spoken in LANGUAGES else LANGUAGES[0])


@cache
def _of_language(language: str) -> Texts:
    folder = files("bot.views").joinpath("languages", language)
    sentences = {
        f"{area.name.removesuffix('.toml')}.{name}": text
        for area in sorted(folder.iterdir(), key=lambda area: area.name)
        if area.name.endswith(".toml")
        for name, text in tomllib.loads(area.read_text("utf-8")).items()
    }
    return Texts(language, sentences)


def validate() -> None:
    """Make sure, at start, that the item bank and all texts are whole. Raises ValueError that names what is not."""
    languages = {language: _of_language(language).sentences for language in LANGUAGES}
    compare(languages, {f"items.{name}" for name in bank()})


def compare(languages: Mapping[str, Sentences], wanted: set[str]) -> None:
    """Raises ValueError where a language lacks a key that is wanted or another has, or differs in placeholders."""
    for key in sorted(wanted.union(*languages.values())):
        found = {_placeholders(f"{language} {key}", sentences.get(key)) for language, sentences in languages.items()}
        if len(found) > 1:
            raise ValueError(f"languages: {key} has other placeholders in one language than in another")


def _placeholders(name: str, text: object) -> frozenset[str]:
    """The names a sentence has filled in. Raises ValueError where there is no sentence."""
    if not (isinstance(text, str) and text.strip()):
        raise ValueError(f"languages: {name} has no text")
    try:
        return frozenset(value for _, value, _, _ in string.Formatter().parse(text) if value is not None)
    except ValueError as error:
        raise ValueError(f"languages: {name}: {error}") from error
