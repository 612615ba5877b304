"""What the municipality's minutes name: procedures, lines, and what stands in the way of which procedure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from survey.tidy.tables import Tables


def procedures_of(entry: pd.Series | dict[str, Any]) -> list[str]:
    """The ids in the ``procedure_ids`` of a commitment or problem; [] for none."""
    return [] if pd.isna(entry["procedure_ids"]) else entry["procedure_ids"].split("|")


def obstacles_in_minutes(tables: Tables, municipality_code: str) -> list[tuple[str, list[str]]]:
    """Each problem in the way of named procedures, with their ids, in the order of the municipality's minutes."""
    problems = tables.problems
    problems = problems[(problems["municipality_code"] == municipality_code) & (problems["is_obstacle"] == "true")]
    ordered = problems.assign(line=line_numbers(problems)).sort_values("line", kind="stable")
    found = [(problem["name_ja"], procedures_of(problem)) for problem in ordered.to_dict("records")]
    return [(name, ids) for name, ids in found if ids]


def line_numbers(entries: pd.DataFrame) -> pd.Series:
    """The line of the minutes that each entry's locator names."""
    return entries["locator"].str.extract(r"(\d+)$")[0].astype(int)
