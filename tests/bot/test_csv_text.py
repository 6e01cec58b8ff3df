"""How a file is written: guessed by a rule that reads all of it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.csv_text import encoding, opening
from bot.errors import Refused

TEXT = "customer;said\nCafé;Größe\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (TEXT.encode(), "utf-8"),
        (b"", "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"plain\n" * 1000 + "é".encode("cp1252"), "cp1252"),
    ],
    ids=[
        "utf-8",
        "nothing",
        "with a mark",
        "utf-16",
        "low byte first",
        "high byte first",
        "western",
        "at the very end",
    ],
)
def test_an_encoding_is_known_by_its_mark_or_its_bytes(content, found):
    for size in (3, 7, 4096):
        chunks = [content[at : at + size] for at in range(0, len(content), size)]
        assert encoding(chunks, "f.csv") == found


@pytest.mark.parametrize(
    "content",
    [b"\x81", "é".encode() + b"\x8d", b"\xef\xbb\xbf\xe9", b"\xff\xfea", b"abc\xe2\x90"],
    ids=["no letter of any", "later on", "a mark that lies", "half a character", "cut off"],
)
def test_bytes_of_no_encoding_are_refused(content):
    with pytest.raises(Refused, match="csv_encoding") as refused:
        encoding([content], "f.csv")
    assert refused.value.values == {"path": "f.csv"}


@given(st.text(), st.integers(1, 9))
def test_any_text_in_utf_8_is_read_as_it_was_written(text, size):
    content = text.encode("utf-8-sig")
    chunks = [content[:3], *(content[at : at + size] for at in range(3, len(content), size))]
    assert content.decode(encoding(chunks, "f.csv")) == text


@given(st.binary())
def test_any_bytes_at_all_are_read_or_refused(content):
    with suppress(Refused):
        content.decode(encoding([content] if content else [], "f.csv"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb", "\t"),
        ("a|b|c", "|"),
        ("one", ","),
        ("", ","),
        ('"a, b, c";said;rating', ";"),
        ('"say ""a,b,c,d""";said', ";"),
        ("What, if anything?\tsaid\trating", "\t"),
    ],
)
def test_the_character_that_parts_the_first_line_most_is_the_delimiter(line, found):
    assert opening([line])[1] == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["sep=;\n", "a,b,c;d\n"], (1, ";")),
        (['"sep=\t"\r\n', "a,b,c\r\n"], (1, "\t")),
        (["\n", " \r\n", "a;b\n"], (2, ";")),
        (["\n", "SEP=|\n", "\n", "a,b\n"], (3, "|")),
        (["sep=x\n", "a;b\n"], (0, ",")),
        (["sep=;\n"], (0, ";")),
        ([], (0, ",")),
        (['"What did\n', 'they say, if anything, at all?";said;rating\n', "a,b,c,d,e\n"], (0, ";")),
        (['"never closed\n', *["a;b;c\n"] * 9], (0, ";")),
    ],
)
def test_what_is_above_the_names_of_columns_is_told(lines, found):
    assert opening(lines) == found
