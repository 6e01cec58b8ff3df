"""The form with which admins word the ideas, and what the command line says of them."""

from __future__ import annotations

from bot import nudges
from bot.views import ideas as views
from sandbox.blocks import check_view

OWN = nudges.worded({"autonomy-educate": "Say why <!channel>."})


def test_the_form_has_all_ideas_in_the_words_of_the_workspace():
    view = views.form(OWN)
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert list(fields) == list(nudges.bank())
    assert {name: field["element"]["initial_value"] for name, field in fields.items()} == {
        name: idea.text for name, idea in OWN.items()
    }
    assert fields["expectations-enable"]["label"]["text"] == "Roles, rights, duties, rewards: Enable (systems)"
    assert fields["autonomy-educate"]["label"]["text"] == "Autonomy: Educate (the right facts)"
    assert all(field["optional"] for field in fields.values())
    assert check_view(view) == []
    assert check_view(views.kept()) == []


def test_the_form_knows_what_was_read():
    assert views.form(OWN)["private_metadata"] == nudges.mark(OWN)


def test_own_words_are_marked_in_the_list():
    assert views.line(OWN["autonomy-educate"]) == "autonomy-educate: Say why <!channel>. (your own words)"
    assert views.line(OWN["autonomy-enable"]) == (
        "autonomy-enable: Ask which approval could go. Remove one for two weeks and look."
    )
