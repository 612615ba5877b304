"""The way back in the report: the published cells behind each page and each row of its table, packed as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import pandas as pd

from survey.analysis.evidence import COLUMNS
from survey.findings.trace import walked_back
from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.text import cite

# What tells one cell from another.
_CELL = ["table", "source_id", "edition", "municipality_code", "item_id", "locator"]


def packed(document: Document) -> dict[str, Any]:
    """Every listed cell once, and by finding which of them stand behind it and behind each row.

    ``sources`` [text, address, what a locator's first half means there], ``places``, ``items`` are what the ``cells``
    [source, locator, printed, place, item] point to. By finding: ``total``, ``own`` and ``rows``,
    each [cells, number left out].

    Raises:
        RawConflict: a raw cell no longer prints what a finding used.
    """
    behind = {page.id: (page, _rows(page)) for page in document.pages if len(page.cells)}
    frames = [
        page.cells.loc[sorted({*page.own, *(number for cells, _ in rows for number in cells)}), COLUMNS]
        for page, rows in behind.values()
    ]
    every = pd.concat([pd.DataFrame(columns=COLUMNS), *frames]).drop_duplicates(_CELL)
    every = every.sort_values(_CELL, kind="stable").reset_index(drop=True)
    every = walked_back(dataclasses.replace(document.pages[0].finding, evidence=every), document.project)
    at = {key: index for index, key in enumerate(_keys(every))}
    places, items, editions = _names(every, document)
    at_place, at_item, at_edition = ({name: at for at, name in enumerate(names)} for names in (places, items, editions))
    names = ("source_id", "edition", "locator", "raw_printed", "municipality_code", "item_id")
    listed = [every[name] for name in names]
    return {
        "sources": [list(edition) for edition in editions.values()],
        "places": list(places.values()),
        "items": list(items.values()),
        # Nobody's cell (a vendor's page) stands at no place.
        "cells": [
            [at_edition[source_id, edition], locator, printed, at_place.get(code), at_item[item_id]]
            for source_id, edition, locator, printed, code, item_id in zip(*listed, strict=True)
        ],
        "findings": {finding_id: _finding(page, rows, at) for finding_id, (page, rows) in behind.items()},
    }


def _rows(page: Page) -> list[tuple[list[int], int]]:
    """By row the cells to be listed, and how many are not: those of others than the group, behind a procedure.

    Behind a row of a table that names no cells stand the municipality's own.
    """
    if not page.rows_by:
        return [(list(page.own), 0)] * len(page.finding.table)
    if page.rows_by != ("procedure_id",):
        return [(list(row), 0) for row in page.rows]
    is_near = page.is_of_group.tolist()
    listed = [[number for number in row if is_near[number]] for row in page.rows]
    return [(cells, len(row) - len(cells)) for cells, row in zip(listed, page.rows, strict=True)]


def _finding(page: Page, rows: list[tuple[list[int], int]], at: dict[tuple, int]) -> dict[str, Any]:
    keys = _keys(page.cells)
    return {
        "total": len(page.cells),
        "own": [at[keys[number]] for number in page.own],
        "rows": [[[at[keys[number]] for number in cells], left_out] for cells, left_out in rows],
    }


def _keys(cells: pd.DataFrame) -> list[tuple]:
    # Nobody's cell (a vendor's page) has no code; nothing is equal to itself only as text.
    columns = [[value if isinstance(value, str) else "" for value in cells[name]] for name in _CELL]
    return list(zip(*columns, strict=True))


def _names(cells: pd.DataFrame, document: Document) -> tuple[dict, dict, dict]:
    """What places, items and editions are called, by code, id and (source_id, edition), in one order."""
    # Of no cell at all there are no halves: str.partition would give no column.
    parts = cells["locator"].map(lambda locator: locator.partition("!")[0])
    parts = parts.groupby([cells["source_id"], cells["edition"]], sort=False).unique()
    codes, ids = sorted(cells["municipality_code"].dropna().unique()), sorted(cells["item_id"].unique())
    sources = document.sources.set_index(["source_id", "edition"], drop=False)
    return (
        {code: document.place_names.get(code, "") for code in codes},
        {item: document.item_names.get(item, item) for item in ids},
        {pair: _edition(sources.loc[pair], names) for pair, names in parts.items()},
    )


def _edition(source: pd.Series, parts: Iterable[str]) -> tuple[str, str, dict[str, str]]:
    address = source["landing_url"] if isinstance(source["landing_url"], str) else ""
    names = {part: cite.file_and_sheet(source, part) for part in parts}
    return f"{source['publisher_ja']}「{source['title_ja']}」{cite.date(source)}", address, names
