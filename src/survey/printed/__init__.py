"""Parses printed text, numbers, dates in eras, municipality codes and web pages. Knows no source."""
