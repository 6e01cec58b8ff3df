"""Which column of a file is what: as someone has said, as it is called, or as a known tool exports it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.csv_dates import Order
from bot.csv_exports import ASKED, ASKED_SCALES, EXPORTS, MEANT, Columns, Export
from bot.errors import Refused
from bot.feedback import Scale

NEEDED = ("customer", "said", "rating")
FIELDS = (*NEEDED, "expectations", "team", "date", "source", "id", "scale", "link", "needs", "impression")


@dataclass(frozen=True)
class Wish:
    """What someone has said about a file: which column (by its name) is what, its ratings' scale, its dates' order."""

    columns: Mapping[str, str] = field(default_factory=dict)
    scale: Scale | None = None
    dates: Order | None = None


@dataclass(frozen=True)
class Plan:
    """How a file is read: the character between its values, its columns as they are called, and what is where.

    `columns` leads from each thing to the folded names of the columns that may hold it; `header` are names that differ
    all, with so many lines `above` it. `doubled` is a column that is read and of which the file has two.
    """

    delimiter: str
    header: tuple[str, ...]
    columns: Columns
    scale: Scale
    dates: Order | None = None
    export: Export | None = None
    above: int = 0
    doubled: str = ""

    @property
    def missing(self) -> list[str]:
        """What is needed and in no column; a customer or their words where the tool that exported it knows none."""
        spared = {"customer", "said"} if self.export and not self.export.is_form else set()
        spared |= {"customer"} if self.export else set()
        return [name for name in NEEDED if name not in self.columns and name not in spared]

    def complete(self, path: str) -> Plan:
        """Itself. Raises Refused, naming what is missing, when that is something, or what is there twice."""
        if self.missing:
            known = ", ".join(name for name in self.header if name.strip())
            raise Refused("csv_header", path=path, missing=", ".join(self.missing), known=known)
        if self.doubled:
            raise Refused("csv_twice", path=path, name=self.doubled)
        return self


def folded(name: str) -> str:
    """A column's name without what does not matter: case, spaces, underscores for spaces."""
    return " ".join(name.replace("_", " ").split()).casefold()


def named(header: Sequence[str]) -> list[str]:
    """The names of all columns, none twice: one without a name goes by its number, a second “said” is “said (2)”."""
    made: dict[str, str] = {}
    for place, given in enumerate(header, 1):
        name, times = given.strip() or f"Column {place}", 1
        while folded(unique := name if times == 1 else f"{name} ({times})") in made:
            times += 1
        made[folded(unique)] = unique
    return list(made.values())


def plan(given: Sequence[str], delimiter: str, wish: Wish, above: int = 0) -> Plan:
    """How to read a file with this header, as far as it can be known. Raises Refused for a column it does not have."""
    header = named(given)
    names = [folded(name) for name in header]
    own = {name: (name,) for name in FIELDS if name in names}
    export = None if set(NEEDED) <= own.keys() else _export(names)
    columns: dict[str, tuple[str, ...]] = _of_export(export, names) if export else dict(own)
    for thing, name in _wished(wish, header).items():
        columns.pop(thing, None)
        columns |= {thing: (name,)} if name else {}
    made = Plan(delimiter, tuple(header), columns, Scale.EXPECTATION, wish.dates, export, above)
    return replace(made, scale=wish.scale or _scale(made), doubled=_doubled(given, columns, wish))


def _doubled(given: Sequence[str], columns: Columns, wish: Wish) -> str:
    """A column that is read though nobody has chosen it, and that has a name which another has, too."""
    times = Counter(folded(name) for name in given)
    read = [name for thing, names in columns.items() if thing not in wish.columns for name in names]
    return next((name for name in read if times[name] > 1), "")


def _export(names: Sequence[str]) -> Export | None:
    """The tool that exports such files. A form of Google's begins with its timestamp."""
    for export in EXPORTS:
        for marks in export.marks:
            if len(marks) == 1 and not _is_called(names[0], next(iter(marks))):
                continue
            if all(_found(mark, names) for mark in marks):
                return export
    return None


