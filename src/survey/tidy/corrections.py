"""Applies catalog/corrections: a flagged cell keeps its figure and gets the id of the correction that excludes it."""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import Correction
from survey.catalog.specs import corrections
from survey.errors import BadCatalog


def flag(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add ``correction_id`` (None for most) to the rows of one tidy table.

    A correction whose edition is not among the rows is not applied; one whose cell is gone or changed fails.

    Raises:
        BadCatalog: a correction fits no row or several, or the publisher now prints something else.
    """
    flagged = rows.assign(correction_id=pd.Series([None] * len(rows), index=rows.index, dtype="object"))
    for correction in corrections():
        if correction.table != table or correction.match["edition"] not in set(rows["edition"]):
            continue
        matches = pd.Series(True, index=rows.index)
        for column, wanted in correction.match.items():
            matches &= rows[column] == wanted
        _check(correction, rows[matches])
        flagged.loc[matches, "correction_id"] = correction.id
    return flagged


def _check(correction: Correction, rows: pd.DataFrame) -> None:
    printed = list(rows["cell_printed"])
    if printed != [correction.expect]:
        raise BadCatalog(
            f"correction {correction.id!r} no longer fits the published figures",
            where="src/survey/catalog/corrections",
            expected=f"one cell that prints {correction.expect!r}",
            got=", ".join(map(repr, printed)) or "no such cell",
            next_step="if the publisher repaired the figure, delete the correction",
        )


def as_table() -> pd.DataFrame:
    """The tidy table ``corrections``."""
    return pd.DataFrame(
        [
            (
                entry.id,
                entry.table,
                entry.match["municipality_code"],
                entry.expect,
                entry.action,
                entry.reason_ja,
            )
            for entry in corrections()
        ],
        columns=[
            "correction_id",
            "table_name",
            "municipality_code",
            "expected_printed",
            "action",
            "reason_ja",
        ],
    )
