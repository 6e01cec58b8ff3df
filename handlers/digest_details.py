"""The digest's details, in a form to read; and `/pulse digest`."""

from __future__ import annotations
