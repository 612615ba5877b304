"""A chart description as a native, editable chart, table or group of shapes: one module a kind of chart."""
