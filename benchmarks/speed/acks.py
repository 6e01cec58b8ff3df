"""Acknowledging a click: how much CPU it takes, and how long."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.speed.rig import Goal, Options, between_references, medians, ratio, take_turns
from benchmarks.speed.stage import Part, staged
from storage.database import upgrade


async def goals(options: Options) -> list[Goal]:
    """A click that does nothing, on our server with its full table of routes and on a default AsyncApp."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'speed.db'}"
        upgrade(url)
        parts = {"bolt": Part("textbook", "pulse_answer"), "ours": Part("ours", "nothing", url)}
        async with staged(options, parts) as stage:

            async def middle(name: str) -> float:
                return statistics.median(await stage.press(name, 1, options.seconds / 2)) * 1000

            used = await between_references(tuple(parts), options.rounds, stage.cpu)
            waited = await take_turns(tuple(parts), options.rounds, middle)
    each, alone = medians(used), medians(waited)
    return [
        Goal(
            "a click, beside a default AsyncApp",
            ratio(used["bolt"], used["ours"]),
            4,
            remark=f"{each['ours']:.0f} µs of CPU; AsyncApp {each['bolt']:.0f}, signature {each['reference']:.0f}",
        ),
        Goal(
            "one click at a time, p50, beside it",
            ratio(waited["bolt"], waited["ours"]),
            20,
            remark=f"{alone['ours']:.2f} ms; AsyncApp {alone['bolt']:.2f}",
        ),
    ]
