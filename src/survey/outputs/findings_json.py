"""Findings as plain values, for programs: the JSON that ``survey findings --json`` prints and a pack holds."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from survey.outputs.document.document import Document
from survey.outputs.document.page import Page


def json_text(document: Document) -> str:
    """The findings as one JSON object keyed by id."""
    return json.dumps(as_json(document), ensure_ascii=False, indent=2, allow_nan=False)


def as_json(document: Document) -> dict[str, Any]:
    """The findings keyed by id, each with its views, ready for ``json.dumps``: NA and NaN become null."""
    pages = {page.id: page for page in document.pages}
    return {page.id: _finding_json(page, pages) for page in document.pages if page.view_of is None}


def _finding_json(page: Page, pages: dict[str, Page]) -> dict[str, Any]:
    finding = page.finding
    found = _page_json(page)
    if finding.views:
        found["views"] = {view.id: _page_json(pages[view.id]) for view in finding.views}
    return found


def _page_json(page: Page) -> dict[str, Any]:
    finding = page.finding
    sources = [
        {
            **row.to_dict(),
            "cells": len(page.cells_by_source[number]),
            "locators": sorted(page.own_locators(number)),
        }
        for number, (_, row) in enumerate(page.sources.iterrows(), start=1)
    ]
    return _plain(
        {
            "municipality_code": page.subject.code,
            "municipality": page.subject.name_ja,
            "question_ja": finding.question_ja,
            "headline_ja": finding.headline_ja,
            "values": finding.values,
            "table": finding.table.to_dict("records"),
            "caveats_ja": list(map(str, finding.caveats_ja)),
            "method_ja": str(finding.method_ja),
            "sources": sources,
            "as_of": " / ".join(finding.as_of),
            "computable": finding.computable,
        }
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a table or a value holds
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is pd.NA or value is None:
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value
