"""What ``import survey`` gives an analyst's own cells: a fault reads as sentences, own plots bear the house style."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbclient import NotebookClient

from survey.outputs import style
from survey.paths import Project

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

FAULTS = {
    'survey.Study("豊嶋区")': ("there is no municipality '豊嶋区'", "did you mean 豊島区?"),
    'survey.Study("府中市")': ("2 municipalities are called 府中市", "name one by its prefecture"),
    "survey.Study(131164)": ("named by text", "put the name in quotes"),
    'survey.Study("")': ("named by text", "put the name in quotes"),
    'survey.load("takeup")': ("there is no table 'takeup'", "did you mean take_up?"),
    'survey.load("試験")': ("there is no table '試験'", "choose one of these"),
    'survey.Study("豊島区").finding("standings")': ("there is no finding 'standings'", "did you mean standing?"),
    'survey.Study("豊島区").map("試験")': ("there is no measure '試験'", "list the ids"),
    "os.environ['SURVEY_PROJECT'] = 'bare'; survey.Study()": ("not built yet", "survey tidy"),
    "os.environ['SURVEY_PROJECT'] = '.'; survey.Study()": ("no study.toml found", "inside the project's folder"),
}
FONT = "import matplotlib; print(*matplotlib.rcParams['font.family'], matplotlib.rcParams['axes.edgecolor'])"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, project: Project) -> dict[str, nbformat.NotebookNode]:
    """The output of each cell, run in one kernel in a folder that is not the project's."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "bare").mkdir()
    (folder / "bare" / "study.toml").write_text(project.settings.read_text(encoding="utf-8"), encoding="utf-8")
    sources = ["import os, survey; survey.Study('豊島区')", FONT, *FAULTS]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=_environment_without_study())
    return {cell.source: cell.outputs[-1] for cell in notebook.cells}


def _environment_without_study() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}


@pytest.mark.parametrize("source", FAULTS)
def test_a_fault_in_a_cell_is_its_message_alone(answers: dict[str, nbformat.NotebookNode], source: str) -> None:
    what, next_step = FAULTS[source]
    output = answers[source]
    assert output.output_type == "error"
    shown = "\n".join(output.traceback)
    assert shown == output.evalue
    assert what in shown.splitlines()[0]
    assert next_step in shown.splitlines()[-1]


def test_a_notebook_in_another_folder_finds_the_study(answers: dict[str, nbformat.NotebookNode]) -> None:
    (shown,) = (output for source, output in answers.items() if source.startswith("import os"))
    assert shown.data["text/plain"].startswith("豊島区（131164）")


def test_an_analysts_own_plot_bears_the_house_style(answers: dict[str, nbformat.NotebookNode]) -> None:
    font, colour = answers[FONT].text.split()
    assert font == "IPAexGothic"
    assert colour == style.MUTED
