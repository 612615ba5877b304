"""The Tokyo Metropolitan Government's tables: its municipalities between larger areas' sums, notes at the foot."""

from __future__ import annotations

import pandas as pd

from survey.catalog.source_models import FiguresSource
from survey.printed.text import label
from survey.sources import parts
from survey.sources.readers import Original

# Code and name of every larger area, as one table or another prints them.
LARGER_AREAS = [
    ("13000", "総数"),
    ("13000", "東京都総数"),
    ("13100", "区部"),
    ("13200", "市部"),
    ("13300", "郡部"),
    ("13350", "島部"),
    ("13360", "大島支庁"),
    ("13380", "三宅支庁"),
    ("13400", "八丈支庁"),
    ("13420", "小笠原支庁"),
    ("13550", "町村部"),
]


def read(originals: list[Original], spec: FiguresSource, edition: str) -> pd.DataFrame:
    """The municipalities' rows of a table, under its heading, as the raw table (see ``raw.store``).

    Raises:
        BadCell: a row that is neither a municipality nor a larger area that is known, nor a note.
    """
    (part_id,) = spec.parts
    checked = parts.checked_grid(originals, spec, part_id, edition)
    axis, grid = checked.layout.part.municipalities, checked.grid
    larger = pd.MultiIndex.from_frame(grid[[axis.code, axis.name]].map(label)).isin(LARGER_AREAS)
    note = (grid.drop(columns=["row", "A"]) == "").all(axis="columns")
    return parts.joined({part_id: parts.select_rows_or_raise(checked, checked.is_municipality, note | larger)})
