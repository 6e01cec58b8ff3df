"""Whoever installs Heartline: known by name, and told the first three steps."""
