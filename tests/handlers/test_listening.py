"""Whatever goes wrong in a listener, Bolt gets an acknowledgement and the person a sentence."""

import logging
import sqlite3

import pytest

from bot import payloads
from bot.errors import Refused
from handlers.listening import bind
from storage import people

CANARY = "the-canary-words"


async def broken(world, heard):
    raise sqlite3.DataError(CANARY)


async def refusing(world, heard):
    raise Refused("kudos_to_self", field="people")


def command_body(text=""):
    return {"team_id": "T1", "user_id": "UADA", "command": "/kudos", "text": text, "trigger_id": "1"}


def form_body(**values):
    inputs = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    view = {"callback_id": "kudos_form", "state": {"values": inputs}}
    return {"team": {"id": "T1"}, "user": {"id": "UADA"}, "view": view}


async def test_an_unexpected_error_is_told_with_a_reference_that_is_in_the_log(office, caplog):
    on_command = bind(office.world, payloads.command, {"/kudos": broken})
    with caplog.at_level(logging.INFO, "heartline"):
        response = await on_command(command_body())
    assert response.status == 200
    assert "Something went wrong on our side" in response.body
    reference = caplog.records[0].args[-1]
    assert reference in response.body
    assert sum("Traceback" in (record.exc_text or "") or bool(record.exc_info) for record in caplog.records) == 1


async def test_a_refusal_of_a_form_stands_under_its_field(office):
    on_form = bind(office.world, payloads.form, {"kudos_form": refusing})
    response = await on_form(form_body(people="ben"))
    assert '"response_action": "errors"' in response.body
    assert '"people"' in response.body


async def test_a_refusal_without_its_field_replaces_the_form(office):
    on_form = bind(office.world, payloads.form, {"kudos_form": refusing})
    response = await on_form(form_body(did="x"))
    assert '"response_action": "update"' in response.body
    assert "Kudos are for someone else" in response.body


@pytest.mark.parametrize("body", [{}, {"command": 5}, {"team_id": "T1", "user_id": {}, "command": "/kudos"}])
async def test_a_malformed_payload_is_acknowledged_and_does_nothing(office, body, caplog):
    with caplog.at_level(logging.INFO, "heartline"):
        response = await bind(office.world, payloads.command, {"/kudos": broken})(body)
    assert (response.status, response.body) == (200, "")
    assert "outcome=malformed" in caplog.text


def event_body():
    return {"team_id": "T1", "event_id": "Ev1", "event": {"type": "team_join", "user": {}}}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("database_locked"), 503),
        (Refused("database_full"), 503),
        (sqlite3.DataError(CANARY), 503),
        (Refused("kudos_to_self"), 200),
        (payloads.Malformed("user"), 200),
    ],
)
async def test_an_event_that_could_not_be_kept_is_not_acknowledged(office, error, status):
    async def failing(world, heard):
        raise error

    response = await bind(office.world, payloads.event, {"team_join": failing})(event_body())
    assert (response.status, response.body) == (status, "")


async def test_a_command_that_could_not_be_kept_is_answered(office):
    async def failing(world, heard):
        raise Refused("database_locked")

    response = await bind(office.world, payloads.command, {"/kudos": failing})(command_body())
    assert response.status == 200
    assert "Nothing was saved" in response.body


async def test_an_unknown_route_is_acknowledged(office, caplog):
    with caplog.at_level(logging.INFO, "heartline"):
        response = await bind(office.world, payloads.command, {})(command_body())
    assert response.status == 200
    assert "outcome=no listener" in caplog.text


async def test_what_comes_from_a_client_is_not_written_to_the_log(office, caplog):
    with caplog.at_level(logging.INFO, "heartline"):
        await bind(office.world, payloads.command, {})(command_body() | {"command": CANARY, "team_id": CANARY})
    assert CANARY not in caplog.text


async def test_a_bound_listener_has_a_name_for_bolts_log(office):
    assert bind(office.world, payloads.command, {}).__name__ == "on_command"


async def late(world, heard):
    raise Refused("pulse_closed")


async def in_german(office):
    office.slack.change_user("UADA", locale="de-DE")
    await office.settled()


async def test_a_refusal_in_the_pulse_is_told_in_the_language_of_whoever_meets_it(office):
    await in_german(office)
    response = await bind(office.world, payloads.command, {"/kudos": late})(
        command_body() | {"team_id": office.world.workspace}
    )
    assert "Dieser Puls ist geschlossen" in response.body


async def test_where_the_language_cannot_be_looked_up_the_person_reads_why_and_bolt_an_acknowledgement(
    office, monkeypatch
):
    def busy(*_):
        raise Refused("database_locked")

    monkeypatch.setattr(people, "language", busy)
    response = await bind(office.world, payloads.command, {"/kudos": late})(command_body())
    assert response.status == 200
    assert "The database is busy" in response.body


async def test_who_did_something_may_have_another_home_then_and_who_was_refused_has_not(office):
    async def listening(world, heard):
        return None

    await bind(office.world, payloads.command, {"/kudos": refusing})(command_body())
    assert office.world.touched == set()
    await bind(office.world, payloads.command, {"/kudos": listening})(command_body())
    assert office.world.touched == {"UADA"}


async def test_a_refusal_of_a_click_on_home_opens_a_note(office):
    await office.set_up_teams()
    await office.ada.open_home()
    await office.settled()
    clicked = {
        "team": {"id": office.world.workspace},
        "user": {"id": "UADA"},
        "view": {"id": "V1", "type": "home"},
        "trigger_id": office.sandbox.triggers.issue("UADA"),
        "actions": [{"action_id": "kudos_share", "block_id": "b", "value": "none"}],
    }
    await bind(office.world, payloads.click, {"kudos_share": refusing})(clicked)
    await office.settled()
    assert "Kudos are for someone else" in office.ada.modal.text
