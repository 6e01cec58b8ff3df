"""`heartline kudos`."""

import asyncio

import pytest


async def run(office, *arguments):
    return await asyncio.to_thread(office.run, "kudos", "values", *arguments)


async def test_values_are_listed_added_and_removed(office):
    assert (await run(office)).stdout.startswith("There are no values yet.")
    await run(office, "--add", "Customer first")
    assert (await run(office, "--add", "Care")).stdout == "Care\nCustomer first\n"
    assert (await run(office, "--remove", "customer-first", "--add", "Speed")).stdout == "Care\nSpeed\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--add", "#"], "Give the value a name."),
        (["--add", "CARE"], "There is a value Care already."),
        (["--add", "x" * 41], "Keep the value's name under 40 characters."),
        (["--remove", "Speed"], "There is no value called Speed. `heartline kudos values` lists them."),
    ],
    ids=["empty", "taken", "long", "unknown"],
)
async def test_a_value_that_cannot_be_is_refused_in_a_sentence(office, arguments, sentence):
    await run(office, "--add", "Care")
    done = await run(office, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)


async def test_ten_values_fit(office):
    for number in range(10):
        assert (await run(office, "--add", f"Value {number}")).returncode == 0
    assert "There are 10 values already" in (await run(office, "--add", "Another")).stderr
