"""The form about digests: what is chosen is in it and read from it, and what it comes to is told."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from bot.payloads import Form
from bot.people import Person
from bot.policies import AT_CLOSING, Policy, Wish
from bot.teams import Roster, Team
from bot.views import policy_digest_forms as views
from bot.views.policy_digest_forms import Coming
from sandbox.blocks import check_view

AT = datetime(2026, 3, 9, 8, tzinfo=UTC)
ZONES = ["Europe/Berlin", "America/New_York", "America/New_York"]


def filled(view):
    fields = {}
    for block in view["blocks"]:
        element = block["element"]
        one = element.get("initial_option", {}).get("value") or element.get("initial_value") or ""
        ticked = tuple(option["value"] for option in element.get("initial_options", ()))
        fields[block["block_id"]] = (
            ticked if element["type"] == "checkboxes" else one or element.get("initial_user", "")
        )
    return Form("T1", "U1", views.FORM, fields, "", "V1")


def options(view, name):
    (field,) = [block for block in view["blocks"] if block["block_id"] == name]
    return [option["value"] for option in field["element"]["options"]]


def roster(name, people, elsewhere=0, smallest=6):
    members = tuple(Person(f"U{n}", "x") for n in range(people))
    return Roster(Team(name, name, "C1", 0), members, (), elsewhere, smallest)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(digest_on=0, digest_at=605, digest_zone="Asia/Kolkata", lead="UBEN", threshold=12, has_charts=False),
        Policy(digest_on=6, digest_at=0, digest_zone=""),
    ],
    ids=["all else", "in UTC at midnight"],
)
def test_what_is_chosen_is_what_comes_back_untouched(policy):
    view = views.form(policy, ZONES, "Europe/Berlin")
    assert check_view(view) == []
    told = {name: value for name, value in vars(views.read(filled(view))).items() if value is not None}
    assert told == {name: getattr(policy, name) or told[name] for name in told}
    assert set(told) == {"digest_on", "digest_at", "digest_zone", "has_charts", "lead", "threshold"}
    assert told["lead"] == (policy.lead or "")


def test_where_digests_come_at_closing_hour_and_zone_stay_as_they_are():
    wish = views.read(filled(views.form(Policy(), ZONES, "Europe/Berlin")))
    assert wish == Wish(digest_on=AT_CLOSING, has_charts=True, lead="", threshold=5)


def test_the_zones_are_the_admins_own_then_those_of_most_people():
    view = views.form(Policy(), ZONES, "Asia/Tokyo")
    assert options(view, "digest_zone") == ["Asia/Tokyo", "America/New_York", "Europe/Berlin", "UTC"]
    chosen = views.form(Policy(digest_on=1, digest_zone="Asia/Kolkata"), ZONES, "Asia/Tokyo")
    assert options(chosen, "digest_zone")[0] == "Asia/Kolkata"


def test_slack_takes_the_form_of_a_company_in_all_zones_of_the_world():
    zones = sorted(available_timezones())
    assert len(zones) > 300
    assert check_view(views.form(Policy(digest_at=605), zones, "Europe/Berlin")) == []


def test_what_was_not_offered_is_wished_for_all_the_same_and_refused_later():
    form = Form("T1", "U1", views.FORM, {"digest_on": "x", "digest_at": "", "digest_zone": "Nowhere"}, "", "V1")
    wish = views.read(form)
    assert (wish.digest_on, wish.digest_at, wish.digest_zone, wish.threshold) == (-2, -2, "Nowhere", -2)


def test_it_is_told_when_the_next_one_comes_and_for_whom():
    policy = Policy(digest_on=0, digest_at=540, digest_zone="Europe/Berlin", lead="UBEN", has_charts=False, threshold=7)
    view = views.preview(policy, Coming(AT), Person("UBEN", "<!channel>"), [], "{}")
    assert check_view(view) == []
    told = str(view)
    assert "Digests come on Mondays at 09:00 (Europe/Berlin). The next one: <!date^1773043200^" in told
    assert "&lt;!channel&gt; reads what is about the whole company." in told
    assert "without charts" in told
    assert "needs 8 people besides those who lead it" in told


def test_teams_that_are_too_small_are_named():
    teams = [roster("Big", 9), roster("<!here>", 5), roster("Shared", 7, elsewhere=2), *[roster("More", 1)] * 12]
    view = views.kept(Policy(), Coming(AT), None, teams)
    assert check_view(view) == []
    told = str(view)
    assert "&lt;!here&gt; (5 people), Shared (5 people), More (one person)" in told
    assert "and 4 more." in told
    assert "Big" not in told
    assert "too small" not in str(views.kept(Policy(), Coming(AT), None, teams[:1]))


def test_a_digest_that_waits_is_named_before_the_one_after_it():
    waits = datetime(2026, 3, 3, 14, tzinfo=UTC)
    said = str(views.preview(Policy(digest_on=0), Coming(AT, waits), None, [], "{}"))
    stamps = [f"<!date^{int(moment.timestamp())}^" for moment in (waits, AT)]
    assert [said.count(stamp) for stamp in stamps] == [1, 1]
    assert said.index("That of the last pulse is ready") < said.index(stamps[0]) < said.index("The one after it")
    assert said.index("The one after it") < said.index(stamps[1])
    assert "That of the last pulse" not in str(views.preview(Policy(), Coming(AT), None, [], "{}"))
