"""No cell of a CSV file we write is a formula to whoever opens it, and every cell is read back as it was printed."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.paths import Project
from survey.raw import store
from survey.raw.csv_injection import escape_formula, unescape_formula
from survey.raw.store import RawEdition

FORMULAS = ["=1+1", "@SUM(A1)", "\t=1", "\r=1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "＝HYPERLINK(1)", "＠A"]
FORMULAS += ["-SUM(A1)", "+Sheet2!A1", "－（1）"]
PLAIN = [
    "",
    "-",
    "-0.5",
    "+1",
    "－",
    "－このまちが好きさ－",
    "- 一つ目",
    "'",
    "'quoted'",
    "1=1",
    "a@b.example",
    "○",
    "ー",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_compute_is_written_as_text(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_figures_dashes_and_items_of_a_list_are_written_as_they_are(text: str) -> None:
    assert escape_formula(text) == text


@given(st.text() | st.sampled_from([*FORMULAS, *PLAIN]) | st.text("'=-+@(!a1", max_size=6))
@example("'=1")
@example("''=1")
def test_every_cell_is_read_back_as_it_was(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@given(st.text(max_size=8) | st.text("'=-+@(!a1", max_size=6))
def test_no_cell_that_is_written_opens_a_formula(text: str) -> None:
    written = escape_formula(text)
    assert not written.startswith(("=", "@", "＝", "＠", "\t", "\r"))
    assert not (written.startswith(("+", "-")) and any(sign in written for sign in "(|!"))


def test_a_stored_edition_with_formulas_in_it_is_inert_on_disk_and_as_printed_when_read(scratch: Project) -> None:
    table = pd.DataFrame({"part": "marks", "row": "1", "A": [*FORMULAS, *PLAIN]}, dtype="str")
    store.write(scratch, RawEdition("made_up", "2025-03-31", table, {}))
    content = (scratch.raw / "made_up" / "2025-03-31" / store.TABLE).read_bytes().decode("utf-8")
    cells = [row[2] for row in csv.reader(io.StringIO(content, newline=""))][1:]
    assert cells == [f"'{text}" for text in FORMULAS] + PLAIN
    assert store.read(scratch, "made_up", "2025-03-31").table.to_dict("list") == table.to_dict("list")


def test_the_committed_tables_hold_no_formula(project: Project) -> None:
    for path in sorted((project.root / "data").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert all(cell == escape_formula(cell) or cell != unescape_formula(cell) for cell in cells), path
