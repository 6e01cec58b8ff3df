"""How the workspace is asked and what is shown, chosen by commands."""

import asyncio

import pytest


async def heartline(office, *arguments):
    return await asyncio.to_thread(office.run, *arguments)


async def told(office, *arguments):
    done = await heartline(office, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


async def refused(office, *arguments):
    done = await heartline(office, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


async def test_a_policy_is_chosen_and_shown(office):
    before = await told(office, "policy", "show")
    assert before[0] == "A pulse comes every week (--every)."
    chosen = ["--items-per-need", "2", "--no-fourth", "--no-whole-bank", "--guests", "--threshold", "6"]
    reactions = ["--kudos-emoji", ":tada:", "--feedback-emoji", "ear"]
    times = ["--opens-on", "tuesday", "--days-open", "3"]
    times += ["--digest-on", "friday", "--digest-at", "16:30", "--digest-zone", "Europe/Berlin"]
    after = await told(office, "policy", "set", *chosen, "--every", "4", "--lead", "@olga", *reactions, *times)
    assert after == [
        "A pulse comes every four weeks (--every).",
        "It opens on Tuesday (--opens-on) and is open for 3 days (--days-open).",
        "Questions for each need: 2 (--items-per-need).",
        "An optional fourth question: no (--fourth).",
        "The whole bank of questions once a quarter: no (--whole-bank).",
        "Guests take part: yes (--guests).",
        "Answers that a number needs before it is shown: 6 (--threshold).",
        "Reads what is about the whole company: Olga Test (--lead).",
        "A reaction that gives kudos: :tada: (--kudos-emoji).",
        "A reaction that logs feedback: :ear: (--feedback-emoji).",
        "Charts in digests: yes (--charts).",
        "Digests are posted on Friday (--digest-on) at 16:30 (--digest-at), Europe/Berlin (--digest-zone).",
        "This holds from the next pulse on; a higher threshold holds for an open one too. "
        "A digest that waits stays as it is.",
    ]
    assert await told(office, "policy", "show") == after[:-1]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["--threshold", "4"], "Choose a threshold from 5 to 100."),
        (["--items-per-need", "3"], "with 1 question or 2."),
        (["--every", "3"], "give 1, 2 or 4."),
        (["--kudos-emoji", "two words"], "two words is not the name of an emoji."),
        (["--feedback-emoji", "raised_hands"], "One reaction cannot do both"),
        (["--opens-on", "thursday"], "on a Monday, a Tuesday or a Wednesday."),
        (["--opens-on", "someday"], "on a Monday, a Tuesday or a Wednesday."),
        (["--days-open", "6"], "open for 2 to 5 days."),
        (["--opens-on", "wednesday"], "it can be open for 3 days at most"),
        (["--digest-on", "someday"], "or closing for when the pulse has closed."),
        (["--digest-at", "nine"], "such as 09:00 or 16:30."),
        (["--digest-zone", "Berlin"], "Berlin is not a time zone that is known here."),
        ([], "Say what to change."),
    ],
    ids=str,
)
async def test_a_policy_that_cannot_be_is_refused_in_a_sentence(office, chosen, sentence):
    assert sentence in await refused(office, "policy", "set", *chosen)


async def test_digests_come_with_the_end_of_the_pulse_again(office):
    *_, posted, holds = await told(office, "policy", "set", "--digest-on", "monday")
    assert posted == "Digests are posted on Monday (--digest-on) at 09:00 (--digest-at), UTC (--digest-zone)."
    assert holds == "This holds from the next digest on; one that waits keeps its hour."
    *_, posted, _ = await told(office, "policy", "set", "--digest-on", "closing")
    assert posted == "Digests are posted when the pulse has closed (--digest-on)."


async def test_items_are_listed_switched_and_added(office):
    lines = await told(office, "items", "list")
    assert len(lines) >= 20
    first = lines[0].split()[1].removesuffix(":")
    assert (await told(office, "items", "off", first))[0].startswith(f"{first} is off now.")
    assert (await told(office, "items", "list"))[0].startswith(f"off  {first}: ")
    assert (await told(office, "items", "on", first))[0].startswith(f"{first} is on now.")
    added = await told(office, "items", "add", "Is the coffee good?")
    assert added[0] == "Added own-01: Is the coffee good?"
    *_, own, reliability = await told(office, "items", "list")
    assert own.startswith("on   own-01: Is the coffee good?")
    assert reliability.startswith("How well the questions of a need go together is not known yet")
    assert "`heartline items list`" in await refused(office, "items", "off", "coffee")
