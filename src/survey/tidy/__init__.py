"""From cells as printed to one row a fact. Knows tables, marks and corrections, but no publisher."""
