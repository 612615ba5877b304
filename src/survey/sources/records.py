"""A list that people keep as a CSV file, one record a line: its headings are known, its cells are left as they are."""

from __future__ import annotations

import pandas as pd

from survey.catalog.layouts import RecordsLayout
from survey.catalog.source_models import RecordsSource
from survey.errors import BadLayout
from survey.sources import expect, readers
from survey.sources.readers import Original

PART = "records"


def read(originals: list[Original], spec: RecordsSource, edition: str) -> pd.DataFrame:
    """The list as it is, its headings in row 1: columns part, row (the line in the file), then A, B, … as text.

    Raises:
        BadFile: not one CSV file in the declared encoding.
        BadLayout: a heading is missing, unknown or elsewhere, a line is empty or has more cells than there are
            headings, a cell holds a line break, or there is no record; names file and line.
    """
    layout = spec.records
    original = expect.file_of(originals, layout, PART)
    grid = readers.csv_grid(original, layout.encoding)
    cells = grid.drop(columns="row")
    _check_headings(cells, layout, original.name)
    # Line breaks first: behind one, a row is no longer the line of the same number.
    for mask, what in (
        (cells.apply(lambda column: column.str.contains(r"[\r\n]")).any(axis="columns"), "a cell holds a line break"),
        ((cells == "").all(axis="columns"), "a line is empty"),
    ):
        if mask.any():
            raise BadLayout(
                what,
                where=f"{original.name}, line {grid.loc[mask.idxmax(), 'row']}",
                expected="one record a line",
                next_step="mend the line, then add the list again",
            )
    return grid.assign(part=PART)[["part", "row", *cells.columns]]


def _check_headings(cells: pd.DataFrame, layout: RecordsLayout, name: str) -> None:
    printed = tuple(cells.iloc[0]) if len(cells) else ()
    if printed != layout.headings:
        unlike = [
            f"{expected or 'nothing'} is {got or 'missing'}"
            for expected, got in zip(_filled(layout.headings, printed), _filled(printed, layout.headings), strict=True)
            if expected != got
        ]
        raise BadLayout(
            "the list's headings are not those of the catalog",
            where=f"{name}, line 1",
            expected=", ".join(layout.headings),
            got="; ".join(unlike[:3]),
            next_step="head the columns as expected, in this order and no others",
        )
    if len(cells) == 1:
        raise BadLayout("the list holds no record", where=name, next_step="check that this is the right file")


def _filled(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return one + ("",) * (len(other) - len(one))
