"""What Prometheus can read at /metrics. No label and no name tells of a person, a route or a workspace."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter("heartline_deliveries", "Deliveries by what became of an attempt at one.", ["outcome"])
LATENESS = Histogram(
    "heartline_delivery_lateness_seconds",
    "How long after its moment a message was sent.",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21600),
)
OVERDUE = Gauge("heartline_overdue_seconds", "How long the oldest delivery that still waits has been due.")
ACK = Histogram(
    "heartline_ack_seconds",
    "From a payload's receipt to its acknowledgement, of every kind but clicks and forms.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
TICK_LAG = Gauge("heartline_tick_lag_seconds", "How long ago a job of the clock last did something.", ["job"])
REJECTED = Counter("heartline_rejected_requests", "Requests that were turned away, by reason.", ["reason"])

OUTCOMES = ("sent", "retried", "unknown", "dead", "expired", "skipped")
REASONS = ("size", "slow", "timestamp", "signature", "replayed", "content", "shape", "ingest")
for outcome in OUTCOMES:  # so that each is there from the start, and its first occurrence is seen as a rise
    DELIVERIES.labels(outcome)
for reason in REASONS:
    REJECTED.labels(reason)
