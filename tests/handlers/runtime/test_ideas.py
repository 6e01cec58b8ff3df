"""`heartline ideas`; `heartline practices` is tried with the practices themselves."""

import asyncio

import pytest


async def run(office, *arguments):
    return await asyncio.to_thread(office.run, "ideas", *arguments)


async def test_ideas_are_listed_worded_and_reset(office):
    shipped = (await run(office, "list")).stdout
    assert len(shipped.splitlines()) == 16
    assert "autonomy-educate: Share the reason behind one rule people follow without knowing why.\n" in shipped
    told = await run(office, "set", "autonomy-educate", " Say  why. ")
    assert told.stdout.startswith("autonomy-educate: Say why. (your own words)\nThe next digests use these words")
    assert "autonomy-educate: Say why. (your own words)\n" in (await run(office, "list")).stdout
    assert (await run(office, "reset", "autonomy-educate")).stdout.startswith("autonomy-educate: Share the reason")
    assert (await run(office, "list")).stdout == shipped


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["set", "sleep-more", "Sleep."], "There is no such idea. `heartline ideas list` names them all."),
        (["reset", "sleep-more"], "There is no such idea. `heartline ideas list` names them all."),
        (["set", "autonomy-educate", " "], "Write the words for this idea."),
        (["set", "autonomy-educate", "x" * 201], "Keep an idea to 200 characters"),
    ],
    ids=["unknown", "unknown to reset", "empty", "long"],
)
async def test_words_that_cannot_be_are_refused_in_a_sentence(office, arguments, sentence):
    done = await run(office, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert "own words" not in (await run(office, "list")).stdout
