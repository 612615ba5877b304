"""What became of it."""
