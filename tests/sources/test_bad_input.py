"""Whatever is wrong with a file, nothing stored changes, and the message says where to look and what to do."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from grids import (
    RAW,
    Grid,
    at,
    blank_rows,
    committed,
    csv_file,
    made_up,
    origin,
    printed,
    put,
    row_where,
    workbook,
)

from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.errors import BadCell, BadFile, BadLayout, RawConflict, SurveyError
from survey.paths import ENVIRONMENT_VARIABLE, Project
from survey.printed.codes import check_digit
from survey.printed.text import label

pytestmark = pytest.mark.slow

PROCEDURES, MARKS_EDITION = "da_procedures_online", "2025-03-31"
MARKS = source_spec(PROCEDURES).parts["marks"]
HEADINGS_AT = int(MARKS.headings_at[0])
WORKBOOK_NAME = origin(PROCEDURES, MARKS_EDITION)["files"][0]["name"]
CARD, CARD_EDITION = "mic_my_number_card", "2022-12-31"
DASHBOARD, DASHBOARD_EDITION = "da_dx_dashboard", "2024-07-12"
DASHBOARD_FILES = {
    "comparison": "市区町村毎のDX進捗状況_市区町村比較.csv",
    "application_rates": "市区町村毎のDX進捗状況_行政手続のオンライン申請率.csv",
}
ERROR_TITLE = "お探しのページは見つかりません"
ERROR_PAGE = (
    '<!DOCTYPE html>\r\n<html lang="ja"><head><meta charset="Shift_JIS">'
    f"<title>{ERROR_TITLE}</title></head>\r\n<body><h1>404 Not Found</h1>"
    "<p>指定されたページは移動したか削除された可能性があります。</p></body></html>"
).encode("shift_jis")
TOSHIMA = "131164"


def the_marks() -> Grid:
    return printed(PROCEDURES, MARKS_EDITION, "marks")


def the_cards() -> Grid:
    """The snapshot with a made-up municipality in every row that the study drops."""
    grid = printed(CARD, CARD_EDITION, "issued")
    day = grid[-1][0]
    for number in blank_rows(grid):
        grid[number - 1] = made_up(grid, A=day, B="試験県", C=f"試験市{number}", I="990001")
    return grid


@cache
def good_workbook() -> bytes:
    return workbook(the_marks(), MARKS.sheet)


@pytest.fixture
def holding(scratch: Project, project: Project) -> Callable[[str, str], Project]:
    """Fills the scratch project: one good edition in data/raw, one table in data/processed."""

    def fill(source_id: str, edition: str) -> Project:
        shutil.copytree(RAW / source_id / edition, scratch.raw / source_id / edition)
        scratch.processed.mkdir(parents=True)
        shutil.copy(project.processed / "municipalities.csv", scratch.processed)
        return scratch

    return fill


@pytest.fixture
def with_marks(holding: Callable[[str, str], Project]) -> Project:
    """A project that holds the list of procedures."""
    return holding(PROCEDURES, MARKS_EDITION)


@pytest.fixture
def with_cards(holding: Callable[[str, str], Project]) -> Project:
    """A project that holds one snapshot of the cards."""
    return holding(CARD, CARD_EDITION)


@pytest.fixture
def with_dashboard(holding: Callable[[str, str], Project]) -> Project:
    """A project that holds the dashboard."""
    return holding(DASHBOARD, DASHBOARD_EDITION)


def fingerprint(project: Project) -> dict[str, str]:
    """Every path below data/, with the hash of what is in it; not the lock's, which says who wrote last."""
    data = project.root / "data"
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(data.rglob("*"))
        if path not in (project.lock, project.lock_holder)
    }


def saved(project: Project, name: str, content: bytes) -> Path:
    path = project.root / "downloads" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def refused(
    kind: type[SurveyError], project: Project, files: dict[str, bytes], source_id: str, edition: str, bad: str
) -> SurveyError:
    """Add the files; they must be refused, the stored data stay as it is, the message name the bad file and a step."""
    paths = [saved(project, name, content) for name, content in files.items()]
    before = fingerprint(project)
    assert before
    with pytest.raises(SurveyError) as caught:
        collect.add(project, paths, source_id, edition)
    assert fingerprint(project) == before
    assert type(caught.value) is kind, str(caught.value)
    assert bad in caught.value.where
    assert caught.value.next_step
    return caught.value


def refused_workbook(kind: type[SurveyError], project: Project, content: bytes) -> SurveyError:
    return refused(kind, project, {WORKBOOK_NAME: content}, PROCEDURES, MARKS_EDITION, WORKBOOK_NAME)


