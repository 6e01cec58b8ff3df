"""The note that people of a team get before they are first asked."""
