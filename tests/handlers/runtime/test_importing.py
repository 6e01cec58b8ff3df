"""`heartline feedback import`: what is asked in a terminal, and where the lines go that were left out."""

from __future__ import annotations

import asyncio
import csv
import os
import resource
from contextlib import suppress
from io import BytesIO

import pytest

from bot import csv_columns
from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.errors import Refused
from bot.feedback import Scale
from bot.feedback_csv import BadRow
from handlers import imports
from handlers.runtime import importing

OTHER = b"Company,Comment,NPS score,Tag,Day\nEmber,Late,3,x,01/02/2026\n"


class Terminal:
    """Somebody who answers what is asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, question: str, options: dict[str, str], default: str) -> str:
        self.asked.append((question, default))
        answer = self.answers.pop(0) or default
        assert answer in options
        return answer


def decided(content: bytes, wish: Wish, ask: Terminal | None):
    return importing.decided(BytesIO(content), "f.csv", wish, ask).plan


def test_what_a_file_does_not_say_is_asked_with_what_it_may_be():
    terminal = Terminal("", "", "", "")
    plan = decided(OTHER, Wish(), terminal)
    assert terminal.asked == [
        ("Which customer?", "1"),
        ("What they said", "2"),
        ("Their rating", "3"),
        ("What was rated?", "nps"),
    ]
    assert plan.columns == {"customer": ("company",), "said": ("comment",), "rating": ("nps score",)}


def test_the_order_of_dates_is_asked_only_where_it_matters():
    wish = Wish({"customer": "Company", "said": "Comment", "rating": "NPS score", "date": "Day"})
    terminal = Terminal("mdy")
    assert decided(OTHER, wish, terminal).dates is Order.MDY
    assert len(terminal.asked) == 1
    proved = OTHER.replace(b"01/02", b"31/01")
    assert decided(proved, wish, Terminal()).dates is Order.DMY


def test_nothing_is_asked_where_nobody_is():
    with pytest.raises(Refused, match="csv_header"):
        decided(OTHER, Wish(), None)
    wish = Wish({"customer": "Company", "said": "Comment", "rating": "NPS score", "date": "Day"}, Scale.NPS)
    with pytest.raises(Refused, match="csv_dates_unclear"):
        decided(OTHER, wish, None)


def test_a_file_that_cannot_be_read_is_refused_and_nothing_asked():
    with pytest.raises(Refused, match="csv_empty"):
        decided(b"", Wish(), Terminal())


async def run(office, *arguments):
    return await asyncio.to_thread(office.run, "feedback", "import", *arguments)


async def test_lines_left_out_can_be_mended_in_a_file_of_their_own(office, tmp_path):
    file = tmp_path / "said.csv"
    file.write_bytes('Firma;Worte;Note\nCafé;"Zu\nspät";9\nEmber;Gut;4\n=Zu;wenig\n'.encode("cp1252"))
    options = ("--map", "customer=Firma", "--map", "said=Worte", "--map", "rating=Note", "--scale", "csat")
    tried = await run(office, str(file), *options, "--dry-run")
    assert "1 line can be imported; 2 lines cannot." in tried.stdout, tried.stderr
    assert not (tmp_path / "said.rejects.csv").exists()
    done = await run(office, str(file), *options)
    assert "Imported 1, known already 0, left out 2." in done.stdout
    assert "They are in said.rejects.csv." in done.stdout
    rejects = tmp_path / "said.rejects.csv"
    lines = rejects.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Firma;Worte;Note;line;reasons;as it stood"
    assert lines[-1].startswith('=Zu;wenig;;5;"This line has 2 values')
    rejects.write_text(rejects.read_text("utf-8-sig").replace(";9;", ";1;").replace("wenig;;", "wenig;3;"), "utf-8")
    again = await run(office, str(rejects), *options)
    assert "Imported 2, known already 0, left out 0." in again.stdout, again.stdout
    assert "Imported 0, known already 1, left out 2." in (await run(office, str(file), *options)).stdout
    assert (tmp_path / "said.rejects-2.csv").exists()


async def test_a_line_whose_values_fit_no_columns_is_written_as_it_stood(office, tmp_path):
    file = tmp_path / "said.csv"
    file.write_text('customer,said,rating\nEmber,"Late" again,2\nBolt,Late, again,2\nCogs,Late\n', "utf-8")
    await run(office, str(file))
    with (tmp_path / "said.rejects.csv").open(encoding="utf-8-sig", newline="") as rejects:
        lines = list(csv.DictReader(rejects))
    assert [(line["customer"], line["said"], line["line"], line["as it stood"]) for line in lines] == [
        ("", "", "2", 'Ember,"Late" again,2'),
        ("", "", "3", "Bolt,Late, again,2"),
        ("Cogs", "Late", "4", ""),
    ]


async def test_an_import_goes_on_where_its_bad_lines_cannot_be_written(office, tmp_path):
    file = tmp_path / f"{'s' * 245}.csv"  # no name is left for the file of what was left out
    lines = "".join(f"Ember,Fine {n},{9 if n % 20 else 3}\n" for n in range(1200))
    file.write_text(f"customer,said,rating\n{lines}", "utf-8")
    done = await run(office, str(file))
    assert "Imported 60, known already 0, left out 1140." in done.stdout, done.stderr
    assert "rejects.csv; the others are listed above." in done.stdout
    listed = [line for line in done.stdout.splitlines() if line.startswith("line ")]
    assert len(listed) == 1140


def test_bad_lines_that_no_longer_fit_on_the_disk_are_listed(tmp_path):
    looked = imports.Looked("utf-8", csv_columns.plan(["customer", "said", "rating"], ",", Wish()))
    reason = Refused("csv_rating", given="9", least=1, most=5)
    bad = [BadRow(line, (reason,), ("Ember", "Late", "9")) for line in range(1000, 1100)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with importing.rejects(tmp_path / "said.csv", looked) as rejected:
            for row in bad:
                rejected.add(row)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    written = (tmp_path / "said.rejects.csv").read_text("utf-8-sig")
    kept = [row for row in bad if f"Ember,Late,9,{row.line}," in written]
    assert rejected.listed[:20] == bad[:20]
    assert 20 < len(rejected.listed) < 100
    assert {row.line for row in bad} == {row.line for row in [*kept, *rejected.listed]}
    assert (rejected.path, rejected.unwritable) == (None, tmp_path / "said.rejects.csv")


async def test_a_pipe_is_refused_kindly(office, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reading = asyncio.create_task(run(office, str(pipe)))
    with suppress(BrokenPipeError):  # it may have been refused before anything was written
        await asyncio.to_thread(pipe.write_bytes, b"customer,said,rating\n")
    done = await reading
    assert done.returncode != 0
    assert "Save it as a file first" in done.stderr
