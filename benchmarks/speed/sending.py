"""Sending: how much of the budget is used, and what a message costs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.speed.rig import Failed, Goal, Options, Server, medians, ratio, serving, take_turns
from benchmarks.speed.slack import Slack, certified, slack
from storage.database import upgrade

BUDGETS = (10, 50, 200)
NO_BUDGET = 100_000  # messages a second
LATENCY = 0.08


async def sent(server: Server, at: Slack, count: int, rate: float) -> float:
    """Send messages. Returns the seconds of CPU for each. Raises Failed where one was lost or sent twice."""
    at.posted.clear()
    server.tell(f"{count} {rate}")
    told = await server.heard()
    if len(at.posted) != count:
        raise Failed(f"{count} messages were to be sent, {len(at.posted)} came.")
    return told["cpu"] / count


async def within_budget(folder: Path, options: Options) -> list[Goal]:
    """How much of each budget is used, and that nothing is refused."""
    url, found = f"sqlite:///{folder / 'budget.db'}", []
    upgrade(url)
    async with slack(LATENCY) as (at, address), serving("senders", "ours", address, url) as server:
        await sent(server, at, 200, NO_BUDGET)
        most = at.rate() / 2  # a budget beyond what a busy machine can send would measure the machine
        for wanted in BUDGETS:
            at.budget = budget = min(wanted, most)
            await sent(server, at, max(25, round(budget * (3 if options.quick else 10))), budget)
            name, remark = (
                f"of a budget of {wanted} messages a second",
                f"{budget:.0f} here; {at.refused} refused (429)",
            )
            found.append(Goal(name, at.rate() / budget, 0.98, halved=False, remark=remark))
        found.append(Goal("messages refused (429)", at.refused, 0, unit="", most=True))
    return found


async def cost(folder: Path, options: Options) -> list[Goal]:
    """What a message's call costs under TLS, beside a client with its defaults, which has no outbox."""
    url, (tls, certificate) = f"sqlite:///{folder / 'cost.db'}", certified(folder)
    upgrade(url)
    trusting = {"SSL_CERT_FILE": str(certificate)}
    async with (
        slack(LATENCY, tls) as (at, address),
        serving("senders", "book", address, "", environment=trusting) as book,
        serving("senders", "client", address, url, environment=trusting) as client,
        serving("senders", "ours", address, url, environment=trusting) as outbox,
    ):
        servers, count = {"book": book, "client": client, "outbox": outbox}, 120 if options.quick else 600

        async def cpu(name: str) -> float:
            return await sent(servers[name], at, count, BUDGETS[-1]) * 1e6

        for name in servers:
            await cpu(name)
        used = await take_turns(tuple(servers), options.rounds, cpu)
    each = medians(used)
    remark = (
        f"{each['client']:.0f} µs of CPU; AsyncWebClient {each['book']:.0f}; ours with its outbox {each['outbox']:.0f}"
    )
    return [Goal("a message's call, beside a default client's", ratio(used["book"], used["client"]), 5, remark=remark)]


async def goals(options: Options) -> list[Goal]:
    """Pace and cost."""
    with tempfile.TemporaryDirectory() as folder:
        return await within_budget(Path(folder), options) + await cost(Path(folder), options)
