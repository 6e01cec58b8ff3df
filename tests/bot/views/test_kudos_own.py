from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kudos import Door, Kudos
from bot.payloads import Form
from bot.sharing import KudosChoice, Received, Sharing, Telling
from bot.views import kudos_own as views
from bot.views.kudos_own import GIVEN, RECEIVED, Page
from sandbox.blocks import check_view

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KUDOS = Kudos("k1", "UCLEO", ("UADA", "UDINA"), "the bug report", "", NOW)
TOLD = Telling(KUDOS, {"UCLEO": "Cleo", "UADA": "Ada", "UDINA": "Dina"}, {}, link="https://x.slack.com/a")


def buttons(view):
    return [one["text"]["text"] for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize(("age", "expected"), [(9, ["Edit", "Take back"]), (10, ["Delete"])])
def test_what_one_gave_can_be_changed_for_ten_minutes_and_deleted_later(age, expected):
    view = views.page(Page(GIVEN, "", "", given=[TOLD]), NOW + timedelta(minutes=age))
    assert buttons(view) == ["Received", "Given", *expected]
    assert "To Ada and Dina · Monday 2 March 2026" in str(view["blocks"])


def own_buttons(age):
    view = views.page(Page(GIVEN, "", "", given=[TOLD]), NOW + timedelta(minutes=age))
    assert check_view(view) == []
    return [one for block in view["blocks"][2:] if block["type"] == "actions" for one in block["elements"]]


def test_deleting_asks_first_and_taking_back_does_not():
    (delete,) = own_buttons(10)
    assert delete["confirm"]["title"]["text"] == "Delete this kudos?"
    assert "erased for good" in delete["confirm"]["text"]["text"]
    assert [one for one in own_buttons(9) if "confirm" in one] == []


WHOLE = replace(KUDOS, enabled="We could ship", value="Care", need="autonomy")


@pytest.mark.parametrize(
    "page",
    [
        Page(GIVEN, "", "", given=[replace(TOLD, kudos=WHOLE)]),
        Page(RECEIVED, "", "", received=[Received(replace(TOLD, kudos=WHOLE), "UADA", Sharing.ASK, None)]),
    ],
    ids=["given", "received"],
)
def test_the_list_tells_all_that_a_kudos_says(page):
    told = [text for block in views.page(page, NOW)["blocks"] for text in texts_of(block)]
    for part in ("the bug report", "We could ship", "Value: Care", "Gave room to decide"):
        assert part in told
    assert told[-2 if page.received else -1] == "<https://x.slack.com/a|The message it is about>"


def texts_of(block):
    return [one["text"] for one in (block.get("text"), *block.get("elements", ())) if one and one["type"] != "button"]


def test_a_kudos_without_words_is_for_a_message_and_its_day_is_the_givers_own():
    bare = replace(KUDOS, did="", door=Door.REACTION, day=date(2026, 3, 1))
    view = views.page(Page(GIVEN, "", "", given=[replace(TOLD, kudos=bare, link="")]), NOW)
    told = [text for block in view["blocks"] for text in texts_of(block)]
    assert told[-2:] == ["To Ada and Dina · Sunday 1 March 2026", "For a message"]


@pytest.mark.parametrize(
    ("door", "own"),
    [(Door.COMMAND, ""), (Door.MENTION, "delete it yourself"), (Door.REACTION, "take it away yourself")],
)
def test_what_someone_put_there_themselves_is_theirs_to_take_away(door, own):
    text = views.taken_back(replace(KUDOS, door=door)).text
    assert text.startswith("Taken back. Its words are erased")
    assert own in text
    assert ("yourself" in text) is bool(own)


def test_a_long_page_is_one_that_slack_takes_and_leads_on():
    long = replace(TOLD, kudos=replace(KUDOS, did="x" * 1000))
    many = [Received(replace(long, kudos=replace(long.kudos, id=f"k{n}")), "UADA", Sharing.ASK, None) for n in range(5)]
    view = views.page(Page(RECEIVED, "k9", "k4", received=many), NOW)
    assert check_view(view) == []
    assert view["blocks"][-1]["elements"][0]["value"] == "received:k4"
    assert str(view).count("x" * 1000) == 5


@pytest.mark.parametrize(
    ("block_id", "expected"),
    [
        ("given:k7:k1", (GIVEN, "k7")),
        ("received::k1", (RECEIVED, "")),
        ("share:k1", (RECEIVED, "")),
        ("", (RECEIVED, "")),
    ],
)
def test_a_button_knows_the_page_it_stands_on(block_id, expected):
    assert views.page_of(block_id) == expected


def test_the_form_opens_with_the_words_as_they_are():
    kudos = replace(KUDOS, enabled="we could ship", value="Care", need="autonomy")
    view = views.edit_form(kudos, "Ada and Dina", ["Care", "Courage"])
    assert check_view(view) == []
    assert view["private_metadata"] == "k1"
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["did"]["initial_value"] == "the bug report"
    assert fields["enabled"]["initial_value"] == "we could ship"
    assert fields["value"]["initial_option"]["value"] == "Care"
    assert fields["need"]["initial_option"]["value"] == "autonomy"


@pytest.mark.parametrize("sharing", list(Sharing))
@pytest.mark.parametrize("has_prompt", [True, False])
def test_the_settings_show_what_is_chosen(sharing, has_prompt):
    view = views.settings(KudosChoice(sharing, has_prompt))
    assert check_view(view) == []
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["sharing"]["initial_option"]["value"] == sharing.value
    assert ("initial_options" in fields["prompt"]) is has_prompt


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sharing": "never", "prompt": ("prompt",)}, (Sharing.NEVER, True)),
        ({"sharing": "always", "prompt": ()}, (Sharing.ALWAYS, False)),
        ({"sharing": "everyone"}, (Sharing.ASK, False)),
        ({}, (Sharing.ASK, False)),
    ],
    ids=["never", "always", "made up", "nothing"],
)
def test_the_settings_are_read_back(fields, expected):
    assert views.chosen(Form("T1", "UADA", views.SETTINGS_FORM, fields, "", "V1")) == expected
