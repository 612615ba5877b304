"""What every shown table keeps and leaves out."""

from __future__ import annotations

import pandas as pd

from survey.outputs.text import displayed as tables


def test_a_column_without_any_value_is_left_out_and_named() -> None:
    table = pd.DataFrame({"name_ja": ["試験市", "見本市"], "online": [0, None], "applications_count": [None, pd.NA]})
    assert list(tables.with_values(table).columns) == ["name_ja", "online"]
    note = tables.omitted_ja(table)
    assert note.endswith(tables.heading("applications_count"))
    assert tables.heading("online") not in note


def test_a_table_with_a_value_in_every_column_or_without_rows_stays_as_it_is() -> None:
    full = pd.DataFrame({"name_ja": ["試験市"], "online": [0]})
    for table in (full, full.head(0)):
        assert list(tables.with_values(table).columns) == list(table.columns)
        assert tables.omitted_ja(table) == ""
