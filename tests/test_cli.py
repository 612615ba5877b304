"""The commands as people type them: what they print, and that a fault is a message and status 1."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from survey.paths import Project

pytestmark = pytest.mark.slow

COMMAND = Path(sys.executable).with_name("survey")


def _run(project: Project, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SURVEY_PROJECT": str(project.root), "PYTHONUTF8": "1"}
    return subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, env=environment, check=False, cwd=project.root
    )


def test_a_title_is_answered_with_its_procedure_and_the_rule(project: Project) -> None:
    run = _run(project, "match", "要介護認定 更新申請（電子）")
    assert run.returncode == 0
    number, rule = run.stdout.splitlines()
    assert number.startswith("17  ")
    assert rule.startswith("by  ")


def test_a_title_that_nothing_fits_is_none_and_says_so(project: Project) -> None:
    assert _run(project, "match", "試験の題名").stdout.splitlines()[0] == "none of the 27"


def test_a_file_of_titles_comes_back_with_numbers_and_rules(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("title\n教育・保育給付認定申請書兼保育所等入所申込書\n試験の題名\n", encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(_run(project, "match", "--file", path).stdout)))
    assert list(rows[0]) == ["title", "number_27", "rule"]
    assert [row["number_27"] for row in rows] == ["11|12", ""]


def test_a_file_of_titles_with_a_column_twice_or_none_is_named(project: Project, tmp_path: Path) -> None:
    for head, message in (("title,title", "occurs twice"), ("name", "no column of titles")):
        path = tmp_path / "titles.csv"
        path.write_text(f"{head}\n試験,試験\n", encoding="utf-8")
        run = _run(project, "match", "--file", path)
        assert run.returncode == 1
        assert message in run.stderr
        assert "titles.csv" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["match"], "either one title or --file"),
        (["match", "--file", "no-such.csv"], "no such file"),
        (["findings", "--for", "試験市"], "there is no municipality"),
        (["findings", "--only", "standings"], "there is no finding"),
        (["trace", "standings"], "there is no finding"),
        (["add", "no-such.xlsx", "--source", "mic_finance", "--edition", "FY2023"], "no such file"),
        (["add", "study.toml", "--source", "nobody", "--edition", "FY2023"], "there is no source"),
        (["add", "study.toml", "--source", "ward_pages", "--edition", "2026-11-02"], "reads web pages"),
        (["fetch", "--delay", "0"], "asked slowly"),
        (["fetch"], "contact"),
        (["study", "--all", "--for", "豊島区"], "exclude one another"),
        (["study", "--all", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "exclude one another"),
        (["study", "--all", "--prefecture", "試験県"], "there is no prefecture"),
        (["study", "--all", "--parts", "film"], "a pack has no part"),
        (["study", "--all", "--scheduler", "nowhere"], "does not answer"),
        (["study", "--workers", "2"], "belong to --all"),
    ],
)
def test_a_fault_is_a_message_with_a_next_step_and_status_1(
    project: Project, arguments: list[str], message: str
) -> None:
    run = _run(project, *arguments)
    assert run.returncode == 1
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_status_tells_each_sources_edition_age_wholeness_and_next_command(project: Project) -> None:
    told = _run(project, "status").stdout
    assert "da_procedures_online: 1 edition(s), newest 2025-03-31" in told
    stored = {path.parent.parent for path in project.raw.glob("*/*/origin.json")}
    assert told.count("raw table whole") == len(stored) > 1
    assert "unverified" in told
    assert told.count("next: survey") == told.count("edition(s)")


def test_trace_leads_to_the_cell_the_file_and_its_hash(project: Project) -> None:
    told = _run(project, "trace", "behind", "--for", "131164").stdout
    assert "marks!" in told
    assert "sha256" in told
    assert "found the same" in told


def test_trace_says_so_where_a_source_has_no_known_page(project: Project) -> None:
    told = _run(project, "trace", "commitments", "--for", "131164").stdout
    assert "page    (address not known)" in told
    assert "minutes!" in told
    assert not re.search(r"\bnan\b", told)


def test_check_names_each_promise_that_held(project: Project) -> None:
    run = _run(project, "check")
    assert run.returncode == 0
    assert run.stdout.count("held  ") == int(run.stdout.splitlines()[-1].split()[0])
