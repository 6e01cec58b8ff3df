"""How the workspace is asked and what is shown, chosen by an admin in Slack."""
