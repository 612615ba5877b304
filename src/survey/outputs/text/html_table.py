"""A finding's table as the report shows it: text and sorting value a cell, one heading a row, links for addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from survey.analysis.groups import Subject
from survey.outputs.text import paper as report_paper
from survey.outputs.text.displayed import ColumnWords, is_number, kind, with_values, written

# What the program needs to find a row again and nobody reads; the workbook has them.
IDS = ("procedure_id", "practice_id", "problem_id")
# Whole numbers that are a name, not a figure.
_NO_FIGURES = ("number_27",)
# Texts up to the first length stay on one line, up to the second wrap in a column, and beyond it in a wide one.
_SHORT, _LONG = 14, 60
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_PIECES = re.compile(f"({report_paper.BRACKET.pattern})")


@dataclass(frozen=True)
class Column:
    """A heading, how its cells are set (number, short, long, long longest or link), and whether they name their rows.

    ``share_pct`` is its share of the width of paper, 0 if it is as wide as its words; ``part`` is the part of the
    table in which it stands there (None: in each).
    """

    heading: str
    set_as: str
    share_pct: float
    names_rows: bool
    part: int | None

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The heading's words in order, between which it may break, and which of them never do: its short brackets."""
        found = [text for text in _PIECES.split(self.heading) if text]
        words = [word for text in found for word in ([text] if "（" in text else report_paper.WORDS.findall(text))]
        return [(word, bool(report_paper.BRACKET.fullmatch(word))) for word in words]


@dataclass(frozen=True)
class Cell:
    """A cell's text, what it is sorted by where that is not its text, the address it is, if it is one.

    ``names_row``: it is the row's heading. ``leads_back``: it is a figure, so that a click shows where it comes from.
    """

    text: str
    set_as: str
    sort_by: str = ""
    href: str = ""
    names_row: bool = False
    leads_back: bool = False


@dataclass(frozen=True)
class Table:
    """Columns and rows, ready for the page.

    By row: ``names`` is what its button is called for those who only hear it, ``owns`` whether it is the subject's.
    ``omitted_ja`` names the columns that are left out because no row has a value there.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...]
    owns: tuple[bool, ...]
    omitted_ja: str
    paper: report_paper.Paper

    @property
    def has_links(self) -> bool:
        """Whether it has a column of addresses, which is for the screen."""
        return any(column.set_as == "link" for column in self.columns)

    def places_in(self, part: int) -> list[int]:
        """Which columns stand in a later part of the table on paper, those that stand in every part among them."""
        return [at for at, column in enumerate(self.columns) if column.part in (None, part)]


def laid_out(table: pd.DataFrame, subject: Subject, words: ColumnWords) -> Table:
    """The finding's table without the columns IDS and those without a value; nothing is "" (a blank stays a blank)."""
    read = table.drop(columns=list(IDS), errors="ignore")
    shown = with_values(read)
    texts = {name: [_read(written(value, name), name) for value in shown[name]] for name in shown.columns}
    set_as = {name: _set_as(name, texts[name]) for name in shown.columns}
    named_by = _named_by(list(shown.columns))
    # An address is followed on the screen; on paper its column has no room.
    printed = [name for name in shown.columns if set_as[name] != "link"]
    paper = report_paper.on_paper(
        [report_paper.Measured(words.heading(name), texts[name], set_as[name]) for name in printed],
        printed.index(named_by) if named_by in printed else 0,
    )
    shares = dict(zip(printed, paper.shares_pct, strict=True))
    parts = dict(zip(printed, paper.part_of, strict=True))
    columns = tuple(
        Column(words.heading(name), set_as[name], shares.get(name, 0.0), name == named_by, parts.get(name, 1))
        for name in shown.columns
    )
    rows = tuple(
        tuple(
            Cell(
                text=texts[name][row],
                set_as=set_as[name],
                sort_by=_sort_by(shown[name].iloc[row], name),
                href=texts[name][row] if is_address(texts[name][row]) else "",
                names_row=name == named_by,
                leads_back=set_as[name] == "number" and name not in _NO_FIGURES and bool(texts[name][row]),
            )
            for name in shown.columns
        )
        for row in range(len(shown))
    )
    codes = shown.get("municipality_code", pd.Series("", index=shown.index))
    owns = tuple(bool(code == subject.code) for code in codes)
    return Table(columns, rows, tuple(texts[named_by]) if named_by else (), owns, words.omitted_ja(read), paper)


def is_address(text: str) -> bool:
    """Whether a text is a web address, the only thing that becomes a link."""
    return text.startswith(("https://", "http://")) and not set(text) & set(" \n\t")


def _read(text: str, name: str) -> str:
    """A cell's text as people read it: a locator without its part, which is the program's name for it."""
    return text.rpartition("!")[2] if name == "locator" else text


def _set_as(name: str, texts: list[str]) -> str:
    if is_number(name):
        return "number"
    if any(map(is_address, texts)):
        return "link"
    longest = max(map(len, texts), default=0)
    return "short" if longest <= _SHORT else "long" if longest <= _LONG else "long longest"


def _named_by(columns: list[str]) -> str:
    """The column whose cells name their rows: the first Japanese name, else the first column; "" for no columns."""
    return next((name for name in columns if name.endswith("_ja")), columns[0] if columns else "")


def _sort_by(value: str | float | None, name: str) -> str:
    """A number that puts a figure, a day or a fiscal year (from its first day) where it belongs; "" for a text."""
    if value is None or pd.isna(value):
        return ""
    if is_number(name):
        return repr(float(value))
    # As it is written a day would be sorted by its era's letters: 令和10年 before 令和7年.
    day = re.sub(r"^FY(\d{4})$", r"\1-04-01", str(value)) if kind(name) == "day" else ""
    # Where only the month or the year is known, before all of its days.
    return day.replace("-", "").ljust(8, "0") if _DAY.fullmatch(day) else ""
