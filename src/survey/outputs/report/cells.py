"""The way back in the report: which published cells stand behind a finding and behind each row of its table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey.analysis.evidence import COLUMNS as EVIDENCE_COLUMNS
from survey.analysis.groups import Subject
from survey.catalog.specs import listed
from survey.findings.finding import Finding
from survey.findings.trace import walked_back
from survey.outputs.text import cite
from survey.tidy.tables import Tables

# A row about one record takes that record's cells whole; one about a procedure takes those of the group.
_RECORDS = ("practice_id", "problem_id")
_CELL = ["table", "source_id", "edition", "municipality_code", "item_id", "locator"]


@dataclass(frozen=True)
class Used:
    """The cells behind a finding: its municipality's own, a frame a row of its table, and how many are not listed.

    Frames have the columns EVIDENCE_COLUMNS. ``left_out`` counts a row's cells of municipalities outside the group.
    """

    total: int
    own: pd.DataFrame
    rows: list[pd.DataFrame]
    left_out: list[int]


def used(finding: Finding, subject: Subject) -> Used:
    """The cells that the report lists for a finding."""
    cells = finding.evidence.reset_index(drop=True)
    own = cells[cells["municipality_code"] == subject.code]
    near = cells["municipality_code"].isin({*subject.group.codes, subject.code})
    rows, left_out = [], []
    by_key = {name: cells.groupby(name).indices for name in ("municipality_code", "item_id", "locator")}
    for _, row in finding.table.iterrows():
        found, is_whole = _of_row(row, by_key, own.index)
        listed_ = found if is_whole else found[near.loc[found].to_numpy()]
        rows.append(cells.loc[listed_])
        left_out.append(len(found) - len(listed_))
    return Used(len(cells), own, rows, left_out)


def _of_row(row: pd.Series, by_key: dict[str, dict], own: pd.Index) -> tuple[pd.Index, bool]:
    """The cells that a row names, and whether all of them are to be listed."""
    record = next((name for name in _RECORDS if name in row.index), None)
    if record:
        return _at(by_key["item_id"], row[record]), True
    place, item = row.get("municipality_code"), row.get("procedure_id")
    if place is not None and item is not None:
        return _at(by_key["municipality_code"], place).intersection(_at(by_key["item_id"], item)), True
    if place is not None:
        return _at(by_key["municipality_code"], place), True
    if item is not None:
        return _at(by_key["item_id"], item), False
    if "locator" in row.index:
        return _at(by_key["locator"], row["locator"]), True
    return own, True


def _at(places: dict, key: object) -> pd.Index:
    return pd.Index(places.get(key, []))


def packed(findings: list[Finding], subject: Subject, tables: Tables) -> dict[str, Any]:
    """Every listed cell once, and by finding which of them stand behind it and behind each row.

    ``sources`` [text, address, what a locator's first half means there], ``places``, ``items`` are what the ``cells``
    [source, locator, printed, place, item] point to. By finding: ``total``, ``own`` and ``rows``,
    each [cells, number left out].

    Raises:
        RawConflict: a raw cell no longer prints what a finding used.
    """
    behind = {finding.id: used(finding, subject) for finding in findings if len(finding.evidence)}
    frames = [frame for each in behind.values() for frame in (each.own, *each.rows)]
    every = pd.concat([pd.DataFrame(columns=EVIDENCE_COLUMNS), *frames]).drop_duplicates(_CELL)
    every = every.sort_values(_CELL, kind="stable").reset_index(drop=True)
    every = walked_back(dataclasses.replace(findings[0], evidence=every), tables.project)
    number = {key: index for index, key in enumerate(_keys(every))}
    places, items, editions = _names(every, tables)
    at_place, at_item, at_edition = ({name: at for at, name in enumerate(names)} for names in (places, items, editions))
    return {
        "sources": [list(edition) for edition in editions.values()],
        "places": list(places.values()),
        "items": list(items.values()),
        "cells": [
            [at_edition[row.source_id, row.edition], row.locator, row.raw_printed, *_about(row, at_place, at_item)]
            for row in every.itertuples()
        ],
        "findings": {
            finding_id: {
                "total": each.total,
                "own": [number[key] for key in _keys(each.own)],
                "rows": [
                    [[number[key] for key in _keys(frame)], left_out]
                    for frame, left_out in zip(each.rows, each.left_out, strict=True)
                ],
            }
            for finding_id, each in behind.items()
        },
    }


def _about(row: Any, at_place: dict, at_item: dict) -> tuple[int | None, int]:  # noqa: ANN401 - a named tuple
    """Where a cell's municipality (None: nobody's) and its item stand among the names."""
    return at_place.get(row.municipality_code), at_item[row.item_id]


def _keys(cells: pd.DataFrame) -> list[tuple]:
    # Nobody's cell (a vendor's page) has no code; nothing is equal to itself only as text.
    columns = [[value if isinstance(value, str) else "" for value in cells[name]] for name in _CELL]
    return list(zip(*columns, strict=True))


def _names(cells: pd.DataFrame, tables: Tables) -> tuple[dict, dict, dict]:
    """What places, items and editions are called, by code, id and (source_id, edition), in one order."""
    called = dict(zip(tables.municipalities["municipality_code"], tables.municipalities["name_ja"], strict=True))
    words = _item_names(tables)
    sources = tables.sources.set_index(["source_id", "edition"])
    parts = cells["locator"].str.partition("!")[0].groupby([cells["source_id"], cells["edition"]], sort=False).unique()
    places = {code: called.get(code, "") for code in sorted(cells["municipality_code"].dropna().unique())}
    items = {item: words.get(item, item) for item in sorted(cells["item_id"].unique())}
    editions = {pair: _edition(sources.loc[pair], pair, names) for pair, names in parts.items()}
    return places, items, editions


def _edition(source: pd.Series, pair: tuple[str, str], parts: Iterable[str]) -> tuple[str, str, dict[str, str]]:
    named = source.copy()
    named["source_id"], named["edition"] = pair
    address = source["landing_url"] if isinstance(source["landing_url"], str) else ""
    places = {part: cite.place(named, part) for part in parts}
    return f"{source['publisher_ja']}「{source['title_ja']}」{cite.date(named)}", address, places


def _item_names(tables: Tables) -> dict[str, str]:
    """What a cell is about, in Japanese, by its id."""
    pairs = [
        (tables.procedures, "procedure_id", "name_ja"),
        (listed("indicators"), "indicator_id", "name_ja"),
        (tables.problems, "problem_id", "name_ja"),
        (tables.practices, "practice_id", "source_title"),
        (tables.commitments, "commitment_id", "text_ja"),
        (tables.hearings, "question_id", "question_ja"),
    ]
    return {item: name for table, key, words in pairs for item, name in zip(table[key], table[words], strict=True)}
