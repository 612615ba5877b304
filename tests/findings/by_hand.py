"""The figures counted a second way: straight from the raw grid, with plain Python and none of the tidy layer."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
MARKS_EDITION = "2025-03-31"
CIRCLES = {"○", "〇"}


@cache
def marks_grid() -> dict[int, dict[str, str]]:
    """The list of procedures as the publisher prints it: row number -> column letter -> text."""
    path = RAW / "da_procedures_online" / MARKS_EDITION / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row["row"]): row for row in csv.DictReader(file)}


@cache
def priority_columns() -> list[str]:
    """The columns under a ● in row 10: the 27 priority procedures."""
    return [letter for letter, text in marks_grid()[10].items() if text == "●"]


@cache
def wards() -> dict[str, dict[str, str]]:
    """The 23 wards' rows (flag 3 in column F), keyed by name."""
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return {row["D"]: row for row in rows if row["F"] == "3"}


def counted(row: dict[str, str]) -> Counter[str]:
    """How many of the 27 are ○, ー and blank in one row."""
    return Counter(
        "online" if row[letter] in CIRCLES else {"ー": "not_applicable", "": "unmarked"}[row[letter]]
        for letter in priority_columns()
    )


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


@cache
def dashboard_row(part: str, heading: str) -> dict[str, str]:
    """One row of the dashboard for the 23 wards, keyed by name: the run of names from 千代田区 on."""
    path = RAW / "da_dx_dashboard" / "2024-07-12" / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == part]
    first = rows[0].index("千代田区")
    found = next(row for row in rows if _narrow(row[3]) == _narrow(heading))
    return dict(zip(rows[0][first : first + 23], found[first : first + 23], strict=True))
