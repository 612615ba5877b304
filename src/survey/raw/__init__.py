"""data/raw: cells as printed, beside the record of where they came from."""
