"""One claim: its sentence, its figures, and the cells they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from survey.findings.charts import Chart

EVIDENCE_COLUMNS = [
    "table",
    "source_id",
    "edition",
    "municipality_code",
    "item_id",
    "locator",
    "cell_printed",
]

# What a row of a tidy table is about, beside its municipality.
_ITEMS = ("procedure_id", "indicator_id", "commitment_id", "practice_id", "question_id", "problem_id")


@dataclass(frozen=True)
class Finding:
    """What a finding's module returns.

    ``values`` are the numbers the sentence is built from; ``table`` is small and shown whole; ``evidence`` has a
    row for every cell used (columns EVIDENCE_COLUMNS); ``as_of`` names the figures' date or fiscal year, several
    joined by " / ". ``computable`` is False where the published figures do not allow the claim: the headline
    then says why.
    """

    id: str
    question_ja: str
    headline_ja: str
    method_ja: str
    as_of: str
    values: dict[str, Any]
    table: pd.DataFrame
    charts: tuple[Chart, ...] = ()
    caveats_ja: tuple[str, ...] = ()
    evidence: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=EVIDENCE_COLUMNS))
    computable: bool = True

    @property
    def editions(self) -> list[tuple[str, str]]:
        """Every (source_id, edition) it rests on, in order."""
        pairs = self.evidence[["source_id", "edition"]].drop_duplicates()
        return sorted(pairs.itertuples(index=False, name=None))


def evidence(table_name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The cells behind some rows of a tidy table that has a locator."""
    item = next(name for name in _ITEMS if name in rows.columns)
    printed = "mark_printed" if "mark_printed" in rows.columns else "cell_printed"
    cells = rows[["source_id", "edition", "municipality_code", item, "locator", printed]]
    cells = cells.set_axis(EVIDENCE_COLUMNS[1:], axis="columns")
    cells.insert(0, EVIDENCE_COLUMNS[0], pd.Series(table_name, index=rows.index, dtype="str"))
    cells["cell_printed"] = cells["cell_printed"].fillna("")
    return cells