def refused_marks(kind: type[SurveyError], project: Project, grid: Grid, address: str | None) -> SurveyError:
    error = refused_workbook(kind, project, workbook(grid, MARKS.sheet))
    if address is not None:
        assert names_cell(error, address)
        assert MARKS.sheet in error.where
    return error


def refused_cards(kind: type[SurveyError], project: Project, content: bytes) -> SurveyError:
    return refused(kind, project, {"all_localgovs.csv": content}, CARD, CARD_EDITION, "all_localgovs.csv")


def names_cell(error: SurveyError, address: str) -> bool:
    return re.search(rf"\bcell {address}\b", error.where) is not None


# The control: the same way in, with nothing damaged, does change data/raw.


def test_the_undamaged_file_is_stored(scratch: Project) -> None:
    path = saved(scratch, WORKBOOK_NAME, good_workbook())
    is_new = collect.add(scratch, [path], PROCEDURES, MARKS_EDITION).state == "new"
    assert is_new
    stored = scratch.raw / PROCEDURES / MARKS_EDITION / "table.csv"
    assert stored.read_bytes() == committed(PROCEDURES, MARKS_EDITION)
    before = fingerprint(scratch)
    is_new = collect.add(scratch, [path], PROCEDURES, MARKS_EDITION).state == "new"
    assert not is_new
    assert fingerprint(scratch) == before


def test_other_figures_for_a_stored_edition_are_refused_until_they_are_asked_for(with_cards: Project) -> None:
    grid = the_cards()
    put(grid, f"E{row_where(grid, 'I', TOSHIMA)}", "1")
    path = saved(with_cards, "all_localgovs.csv", csv_file(grid))
    before = fingerprint(with_cards)
    with pytest.raises(RawConflict, match="--replace"):
        collect.add(with_cards, [path], CARD, CARD_EDITION)
    assert fingerprint(with_cards) == before
    collect.add(with_cards, [path], CARD, CARD_EDITION, replace=True)
    changed = {name for name, digest in fingerprint(with_cards).items() if before.get(name) != digest}
    assert changed == {f"raw/{CARD}/{CARD_EDITION}/{name}" for name in ("table.csv", "origin.json")}


# 1. An error page


def test_an_error_page_saved_as_a_workbook_is_named_as_such(with_marks: Project) -> None:
    error = refused_workbook(BadFile, with_marks, ERROR_PAGE)
    assert "web page" in error.what
    assert ERROR_TITLE in str(error)


def test_an_error_page_saved_as_a_csv_file_is_named_as_such(with_cards: Project) -> None:
    error = refused_cards(BadFile, with_cards, ERROR_PAGE)
    assert "web page" in error.what
    assert ERROR_TITLE in str(error)


# 2. A download cut short


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short_is_refused(with_marks: Project, share: float) -> None:
    content = good_workbook()[: int(len(good_workbook()) * share)]
    error = refused_workbook(BadFile, with_marks, content)
    assert f"{len(content):,} bytes" in error.got
    assert "download it again" in error.next_step


@pytest.mark.parametrize("length", [0, 1, 4])
def test_a_workbook_of_hardly_any_bytes_is_refused(with_marks: Project, length: int) -> None:
    error = refused_workbook(BadFile, with_marks, good_workbook()[:length])
    assert "download it again" in error.next_step


def test_a_workbook_that_lacks_its_last_byte_is_refused(with_marks: Project) -> None:
    refused_workbook(BadFile, with_marks, good_workbook()[:-1])


def test_a_workbook_with_turned_bytes_in_its_middle_is_refused(with_marks: Project) -> None:
    good, middle = good_workbook(), len(good_workbook()) // 2
    turned = bytes(byte ^ 0xFF for byte in good[middle : middle + 40])
    refused_workbook(BadFile, with_marks, good[:middle] + turned + good[middle + 40 :])


def test_an_empty_csv_file_is_refused(with_cards: Project) -> None:
    refused_cards(BadLayout, with_cards, b"")


def test_a_csv_file_cut_within_the_wards_is_refused(with_cards: Project) -> None:
    whole = csv_file(the_cards())
    error = refused_cards(BadLayout, with_cards, whole[: whole.index("豊島区".encode())])
    assert "missing" in error.what


# 3. Another encoding


