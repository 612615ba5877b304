"""Where a slide's numbers stand: for each of the publisher's files and sheets the cells that were used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd

from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.text import cite

_BLANK_JA = "空欄"
# A cell that prints a sentence is quoted by its beginning; the locator leads to the whole.
_LONGEST_CELL = 30
# Of others than those that are named one by one, this many are named with where they stand.
_MOST_OTHERS = 60
_MOST_ITEMS = 60
# What no table has a name for is a row of a list, named by what it prints.
_ROW_JA = "行"


class _Cell(NamedTuple):
    """A cell that a finding used: what it is about, where it stands in its part, what it prints."""

    item_ja: str
    address: str
    printed: str


def provenance_lines(page: Page, document: Document, named: list[str]) -> Iterator[str]:
    """A line for each source and, for each of its files or sheets, its cells: each of those of the codes ``named``."""
    for number, (_, source) in enumerate(page.sources.iterrows(), start=1):
        yield from (f"出典：{line}" for line in cite.lines(source.to_frame().T))
        for part, cells in page.cells_by_source[number].groupby("part", sort=False):
            yield f"　{cite.file_and_sheet(source, str(part))}：使った欄は{len(cells):,}"
            by_code = _by_municipality(cells, document)
            for code in named:
                if code in by_code:
                    yield f"　　{document.place_names[code]}：{_cells_ja(by_code[code])}"
            yield from _others({code: its for code, its in by_code.items() if code not in named}, document)


def _by_municipality(cells: pd.DataFrame, document: Document) -> dict[str, list[_Cell]]:
    columns = (cells[name].tolist() for name in ("municipality_code", "item_id", "address", "cell_printed"))
    by_code: dict[str, list[_Cell]] = {}
    for code, item, address, printed in zip(*columns, strict=True):
        by_code.setdefault(code, []).append(_Cell(document.item_short_names.get(item, _ROW_JA), address, printed))
    return by_code


def _cells_ja(cells: list[_Cell]) -> str:
    """What the cells print, how many print it, and where each stands."""
    addresses: dict[str, list[str]] = {}
    for cell in cells:
        addresses.setdefault(cell.printed, []).append(f"{cell.item_ja} {cell.address}")
    groups = []
    for printed, where in addresses.items():
        left_out = f"、ほか{len(where) - _MOST_ITEMS}欄" if len(where) > _MOST_ITEMS else ""
        number = f" {len(where)}欄" if len(where) > 1 else ""
        groups.append(f"{_shortened(printed)}{number}（{'、'.join(where[:_MOST_ITEMS])}{left_out}）")
    return "；".join(groups)


def _shortened(printed: str) -> str:
    text = printed or _BLANK_JA
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _others(by_code: dict[str, list[_Cell]], document: Document) -> Iterator[str]:
    """Where the other municipalities stand: a row's or a column's first and last cell. Then what is nobody's."""
    others = {code: cells for code, cells in by_code.items() if code in document.place_names}
    if len(others) > _MOST_OTHERS:
        yield f"　　ほかの{len(others):,}団体：{_by_item(others)}（一つずつは survey trace の --all で）"
    elif others:
        names = "、".join(f"{document.place_names[code]} {_extent(cells)}" for code, cells in others.items())
        yield f"　　ほかの{len(others)}団体：{names}"
    nobodys = [cell for code, cells in by_code.items() if code not in others for cell in cells]
    if nobodys:
        yield f"　　市区町村によらない欄：{_extent(nobodys)}"


def _by_item(by_code: dict[str, list[_Cell]]) -> str:
    """Where too many municipalities to be named stand: by what the cells are about, the first and the last."""
    by_item: dict[str, list[_Cell]] = {}
    for cell in (cell for cells in by_code.values() for cell in cells):
        by_item.setdefault(cell.item_ja, []).append(cell)
    if len(by_item) > _MOST_ITEMS:
        return _extent([cell for cells in by_item.values() for cell in cells])
    return "、".join(f"{item_ja} {_extent(cells)}" for item_ja, cells in by_item.items())


def _extent(cells: list[_Cell]) -> str:
    """The first and the last address, and how many there are."""
    ordered = sorted((cell.address for cell in cells), key=_sheet_order)
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}から{ordered[-1]}のうち{len(ordered)}欄"


@cache
def _sheet_order(address: str) -> tuple[int, str, int]:
    """A cell's place in its sheet: by column, then by row; other addresses come first, as text."""
    match = re.match(r"([A-Z]+)(\d+)", address)
    return (len(match[1]), match[1], int(match[2])) if match else (0, address, 0)
