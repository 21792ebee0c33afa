"""Pages of what leaders read."""
