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
    assert fields["expectations-enable"]["label"]["text"] == (
        "To know what one can count on (roles, rights, duties, rewards): make it easy to do (enable)"
    )
    assert fields["autonomy-educate"]["label"]["text"] == "To feel in charge (autonomy): give the right facts (educate)"
    assert all(field["optional"] for field in fields.values())
    assert check_view(view) == []
    assert check_view(views.kept()) == []


def test_every_label_is_a_plain_phrase_with_the_words_of_the_practice_behind_it():
    for idea in nudges.bank().values():
        label = views.label(idea)
        assert label.startswith("To ")
        assert label.endswith(f" ({idea.way})")
        assert idea.row == nudges.EXPECTED or f" ({idea.row}): " in label


def test_the_form_knows_what_was_read():
    assert views.form(OWN)["private_metadata"] == nudges.mark(OWN)


def test_own_words_are_marked_in_the_list():
    assert views.line(OWN["autonomy-educate"]) == "autonomy-educate: Say why <!channel>. (your own words)"
    assert views.line(OWN["autonomy-enable"]) == (
        "autonomy-enable: Ask which approval could go. Remove one for two weeks and look."
    )
