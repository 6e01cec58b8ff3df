"""Every refusal has its sentence, every sentence its refusal, and each fills in exactly what the other holds."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.views import words
from bot.views.language import texts

ROOT = Path(__file__).parents[2]
FILES = sorted(path for room in ("bot", "handlers", "storage") for path in (ROOT / room).rglob("*.py"))
TRANSLATED = {key: text for key, text in texts("").sentences.items() if key.startswith("refusals.")}
REFUSALS = words.REFUSALS | {key.removeprefix("refusals."): text for key, text in TRANSLATED.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Site:
    """A place that makes a refusal: the codes it may have, and what it fills in."""

    place: str
    codes: frozenset[str]
    values: frozenset[str]


def literals(node: ast.AST) -> Iterator[str]:
    """Every literal text in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def looked_up(node: ast.AST, module: ast.Module) -> Iterator[str]:
    """Every text that the module's tables named in an expression may lead to."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    for part in module.body:
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=texts)) if name in names:
                yield from (found for text in texts for found in literals(text))


def codes(node: ast.expr, scope: ast.AST, module: ast.Module) -> frozenset[str]:
    """The codes an expression may stand for: literal, assigned to a name before, returned by a function, looked up."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            functions = [part for part in module.body if isinstance(part, Function) and part.name == name]
            found = [
                part.value for f in functions for part in ast.walk(f) if isinstance(part, ast.Return) and part.value
            ]
        case ast.Name(id=name):
            assigned = [part for part in ast.walk(scope) if isinstance(part, ast.Assign)]
            found = [part.value for part in assigned if name in {t.id for t in part.targets if isinstance(t, ast.Name)}]
        case _:
            found = [node]
    return frozenset(text for part in found for text in (*literals(part), *looked_up(part, module)))


def sites(path: Path) -> Iterator[Site]:
    """The places in a file that make a refusal."""
    module = ast.parse(path.read_text("utf-8"))
    functions = [part for part in ast.walk(module) if isinstance(part, Function)]
    for scope in functions:
        for call in ast.walk(scope):
            match call:
                case ast.Call(func=ast.Name(id="Refused"), args=[code], keywords=given):
                    values = frozenset(keyword.arg for keyword in given if keyword.arg) - {"field"}
                    yield Site(f"{path.relative_to(ROOT)}:{call.lineno}", codes(code, scope, module), values)


def placeholders(code: str) -> set[str]:
    """What a sentence has filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(REFUSALS[code]) if name}


SITES = sorted({site for path in FILES for site in sites(path)}, key=lambda site: site.place)
EACH_SITE = pytest.mark.parametrize("site", SITES, ids=lambda site: site.place)


def test_the_places_that_refuse_are_found():
    assert len(SITES) > 50


@EACH_SITE
def test_every_refusal_has_words(site):
    assert site.codes
    assert site.codes <= set(REFUSALS)


@EACH_SITE
def test_a_refusal_fills_in_what_its_sentence_holds_and_nothing_else(site):
    """Where one place has several codes, each sentence takes its part of what is given, and together they take all."""
    wanted = [placeholders(code) for code in site.codes]
    assert all(names <= site.values for names in wanted)
    assert set().union(*wanted) == site.values


def test_every_sentence_is_used():
    modules = [ast.parse(path.read_text("utf-8")) for path in FILES if not path.name.startswith("words")]
    used = {text for module in modules for text in literals(module)}
    assert sorted(set(REFUSALS) - used) == []
