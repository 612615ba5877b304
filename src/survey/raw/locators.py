"""Cell addresses of a raw table, as errors and locators write them: U12, F7:H7 (a run), D7+G7+J7 (a sum), H8/I8."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

_LETTERS = re.compile(r"[A-Z]+")
_DIGITS = re.compile(r"[0-9]+")


def columns_at(at: str, columns: pd.Index) -> list[str]:
    """The columns that an item's ``at`` names, in order: F, the run F:H, several joined by + or /.

    >>> columns_at("A+C:D", pd.Index(["A", "B", "C", "D"]))
    ['A', 'C', 'D']
    """
    position = {letter: number for number, letter in enumerate(columns)}
    found: list[str] = []
    for run in re.split("[+/]", at):
        first, _, last = run.partition(":")
        found.extend(columns[position[first] : position[last or first] + 1])
    return found


def addresses_in_rows(at: str, rows: Iterable[str]) -> list[str]:
    """An item's ``at`` as the address of its cells in each of some rows.

    >>> addresses_in_rows("D+G+J", ["7"])
    ['D7+G7+J7']
    >>> addresses_in_rows("H/I", ["7", "8"])
    ['H7/I7', 'H8/I8']
    """
    pieces = _LETTERS.sub(r"\g<0> ", at).split(" ")
    return [row.join(pieces) for row in rows]


def printed_at(part: pd.DataFrame, addresses: Iterable[str]) -> list[str]:
    """What the cells at each address print, as one text; ``part`` is one part of a raw table, its row numbers as index.

    >>> part = pd.DataFrame({"A": ["1", "2"], "B": ["3", "4"]}, index=["7", "8"])
    >>> printed_at(part, ["A7+B7", "B8"])
    ['1 + 3', '4']
    """
    split = [(_DIGITS.sub("", address), _DIGITS.findall(address)[0]) for address in addresses]
    positions = {at: part.columns.get_indexer(columns_at(at, part.columns)) for at in {at for at, _ in split}}
    rows = part.loc[list(dict.fromkeys(row for _, row in split))]
    cells = dict(zip(rows.index, rows.to_numpy().tolist(), strict=True))
    return [joined_printed(at, [cells[row][position] for position in positions[at]]) for at, row in split]


def joined_printed(at: str, cells: list[str] | tuple[str, ...]) -> str:
    """The cells at an address (or an item's ``at``) in one text: the parts of a sum with +, a ratio's two with /."""
    return (" / " if "/" in at else " + ").join(cells)
