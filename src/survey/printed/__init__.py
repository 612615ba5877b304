"""How what is printed is read: text, numbers, eras, municipality codes. Knows no source."""
