"""The way in: publishers' files and pages, and answers of hearings, into data/raw."""
