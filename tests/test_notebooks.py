"""The committed notebooks are thin, executed, and about this study; nbval itself runs them in ``make test``."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from survey.findings.registry import FINDINGS
from survey.paths import Project

pytestmark = pytest.mark.slow

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 12


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def test_each_question_has_a_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "10_coverage",
        "20_gap",
        "30_take_up",
        "40_change",
        "50_peers",
        "60_practices",
        "70_priorities",
        "80_hearings",
        "90_september",
    ]


def test_the_overview_lists_every_notebook_under_its_title(project: Project) -> None:
    overview = (project.notebooks / "00_start.md").read_text(encoding="utf-8")
    titles = [nbformat.read(path, as_version=4).cells[0].source.splitlines()[0] for path in NOTEBOOKS]
    listed = [f"- [{title.removeprefix('# ')}]({path.name})" for title, path in zip(titles, NOTEBOOKS, strict=True)]
    assert [line for line in overview.splitlines() if line.startswith("- [")] == listed


def test_no_text_takes_one_municipality_for_the_one_that_is_studied(notebook: nbformat.NotebookNode) -> None:
    """Notebooks are aimed at any municipality: 豊島区 is named in them only as the one whose minutes are stored."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert [line for line in cell.source.splitlines() if "豊島区" in line and "会議" not in line] == []


def test_the_first_output_answers_the_question(notebook: nbformat.NotebookNode) -> None:
    """The first thing a reader sees below the question is a finding's sentence, with its number."""
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    sentence = first.outputs[0].data["text/html"]
    assert re.search(r"<strong>.+</strong></p><h3[^>]*>[^<]*\d", sentence)


def test_every_finding_is_shown_in_a_notebook() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert {name for name in FINDINGS if f'study.finding(\\"{name}\\")' not in shown} == set()


def test_cells_are_thin_and_hold_no_path_no_network_no_function(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= MOST_LINES
            assert not re.search(r"\bdef |open\(|read_csv|http|/", cell.source), cell.source


def test_every_code_cell_was_run_without_error_and_without_noise(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.execution_count is not None
            assert {output.output_type for output in cell.outputs} <= {"display_data", "execute_result"}


def test_the_first_cell_states_question_editions_and_caveats(notebook: nbformat.NotebookNode) -> None:
    for word in ("**問い**", "**使う版**", "**注意**"):
        assert word in notebook.cells[0].source


def test_the_kernel_is_the_one_every_machine_has(notebook: nbformat.NotebookNode) -> None:
    assert notebook.metadata.kernelspec.name == "python3"


def test_every_picture_has_words_and_a_table_beside_it(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        pictures = [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
        for picture in pictures:
            assert picture.metadata["image/png"]["alt"]
        if pictures:
            assert any("<table" in output.get("data", {}).get("text/html", "") for output in cell.outputs)


def test_nbval_notices_a_number_that_changed(tmp_path: Path, project: Project) -> None:
    """The strict comparison is not a formality: an output that says something else fails."""
    source = project.notebooks / "30_take_up.ipynb"
    content = json.loads(source.read_text(encoding="utf-8"))
    counts = next(cell for cell in content["cells"] if "".join(cell["source"]).startswith("labels ="))
    printed = counts["outputs"][0]["data"]["text/plain"]
    printed[0] = re.sub(r"\d+", lambda match: str(int(match[0]) + 1), printed[0], count=1)
    bent = tmp_path / "bent.ipynb"
    bent.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    shutil.copy(project.settings, tmp_path)
    (tmp_path / "data").symlink_to(project.root / "data")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", bent]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout
    assert "mismatch" in run.stdout
