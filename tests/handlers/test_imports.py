"""A CSV file on its way into the store: how it is written, what is kept, and how often."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.csv_text import BYTES_LIMIT
from bot.errors import Refused
from bot.feedback import Scale
from handlers import imports
from handlers.imports import Counts

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
AS_IT_STANDS = Wish()
AROUND = imports.Around({}, NOW, lambda: "F1")
HEADER = "customer,said,rating,team,date,id\n"


def looked(content: bytes, wish: Wish = AS_IT_STANDS):
    return imports.look(BytesIO(content), "f.csv", wish)


async def brought_in(office, content: bytes, wish: Wish = AS_IT_STANDS, progress=lambda _: None, on_bad=lambda _: None):
    file = BytesIO(content)
    decided = imports.ready(file, "f.csv", imports.look(file, "f.csv", wish))
    return await imports.import_csv(office.world, file, decided, progress, on_bad)


def kept(office, columns: str):
    address = make_url(office.settings.database_url)
    if address.drivername != "sqlite":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM feedback ORDER BY 1")).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def found_in(content: bytes):
    file = BytesIO(content)
    return imports.preview(file, looked(content), imports.Around({}, NOW, lambda: "F1"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_every_encoding_and_delimiter_is_read_alike(encoding, delimiter):
    lines = [("customer", "said", "rating"), ("Café Größe", '"One\nTwo, three; four\t|"', "4")]
    content = "".join(delimiter.join(cells) + "\r\n" for cells in lines).encode(encoding)
    (row,) = found_in(content).first
    assert (row.feedback.customer, row.feedback.said) == ("Café Größe", "One\nTwo, three; four\t|")


async def test_a_file_twice_is_a_file_once_on_each_store(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    lines = [f"Ember,Fine {n},3,{'Support; Product' if n % 2 else ''},2026-02-27,{n}\n" for n in range(1200)]
    content = (HEADER + "".join(lines)).encode()
    assert await brought_in(office, content) == Counts(new=1200)
    assert await brought_in(office, content) == Counts(known=1200)
    assert kept(office, "count(*)") == [(1200,)]
    assert kept(office, "(SELECT count(*) FROM concern)") == [(1200,)] * 1200


async def test_a_broken_off_import_goes_on_where_it_was(office):
    content = (HEADER + "".join(f"Ember,Fine {n},3,,,{n}\n" for n in range(1600))).encode()

    class CutOff(Exception):
        pass

    def cut(at):
        raise CutOff

    with pytest.raises(CutOff):
        await brought_in(office, content, progress=cut)
    assert await brought_in(office, content) == Counts(new=1100, known=500)


async def test_progress_ends_at_the_end_of_the_file(office):
    content = HEADER.encode() + b"Ember,Fine,3,,,\n" * 1200
    seen = []
    done = await brought_in(office, content, progress=seen.append)
    assert seen[-1] == len(content)
    assert len(seen) >= 3
    assert (done.new, done.known) == (1, 1199)


async def test_bad_lines_are_told_one_by_one_with_all_their_reasons(office):
    seen = []
    content = HEADER + "Ember,Fine,9,Sales,tomorrow,1\nEmber,Fine,3,,,2\nToo,few\n"
    assert await brought_in(office, content.encode(), on_bad=seen.append) == Counts(new=1, bad=2)
    assert [(row.line, [reason.code for reason in row.reasons]) for row in seen] == [
        (2, ["csv_date", "feedback_rating", "feedback_team"]),
        (4, ["csv_columns"]),
    ]


async def test_what_looks_like_a_formula_is_text(office):
    await brought_in(office, (HEADER + '"=cmd|x","@SUM(1)",3,,,+1\n').encode())
    assert kept(office, "customer, said, key") == [("=cmd|x", "@SUM(1)", "csv:+1")]


async def test_a_known_export_needs_no_word_and_its_lines_without_rating_are_passed_over(office):
    content = (
        "Conversation ID,Conversation rating,Conversation rating remark,User name,Updated at (America/New_York)\n"
        "7,5,Quick!,Mo,2026-02-26 10:00:00\n8,,,Lu,2026-02-26 10:00:00\n9,1,,Bo,2026-02-26 11:00:00\n"
    )
    assert await brought_in(office, content.encode()) == Counts(new=2, unrated=1)
    assert kept(office, "key, scale, is_met, said, source") == [
        ("csv:intercom:7", "csat", 1, "Quick!", "intercom"),
        ("csv:intercom:9", "csat", 0, "(no comment)", "intercom"),
    ]


async def test_imported_scores_keep_their_scale(office):
    content = b"Client,Words,NPS score\nEmber,Fine,3\nTidepool,Great,10\n"
    wish = Wish({"customer": "Client", "said": "words", "rating": "NPS score"})
    assert await brought_in(office, content, wish) == Counts(new=2)
    assert kept(office, "customer, scale, rating, is_met") == [("Ember", "nps", 3, 0), ("Tidepool", "nps", 10, 1)]
    assert looked(content, Wish(wish.columns, scale=Scale.CES)).plan.scale is Scale.CES


def test_dates_that_may_be_two_days_want_a_word():
    file = BytesIO(b"customer,said,rating,date\nEmber,Fine,3,03/04/2026\n")
    with pytest.raises(Refused, match="csv_dates_unclear") as refused:
        imports.ready(file, "f.csv", looked(file.getvalue()))
    assert refused.value.values == {"path": "f.csv", "given": "03/04/2026"}
    chosen = Wish(dates=Order.MDY)
    assert imports.ready(file, "f.csv", looked(file.getvalue(), chosen)).plan.dates is Order.MDY


@pytest.mark.parametrize(
    ("dates", "order"), [("03/04/2026,31/03/2026", Order.DMY), ("3/4/2026,3/31/2026", Order.MDY), ("2026-03-04,", None)]
)
def test_a_date_that_can_be_only_one_day_tells_for_the_whole_file(dates, order):
    lines = "".join(f"Ember,Fine,3,{each}\n" for each in dates.split(","))
    file = BytesIO(f"customer,said,rating,date\n{lines}".encode())
    assert imports.ready(file, "f.csv", looked(file.getvalue())).plan.dates is order


def test_dates_that_contradict_each_other_want_a_word():
    file = BytesIO(b"customer,said,rating,date\nA,B,3,31/03/2026\nA,B,3,03/31/2026\n")
    with pytest.raises(Refused, match="csv_dates_mixed"):
        imports.ready(file, "f.csv", looked(file.getvalue()))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "csv_empty"),
        (b" , ,\n", "csv_empty"),
        (b"x" * (BYTES_LIMIT + 1), "csv_large"),
        (b"\xef\xbb\xbfcustomer,said,rating\nCaf\xe9,Good,4\n", "csv_encoding"),
        (b"customer,said,rating\nCaf\xe9 \x81,Good,4\n", "csv_encoding"),
        (b'"customer,said,rating\n', "csv_first_line"),
    ],
    ids=["empty", "no names", "too large", "a mark that lies", "no encoding at all", "an open quote"],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content, code):
    with pytest.raises(Refused, match=code):
        looked(content)


def test_a_preview_counts_everything_and_shows_ten(office):
    content = HEADER + "".join(f"Ember,Fine {n},{3 if n < 30 else 7},,,{n}\n" for n in range(50))
    file = BytesIO(content.encode())
    around = imports.Around({}, office.world.now(), office.world.new_id)
    found = imports.preview(file, looked(file.getvalue()), around)
    assert (found.good, found.bad, found.unrated) == (30, 20, 0)
    assert ([row.line for row in found.first], len(found.first_bad)) == (list(range(2, 12)), 10)
    assert kept(office, "count(*)") == [(0,)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_lines_may_end_in_any_way(ending):
    lines = ["customer,said,rating", "Ember,Fine,3", "Tidepool,Good,4", ""]
    assert found_in(ending.join(lines).encode()).good == 2


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\ncustomer;said;rating\nEmber;Fine, thanks;3\n",
        "\r\n\r\ncustomer;said;rating\r\nEmber;Fine, thanks;3\r\n",
        'customer;said;rating;"What, in short,\nwas, if any, the cause, please?"\nEmber;Fine, thanks;3;x\n',
    ],
    ids=["a word of Excel's", "empty lines", "a name over two lines"],
)
def test_what_is_about_the_names_of_columns_is_no_hindrance(content):
    file = BytesIO(content.encode())
    found = imports.preview(file, imports.ready(file, "f.csv", looked(file.getvalue())), AROUND)
    assert [row.feedback.said for row in found.first] == ["Fine, thanks"]
    assert found.bad == 0


async def test_one_quote_too_many_costs_one_line_of_three_thousand(office):
    good = [f"Ember,Fine {n},3,,,{n}\n" for n in range(3000)]
    seen = []
    content = HEADER + "".join([*good[:40], 'Bolt,"It broke,3,,,x\n', *good[40:]])
    assert await brought_in(office, content.encode(), on_bad=seen.append) == Counts(new=3000, bad=1)
    assert [(row.line, row.raw) for row in seen] == [(42, 'Bolt,"It broke,3,,,x')]


async def test_an_id_longer_than_an_index_takes_is_known_again_on_each_store(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    content = f"{HEADER}Ember,Fine,3,,,{'é' * 4000}\nBolt,Fine,3,,,{'heartline:' + 'x' * 9000}\n".encode()
    assert await brought_in(office, content) == Counts(new=2)
    assert await brought_in(office, content) == Counts(known=2)


async def test_lines_that_differ_only_in_their_scale_are_both_kept(office):
    content = b"customer,said,rating,scale\nEmber,Fine,3,csat\nEmber,Fine,3,nps\n"
    assert await brought_in(office, content) == Counts(new=2)
