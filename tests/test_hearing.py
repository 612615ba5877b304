"""Hearings end to end: a kit handed out, filled in, added, and found again; nothing recorded is ever changed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import kits
from kits import HELD_ON, Kit
from survey import study
from survey.catalog.hearing_kit import kit_layout, questions
from survey.collect import hearings as hearing
from survey.errors import BadCell, BadFile, NotFound, RawConflict
from survey.findings.trace import walked_back
from survey.paths import Project
from survey.raw import atomic, store
from survey.sources import hearings
from survey.study import Study
from survey.tidy import hearings as hearing_answers
from survey.tidy.check import check_project
from survey.tidy.files import load

pytestmark = pytest.mark.slow

COMMAND = Path(sys.executable).with_name("survey")
ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "docs" / "hearing_kit_example.xlsx"
TODAY = date(2026, 11, 23)
EDITION = "131148-2026-11-02"
LONG = "試験の長い答え。\n" * 125
ANSWERS = {"at01": LONG, "at02": "その他", "ge02": "令和４年４月ごろ", "ge07": "はい", "ge09": "=試験\t🙂\n  "}


@pytest.fixture(scope="module")
def blank(toshima: Study) -> bytes:
    return kits.blank(toshima)


@pytest.fixture
def filled(blank: bytes, tmp_path: Path) -> Callable[..., Path]:
    """A kit filled in and saved, by default as everybody in these tests does."""

    def fill(answers: dict = ANSWERS, name: str = "聞き取り票_中野区.xlsx", **heads: object) -> Path:
        kit = Kit(blank).fill(answers, HELD_ON | heads)
        kit.type(kit.cell("certainty", next(iter(answers))), "確かな事実")
        (tmp_path / "kits").mkdir(exist_ok=True)
        return kit.save(tmp_path / "kits", name)

    return fill


def _raw(project: Project) -> dict[str, str]:
    return {
        str(path.relative_to(project.raw)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.raw.rglob("*"))
        if path.is_file()
    }


# Out


def test_a_kit_and_a_letter_are_written_and_left_alone_the_second_time(toshima: Study, tmp_path: Path) -> None:
    paths = study.hearing_kit(toshima, "中野区", tmp_path)
    assert [path.name for path in paths] == ["聞き取り票_中野区.xlsx", "事前送付_中野区.docx"]
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in study.hearing_kit(toshima, "131148", tmp_path)] == first


def test_a_kit_that_somebody_wrote_into_is_never_written_over(toshima: Study, tmp_path: Path) -> None:
    path, _ = study.hearing_kit(toshima, "中野区", tmp_path)
    Kit(path.read_bytes()).fill({"ge01": "試験の答え"}).save(tmp_path)
    held = path.read_bytes()
    with pytest.raises(RawConflict, match="may hold answers"):
        study.hearing_kit(toshima, "中野区", tmp_path)
    assert path.read_bytes() == held


@pytest.mark.parametrize(("asked", "told"), [("試験市", "no municipality"), ("豊島区", "oneself"), ("府中市", "2 mun")])
def test_nobody_and_oneself_cannot_be_asked(toshima: Study, tmp_path: Path, asked: str, told: str) -> None:
    with pytest.raises(NotFound, match=told):
        study.hearing_kit(toshima, asked, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("of", "asked"), [("青ヶ島村", "港区"), ("札幌市", "東京都府中市"), ("港区", "奥尻町")])
def test_any_municipality_can_ask_any_other(
    study_of: Callable[[str], Study], tmp_path: Path, of: str, asked: str
) -> None:
    for path in study.hearing_kit(study_of(of), asked, tmp_path):
        assert path.stat().st_size > 0


# And back


def test_what_was_filled_in_is_stored_with_its_original_and_read_back(
    scratch: Project, filled: Callable[..., Path]
) -> None:
    path = filled()
    added = hearing.add(scratch, path, TODAY)
    assert (added.edition, added.answers, added.state) == (EDITION, len(ANSWERS), "new")
    raw = store.read(scratch, hearings.SOURCE, EDITION)
    (file,) = raw.origin["files"]
    kept = scratch.originals / hearings.SOURCE / EDITION / file["name"]
    assert kept.read_bytes() == path.read_bytes()
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file["bytes"] == path.stat().st_size
    assert raw.origin["as_of_date"] == "2026-11-02"
    assert (raw.origin["publisher_ja"], raw.origin["title_ja"]) == ("豊島区", "中野区への聞き取り")
    assert set(ANSWERS.values()) <= set(raw.table.to_numpy().ravel())


def test_the_same_kit_again_changes_nothing_and_says_so(scratch: Project, filled: Callable[..., Path]) -> None:
    hearing.add(scratch, filled(), TODAY)
    before = _raw(scratch)
    again = hearing.add(scratch, filled(name="写し.xlsx"), TODAY)
    assert (again.edition, again.answers, again.state) == (EDITION, 0, "same")
    assert _raw(scratch) == before


def test_another_answer_to_a_recorded_question_is_refused_naming_cell_and_record(
    scratch: Project, filled: Callable[..., Path], blank: bytes
) -> None:
    hearing.add(scratch, filled(), TODAY)
    before = _raw(scratch)
    with pytest.raises(RawConflict, match="not overwritten") as caught:
        hearing.add(scratch, filled(ANSWERS | {"ge07": "いいえ"}), TODAY)
    assert caught.value.where.endswith(f"cell {Kit(blank).cell('answer_ja', 'ge07').coordinate}")
    assert "はい" in caught.value.expected
    assert EDITION in caught.value.expected
    assert "いいえ" in caught.value.got
    assert _raw(scratch) == before


def test_the_same_section_adds_what_was_left_open_and_nothing_twice(
    scratch: Project, filled: Callable[..., Path]
) -> None:
    hearing.add(scratch, filled(), TODAY)
    more = hearing.add(scratch, filled(ANSWERS | {"ge10": "いいえ"}), TODAY)
    assert (more.edition, more.answers) == (f"{EDITION}-2", 1)
    editions = [store.read(scratch, hearings.SOURCE, name) for name in store.editions(scratch, hearings.SOURCE)]
    table = hearing_answers.hearings(editions)
    assert sorted(table["question_id"]) == sorted([*ANSWERS, "ge10"])
    assert set(table.loc[table["question_id"] == "ge10", "hearing_id"]) == {f"{EDITION}-2"}


def test_another_sections_kit_of_the_same_day_stands_beside_the_first(
    scratch: Project, filled: Callable[..., Path]
) -> None:
    hearing.add(scratch, filled(), TODAY)
    other = {"ge07": "いいえ"}
    added = hearing.add(scratch, filled(other, recorded_by_section="試験部 係長"), TODAY)
    assert (added.edition, added.answers) == (f"{EDITION}-2", 1)
    assert hearing.add(scratch, filled(other, recorded_by_section="試験部 係長"), TODAY).state == "same"


def test_two_sections_that_answered_one_asker_the_same_stand_beside_each_other(
    scratch: Project, filled: Callable[..., Path]
) -> None:
    for section, edition in (("試験保育課", EDITION), ("試験介護課", f"{EDITION}-2")):
        assert hearing.add(scratch, filled({"ge07": "はい"}, answered_by_section=section), TODAY).edition == edition
    editions = [store.read(scratch, hearings.SOURCE, name) for name in store.editions(scratch, hearings.SOURCE)]
    table = hearing_answers.hearings(editions)
    assert list(table["answered_by_section"]) == ["試験保育課", "試験介護課"]
    assert list(table["answer_ja"]) == ["はい", "はい"]


def test_a_method_that_was_filled_in_later_is_refused_not_dropped(
    scratch: Project, filled: Callable[..., Path]
) -> None:
    hearing.add(scratch, filled(), TODAY)
    before = _raw(scratch)
    (word, *_) = kit_layout().words("method")
    with pytest.raises(RawConflict, match="another method"):
        hearing.add(scratch, filled(method=word), TODAY)
    assert _raw(scratch) == before


def test_a_day_to_come_is_refused(scratch: Project, filled: Callable[..., Path]) -> None:
    with pytest.raises(BadCell, match="yet to come"):
        hearing.add(scratch, filled(held_on="令和18年11月2日"), TODAY)
    assert _raw(scratch) == {}


def test_a_run_that_is_cut_off_leaves_no_half_record_and_can_be_repeated(
    scratch: Project, filled: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "replace_folder", cut_off)
        with pytest.raises(KeyboardInterrupt):
            hearing.add(scratch, filled(), TODAY)
    assert store.editions(scratch, hearings.SOURCE) == []
    assert hearing.add(scratch, filled(), TODAY).state == "new"


@pytest.mark.parametrize("content", [b"", b"<html><title>404</title></html>", b"PK\x03\x04 cut short"])
def test_what_is_no_workbook_is_refused_with_its_name(scratch: Project, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "試験.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        hearing.add(scratch, path, TODAY)
    assert "試験.xlsx" in caught.value.where


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_workbook_whose_inside_is_cut_is_refused_with_its_name(
    scratch: Project, filled: Callable[..., Path], part: str
) -> None:
    path, buffer = filled(), io.BytesIO()
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(buffer, "w") as cut:
        for name in whole.namelist():
            cut.writestr(name, whole.read(name)[: -40 if name == part else None])
    path.write_bytes(buffer.getvalue())
    with pytest.raises(BadFile, match="damaged"):
        hearing.add(scratch, path, TODAY)


# Through the whole house


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, project: Project, blank: bytes) -> Study:
    """The study of a project that has two hearings on record."""
    root = tmp_path_factory.mktemp("told")
    shutil.copy(project.settings, root / project.settings.name)
    shutil.copytree(project.raw, root / "data" / "raw")
    own = Project(root)
    kit = Kit(blank).fill(ANSWERS, HELD_ON)
    kit.type(kit.cell("certainty", "at01"), "確かな事実")
    kit.type(kit.cell("certainty", "ge07"), "不明")
    hearing.add(own, kit.save(root), TODAY)
    other = Kit(kits.blank(Study("131164", project), "練馬区")).fill({"px01": "約9割"}, HELD_ON)
    hearing.add(own, other.save(root, "聞き取り票_練馬区.xlsx"), TODAY)
    study.tidy(own)
    return Study("131164", own)


def test_answers_reach_the_tidy_table_word_for_word(told: Study) -> None:
    table = load(told.project, "hearings").set_index("question_id")
    assert table["answer_ja"].to_dict() == ANSWERS | {"px01": "約9割"}
    assert set(table["asked_by_code"]) == {"131164"}
    assert table.at["at01", "procedure_ids"].split("|")[0] == "childcare_certification"
    assert check_project(told.project)


def test_the_finding_counts_what_was_heard_and_what_is_open(told: Study) -> None:
    (found,) = told.compute(["hearings"])
    assert found.values["answers"] == len(ANSWERS) + 1
    assert found.values["municipalities"] == 2
    # One answer is not sure, so its question stays open.
    assert found.values["open"] == len(questions()) - len(ANSWERS) - 1 + 1
    assert str(found.values["open"]) in found.headline_ja
    assert LONG in set(found.table["answer_ja"])
    assert max(len(cell) for row in found.charts[0].rows for cell in row) <= 60


def test_the_way_back_leads_to_the_kits_cell(told: Study, blank: bytes) -> None:
    (found,) = told.compute(["hearings"])
    cells = walked_back(found, told.project, "131164").set_index("item_id")
    assert len(cells) == len(ANSWERS) + 1
    assert cells.at["at01", "raw_printed"] == LONG
    assert cells.at["at01", "locator"] == f"answers!{Kit(blank).cell('answer_ja', 'at01').coordinate}"


def test_slides_and_workbook_hold_the_hearing(told: Study) -> None:
    assert study.write(told, "deck", ["hearings"])[0].stat().st_size > 0
    assert study.write(told, "workbook", ["hearings"])[0].stat().st_size > 0


def test_whoever_did_not_ask_has_no_hearings(told: Study) -> None:
    (found,) = Study("中央区", told.project).compute(["hearings"])
    assert not found.computable
    assert "中央区" in found.headline_ja
    assert "聞き取り票に答えを書いて取り込む" in found.headline_ja
    assert "誰に何を聞くか" in found.method_ja


# By the commands


def _run(project: Project, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SURVEY_PROJECT": str(project.root), "PYTHONUTF8": "1"}
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, env=environment, check=False)


def test_the_commands_lead_from_one_to_the_next(told: Study, tmp_path: Path) -> None:
    suggested = _run(told.project, "hearing", "suggest")
    assert suggested.stdout.splitlines()[1] == told.compute(["hearing_list"])[0].headline_ja
    assert "next: survey hearing kit --ask" in suggested.stdout
    assert "next: fill in" in _run(told.project, "hearing", "kit", "--ask", "港区", "--to", tmp_path).stdout
    path = (
        Kit((tmp_path / "聞き取り票_港区.xlsx").read_bytes()).fill({"ge01": "試験"}, HELD_ON).save(tmp_path, "a.xlsx")
    )
    assert "1 answer(s) stored" in _run(told.project, "hearing", "add", path).stdout
    assert "already stored" in _run(told.project, "hearing", "add", path).stdout


def test_a_sheet_that_somebody_put_in_is_named_as_not_read(scratch: Project, blank: bytes) -> None:
    kit = Kit(blank).fill({"ge01": "試験"}, HELD_ON)
    kit.book.create_sheet("試験のメモ").append(["試験の覚え"])
    run = _run(scratch, "hearing", "add", kit.save(scratch.root))
    assert "not read: sheet 試験のメモ" in run.stdout


def test_status_and_trace_know_hearings(told: Study) -> None:
    assert "hearings: " in _run(told.project, "status").stdout
    assert "next: survey hearing add FILE" in _run(told.project, "status").stdout
    assert "answers!" in _run(told.project, "trace", "hearings").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["hearing", "kit", "--ask", "豊島区", "--for", "豊島区"], "oneself"),
        (["hearing", "kit", "--ask", "試験市"], "there is no municipality"),
        (["hearing", "add", "no-such.xlsx"], "no such file"),
        (["hearing", "add", str(EXAMPLE)], "no answer at all"),
        (["add", "study.toml", "--source", "hearings", "--edition", "2026-11-02"], "filled-in kits"),
    ],
)
def test_a_fault_is_a_message_and_status_1(project: Project, arguments: list[str], message: str) -> None:
    run = _run(project, *arguments)
    assert run.returncode == 1
    assert message in run.stderr
    assert "Traceback" not in run.stderr


# The example


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_example_is_todays_kit_and_nobody_answered_in_it(blank: bytes) -> None:
    assert _parts(EXAMPLE.read_bytes()) == _parts(blank), "make example"
    kit = Kit(EXAMPLE.read_bytes())
    assert {kit.cell("answer_ja", row).value for row in kit.rows.values()} == {None}
    assert "記入例ではありません" in kit.sheet["A2"].value


# In an office program


# On its way through an .ods file LibreOffice itself drops tabs; saved as .xlsx it keeps them.
@pytest.mark.office
@pytest.mark.parametrize(("forms", "lost"), [(["xlsx"], ""), (["ods", "xlsx"], "\t")])
def test_a_kit_saved_by_libreoffice_loses_nothing(
    scratch: Project, blank: bytes, filled: Callable[..., Path], tmp_path: Path, forms: list[str], lost: str
) -> None:
    (about_a_practice, *_) = kits.practice_rows(Kit(blank))
    answers = ANSWERS | {
        about_a_practice: "𠮷の試験\n約1,000件",
        "ge01": "  前後の空白  ",
        "ge03": "約1,000時間",
        "ge08": "一\n\n二",
        "ge11": "@+-=",
    }
    answers = {name: text.replace(lost, "") for name, text in answers.items()}
    path = filled(answers)
    for form in forms:
        folder = tmp_path / form
        _convert(path, form, folder)
        path = folder / path.with_suffix(f".{form}").name
    kit = Kit(path.read_bytes())
    kit.sheet.title = kits.ANSWERS
    assert _is_hidden(kit.sheet, kit.heading_row - 1)
    assert hearing.add(scratch, path, TODAY).answers == len(answers)
    raw = store.read(scratch, hearings.SOURCE, EDITION)
    found = hearing_answers.answers(raw).set_index("question_id")
    assert found["answer_ja"].to_dict() == answers
    assert found.at["at01", "certainty"] == "certain"
    lists = {
        word for rule in kit.sheet.data_validations.dataValidation for word in str(rule.formula1).strip('"').split(",")
    }
    assert set(kit_layout().words("certainty")) <= lists


@pytest.mark.office
def test_every_page_of_a_printed_kit_is_a4_and_as_wide_as_the_page(blank: bytes, tmp_path: Path) -> None:
    path = tmp_path / "試験.xlsx"
    path.write_bytes(blank)
    _convert(path, "pdf", tmp_path)
    printed = path.with_suffix(".pdf").read_bytes()
    pages = re.findall(rb"/Type/Page/.*?/MediaBox\s*\[([^\]]+)\]", printed, re.DOTALL)
    sizes = [tuple(round(float(side)) for side in box.split()) for box in pages]
    assert set(sizes) == {(0, 0, 842, 595), (0, 0, 595, 842)}
    # A sheet wider than its page would go on beside it, and double the pages.
    heights = sum(row.height or 15 for row in Kit(blank).sheet.row_dimensions.values())
    assert len(sizes) <= heights // 400 + 3


def _is_hidden(sheet: Worksheet, row: int) -> bool:
    return bool(sheet.row_dimensions[row].hidden)


def _convert(path: Path, form: str, folder: Path) -> None:
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", form,
            "--outdir", folder, path,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
