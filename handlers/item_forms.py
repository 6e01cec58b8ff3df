"""The questions, switched on and off by an admin in Slack."""
