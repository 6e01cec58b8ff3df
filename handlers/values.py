"""What kudos can be about: the values of a workspace."""
