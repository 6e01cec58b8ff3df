"""What a team tries: taken up, put off, exchanged, asked about after four weeks, and told to the team."""

from __future__ import annotations
