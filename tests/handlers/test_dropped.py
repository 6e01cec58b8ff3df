"""A CSV file dropped into the conversation with the bot: who may, what is shown, and what survives a crash."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot import csv_jobs
from bot.csv_jobs import State
from bot.errors import Refused
from bot.payloads import Click
from handlers import dropped, imports, teams
from sandbox.faults import Fault
from storage import imports as stored_imports
from storage.feedback_tables import FEEDBACK, IMPORT_JOB

GOOD = b"customer,said,rating,team,id\nEmber,Late again,2,Support,1\nTidepool,On time,4,,2\nBad,Line,9,,3\n"
GONE = object()
OTHER = "Firma;Worte;Note;Tag\nCafé;Zu spät;2;01/02/2026\n".encode("cp1252")


class CutOff(Exception):
    """The end of a process, as far as its work goes."""


@pytest.fixture
async def office(office):
    await office.set_up_teams()
    return office


async def dropped_by(office, person, name: str = "feedback.csv", content: bytes = GOOD):
    await person.drop(person.dm, name, content)
    await office.settled()
    await office.beat()


async def counted(office) -> int:
    return await office.world.act(
        office.world.workspace, lambda db: db.run(select(func.count()).select_from(FEEDBACK)).scalar_one()
    )


async def jobs(office) -> list[str]:
    found = select(IMPORT_JOB.c.state).order_by(IMPORT_JOB.c.made_at)
    return list(await office.world.act(office.world.workspace, lambda db: db.run(found).scalars().all()))


async def test_a_managers_file_is_shown_then_imported_then_told_of(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    await dropped_by(office, office.ben)
    shown = office.ben.dm.last
    assert "feedback.csv: 2 lines can be imported; 1 line cannot." in shown.plain
    assert "Ember (2 of 5): Late again" in shown.plain
    assert "line 4: " in shown.plain
    assert await counted(office) == 0
    await office.ben.press(shown.button("Import"))
    await office.settled()
    assert "Importing feedback.csv" in office.ben.dm.message(shown.ts).plain
    await office.beat()
    assert "Imported 2, known already 0, left out 1." in office.ben.dm.last.plain
    assert await counted(office) == 2


async def test_the_end_names_the_lines_that_were_left_out_also_after_a_break(office, monkeypatch):
    monkeypatch.setattr(dropped, "BATCH", 4)
    lines = [f"Ember,Fine {n},{'9' if n % 3 == 1 else 3},{'Sales' if n == 4 else ''},{n}\n" for n in range(40)]
    await dropped_by(office, office.ben, content=b"customer,said,rating,team,id\n" + "".join(lines).encode())
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    calls, keep = [], imports.keep

    def dies_in_the_third_batch(db, batch):
        calls.append(batch)
        if len(calls) == 3:
            raise CutOff
        return keep(db, batch)

    monkeypatch.setattr(imports, "keep", dies_in_the_third_batch)
    with pytest.raises(CutOff):
        await dropped.work(office.world)
    monkeypatch.setattr(imports, "keep", keep)
    await office.at(office.world.now() + csv_jobs.LEASE + timedelta(seconds=1))
    told = office.ben.dm.last.plain
    assert "left out 13." in told
    assert [f"line {n}:" in told for n in (3, 6, 9, 30, 33)] == [True, True, True, True, False]
    assert "The teams are: Product, Support." in told, "as their names are written"
    assert "And 3 more lines." in told


async def test_lines_without_a_rating_are_counted_at_the_end(office):
    content = b"ticket_id,score,comment\n1,good,Fine\n2,offered,\n3,,\n"
    await dropped_by(office, office.ben, content=content)
    assert "2 lines have no rating" in office.ben.dm.last.plain
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    await office.beat()
    assert "Imported 1, known already 0, left out 0.\n2 lines have no rating" in office.ben.dm.last.plain


async def test_what_was_shown_before_a_file_is_read_again_cannot_be_pressed(office):
    await dropped_by(office, office.ben)
    shown = office.ben.dm.last
    await office.ben.press(shown.button("Choose columns"))
    office.ben.fill(team=None)
    await office.ben.submit()
    await office.settled()
    before = office.ben.dm.message(shown.ts)
    assert (before.plain, before.buttons) == ("I am reading feedback.csv again: see below.", [])
    await office.ben.close()
    await office.beat()
    assert office.ben.dm.last.ts != shown.ts
    assert "Not read: team." in office.ben.dm.last.plain
    assert office.ben.dm.last.buttons == ["Import", "Choose columns", "Cancel"]


async def test_an_admin_who_leads_nobody_may_too(office):
    office.slack.change_user("UADA", is_admin=True)
    await office.settled()
    await dropped_by(office, office.ada)
    assert office.ada.dm.last.buttons == ["Import", "Choose columns", "Cancel"]


async def test_others_are_told_kindly_and_nothing_is_read(office):
    await dropped_by(office, office.ada)
    assert "Only managers and admins import files." in office.ada.dm.last.plain
    assert await jobs(office) == []
    assert "files.info" not in [passage.name for passage in office.sandbox.traffic.passages]


async def test_a_file_in_a_channel_is_none_of_ours(office):
    await office.ben.drop("support", "feedback.csv", GOOD)
    await office.settled()
    await office.beat()
    assert await jobs(office) == []


async def test_cancel_imports_nothing(office):
    await dropped_by(office, office.ben)
    shown = office.ben.dm.last
    await office.ben.press(shown.button("Cancel"))
    await office.settled()
    await office.beat()
    assert "Nothing was imported." in office.ben.dm.last.plain
    assert (await counted(office), await jobs(office)) == (0, [State.CANCELLED])


async def test_columns_that_nobody_knows_are_chosen_in_a_form(office):
    await dropped_by(office, office.ben, "export.csv", OTHER)
    asked = office.ben.dm.last
    assert "Missing: customer, said, rating" in asked.plain
    assert asked.buttons == ["Choose columns", "Cancel"]
    await office.ben.press(asked.button("Choose columns"))
    office.ben.fill(customer="Firma", said="Worte", rating="Note", date="Tag")
    await office.ben.submit()
    assert "I am reading the file again." in office.ben.modal.text
    await office.ben.close()
    await office.beat()
    unclear = office.ben.dm.last
    assert "a date like 01/02/2026 may be two different days" in unclear.plain
    await office.ben.press(unclear.button("Choose columns"))
    assert office.ben.modal.fields["Which customer?"] == "Firma"
    office.ben.fill(dates="The month first: 03/31/2026", rating_scale="How satisfied they were, 1 to 5")
    await office.ben.submit()
    await office.ben.close()
    await office.beat()
    assert "Friday 2 January 2026: Café (2 of 5): Zu spät" in office.ben.dm.last.plain
    assert "Western Windows" in office.ben.dm.last.plain


async def test_what_was_dropped_is_imported_once_however_often_it_is_pressed(office):
    await dropped_by(office, office.ben)
    shown = office.ben.dm.last
    button = shown.button("Import")
    await office.ben.press(button)
    await office.ben.press(button)
    await office.settled()
    await office.beat()
    await dropped_by(office, office.ben)
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    await office.beat()
    assert "Imported 0, known already 2, left out 1." in office.ben.dm.last.plain
    assert await counted(office) == 2


async def press(office, listener, person: str) -> str:
    """What comes of a click on the one import there is, whoever it comes from."""
    job = await office.world.act(office.world.workspace, lambda db: db.run(select(IMPORT_JOB.c.id)).scalar_one())
    with pytest.raises(Refused) as refused:
        await listener(office.world, Click(office.world.workspace, person, "import", "", job, "", "", ""))
    return refused.value.code


@pytest.mark.parametrize("listener", [dropped.on_start, dropped.on_columns, dropped.on_cancel])
async def test_nobody_decides_about_another_ones_file_nor_one_who_leads_no_more(office, listener):
    await dropped_by(office, office.ben)
    assert await press(office, listener, "UOLGA") == "csv_over"
    await teams.remove(office.world, "Support")
    assert await press(office, listener, "UBEN") == "csv_not_yours"
    assert await jobs(office) == [State.ASKED]


async def test_a_file_that_is_gone_or_is_no_table_is_told_of(office):
    await dropped_by(office, office.ben, "picture.png", b"\x89PNG")
    assert "I can read CSV files" in office.ben.dm.last.plain
    await office.ben.drop(office.ben.dm, "feedback.csv", GOOD)
    await office.settled()
    office.slack.files.clear()
    await office.beat()
    assert "The file is not there any more." in office.ben.dm.last.plain
    assert await jobs(office) == [State.FAILED, State.FAILED]


async def test_an_import_that_broke_off_goes_on_after_its_lease(office_on_each_store, monkeypatch):
    office = office_on_each_store
    await office.set_up_teams()
    lines = "".join(f"Ember,Fine {n},3,,{n}\n" for n in range(1200))
    await dropped_by(office, office.ben, content=b"customer,said,rating,team,id\n" + lines.encode())
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    batches, keep = [], imports.keep

    def dies_in_the_second_batch(db, batch):
        batches.append(len(batch))
        if len(batches) == 2:
            raise CutOff
        return keep(db, batch)

    monkeypatch.setattr(imports, "keep", dies_in_the_second_batch)
    with pytest.raises(CutOff):
        await dropped.work(office.world)
    monkeypatch.undo()
    assert await counted(office) == 500
    kept = select(IMPORT_JOB.c.mapping)
    mapping = await office.world.act(office.world.workspace, lambda db: db.run(kept).scalar_one())
    assert mapping["tries"] == 0, "it has come further"
    await office.beat()
    assert await jobs(office) == [State.DUE], "it is still held by the one that broke off"
    await office.at(office.world.now() + timedelta(seconds=61))
    assert "Imported 1200, known already 0, left out 0." in office.ben.dm.last.plain
    assert await counted(office) == 1200


async def test_a_slack_that_stumbles_is_asked_again(office):
    office.sandbox.faults.add(Fault("files.info", "error", error="internal_error"))
    await dropped_by(office, office.ben)
    assert await jobs(office) == [State.LOOK]
    await office.at(office.world.now() + timedelta(seconds=61))
    assert "2 lines can be imported" in office.ben.dm.last.plain


async def test_a_slack_that_gives_nothing_for_a_day_is_asked_no_more(office):
    office.sandbox.faults.add(Fault("files.info", "error", error="internal_error", times=csv_jobs.TRIES))
    before = office.world.now()
    await dropped_by(office, office.ben)
    while await jobs(office) == [State.LOOK]:
        office.slack.clock.set(office.world.now() + timedelta(minutes=5))
        await dropped.work(office.world)
    assert timedelta(hours=22) < office.world.now() - before < timedelta(hours=30)
    await office.beat()
    assert "I have tried for a day to read this file" in office.ben.dm.last.plain
    assert await jobs(office) == [State.FAILED]


async def test_a_bot_that_may_not_read_files_says_who_can_mend_it(office):
    office.sandbox.faults.add(Fault("files.info", "error", error="missing_scope"))
    await dropped_by(office, office.ben)
    assert "Ask your admin to allow files:read" in office.ben.dm.last.plain


async def test_a_file_that_grows_past_the_limit_is_let_go(office, monkeypatch):
    monkeypatch.setattr(imports, "BYTES_LIMIT", 50)
    await dropped_by(office, office.ben)
    assert "feedback.csv is larger than" in office.ben.dm.last.plain


async def test_whoever_has_left_is_told_nothing(office):
    await dropped_by(office, office.ben)
    await office.ben.press(office.ben.dm.last.button("Import"))
    office.slack.change_user("UBEN", deleted=True)
    await office.settled()
    told = len(office.ben.dm.messages)
    await office.beat()
    assert len(office.ben.dm.messages) == told


async def test_old_imports_are_forgotten(office):
    await dropped_by(office, office.ben)
    await office.at(office.world.now() + timedelta(days=31))
    await dropped.forget(office.world)
    assert await jobs(office) == []


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"url_private_download": GONE}, "This file does not lie at Slack"),
        ({"url_private_download": None}, "This file does not lie at Slack"),
        ({"url_private_download": "https://[files.slack.com/x"}, "This file does not lie at Slack"),
        ({"name": None}, "I can read CSV files"),
        ({"name": {"en": "x.csv"}}, "I can read CSV files"),
    ],
    ids=["no address", "an empty address", "half an address", "no name", "a name that is none"],
)
async def test_a_file_that_slack_describes_oddly_is_told_of(office, known, told):
    await office.ben.drop(office.ben.dm, "feedback.csv", GOOD)
    await office.settled()
    (file_id, file), *_ = office.slack.files.items()
    office.slack.files[file_id] = {key: value for key, value in (file | known).items() if value is not GONE}
    await office.beat()
    assert told in office.ben.dm.last.plain
    assert await jobs(office) == [State.FAILED]


async def test_an_import_that_fails_in_a_way_nobody_thought_of_ends_and_is_told_of(office, monkeypatch):
    def fails(file, name, wish):
        raise CutOff

    await office.ben.drop(office.ben.dm, "feedback.csv", GOOD)
    await office.settled()
    monkeypatch.setattr(imports, "look", fails)
    for _ in range(csv_jobs.TRIES):
        with pytest.raises(CutOff):
            await dropped.work(office.world)
        office.slack.clock.set(office.world.now() + csv_jobs.LEASE)
    await office.beat()
    assert "I have tried for a day to read this file" in office.ben.dm.last.plain
    assert await jobs(office) == [State.FAILED]


async def test_a_file_that_waited_for_its_person_for_days_is_still_tried_more_than_once(office):
    await dropped_by(office, office.ben)
    await office.at(office.world.now() + timedelta(days=3))
    office.sandbox.faults.add(Fault("files.info", "error", error="internal_error"))
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    await office.beat()
    assert await jobs(office) == [State.DUE]
    await office.at(office.world.now() + timedelta(seconds=61))
    assert "Imported 2, known already 0, left out 1." in office.ben.dm.last.plain


async def test_a_second_press_on_import_says_that_it_is_under_way(office):
    await dropped_by(office, office.ben)
    button = office.ben.dm.last.button("Import")
    await office.ben.press(button)
    await office.ben.press(button)
    await office.settled()
    assert await press(office, dropped.on_start, "UBEN") == "csv_under_way"
    assert await press(office, dropped.on_start, "UADA") == "csv_over"
    await office.beat()
    assert await press(office, dropped.on_start, "UBEN") == "csv_over"


async def test_no_line_is_read_where_the_bot_answers_people(office, monkeypatch):
    lines = "".join(f"Ember,Fine {n},3,,{n}\n" for n in range(1200))
    await dropped_by(office, office.ben, content=b"customer,said,rating,team,id\n" + lines.encode())
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    await office.world.act(office.world.workspace, lambda db: db.run(update(IMPORT_JOB).values(done=700, new=700)))
    threads, rows = set(), imports.rows

    def watched(*given):
        for row in rows(*given):
            threads.add(threading.current_thread())
            yield row

    monkeypatch.setattr(imports, "rows", watched)
    await office.beat()
    assert "Imported 1200, known already 0, left out 0." in office.ben.dm.last.plain
    assert await counted(office) == 500, "700 were kept before"
    assert threads
    assert threading.main_thread() not in threads


async def test_a_long_way_to_where_it_was_holds_the_import(office, monkeypatch):
    lines = "".join(f"Ember,Fine {n},3,,{n}\n" for n in range(2000))
    await dropped_by(office, office.ben, content=b"customer,said,rating,team,id\n" + lines.encode())
    await office.ben.press(office.ben.dm.last.button("Import"))
    await office.settled()
    await office.world.act(office.world.workspace, lambda db: db.run(update(IMPORT_JOB).values(done=2000)))
    held, go_on = [], stored_imports.go_on

    def watched(db, job, owner, now):
        held.append(stored_imports.claim(db, "another", now) is None and go_on(db, job, owner, now))
        office.slack.clock.set(now + csv_jobs.LEASE - timedelta(seconds=1))
        return held[-1]

    monkeypatch.setattr(stored_imports, "go_on", watched)
    await dropped.work(office.world)
    assert held == [True] * 4
    assert await jobs(office) == [State.DONE]
