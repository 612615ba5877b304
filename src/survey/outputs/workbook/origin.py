"""Where a sheet's numbers come from: the publisher's cells behind each row, and the files these cells are in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from survey.catalog.layouts import Part
from survey.catalog.specs import source_spec
from survey.outputs.document.page import Page
from survey.outputs.text import cite

COLUMN = "locator"
_MOST_RUNS = 3
_EXTENSION = re.compile(r"\\?\.[a-z]+\$?$")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


class _Cell(NamedTuple):
    """A cell behind a row."""

    source_number: int
    source_id: str
    edition: str
    locator: str
    municipality_code: str


_CELL_COLUMNS = list(_Cell._fields)


def with_cells(page: Page) -> pd.DataFrame:
    """The page's table with a column ``locator``: the cells behind each row, by the number of their source.

    A row about a municipality has that municipality's cells, a row about a procedure the subject's own and the number
    of the others'. A table whose rows are about neither stays as it is.
    """
    table = page.finding.table
    if not len(table) or not len(page.cells) or not page.rows_by:
        return table
    if COLUMN in table.columns:
        return table.assign(**{COLUMN: _numbered(page)})
    numbered = list(page.cells[_CELL_COLUMNS].itertuples(index=False, name=None))
    texts = [_row_ja([_Cell(*numbered[number]) for number in row], page) for row in page.rows]
    return table.assign(**{COLUMN: texts}) if any(texts) else table


def lines(page: Page) -> list[tuple[str, str]]:
    """The lines below a table, one a cited source, and the address that each leads to ("" where none is known)."""
    found = []
    for number, (_, source) in enumerate(page.sources.iterrows(), start=1):
        cells = page.cells_by_source[number]
        words = f"[{number}] {cite.named(source.to_frame().T)}、{len(cells):,}欄。{_parts_ja(source, page)}"
        address = source["landing_url"] if pd.notna(source["landing_url"]) else ""
        found.append((words if address else f"{words}、{cite.page(source)}", address))
    return found


def way_back_ja(page: Page) -> str:
    """The last line of a sheet: how the office's secretariat walks back from the sheet's numbers."""
    return f"この数字の元をたどる（事務局向け）：survey trace {page.id} --for {page.subject.code}"


def _row_ja(row: Iterable[_Cell], page: Page) -> str:
    """The cells behind a row, by source."""
    by_source: dict[int, list[_Cell]] = {}
    for cell in row:
        by_source.setdefault(cell.source_number, []).append(cell)
    words = []
    for number, cells in sorted(by_source.items()):
        are_all_named = "municipality_code" in page.rows_by or len(cells) <= _MOST_RUNS
        own = [cell for cell in cells if are_all_named or cell.municipality_code == page.subject.code]
        named = _runs(cell.locator for cell in own)[:_MOST_RUNS]
        others = len({cell.locator for cell in cells}) - sum(map(len, named))
        rest = [f"ほか{others:,}欄" if named else f"{others:,}欄"] if others else []
        runs = [_address_ja(cells[0].source_id, cells[0].edition, run) for run in map(_run_ja, named)]
        words.append(f"[{number}] " + "、".join([*_without_repeats(runs), *rest]))
    return "　".join(words)


def _numbered(page: Page) -> list[str]:
    """Cells that a table names itself, by the number of their source; one that is no evidence stays as it is."""
    found = []
    for locator, row in zip(page.finding.table[COLUMN].fillna(""), page.rows, strict=True):
        if row:
            cell = page.cells.loc[row[0]]
            found.append(f"[{cell['source_number']}] {_address_ja(cell['source_id'], cell['edition'], locator)}")
        else:
            found.append(locator)
    return found


def _address_ja(source_id: str, edition: str, locator: str) -> str:
    """Where a cell stands in its source: column and row, after its table's name where the source has several."""
    part, _, address = locator.rpartition("!")
    parts = source_spec(source_id).parts
    return f"{_table_ja(parts[part].of_edition(edition))}!{address}" if len(parts) > 1 and part in parts else address


def _table_ja(part: Part) -> str:
    """What a publisher calls one of several tables: the sheet's name, else the last word of its file's."""
    return part.sheet if part.sheet and _is_name(part.sheet) else _EXTENSION.sub("", part.file).rpartition("_")[2]


def _runs(locators: Iterable[str]) -> list[list[str]]:
    """Cells' addresses, each once, neighbours in a row or in a column together."""
    found: list[list[str]] = []
    for locator in dict.fromkeys(locators):
        if found and _follows(found[-1], locator):
            found[-1].append(locator)
        else:
            found.append([locator])
    return found


def _run_ja(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}:{run[-1].rpartition('!')[2]}"


def _without_repeats(runs: Iterable[str]) -> Iterable[str]:
    """Runs with their sheet's word only where it changes."""
    before = ""
    for run in runs:
        part, _, address = run.partition("!")
        yield address if part == before else run
        before = part


def _follows(run: list[str], locator: str) -> bool:
    last, this = _position(run[-1]), _position(locator)
    if last is None or this is None or last[0] != this[0]:
        return False
    step = (this[1] - last[1], this[2] - last[2])
    before = _position(run[-2]) if len(run) > 1 else None
    goes = (last[1] - before[1], last[2] - before[2]) if before else step
    return step == goes and step in ((0, 1), (1, 0))


def _position(locator: str) -> tuple[str, int, int] | None:
    """A single cell's part, column and row."""
    part, _, address = locator.rpartition("!")
    found = _ADDRESS.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return part, column, int(found[2])


def _parts_ja(source: pd.Series, page: Page) -> str:
    """The publisher's file, and its sheet where it has a name."""
    is_its = (page.cells["source_id"] == source["source_id"]) & (page.cells["edition"] == source["edition"])
    used = page.cells.loc[is_its, "part"].unique()
    parts = {name: part.of_edition(source["edition"]) for name, part in source_spec(source["source_id"]).parts.items()}
    named = [part for part in used if part in parts and _is_name(parts[part].sheet)]
    sheets = [f"シート「{parts[part].sheet}」" for part in named]
    return "、".join([f"ファイル {source['file_names']}", *sheets])


def _is_name(sheet: str | None) -> bool:
    """Whether the catalog gives a sheet's whole name, not a pattern that its names of several years match."""
    return sheet is not None and re.escape(sheet) == sheet
