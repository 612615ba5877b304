"""How far, and who moved."""
