"""Digests as one page to print or to keep: it needs nothing from elsewhere, and shows its charts as drawings."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bot.digests import Digest
from bot.feedback import LINK
from bot.views import charts, practices
from bot.views import digest_details as details
from bot.views import digest_lines as lines
from bot.views import digests as views
from bot.views.digest_lines import Part

NOTE = f"{charts.ENDS} {charts.WHAT_NONE_IS}"

STYLE = """
:root { color-scheme: light dark; --ink: #1d1c1d; --paper: #fff; --grid: #8886; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 46rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; }
p, ul { margin: .25rem 0; } ul { padding-left: 1.25rem; } blockquote, li { overflow-wrap: anywhere; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--grid); white-space: pre-wrap; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; } .grid { stroke: var(--grid); }
polyline { fill: none; stroke-width: 2; }
.line0 { stroke: #1264a3; fill: #1264a3; } .line1 { stroke: #a3440f; fill: #a3440f; stroke-dasharray: 7 3; }
.line2 { stroke: #12754d; fill: #12754d; stroke-dasharray: 2 3; }
.line3 { stroke: #7a3ea8; fill: #7a3ea8; stroke-dasharray: 10 3 2 3; }
g > circle, g > rect, g > path { stroke-dasharray: none; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .8rem; }
th, td { border: 1px solid var(--grid); padding: .15rem .4rem; text-align: right; } th:first-child { text-align: left; }
.small { font-size: .85rem; }
article + article { border-top: 2px solid var(--grid); margin-top: 2rem; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #1a1d21; }
  .line0 { stroke: #6cb8f0; fill: #6cb8f0; } .line1 { stroke: #f0a070; fill: #f0a070; }
  .line2 { stroke: #5fcf9c; fill: #5fcf9c; } .line3 { stroke: #c79bee; fill: #c79bee; }
}
@page { size: A4; margin: 10mm 12mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; }
  body { max-width: none; padding: 0; font-size: 8pt; line-height: 1.25; }
  h1 { font-size: 13pt; margin: 0; } h2 { font-size: 9.5pt; margin: 3pt 0 0; } p, ul { margin: 0; }
  blockquote { margin: 2pt 0; } svg { max-height: 32mm; } table { font-size: 7pt; } .small { font-size: 7.5pt; }
  article + article { border: 0; break-before: page; margin: 0; }
  h2 { break-after: avoid; } svg, table, blockquote { break-inside: avoid; } .scroll { overflow: visible; }
}
"""


def page(digests: Iterable[Digest]) -> str:
    """Digests with all their details as one HTML document, each on a sheet of its own when printed."""
    every = list(digests)
    title = escape(lines.title(every[0])) if len(every) == 1 else "Digests"
    articles = "\n".join(f"<article>\n{_article(digest)}\n</article>" for digest in every)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{articles}\n</body>\n</html>\n"
    )


def _article(digest: Digest) -> str:
    every = (*views.parts(digest, details.WHOLE), *_practices(digest), *details.parts(digest))
    shown = [_chart(digest) if part.heading == views.WEEKS else _part(part) for part in every]
    return "\n".join([f"<h1>{escape(lines.title(digest))}</h1>", *shown])


def _practices(digest: Digest) -> list[Part]:
    offered = [practices.offer_text(digest.offered)] if digest.offered else []
    told = tuple((text, "") for text in (*map(practices.tried_text, digest.tried), *offered))
    return [Part("Practices", words=told)] if told else []


def _part(part: Part) -> str:
    ours = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in part.lines)}</ul>" if part.lines else ""
    said = "".join(f"<blockquote>{escape(text)}{_read(link)}</blockquote>" for text, link in part.words)
    return f"<h2>{part.heading}</h2>{f'<p>{escape(part.lead)}</p>' if part.lead else ''}{ours}{said}"


def _read(link: str) -> str:
    """Where to read it: only what is an address on the web leads anywhere."""
    return f' <a href="{escape(link)}" rel="noreferrer">{lines.READ}</a>' if LINK.fullmatch(link) else ""


def _chart(digest: Digest) -> str:
    """The drawing, and the same numbers in a table, which is also what screen readers read."""
    chart = digest.chart
    head = "".join(f'<th scope="col">{charts.day(week)}</th>' for week in chart.weeks)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(map(_cell, values))}</tr>'
        for name, values in charts.series(chart).items()
    )
    table = f'<table><thead><tr><th scope="col">Week of</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<h2>{views.WEEKS}</h2>{charts.svg(chart)}<div class="scroll">{table}</div><p class="small">{NOTE}</p>'


def _cell(value: int | None) -> str:
    return f"<td>{charts.NONE if value is None else value}</td>"
