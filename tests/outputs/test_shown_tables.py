"""What every shown table keeps and leaves out."""

from __future__ import annotations

import pandas as pd

import survey
from survey.outputs.text.displayed import ColumnWords, with_values

WORDS = ColumnWords()


def test_a_column_without_any_value_is_left_out_and_named() -> None:
    table = pd.DataFrame({"name_ja": ["試験市", "見本市"], "online": [0, None], "applications_count": [None, pd.NA]})
    assert list(with_values(table).columns) == ["name_ja", "online"]
    note = WORDS.omitted_ja(table)
    assert note.endswith(WORDS.heading("applications_count"))
    assert WORDS.heading("online") not in note


def test_a_table_with_a_value_in_every_column_or_without_rows_stays_as_it_is() -> None:
    full = pd.DataFrame({"name_ja": ["試験市"], "online": [0]})
    for table in (full, full.head(0)):
        assert list(with_values(table).columns) == list(table.columns)
        assert WORDS.omitted_ja(table) == ""


def test_an_analysts_table_speaks_of_any_group() -> None:
    readable = survey.readable(pd.DataFrame({"group_online": [7]}))
    assert list(readable.columns) == ["オンラインの団体（数）"]
