"""What the Home tab shows, composed and published: at once when asked for, and again when something has changed."""
