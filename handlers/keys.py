"""The keys of those who send feedback: made, listed, revoked."""
