"""README's promises: its blocks are what the commands print, both languages show the same, its picture is current."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from typer.testing import CliRunner

from survey.cli.main import app
from survey.cli.readme import READMES, with_findings
from survey.errors import BadLayout
from survey.outputs.drawing import pictures as figures
from survey.paths import Project
from survey.settings import read_settings
from survey.study import Study

ROOT = Path(__file__).resolve().parents[1]


def _blocks(name: str, text: str | None = None) -> list[str]:
    text = text or (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"```\w+\n(.*?)```", text, re.DOTALL)


def test_the_printed_block_is_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_PROJECT", str(ROOT))
    printed = CliRunner().invoke(app, ["findings", "--for", "131164"])
    assert printed.exit_code == 0
    assert printed.stdout in _blocks("README.md")


@pytest.mark.parametrize("name", READMES)
def test_the_command_that_writes_the_block_writes_nothing_else(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    filled = with_findings(text, "試験{}".format)
    assert "試験131164" in _blocks(name, filled)[1]
    assert with_findings(filled, lambda _: _blocks(name)[1].removesuffix("\n")) == text


def test_a_readme_without_its_block_is_refused_by_name() -> None:
    with pytest.raises(BadLayout, match="block of findings") as caught:
        with_findings("# 試験\n", str, "README.ja.md")
    assert caught.value.where == "README.ja.md"


def test_both_languages_show_the_same_commands_and_output() -> None:
    english = [block for block in _blocks("README.md") if "study.toml  " not in block]
    assert english == _blocks("README.ja.md")
    commands = [
        re.findall(r"`((?:make|\.venv/bin/survey)[^`]*)`", (ROOT / name).read_text("utf-8"))
        for name in ("README.md", "README.ja.md")
    ]
    assert set(commands[1]) == set(commands[0])


def test_the_study_toml_that_is_shown_is_whole_and_read(tmp_path: Path) -> None:
    (shown,) = [block for block in _blocks("README.md") if block.startswith("[study]")]
    (tmp_path / "study.toml").write_text(shown, encoding="utf-8")
    settings = read_settings(tmp_path / "study.toml")
    assert (settings.municipality, settings.contact) == ("豊島区", None)
    assert {table.strip("[]") for table in re.findall(r"^\[\w+\]", shown, re.MULTILINE)} == {
        "study",
        "fetch",
        "priorities",
    }


def test_the_tree_names_what_is_there_and_every_room(project: Project) -> None:
    tree = next(block for block in _blocks("README.md") if "study.toml  " in block)
    for name in re.findall(r"^([\w./]+)", tree, re.MULTILINE):
        if name != "outputs/":
            assert (ROOT / name).exists(), name
    rooms = {path.name for path in (ROOT / "src" / "survey").iterdir() if not path.name.startswith("_")}
    for room in rooms:
        assert re.search(rf"\b{re.escape(room)}", tree), room


def test_every_make_target_that_is_named_exists() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("README.md", "README.ja.md", "CONTRIBUTING.md"):
        for target in re.findall(r"`make (\w+)", (ROOT / name).read_text("utf-8")):
            assert f"make {target}" in listed


def test_the_picture_shows_todays_figures(toshima: Study) -> None:
    finding = toshima.page("matrix")
    now = matplotlib.image.imread(io.BytesIO(figures.png(finding.charts)))
    committed = matplotlib.image.imread(ROOT / "docs" / "matrix.png")
    assert committed.shape == now.shape, "make notebooks"
    # Rasterisers may differ by a shade at an edge; one changed cell of the matrix differs by more.
    assert np.abs(committed - now).mean() < 0.0005, "make notebooks"
