"""How wide text is, where its lines break, and how tables and sources are worded, for every medium."""
