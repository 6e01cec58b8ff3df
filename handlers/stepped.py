"""Practices that teams begin in random order, and what came of it."""

from __future__ import annotations
