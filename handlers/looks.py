"""The looks at whether pulse and feedback move together: taken when they are due, and kept as they are told."""

from __future__ import annotations
