"""`heartline feedback import`: what is asked in a terminal, and where the lines go that were left out."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pytest

from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.errors import Refused
from bot.feedback import Scale
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
    assert lines[0] == "Firma;Worte;Note;line;reasons"
    assert lines[-1].startswith('=Zu;wenig;;5;"This line has 2 values')
    rejects.write_text(rejects.read_text("utf-8-sig").replace(";9;", ";1;").replace("wenig;;", "wenig;3;"), "utf-8")
    again = await run(office, str(rejects), *options)
    assert "Imported 2, known already 0, left out 0." in again.stdout, again.stdout
    assert "Imported 0, known already 1, left out 2." in (await run(office, str(file), *options)).stdout
    assert (tmp_path / "said.rejects-2.csv").exists()
