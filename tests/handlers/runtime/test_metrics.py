"""The metrics count what happened, and cannot tell who did what."""

from __future__ import annotations

from prometheus_client import REGISTRY

from handlers.runtime import metrics


def samples(name):
    return [sample for family in REGISTRY.collect() for sample in family.samples if sample.name.startswith(name)]


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels)


async def test_nothing_tells_of_a_person_a_route_or_a_workspace(office):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await office.beat()
    assert {label for sample in samples("heartline") for label in sample.labels} <= {"outcome", "reason", "job", "le"}
    known = {*metrics.OUTCOMES, *metrics.REASONS, "plan", "send", "follow", "import", "housekeep", "homes"}
    found = {text for sample in samples("heartline") for name, text in sample.labels.items() if name != "le"}
    assert found <= known


async def test_each_acknowledgement_is_timed(office):
    before = value("heartline_ack_seconds_count")
    await office.cleo.command("/kudos", "help")
    await office.cleo.command("/feedback", "help")
    assert value("heartline_ack_seconds_count") == before + 2


async def test_each_delivery_is_counted_by_its_outcome(office):
    before = value("heartline_deliveries_total", outcome="sent")
    late = value("heartline_delivery_lateness_seconds_count")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await office.beat()
    assert value("heartline_deliveries_total", outcome="sent") == before + 1
    assert value("heartline_delivery_lateness_seconds_count") == late + 1


def test_every_outcome_and_reason_is_there_before_it_first_happens():
    outcomes = {sample.labels["outcome"] for sample in samples("heartline_deliveries_total")}
    reasons = {sample.labels["reason"] for sample in samples("heartline_rejected_requests_total")}
    assert (outcomes, reasons) == (set(metrics.OUTCOMES), set(metrics.REASONS))
