"""Files of figures as the catalog describes them: every part checked, the rows that it names left out."""

from __future__ import annotations

import pandas as pd

from survey.catalog.source_models import FiguresSource
from survey.sources import parts, readers
from survey.sources.parts import CheckedGrid
from survey.sources.readers import Original


def read(originals: list[Original], spec: FiguresSource, edition: str) -> pd.DataFrame:
    """Every part, one under the other, as the raw table (see ``raw.store``)."""
    files = readers.unpack(originals)
    checked = {part_id: parts.checked_grid(files, spec, part_id, edition) for part_id in spec.parts}
    return parts.joined({part_id: _selected(each) for part_id, each in checked.items()})


def _selected(checked: CheckedGrid) -> pd.DataFrame:
    part = checked.layout.part
    if not (part.only or part.leave_out):
        return checked.grid
    keep = pd.Series(True, index=checked.grid.index)
    for heading, pattern in part.only.items():
        keep &= checked.column(heading).str.fullmatch(pattern)
    for heading, pattern in part.leave_out.items():
        keep &= ~checked.column(heading).str.fullmatch(pattern)
    return parts.select_rows(checked, keep)
