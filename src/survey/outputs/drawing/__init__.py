"""A chart's description as a picture: PNG and SVG."""
