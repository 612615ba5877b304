"""Claims with their figures and origin: tidy tables in, small tables and a sentence out. Draws nothing."""
