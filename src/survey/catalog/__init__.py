"""What the data mean, as data: sources, tables, municipalities, procedures, indicators, marks, corrections."""
