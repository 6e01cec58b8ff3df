"""The page about privacy that can be printed says what docs/privacy.md says. `GOLDEN=write` writes it anew."""

import os
import re
from pathlib import Path

from markdown_it import MarkdownIt

from storage import persons
from storage.tables import Row

assert persons  # imports every module with tables
METADATA = Row.metadata
DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "privacy.html"
STYLE = """
@page { size: A4; margin: 18mm 16mm }
body { font: 11pt/1.5 system-ui, sans-serif; color: #1d1a20; background: #fff }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { line-height: 1.25; break-after: avoid }
h2 { margin-top: 2em }
table { border-collapse: collapse; width: 100%; font-size: 9pt; margin: 1em 0 }
th, td { border: 1px solid #b9b2bd; padding: .35em .5em; text-align: left; vertical-align: top }
th, td { overflow-wrap: anywhere }
tr { break-inside: avoid }
code { font: .92em ui-monospace, monospace }
svg { width: 100%; height: auto; margin: 1em 0; border: 1px solid #b9b2bd }
.fill { border: 1px solid #b9b2bd; padding: .5em 1em; margin: 1em 0 }
.fill p { margin: .4em 0 }
"""
FILLED_IN = """<div class="fill">
<p>Company: ______________________________ Date: ______________</p>
<p>Who runs Heartline (operator): ______________________________</p>
<p>Where it runs, and who has access: ______________________________</p>
<p>Answers that a number needs (5 or more): ______ Weeks between pulses: ______</p>
<p>Agreed with (works council, data protection officer): ______________________________</p>
</div>"""


def page() -> str:
    text = (DOCS / "privacy.md").read_text("utf-8")
    text = re.sub(r"^For works councils.*\n\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"!\[[^\]]*\]\(data-flow\.svg\)\n*", "", text)
    body = MarkdownIt().enable("table").render(text)
    body = re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", body, flags=re.DOTALL)  # paper leads nowhere
    title, rest = body.split("</h1>\n", 1)
    drawing = (DOCS / "data-flow.svg").read_text("utf-8")
    head = f'<meta charset="utf-8">\n<title>Heartline: privacy</title>\n<style>{STYLE}</style>'
    told = f"{title}</h1>\n{FILLED_IN}\n{drawing}{rest}"
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{told}</body>\n</html>\n'


def test_the_page_to_print_says_what_the_document_says():
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()


def test_the_page_to_print_fetches_nothing():
    text = PAGE.read_text("utf-8")
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import", text)


def test_every_table_stands_in_the_document_and_on_the_page():
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "privacy.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(METADATA.tables)
    for name in rows:
        assert f"<code>{name}</code>" in PAGE.read_text("utf-8")
