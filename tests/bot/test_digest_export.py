from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from bot import digest_export, link
from bot.digests import Chart, Digest, Kind, Offer, Praise, Quote, Story, Trend, Tried
from bot.feedback import EXPECTATIONS, Counted, Felt, Summary
from bot.link import Line
from bot.privacy import Shown

NOTHING = dict.fromkeys(EXPECTATIONS, Counted(0, 0))
FULL = Digest(
    team="Support",
    week="2026-W10",
    answered="8-11",
    needs={"autonomy": Shown(70), "competence": Shown(85, "high"), "recognition": None},
    questions={"autonomy": ("autonomy-2",)},
    kudos_given=True,
    kudos_total=7,
    stories=(Story("Ada", "Ben", "Explained it.", "Cleo could decide.", kudos="K1", person="UBEN"),),
    feedback=Summary(Counted(4, 3), NOTHING | {"care": Counted(2, 1)}, None, 1, {"competence": Felt(2, 1)}),
    is_small=False,
    praises=(Praise("Acme", "Ada", "She stayed."),),
    trends={"autonomy": Trend(Shown(65), 53, 77, "up"), "competence": Trend()},
    beside={"rights": Shown(15, "low"), "rewards": None},
    chart=Chart(("2026-W09", "2026-W10"), {"autonomy": (65, 70), "competence": (None, 85)}, (50, None)),
    quotes=(Quote("F1", "Acme", "Late again.", is_met=False, link="https://desk.example/1"),),
    link=Line(link.Kind.WAITING, next_week=39),
    offered=Offer("P1", "autonomy-enable", "Ask which approval could go.", "offered"),
    tried=(Tried("P0", "competence-educate", "Show a reply.", "done", "Ben", "2026-W06"),),
)
WRITTEN = {
    "group": "Support",
    "kind": "team",
    "teams": 1,
    "week": "2026-W10",
    "weeks": 1,
    "answered": "8-11",
    "needs": {
        "autonomy": {
            "questions": ["autonomy-2"],
            "score": {"value": 70, "end": None},
            "index": {"value": 65, "end": None},
            "low": 53,
            "high": 77,
            "change": "up",
        },
        "competence": {
            "questions": [],
            "score": {"value": 85, "end": "high"},
            "index": None,
            "low": None,
            "high": None,
            "change": None,
        },
        "recognition": {"questions": [], "score": None, "index": None, "low": None, "high": None, "change": None},
    },
    "beside": {"rights": {"value": 15, "end": "low"}, "rewards": None},
    "chart": {
        "weeks": ["2026-W09", "2026-W10"],
        "needs": {"autonomy": [65, 70], "competence": [None, 85]},
        "customers": [50, None],
    },
    "customers": {
        "pieces": 4,
        "met": 3,
        "impressions": 1,
        "score": None,
        "expectations": {
            "commitment": {"pieces": 0, "met": 0},
            "cost": {"pieces": 0, "met": 0},
            "culture": {"pieces": 0, "met": 0},
            "care": {"pieces": 2, "met": 1},
        },
        "needs": {"competence": {"fed": 2, "hurt": 1}},
        "quotes": [{"customer": "Acme", "said": "Late again.", "met": False, "link": "https://desk.example/1"}],
        "praises": [{"customer": "Acme", "person": "Ada", "said": "She stayed."}],
    },
    "kudos": {
        "given": True,
        "total": 7,
        "stories": [{"giver": "Ada", "receiver": "Ben", "did": "Explained it.", "enabled": "Cleo could decide."}],
    },
    "comments_passed_on": False,
    "link": "L1",
    "reliability": {},
    "offered": {"idea": "autonomy-enable", "text": "Ask which approval could go.", "state": "offered"},
    "tried": [{"idea": "competence-educate", "text": "Show a reply.", "state": "done", "week": "2026-W06"}],
}


def rows(digests):
    return list(csv.DictReader(io.StringIO(digest_export.as_csv(digests))))


def test_the_names_in_json_stay():
    assert json.loads(digest_export.as_json([FULL])) == {"version": 1, "digests": [WRITTEN]}


def test_csv_has_a_fact_a_row():
    found = {(row["part"], row["of"], row["fact"]): row["value"] for row in rows([FULL])}
    assert {row["group"] + row["kind"] + row["week"] + row["weeks"] for row in rows([FULL])} == {"Supportteam2026-W101"}
    assert found == {
        ("team", "", "answered"): "8-11",
        ("team", "autonomy", "score"): "70",
        ("team", "autonomy", "index"): "65",
        ("team", "autonomy", "low"): "53",
        ("team", "autonomy", "high"): "77",
        ("team", "autonomy", "change"): "up",
        ("team", "competence", "score"): "85 or more",
        ("team", "rights", "score"): "15 or less",
        ("chart", "autonomy", "2026-W09"): "65",
        ("chart", "autonomy", "2026-W10"): "70",
        ("chart", "competence", "2026-W10"): "85",
        ("chart", "customers", "2026-W09"): "50",
        ("customers", "", "pieces"): "4",
        ("customers", "", "met"): "3",
        ("customers", "", "impressions"): "1",
        **{("customers", name, "pieces"): "2" if name == "care" else "0" for name in EXPECTATIONS},
        **{("customers", name, "met"): "1" if name == "care" else "0" for name in EXPECTATIONS},
        ("customers", "competence", "fed"): "2",
        ("customers", "competence", "hurt"): "1",
        ("customers", "Acme", "missed"): "Late again.",
        ("customers", "Acme", "praised Ada"): "She stayed.",
        ("kudos", "", "total"): "7",
        ("kudos", "Ben", "thanked by Ada"): "Explained it. Cleo could decide.",
        ("link", "", "line"): "L1",
        ("practices", "autonomy-enable", "offered"): "Ask which approval could go.",
        ("practices", "competence-educate", "done"): "Show a reply.",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_spreadsheet_finds_a_formula(start):
    tricky = f"{start}HYPERLINK(1)"
    digest = replace(FULL, team=tricky, stories=(Story(tricky, tricky, tricky, ""),))
    cells = [cell for row in rows([digest]) for cell in row.values()]
    assert tricky not in cells
    assert "'" + tricky in cells


def test_no_id_of_a_person_or_a_kudos_leaves_in_an_export():
    for written in (digest_export.as_json([FULL]), digest_export.as_csv([FULL])):
        assert not [secret for secret in ("UBEN", "K1", "F1", "P0", "P1") if f'"{secret}"' in written]
        assert "UBEN" not in written


def test_several_digests_are_in_one_document():
    company = replace(FULL, team="The whole company", kind=Kind.COMPANY, reliability={"autonomy": 0.8})
    written = json.loads(digest_export.as_json([FULL, company]))
    assert [one["kind"] for one in written["digests"]] == ["team", "company"]
    assert written["digests"][1]["reliability"] == {"autonomy": 0.8}
    assert {row["kind"] for row in rows([FULL, company])} == {"team", "company"}