def test_a_csv_file_in_another_encoding_is_refused_with_both_encodings(with_dashboard: Project) -> None:
    grids = {part: printed(DASHBOARD, DASHBOARD_EDITION, part) for part in DASHBOARD_FILES}
    files = {DASHBOARD_FILES[part]: csv_file(grid) for part, grid in grids.items()}
    bad = DASHBOARD_FILES["comparison"]
    files[bad] = csv_file(grids["comparison"], "cp932")
    error = refused(BadFile, with_dashboard, files, DASHBOARD, DASHBOARD_EDITION, bad)
    assert error.expected == "utf-8-sig"
    assert error.got == "cp932"


# 4. A heading that moved


def test_a_row_inserted_above_the_headings_is_refused_and_the_message_says_where_they_are_now(
    with_marks: Project,
) -> None:
    grid = the_marks()
    grid.insert(HEADINGS_AT - 1, made_up(grid, A="試験のために入れた行"))
    error = refused_marks(BadLayout, with_marks, grid, None)
    assert f"row {HEADINGS_AT}" in error.where
    (first, *_) = MARKS.items
    assert error.expected == label(first.heading[0])
    assert f"stands in G{HEADINGS_AT + 1}" in error.got
    assert f'changes: {{"{MARKS_EDITION}": {{headings_at' in error.next_step


def test_a_row_inserted_at_the_very_top_is_refused_and_the_message_says_where_the_heading_is_now(
    with_marks: Project,
) -> None:
    grid = [made_up(the_marks(), A="試験行"), *the_marks()]
    error = refused_marks(BadLayout, with_marks, grid, None)
    assert f"row {HEADINGS_AT}" in error.where
    assert f"stands in G{HEADINGS_AT + 1}" in error.got


# 5. A procedure more


def test_an_added_procedure_is_refused_until_the_catalog_says_what_it_means(with_marks: Project) -> None:
    grid = the_marks()
    put(grid, f"BF{HEADINGS_AT}", "試験手続")
    put(grid, f"BF{row_where(grid, 'A', TOSHIMA)}", "○")
    error = refused_marks(BadLayout, with_marks, grid, f"BF{HEADINGS_AT}")
    assert error.got == "試験手続"
    assert '- {heading: "試験手続", since: "2025-03-31"}' in error.next_step


def test_a_procedure_inserted_between_others_is_refused(with_marks: Project) -> None:
    position = 7  # before column H
    wider = [[*row[:position], "", *row[position:]] for row in the_marks()]
    put(wider, f"H{HEADINGS_AT}", "試験手続")
    assert refused_marks(BadLayout, with_marks, wider, f"H{HEADINGS_AT}").got == "試験手続"


# 6. A mark that nobody explained


def test_an_unknown_mark_is_refused_with_its_cell(with_marks: Project) -> None:
    grid = the_marks()
    address = f"U{row_where(grid, 'A', TOSHIMA)}"
    put(grid, address, "△")
    error = refused_marks(BadCell, with_marks, grid, address)
    assert "△" in error.got
    assert "○" in error.expected
    assert "marks.csv" in error.next_step


def test_of_several_unknown_marks_the_first_is_named(with_marks: Project) -> None:
    grid = the_marks()
    number = row_where(grid, "A", TOSHIMA)
    put(grid, f"U{number + 1}", "△")
    put(grid, f"U{number}", "△")
    assert names_cell(refused_workbook(BadCell, with_marks, workbook(grid, MARKS.sheet)), f"U{number}")


# 7. A code that cannot be one


def test_a_code_with_a_false_check_digit_is_refused_with_the_digit_that_would_fit(with_marks: Project) -> None:
    grid = the_marks()
    address = f"A{row_where(grid, 'A', TOSHIMA)}"
    false = TOSHIMA[:5] + str((int(TOSHIMA[5]) + 1) % 10)
    put(grid, address, false)
    error = refused_marks(BadCell, with_marks, grid, address)
    assert "check digit" in error.what
    assert false in error.got
    assert TOSHIMA in error.expected


def test_a_name_that_is_not_its_codes_is_refused_with_the_name_that_is(with_marks: Project) -> None:
    grid = the_marks()
    address = f"D{row_where(grid, 'A', TOSHIMA)}"
    known = at(grid, address)
    put(grid, address, "試験区")
    error = refused_marks(BadCell, with_marks, grid, address)
    assert error.got == "試験区"
    assert known in error.expected


def test_names_that_slipped_by_a_row_are_refused(with_marks: Project) -> None:
    grid = the_marks()
    number = row_where(grid, "A", TOSHIMA)
    one, other = at(grid, f"D{number}"), at(grid, f"D{number + 1}")
    put(grid, f"D{number}", other)
    put(grid, f"D{number + 1}", one)
    error = refused_marks(BadCell, with_marks, grid, f"D{number}")
    assert one in error.expected


