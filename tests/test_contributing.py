"""CONTRIBUTING's steps are followed to the letter, in a copy of the package: what they add is then there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import by_hand

ROOT = Path(__file__).resolve().parents[1]


def _files(heading: str) -> dict[str, str]:
    """The files that a section of CONTRIBUTING shows, by the path in their first line."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^( *)```\w+\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE)
    files = [textwrap.dedent(block) for _, block in blocks]
    return {
        block.partition("\n")[0].removeprefix("# "): block.partition("\n")[2]
        for block in files
        if re.match(r"# [\w./<>]+\.\w+\n", block)
    }


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A project with a copy of the package and a link to the figures."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("study.toml", "notebooks"):
        source, target = ROOT / name, tmp_path / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


def _survey(project: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(project / "src"), "SURVEY_PROJECT": str(project)}
    command = [sys.executable, "-c", "from survey.cli.main import main; main()", *words]
    ran = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_finding_is_added_as_the_section_on_findings_says(copied: Path) -> None:
    files = _files("A finding")
    assert len(files) == 3
    for name, content in files.items():
        (copied / name).write_text(content, encoding="utf-8")
    registry = copied / "src" / "survey" / "findings" / "registry.py"
    code = registry.read_text(encoding="utf-8")
    code = code.replace('    "ahead":', '    "rarest": rarest.rarest,\n    "ahead":', 1)
    code = code.replace("\nfrom survey.findings.", "\nfrom survey.findings.gap import rarest\nfrom survey.findings.", 1)
    registry.write_text(code, encoding="utf-8")
    found = json.loads(_survey(copied, "findings", "--for", "131164", "--only", "rarest", "--json"))["rarest"]
    fewest = min(
        sum(row[letter] in by_hand.CIRCLES for row in by_hand.wards().values()) for letter in by_hand.priority_columns()
    )
    assert found["values"] == {"group_online": fewest}
    assert f"の{fewest}区" in found["headline_ja"]
    workbook = _survey(copied, "workbook", "--for", "131164").strip()
    assert (copied / workbook).exists()
