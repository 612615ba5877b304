"""The report: one html file."""
