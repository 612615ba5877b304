"""Findings as plain values, for programs: the JSON that ``survey findings --json`` prints and a pack holds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.trace import cited_sources


def as_json(findings: Iterable[Finding], subject: Subject, sources: pd.DataFrame) -> dict[str, Any]:
    """Findings keyed by id, ready for ``json.dumps``: NA and NaN become null. ``sources`` is the tidy table."""
    return {finding.id: _finding_json(finding, subject, sources) for finding in findings}


def _finding_json(finding: Finding, subject: Subject, all_sources: pd.DataFrame) -> dict[str, Any]:
    cited = cited_sources(finding, all_sources)
    cells = finding.evidence
    sources = []
    for _, row in cited.iterrows():
        used = cells[(cells["source_id"] == row["source_id"]) & (cells["edition"] == row["edition"])]
        mine = used[used["municipality_code"] == subject.code]
        sources.append({**row.to_dict(), "cells": len(used), "locators": sorted(mine["locator"])})
    return _plain(
        {
            "municipality_code": subject.code,
            "municipality": subject.name_ja,
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
    ) | ({"views": as_json(finding.views, subject, all_sources)} if finding.views else {})


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