def _of_export(export: Export, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    columns = {}
    for thing, wanted in export.columns.items():
        if found := tuple(name for mark in wanted if (name := _found(mark, names))):
            columns[thing] = found
    return columns | (_asked(names, columns) if export.is_form else {})


def _found(mark: str, names: Sequence[str]) -> str:
    return next((name for name in names if _is_called(name, mark)), "")


def _is_called(name: str, mark: str) -> bool:
    return name == mark or name.startswith(f"{mark} (")


def _asked(names: Sequence[str], taken: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What the words of questions tell; no column is two things."""
    left = [name for name in names if not any(name in found for found in taken.values())]
    columns: dict[str, tuple[str, ...]] = {}
    for thing, words in ASKED.items():
        if found := next((name for word in words for name in left if word in f"{name} "), ""):
            columns[thing] = (found,)
            left.remove(found)
    return columns


def chosen_columns(plan: Plan) -> dict[str, str]:
    """What is read from where, the columns as they are called in the file."""
    names = [folded(name) for name in plan.header]
    return {
        thing: " or ".join(plan.header[names.index(name)] for name in plan.columns[thing])
        for thing in FIELDS
        if thing in plan.columns
    }


def passed_over(plan: Plan) -> list[str]:
    """The columns that are not read."""
    read = {name for names in plan.columns.values() for name in names}
    return [name for name in plan.header if folded(name) not in read]


def suggested(plan: Plan) -> dict[str, str]:
    """A column for each thing, for a person to look at: what is known, and for the rest what its name may mean."""
    names = [folded(name) for name in plan.header]
    guessed = {**_asked(names, plan.columns), **plan.columns}
    left = [name for name in names if not any(name in found for found in guessed.values())]
    meant = {thing: [name for name in left if words.intersection(name.split())] for thing, words in MEANT.items()}
    guessed = {thing: tuple(found) for thing, found in meant.items() if found} | guessed
    return {thing: plan.header[names.index(found[0])] for thing, found in guessed.items()}


def _wished(wish: Wish, header: Sequence[str]) -> dict[str, str]:
    """The folded name of the column for each thing that was spoken of; empty where it shall be in none."""
    names = {folded(name) for name in header}
    for thing, name in wish.columns.items():
        if thing not in FIELDS:
            raise Refused("csv_no_field", given=thing, known=", ".join(FIELDS))
        if name and folded(name) not in names:
            raise Refused("csv_no_column", given=name, known=", ".join(header))
    return {thing: folded(name) for thing, name in wish.columns.items()}


def _scale(plan: Plan) -> Scale:
    """The scale that the rating's own column names, else the tool's, else how an expectation was met."""
    (name, *_) = plan.columns.get("rating", ("",))
    if plan.export and not plan.export.is_form:
        return plan.export.scale
    told = [scale for word, scale in ASKED_SCALES.items() if f" {word}" in f" {name}"]
    return (told or [plan.export.scale if plan.export else Scale.EXPECTATION])[0]


def dated(plan: Plan, proved: Collection[Order], unclear: str, path: str) -> Plan:
    """The plan with the order that the file's own dates prove.

    Raises Refused where they prove both, or none though one of them (`unclear`) may be two different days.
    """
    if len(proved) > 1:
        raise Refused("csv_dates_mixed", path=path)
    if unclear and not proved:
        raise Refused("csv_dates_unclear", path=path, given=unclear[:40])
    return replace(plan, dates=next(iter(proved), None))


def picked(header: Sequence[str], places: Mapping[str, str]) -> dict[str, str]:
    """The columns chosen in a form, which gives their places as texts; empty for what shall be in none."""
    known = {str(place): name for place, name in enumerate(header)}
    return {thing: known.get(place, "") for thing, place in places.items()}


def chosen(scale: str, dates: str) -> tuple[Scale | None, Order | None]:
    """A scale and an order by their names; None for what is no such name."""
    return next((one for one in Scale if one == scale), None), next((one for one in Order if one == dates), None)


def wish(pairs: Sequence[str], scale: str = "", dates: str = "") -> Wish:
    """A wish as it is written in the command line: `customer=Company`. Raises Refused for what is not like that."""
    columns = {}
    for pair in pairs:
        thing, sign, name = pair.partition("=")
        if not sign:
            raise Refused("csv_map", given=pair)
        columns[thing.strip().casefold()] = name.strip()
    found_scale, found_dates = chosen(scale, dates)
    if scale and not found_scale:
        raise Refused("csv_scale", given=scale, known=", ".join(Scale))
    if dates and not found_dates:
        raise Refused("csv_dates", given=dates)
    return Wish(columns, found_scale, found_dates)
