"""The published cells that an analysis rests on."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["table", "source_id", "edition", "municipality_code", "item_id", "locator", "cell_printed"]
# What a row of a tidy table is about, beside its municipality.
_ITEMS = ("procedure_id", "indicator_id", "commitment_id", "practice_id", "question_id", "problem_id")


def evidence(table_name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The cells behind some rows of a tidy table that has a locator: a row a cell, columns COLUMNS."""
    item = next(name for name in _ITEMS if name in rows.columns)
    printed = "mark_printed" if "mark_printed" in rows.columns else "cell_printed"
    cells = rows[["source_id", "edition", "municipality_code", item, "locator", printed]]
    cells = cells.set_axis(COLUMNS[1:], axis="columns")
    cells.insert(0, COLUMNS[0], pd.Series(table_name, index=rows.index, dtype="str"))
    cells["cell_printed"] = cells["cell_printed"].fillna("")
    return cells


def no_evidence() -> pd.DataFrame:
    """No cell at all."""
    return pd.DataFrame(columns=COLUMNS)
