"""Channels that people of another organisation are in: nothing goes there until an admin confirms it."""

from __future__ import annotations
