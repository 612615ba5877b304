"""The way back finds each cell again, whichever way its figure was made, and tells when it prints another."""

from __future__ import annotations

import pandas as pd
import pytest

from survey.analysis.evidence import COLUMNS as EVIDENCE_COLUMNS
from survey.errors import RawConflict
from survey.findings.finding import Finding
from survey.findings.trace import walked_back
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition

SOURCE, EDITION = "synthetic", "2000-01-01"
GRID = pd.DataFrame(
    [["試験", "1", "試験区", "8", "2", "5"], ["試験", "2", "試験市", "70", "30", "40"]],
    columns=["part", "row", "A", "B", "C", "D"],
)
CELLS = {
    "試験!C2": "30",
    "試験!B1:D1": "8 + 2 + 5",
    "試験!B2+D2": "70 + 40",
    "試験!B1/C1": "8 / 2",
}


def resting_on(cells: dict[str, str]) -> Finding:
    """A made-up finding that rests on these cells: locator -> what the tidy table says they print."""
    rows = [("indicators", SOURCE, EDITION, "999999", "synthetic_count", *cell) for cell in cells.items()]
    evidence = pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)
    return Finding("synthetic", "", "", "", "", {}, pd.DataFrame(), evidence=evidence)


@pytest.fixture
def with_cells(scratch: Project) -> Project:
    """A project that holds one made-up raw table."""
    store.write(scratch, RawEdition(SOURCE, EDITION, GRID, {}))
    return scratch


def test_single_cells_runs_sums_and_ratios_are_found_again(with_cells: Project) -> None:
    found = walked_back(resting_on(CELLS), with_cells)
    assert found["raw_printed"].tolist() == list(CELLS.values())


@pytest.mark.parametrize("locator", CELLS)
def test_a_cell_that_prints_something_else_now_is_told_with_its_locator(with_cells: Project, locator: str) -> None:
    with pytest.raises(RawConflict, match="prints otherwise") as caught:
        walked_back(resting_on({locator: CELLS[locator].replace("0", "1").replace("8", "9")}), with_cells)
    assert locator in caught.value.where
    assert CELLS[locator] in caught.value.got


def test_of_one_municipality_only_its_cells_are_walked_back_to(with_cells: Project) -> None:
    finding = resting_on(CELLS)
    finding.evidence.loc[0, "municipality_code"] = "999998"
    assert walked_back(finding, with_cells, "999998")["locator"].tolist() == list(CELLS)[:1]
