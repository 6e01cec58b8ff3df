"""Teams set up and changed by an admin in Slack."""
