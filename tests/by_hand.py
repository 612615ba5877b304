"""The figures counted a second way: straight from the raw grid, with plain Python and none of the tidy layer."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

from survey.catalog.specs import source_spec
from survey.printed.text import label

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
# The newest list, as the findings take it.
MARKS_EDITION = max(path.parent.name for path in (RAW / "da_procedures_online").glob("*/table.csv"))
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
def online_by_code() -> dict[str, int]:
    """How many of the 27 each municipality of the country has online, by code."""
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return {row["A"].zfill(6): sum(row[letter] in CIRCLES for letter in priority_columns()) for row in rows}


@cache
def telling_columns() -> list[str]:
    """The columns of listed procedures that not all municipalities mark alike (the last column is a count)."""
    headings = [letter for letter, text in marks_grid()[11].items() if text and letter not in ("part", "row")]
    first = next(letter for letter in headings if marks_grid()[11][letter] == "図書館の図書貸出予約等")
    listed = headings[headings.index(first) : -1]
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return [letter for letter in listed if len({row[letter] in CIRCLES or row[letter] for row in rows}) > 1]


@cache
def wards() -> dict[str, dict[str, str]]:
    """The 23 wards' rows (flag 3 in column F), keyed by name."""
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return {row["D"]: row for row in rows if row["F"] == "3"}


def counted(row: dict[str, str], columns: list[str] | None = None) -> Counter[str]:
    """How many of the 27 (or of other columns) are ○, ー and blank in one row."""
    return Counter(
        "online" if row[letter] in CIRCLES else {"ー": "not_applicable", "": "unmarked"}[row[letter]]
        for letter in columns or priority_columns()
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


@cache
def comparison_row(heading: str) -> tuple[str, ...]:
    """What the dashboard prints of all municipalities under a heading, in the order of ``country``."""
    path = RAW / "da_dx_dashboard" / "2024-07-12" / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "comparison"]
    first = rows[0].index("札幌市")
    return tuple(next(row for row in rows if _narrow(row[3]) == heading)[first : first + len(country())])


@cache
def country() -> list[tuple[str, str]]:
    """Every municipality's code and name with its prefecture, in the order of codes, which is the dashboard's."""
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return sorted((row["A"].zfill(6), row["C"] + row["D"]) for row in rows)


@cache
def printed_rates() -> dict[int, dict[str, str]]:
    """The dashboard's application rates of all municipalities as printed: row number -> code -> text."""
    path = RAW / "da_dx_dashboard" / "2024-07-12" / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "application_rates"]
    codes = [code for code, _ in country()]
    first = rows[0].index("札幌市")
    return {
        int(row[1]): dict(zip(codes, row[first : first + len(codes)], strict=True)) for row in rows if row[1] != "1"
    }


def rates_of(number: int) -> dict[str, float]:
    """The printed rates of one of the 27 in percent, by code: its row is 28 and following, the 27th's is 18."""
    return numbers(18 if number == 27 else 27 + number)


def numbers(row: int) -> dict[str, float]:
    """The rates that one of the dashboard's rows prints, in percent, by code; blanks are left out."""
    return {code: float(text.rstrip("%")) for code, text in printed_rates()[row].items() if text}


def left_out(number: int) -> set[str]:
    """By code, whose rate of one of the 27 stands against its mark, or is a lone 100 %: it is counted nowhere.

    100 % is believed where half of those that print a rate print 90 % or more: in the country, or among at least
    eight of one prefecture's cities (or of the wards, or of its towns and villages).
    """
    rates, letter = rates_of(number), priority_columns()[number - 1]
    rows = {row["A"].zfill(6): row for place, row in marks_grid().items() if place >= 12}
    near_full = {code for code, rate in rates.items() if rate >= 90}
    found = {code for code, rate in rates.items() if rate > 0 and rows[code][letter] not in CIRCLES}
    for code, rate in rates.items():
        own = [other for other in rates if _kind(rows[other]) == _kind(rows[code])]
        own_near = sum(other in near_full for other in own)
        if rate == 100 and len(near_full) * 2 < len(rates) and not (len(own) >= 8 and own_near * 2 >= len(own)):
            found.add(code)
    return found


def _kind(row: dict[str, str]) -> tuple[str, str]:
    unit = "ward" if row["F"] == "3" else "town" if row["D"][-1] in "町村" else "city"
    return row["C"], unit


@cache
def ward_codes() -> dict[str, str]:
    """The 23 wards' names by code."""
    rows = [row for number, row in marks_grid().items() if number >= 12]
    return {row["A"].zfill(6): row["D"] for row in rows if row["F"] == "3"}


@cache
def residents() -> dict[str, tuple[int, int]]:
    """All residents and those of 65 or more (columns S to Z) on 2023-01-01, by code."""
    path = RAW / "mic_population" / "2023-01-01" / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["row"]) > 3]
    return {row["A"]: (int(row["E"]), sum(int(row[letter]) for letter in "STUVWXYZ")) for row in rows}


@cache
def rate_titles() -> dict[int, str]:
    """What the dashboard's rows of rates are headed."""
    path = RAW / "da_dx_dashboard" / "2024-07-12" / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "application_rates"]
    return {int(row[1]): row[3].strip() for row in rows if row[1] != "1"}


@cache
def card_editions() -> list[str]:
    """The dates for which cards issued are stored, oldest first."""
    return sorted(path.parent.name for path in (RAW / "mic_my_number_card").glob("*/table.csv"))


@cache
def card_rows(edition: str) -> dict[str, dict[str, str]]:
    """Cards issued as printed, keyed by the ward's name: D population, F rate, G the population's date."""
    path = RAW / "mic_my_number_card" / edition / "table.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["C"]: row for row in rows if row["C"] in wards()}


@cache
def mark_ids() -> dict[str, str]:
    """The procedure of each column of marks, by what row 11 prints above it."""
    items = source_spec("da_procedures_online").parts["marks"].items
    ids = {label(heading): item.id for item in items for heading in item.heading}
    printed = {letter: label(text or "") for letter, text in marks_grid()[11].items()}
    return {letter: ids[text] for letter, text in printed.items() if text in ids}
