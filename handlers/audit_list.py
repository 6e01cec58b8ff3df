"""What admins have changed, as a list."""
