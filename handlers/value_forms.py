"""What kudos are about and where they go, chosen by an admin in Slack."""
