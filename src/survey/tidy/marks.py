"""What a printed cell says: marks by catalog/marks.csv, numbers and shares by ``printed.numbers``."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from survey.catalog.specs import listed
from survey.errors import BadCell
from survey.printed.numbers import PrintedNumber, read_number, read_share_pct
from survey.printed.text import label

_NUMERIC = {"number": read_number, "share": read_share_pct}


def read_cells(long: pd.DataFrame, name_locator: Callable[[str], str]) -> pd.DataFrame:
    """Add ``state`` and ``value`` to long rows (see ``harmonise.long_rows``), each distinct cell read once.

    ``state`` is a status for marks and a cell state for numbers; ``value`` a number or NaN. Several cells are summed;
    the sum has no value as soon as one of them has none. ``name_locator`` says a locator in the words of an error.

    Raises:
        BadCell: names the first cell, in the file's order, that cannot be read.
    """
    distinct = long[["reading", "cells"]].drop_duplicates()
    values: dict[tuple[str, tuple[str, ...]], PrintedNumber] = {}
    for reading, cells in distinct.itertuples(index=False, name=None):
        try:
            values[reading, cells] = _read(reading, cells)
        except BadCell as error:
            bad = long[(long["reading"] == reading) & (long["cells"] == cells)].iloc[0]
            raise BadCell(
                error.what,
                where=f"{name_locator(bad['locator'])} ({bad['municipality_code']}, {bad['id']})",
                expected=error.expected,
                got=error.got,
                next_step="compare with the publisher's file; a new mark goes into src/survey/catalog/marks.csv",
            ) from error
    found = [values[key] for key in zip(long["reading"], long["cells"], strict=True)]
    return long.assign(
        state=[cell.state for cell in found],
        value=pd.array([cell.value for cell in found], dtype="Float64").to_numpy("float64", na_value=float("nan")),
    )


def _read(reading: str, cells: tuple[str, ...]) -> PrintedNumber:
    if reading == "text":
        return PrintedNumber(None, "value")
    if reading == "ratio":
        return _ratio(*cells)
    if reading in _NUMERIC:
        return _summed([_NUMERIC[reading](cell) for cell in cells])
    return _mark(reading, cells[0])


def _ratio(total_printed: str, online_printed: str) -> PrintedNumber:
    """Online over all applications, in percent; 0 of 0 has no base, and a blank stays a blank."""
    total, online = read_number(total_printed), read_number(online_printed)
    if total.value is None or online.value is None:
        return PrintedNumber(None, "blank" if "blank" in (total.state, online.state) else total.state)
    if not 0 <= online.value <= total.value:
        raise BadCell(
            "more online applications than applications",
            expected="0 up to all applications",
            got=f"{online_printed} of {total_printed}",
        )
    if total.value == 0:
        return PrintedNumber(None, "no_base")
    share_pct = online.value / total.value * 100
    return PrintedNumber(share_pct, "value" if share_pct else "zero")


def _summed(values: list[PrintedNumber]) -> PrintedNumber:
    if len(values) == 1:
        return values[0]
    total = 0.0
    for each in values:
        if each.value is None:
            return each
        total += each.value
    return PrintedNumber(total, "value" if total else "zero")


def _mark(reading: str, printed: str) -> PrintedNumber:
    marks = listed("marks")
    marks = marks[marks["reading"] == reading].set_index("printed")
    text = label(printed)
    if text not in marks.index:
        raise BadCell(
            "an unknown mark",
            expected=", ".join(mark or "nothing" for mark in marks.index),
            got=repr(printed),
        )
    value = marks.at[text, "value"]
    return PrintedNumber(float(value) if value else None, marks.at[text, "state"])
