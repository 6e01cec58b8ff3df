"""A workspace's own words for the ideas that digests offer."""

from __future__ import annotations
