"""Where a sheet's numbers come from: the publisher's cells behind each row, and the files these cells are in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from survey.analysis.groups import Subject
from survey.catalog.layouts import Part
from survey.catalog.specs import source_spec
from survey.findings.finding import Finding
from survey.outputs.text import cite

# The columns of a finding's table by which its cells are found, beside the municipality's code.
_ITEMS = ("procedure_id", "practice_id", "commitment_id", "indicator_id", "problem_id")
COLUMN = "locator"
_MOST_RUNS = 3
_EXTENSION = re.compile(r"\\?\.[a-z]+\$?$")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_CELL_COLUMNS = ["source_id", "edition", "locator", "municipality_code", "item_id"]


class _Cell(NamedTuple):
    """A cell's address and whose it is ("": no municipality's)."""

    locator: str
    code: str


def with_cells(finding: Finding, subject: Subject, sources: pd.DataFrame) -> pd.DataFrame:
    """The finding's table with a column ``locator``: the cells behind each row, by the number of their source.

    A row about a municipality has that municipality's cells, a row about a procedure the subject's own and the number
    of the others'. A table whose rows are about neither stays as it is.
    """
    table = finding.table
    by = [name for name in ("municipality_code",) if name in table.columns]
    item = next((name for name in _ITEMS if name in table.columns), None)
    if not len(table) or not len(finding.evidence):
        return table
    cells = finding.evidence[_CELL_COLUMNS].drop_duplicates().fillna("")
    editions = list(sources[["source_id", "edition"]].itertuples(index=False, name=None))
    if COLUMN in table.columns:
        return table.assign(**{COLUMN: _numbered(table[COLUMN], cells, editions)})
    if not (by or item):
        return table
    behind: dict[tuple[str, ...], dict[tuple[str, str], list[_Cell]]] = {}
    for source_id, edition, locator, code, item_id in cells.itertuples(index=False, name=None):
        key = (*((code,) if by else ()), *((item_id,) if item else ()))
        behind.setdefault(key, {}).setdefault((source_id, edition), []).append(_Cell(locator, code))
    wanted = table[by + ([item] if item else [])].fillna("").itertuples(index=False, name=None)
    texts = [_row_ja(behind.get(key, {}), subject, editions, has_place=bool(by)) for key in wanted]
    return table.assign(**{COLUMN: texts}) if any(texts) else table


def lines(finding: Finding, sources: pd.DataFrame) -> list[tuple[str, str]]:
    """The lines below a table, one a cited source, and the address that each leads to ("" where none is known)."""
    counts = finding.evidence.groupby(["source_id", "edition"]).size()
    told = []
    for number, (_, row) in enumerate(sources.iterrows(), start=1):
        count = counts[(row["source_id"], row["edition"])]
        words = f"[{number}] {cite.named(row.to_frame().T)}、{count:,}欄。{_parts_ja(row, finding)}"
        address = row["landing_url"] if pd.notna(row["landing_url"]) else ""
        told.append((words if address else f"{words}、{cite.page(row)}", address))
    return told


def way_back_ja(finding: Finding, subject: Subject) -> str:
    """The last line of a sheet: how the office's secretariat walks back from the sheet's numbers."""
    return f"この数字の元をたどる（事務局向け）：survey trace {finding.id} --for {subject.code}"


def _row_ja(
    cells: dict[tuple[str, str], list[_Cell]], subject: Subject, editions: list[tuple[str, str]], *, has_place: bool
) -> str:
    """The cells behind a row, by edition; ``editions`` in the order in which they are numbered."""
    words = []
    for number, edition in enumerate(editions, start=1):
        used = cells.get(edition, [])
        if used:
            mine = [cell for cell in used if has_place or len(used) <= _MOST_RUNS or cell.code == subject.code]
            named = _runs(cell.locator for cell in mine)[:_MOST_RUNS]
            others = len({cell.locator for cell in used}) - sum(map(len, named))
            rest = [f"ほか{others:,}欄" if named else f"{others:,}欄"] if others else []
            runs = [_place_ja(edition[0], run) for run in map(_run_ja, named)]
            words.append(f"[{number}] " + "、".join([*_without_repeats(runs), *rest]))
    return "　".join(words)


def _numbered(locators: pd.Series, cells: pd.DataFrame, editions: list[tuple[str, str]]) -> list[str]:
    """Cells that a table names itself, by the number of their source; one that is no evidence stays as it is."""
    known = cells.drop_duplicates("locator").set_index("locator")[["source_id", "edition"]]
    told = []
    for locator in locators.fillna(""):
        if locator in known.index:
            source_id, edition = known.loc[locator]
            told.append(f"[{editions.index((source_id, edition)) + 1}] {_place_ja(source_id, locator)}")
        else:
            told.append(locator)
    return told


def _place_ja(source_id: str, locator: str) -> str:
    """A cell's place in its source: its column and row, after the name of its table where the source has several."""
    part, _, address = locator.rpartition("!")
    parts = source_spec(source_id).parts
    return f"{_table_ja(parts[part])}!{address}" if len(parts) > 1 and part in parts else address


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
    last, this = _place(run[-1]), _place(locator)
    if last is None or this is None or last[0] != this[0]:
        return False
    step = (this[1] - last[1], this[2] - last[2])
    before = _place(run[-2]) if len(run) > 1 else None
    goes = (last[1] - before[1], last[2] - before[2]) if before else step
    return step == goes and step in ((0, 1), (1, 0))


def _place(locator: str) -> tuple[str, int, int] | None:
    """A single cell's part, column and row."""
    part, _, address = locator.rpartition("!")
    found = _ADDRESS.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return part, column, int(found[2])


def _parts_ja(source: pd.Series, finding: Finding) -> str:
    """The publisher's file, and its sheet where it has a name."""
    used = finding.evidence[finding.evidence["source_id"] == source["source_id"]]["locator"].str.partition("!")[0]
    parts = source_spec(source["source_id"]).parts
    named = [part for part in dict.fromkeys(used) if part in parts and _is_name(parts[part].sheet)]
    sheets = [f"シート「{parts[part].sheet}」" for part in named]
    return "、".join([f"ファイル {source['file_names']}", *sheets])


def _is_name(sheet: str | None) -> bool:
    """Whether the catalog gives a sheet's whole name, not a pattern that its names of several years match."""
    return sheet is not None and re.escape(sheet) == sheet
