"""Block Kit as plain lines: everything that a person can read in a message or view, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sandbox.elements import State, every_block, specs_in, state_values
from sandbox.reading import Reader
from sandbox.records import Json

TITLES = ("title", "subtitle", "caption", "label", "text", "body", "subtext", "alt_text")
OPEN_CHOICES = frozenset({"radio_buttons", "checkboxes"})


def lines(reader: Reader, blocks: list[Json], entered: State | None = None) -> list[str]:
    """The lines of some blocks, with what the reader has entered in them; buttons and menus stand in brackets."""
    values = state_values(blocks, entered or {})
    found: list[str] = []
    for block in every_block(blocks):
        found += WORDS.get(block["type"], titles)(reader, block)
        held = values.get(block["block_id"], {})
        for spec in specs_in(block):
            found += element(reader, spec, held.get(spec["action_id"]))
        found.append(reader.text(block.get("hint")))
    return [line for line in found if line]


def titles(reader: Reader, block: Json) -> Iterator[str]:
    """The texts that most blocks have; a picture is read by its description."""
    for name in TITLES:
        yield reader.text(block.get(name))


def section(reader: Reader, block: Json) -> Iterator[str]:
    """A section: its text, its fields, and the description of a picture beside it."""
    yield reader.text(block.get("text"))
    yield from map(reader.text, block.get("fields", ()))
    yield (block.get("accessory") or {}).get("alt_text", "")


def context(reader: Reader, block: Json) -> Iterator[str]:
    """A context block: one line."""
    parts = (part.get("alt_text") if part["type"] == "image" else reader.text(part) for part in block["elements"])
    yield " ".join(part for part in parts if part)


def table(reader: Reader, block: Json) -> Iterator[str]:
    """A table: a line a row."""
    yield reader.text(block.get("caption"))
    for row in block["rows"]:
        yield " | ".join(reader.text(cell) for cell in row)


def chart(_reader: Reader, block: Json) -> Iterator[str]:
    """A chart: its title and what its axes show, then a line for each series or slice."""
    drawn = block["chart"]
    axis = drawn.get("axis_config", {})
    yield from (block["title"], axis.get("x_label", ""), axis.get("y_label", ""))
    for series in drawn.get("series", ()):
        yield f"{series['name']}: {', '.join(map(figure, series['data']))}"
    yield from map(figure, drawn.get("segments", ()))


def figure(point: Json) -> str:
    """One point of a chart."""
    return f"{point['label']} {point['value']}"


def element(reader: Reader, spec: Json, entry: Json | None) -> Iterator[str]:
    """An interactive element: what it says, or what was chosen in it, and the choices that lie open."""
    held = reader.held(entry) if entry else None
    shown = ", ".join(held) if isinstance(held, list) else held
    label = shown or reader.text(spec.get("text") or spec.get("placeholder")) or spec.get("accessibility_label")
    if label:
        yield f"[{label}]"
    for choice in spec.get("options", ()) if spec["type"] in OPEN_CHOICES else ():
        yield reader.text(choice["text"])
        yield reader.text(choice.get("description"))


WORDS: dict[str, Callable[[Reader, Json], Iterable[str]]] = {
    "section": section,
    "context": context,
    "table": table,
    "data_table": table,
    "data_visualization": chart,
    "rich_text": Reader.rich,
}
