"""Numbers only: tidy tables in, small tables and typed facts out. No word of Japanese stands here."""