def test_a_true_code_of_no_municipality_is_refused(with_marks: Project) -> None:
    grid = the_marks()
    code = "99201" + check_digit("99201")
    grid.append(made_up(grid, A=code, D="試験市"))
    error = refused_marks(BadCell, with_marks, grid, f"D{len(grid)}")
    assert f"{code} 試験市" in error.got


# 8. A municipality too few or too many


def test_a_missing_ward_is_named(with_marks: Project) -> None:
    grid = the_marks()
    number = row_where(grid, "A", TOSHIMA)
    name = at(grid, f"D{number}")
    del grid[number - 1]
    error = refused_marks(BadLayout, with_marks, grid, None)
    assert "1 of" in error.what
    assert f"{TOSHIMA} {name}" in error.got


def test_a_ward_missing_from_a_snapshot_is_named(with_cards: Project) -> None:
    grid = the_cards()
    del grid[row_where(grid, "I", TOSHIMA) - 1]
    error = refused_cards(BadLayout, with_cards, csv_file(grid))
    assert f"{TOSHIMA} 豊島区" in error.got


def test_a_municipality_that_occurs_twice_is_refused_at_its_second_place(with_marks: Project) -> None:
    grid = the_marks()
    grid.append(list(grid[row_where(grid, "A", TOSHIMA) - 1]))
    error = refused_marks(BadCell, with_marks, grid, f"D{len(grid)}")
    assert "twice" in error.what
    assert TOSHIMA in error.got


def test_a_ward_twice_in_a_snapshot_is_refused_at_its_second_place(with_cards: Project) -> None:
    grid = the_cards()
    grid.append(list(grid[row_where(grid, "I", TOSHIMA) - 1]))
    error = refused_cards(BadCell, with_cards, csv_file(grid))
    assert "twice" in error.what
    assert names_cell(error, f"C{len(grid)}")


# Numbers that cannot be


@pytest.mark.parametrize("share", ["101%", "-1%"])
def test_a_share_that_cannot_be_one_is_refused_with_its_cell(with_dashboard: Project, share: str) -> None:
    grids = {part: printed(DASHBOARD, DASHBOARD_EDITION, part) for part in DASHBOARD_FILES}
    put(grids["application_rates"], "C2", share)
    files = {DASHBOARD_FILES[part]: csv_file(grid) for part, grid in grids.items()}
    error = refused(BadCell, with_dashboard, files, DASHBOARD, DASHBOARD_EDITION, DASHBOARD_FILES["application_rates"])
    assert names_cell(error, "C2")
    assert DASHBOARD_FILES["comparison"] not in error.where
    assert share in error.got
    assert "100%" in error.expected


def test_a_file_that_is_not_there_is_said_so(with_cards: Project) -> None:
    before = fingerprint(with_cards)
    with pytest.raises(SurveyError, match="no such file") as caught:
        collect.add(with_cards, [with_cards.root / "試験.csv"], CARD, CARD_EDITION)
    assert "試験.csv" in caught.value.where
    assert fingerprint(with_cards) == before


# The real command line


def run_survey(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("survey"), *arguments],
        env={**os.environ, ENVIRONMENT_VARIABLE: str(project.root), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_command_line_refuses_with_the_message_alone(with_marks: Project) -> None:
    grid = the_marks()
    address = f"U{row_where(grid, 'A', TOSHIMA)}"
    put(grid, address, "△")
    path = saved(with_marks, WORKBOOK_NAME, workbook(grid, MARKS.sheet))
    before = fingerprint(with_marks)
    ran = run_survey(with_marks, "add", str(path), "--source", PROCEDURES, "--edition", MARKS_EDITION)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("survey: an unknown mark")
    assert "△" in ran.stderr
    assert f"cell {address}" in ran.stderr
    assert "next:" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert fingerprint(with_marks) == before


def test_the_command_line_stores_a_good_file_and_says_what_comes_next(with_marks: Project) -> None:
    path = saved(with_marks, "all_localgovs.csv", csv_file(the_cards()))
    ran = run_survey(with_marks, "add", str(path), "--source", CARD, "--edition", CARD_EDITION)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "stored" in ran.stdout
    assert "next: survey study" in ran.stdout
    stored = with_marks.raw / CARD / CARD_EDITION / "table.csv"
    assert stored.read_bytes() == committed(CARD, CARD_EDITION)
