"""The keys of those who send feedback, made and revoked by an admin in Slack."""
