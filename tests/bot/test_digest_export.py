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
from bot.views import link as link_views

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
    feedback=Summary(Counted(4, 3), NOTHING | {"care": Counted(2, 1)}, 200 / 3, 1, {"competence": Felt(2, 1)}),
    is_small=False,
    praises=(Praise("Acme", "Ada", "She stayed."),),
    trends={"autonomy": Trend(Shown(65), 53, 77, "up"), "competence": Trend()},
    beside={"rights": Shown(15, "low"), "rewards": None},
    chart=Chart(("2026-W09", "2026-W10"), {"autonomy": (65, 70), "competence": (None, 85)}, (50, None)),
    quotes=(Quote("F1", "Acme", "Late again.", is_met=False, link="https://desk.example/1"),),
    link=Line(link.Kind.WAITING, usable=28, next_week=39),
    link_before=("2026-W02", Line(link.Kind.BESIDE_OTHERS, usable=27, need="competence", lag=-1, held=True)),
    offered=Offer("P1", "autonomy-enable", "Ask which approval could go.", "offered"),
    tried=(
        Tried(
            "P0",
            "competence-educate",
            "Show a reply.",
            "done",
            "Ben",
            "2026-W06",
            "competence-2",
            Shown(50),
            Shown(85, "high"),
        ),
    ),
)
WAITING, MOVED = (link_views.line(line, 5) for line in (FULL.link, FULL.link_before[1]))
WRITTEN = {
    "group": "Support",
    "kind": "team",
    "teams": 1,
    "week": "2026-W10",
    "weeks": 1,
    "every": 1,
    "threshold": 5,
    "too_small": False,
    "mixed": True,
    "answered": "8-11",
    "needs": {
        "autonomy": {
            "questions": {"autonomy-2": "This week I could decide what to do first."},
            "score": {"value": 70, "end": None},
            "index": {"value": 65, "end": None},
            "low": 53,
            "high": 77,
            "change": "up",
            "is_low": False,
        },
        "competence": {
            "questions": {},
            "score": {"value": 85, "end": "high"},
            "index": None,
            "low": None,
            "high": None,
            "change": None,
            "is_low": None,
        },
        "recognition": {"questions": {}} | dict.fromkeys(("score", "index", "low", "high", "change", "is_low")),
    },
    "beside": {"rights": {"value": 15, "end": "low"}, "rewards": None},
    "chart": {
        "weeks": ["2026-W09", "2026-W10"],
        "needs": {
            "autonomy": [{"value": 65, "end": None}, {"value": 70, "end": None}],
            "competence": [None, {"value": 85, "end": "high"}],
        },
        "customers": [50, None],
    },
    "customers": {
        "pieces": 4,
        "met": 3,
        "impressions": 1,
        "score": 67,
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
    "link": {
        "line": "L1",
        "text": WAITING,
        "need": None,
        "lag": None,
        "feedback": None,
        "held": None,
        "teams": None,
        "usable": 28,
        "next_week": 39,
    },
    "last_look": {
        "week": "2026-W02",
        "line": "L4",
        "text": MOVED,
        "need": "competence",
        "lag": -1,
        "feedback": "better",
        "held": True,
        "teams": None,
        "usable": None,
        "next_week": None,
    },
    "reliability": {},
    "offered": {
        "idea": "autonomy-enable",
        "text": "Ask which approval could go.",
        "state": "offered",
        "by": None,
        "reason": None,
    },
    "tried": [
        {
            "idea": "competence-educate",
            "text": "Show a reply.",
            "state": "done",
            "week": "2026-W06",
            "by": "Ben",
            "reason": None,
            "questions": ["competence-2"],
            "then": {"value": 50, "end": None},
            "since": {"value": 85, "end": "high"},
            "told": False,
        }
    ],
}


def rows(digests):
    return list(csv.DictReader(io.StringIO(digest_export.as_csv(digests))))


def test_the_names_in_json_stay():
    assert json.loads(digest_export.as_json([FULL])) == {"version": 1, "digests": [WRITTEN]}


def test_csv_has_a_fact_a_row():
    found = {(row["part"], row["of"], row["fact"]): row["value"] for row in rows([FULL])}
    assert {row["group"] + row["kind"] + row["week"] + row["weeks"] for row in rows([FULL])} == {"Supportteam2026-W101"}
    assert found == {
        ("team", "", "threshold"): "5",
        ("team", "", "answered"): "8-11",
        ("team", "autonomy", "is_low"): "False",
        ("team", "autonomy", "autonomy-2"): "This week I could decide what to do first.",
        ("team", "autonomy", "score"): "70",
        ("team", "autonomy", "index"): "65",
        ("team", "autonomy", "low"): "53",
        ("team", "autonomy", "high"): "77",
        ("team", "autonomy", "change"): "up",
        ("team", "competence", "score"): "85 or more",
        ("team", "rights", "score"): "15 or less",
        ("chart", "autonomy", "2026-W09"): "65",
        ("chart", "autonomy", "2026-W10"): "70",
        ("chart", "competence", "2026-W10"): "85 or more",
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
        ("customers", "", "score"): "67",
        ("link", "", "line"): "L1",
        ("link", "", "text"): WAITING,
        ("link", "", "usable"): "28",
        ("link", "", "next_week"): "39",
        ("last look", "", "week"): "2026-W02",
        ("last look", "", "line"): "L4",
        ("last look", "", "text"): MOVED,
        ("last look", "", "need"): "competence",
        ("last look", "", "lag"): "-1",
        ("last look", "", "feedback"): "better",
        ("last look", "", "held"): "True",
        ("practices", "autonomy-enable", "offered"): "Ask which approval could go.",
        ("practices", "competence-educate", "done"): "Show a reply.",
        ("practices", "competence-educate", "week"): "2026-W06",
        ("practices", "competence-educate", "by"): "Ben",
        ("practices", "competence-educate", "then"): "50",
        ("practices", "competence-educate", "since"): "85 or more",
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
    company = replace(
        FULL, team="The whole company", kind=Kind.COMPANY, reliability={"autonomy": 0.8123456, "competence": None}
    )
    written = json.loads(digest_export.as_json([FULL, company]))
    assert [one["kind"] for one in written["digests"]] == ["team", "company"]
    assert written["digests"][1]["reliability"] == {"autonomy": 0.81, "competence": None}
    assert [row["value"] for row in rows([company]) if row["part"] == "reliability"] == ["0.81"]
    assert {row["kind"] for row in rows([FULL, company])} == {"team", "company"}
