"""`heartline installer` beside the running bot."""

import asyncio
from datetime import timedelta


async def test_the_command_names_who_set_it_up_and_they_get_the_first_steps(office):
    done = await asyncio.to_thread(office.run, "installer", "@olga")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Olga Test may set up everything in Slack now.")
    office.slack.clock.offset = timedelta(0)  # the command runs in real time
    await office.beat()
    assert office.person("olga").dm.last.text.startswith("Heartline is set up")


async def test_the_command_says_what_to_type_for_someone_it_does_not_know(office):
    done = await asyncio.to_thread(office.run, "installer", "olga@example.com")
    assert done.returncode == 2
    assert "Give a name as in Slack" in done.stderr
