"""Where a team's kudos go, as a command."""

import asyncio


async def test_an_admin_chooses_the_channel_for_the_kudos_of_a_team(office):
    await office.set_up_teams()
    office.slack.add_channel("applause", ["UADA"])
    office.slack.add_channel("cheers", ["UADA", office.slack.bot_user.id])

    async def told(*arguments):
        done = await asyncio.to_thread(office.run, "teams", "kudos", *arguments)
        return done.returncode, done.stdout.strip() or done.stderr.strip()

    away = "Kudos that people of Support share go to a channel of their own from now on."
    home = "Kudos that people of Support share go to the channel of the team from now on."
    assert await told("Support", "--channel", "#cheers") == (0, away)
    assert await told("Support", "--channel", "#applause") == (
        0,
        f"{away} Invite the bot there first: /invite @heartline",
    )
    assert await told("Support", "--channel", "") == (0, home)
    assert (await told("Support", "--channel", "#nowhere"))[0] == 2
