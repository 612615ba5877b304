"""The kit as it is handed out: figures as printed, drop-downs, A4, no formula, and the letter that goes ahead."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.workbook import Workbook

import kits
from kits import Kit
from survey.catalog.hearing_kit import kit_layout, questions
from survey.errors import BadFile
from survey.findings.next_steps.asking import Asking, asking
from survey.outputs import style
from survey.outputs.hearing_kit import book as hearing_kit
from survey.outputs.hearing_kit import letter as hearing_letter
from survey.raw import store
from survey.study import Study

LAYOUT = kit_layout()


@pytest.fixture(scope="module", params=["中野区", "足立区", "山口県宇部市"])
def known(request: pytest.FixtureRequest, toshima: Study) -> Asking:
    return asking(toshima.tables, toshima.subject, request.param)


@pytest.fixture(scope="module")
def book(known: Asking) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(hearing_kit.content(known)))


def test_every_question_has_its_row_with_problem_and_procedures(known: Asking) -> None:
    kit = Kit(hearing_kit.content(known))
    for question in known.questions.itertuples():
        assert kit.cell("question_ja", question.question_id).value == question.question_ja
        assert (kit.cell("problem_ja", question.question_id).value or "").strip() == question.problem_ja
        assert (kit.cell("procedures_ja", question.question_id).value or "") == question.procedures_ja
        assert kit.cell("answer_ja", question.question_id).value is None
        assert kit.cell("answer_ja", question.question_id).number_format == "@"


def test_a_problem_is_asked_about_where_the_other_has_its_procedure_online(study_of: Callable[[str], Study]) -> None:
    toshima = study_of("豊島区")
    marks = toshima.tables.availability.set_index(["municipality_code", "procedure_id"])["status"]
    for name in ("中野区", "文京区", "葛飾区"):
        found = asking(toshima.tables, toshima.subject, name)
        is_online = marks[(found.asked.code, "disaster_certificate")] == "online"
        assert ("sf01" in set(found.questions["question_id"])) == is_online
        assert {name for name, question in questions().items() if not question.problem_id} <= set(
            found.questions["question_id"]
        )


def test_figures_are_the_printed_cells_of_both_sides(known: Asking, toshima: Study) -> None:
    raws = {
        name: store.read(toshima.project, *edition).table.set_index("row")
        for name, edition in {
            "marks": ("da_procedures_online", "2025-03-31"),
            "rates": ("da_dx_dashboard", "2024-07-12"),
        }.items()
    }
    raws["rates"] = raws["rates"][raws["rates"]["part"] == "application_rates"]
    assert len(known.figures)
    for figure in known.figures.itertuples():
        parts = figure.locators_ja.split("／")
        for name, part, printed in (
            ("marks", parts[0], (figure.mark_here, figure.mark_there)),
            ("rates", parts[1], (figure.share_here_printed, figure.share_there_printed)),
        ):
            for address, text in zip(part.split("、"), printed, strict=True):
                letters = "".join(filter(str.isalpha, address))
                assert raws[name].at[address.removeprefix(letters), letters].replace("〇", "○").strip() == text


def test_the_sheet_of_figures_shows_them_as_text_and_cites_its_sources(known: Asking, book: Workbook) -> None:
    sheet = book[LAYOUT.sheets.figures]
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    shown = [row for row in cells if row[1] in set(known.figures["name_ja"])]
    columns = ["name_ja", "mark_here", "mark_there", "share_here_printed", "share_there_printed", "rate_flags_ja"]
    assert [row[1:7] for row in shown] == known.figures[columns].to_numpy().tolist()
    text = "".join("".join(row) for row in cells)
    assert known.marks_as_of in text
    assert known.fiscal_year in text
    assert "デジタル庁" in text
    assert "None" not in text
    assert "nan" not in text


def test_a_doubtful_rate_is_flagged_beside_it(toshima: Study) -> None:
    figures = asking(toshima.tables, toshima.subject, "足立区").figures
    assert figures["rate_flags_ja"].str.contains("足立区の申請率").any()


def test_answers_that_are_chosen_have_their_list(known: Asking, book: Workbook) -> None:
    sheet, kit = book[LAYOUT.sheets.answers], Kit(hearing_kit.content(known))
    lists = {
        str(rule.sqref): tuple(str(rule.formula1).strip('"').split(","))
        for rule in sheet.data_validations.dataValidation
    }
    for question in known.questions.itertuples():
        assert lists.get(kit.cell("answer_ja", question.question_id).coordinate, ()) == question.allowed
        assert lists[kit.cell("certainty", question.question_id).coordinate] == tuple(LAYOUT.words("certainty"))
    assert lists[kit.head("method").coordinate] == tuple(LAYOUT.words("method"))


def test_sheets_are_a4_one_page_wide_with_their_heading_frozen_and_repeated(book: Workbook) -> None:
    assert book.sheetnames == [LAYOUT.sheets.answers, LAYOUT.sheets.figures, LAYOUT.sheets.guide]
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        # One page wide is what a workbook says by saying nothing of it; 0 is as many pages long as it takes.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[:2]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes
        assert sheet.print_title_rows


def test_ids_are_hidden_and_outside_of_what_is_printed(known: Asking) -> None:
    kit = Kit(hearing_kit.content(known))
    assert kit.sheet.row_dimensions[kit.heading_row - 1].hidden
    hidden = {cell.column_letter for mark, cell in kit.marks.items() if cell.row < kit.heading_row - 1}
    assert all(kit.sheet.column_dimensions[letter].hidden for letter in hidden)
    assert not any(f"${letter}$" in kit.sheet.print_area for letter in hidden)


def test_a_row_grows_with_a_long_answer(known: Asking) -> None:
    with zipfile.ZipFile(io.BytesIO(hearing_kit.content(known))) as archive:
        assert b"customHeight" not in archive.read("xl/worksheets/sheet1.xml")


def test_only_the_sheet_of_answers_can_be_written_into(book: Workbook) -> None:
    assert [sheet.protection.sheet for sheet in book] == [False, True, True]


def test_nothing_is_a_formula_and_nobody_is_asked_for_a_name(book: Workbook) -> None:
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        assert not any(str(cell.value) in ("氏名", "名前", "担当者") for cell in cells)
    assert "氏名を書く欄はありません" in book.worksheets[0]["A3"].value


def test_text_that_begins_like_a_formula_stays_text(toshima: Study) -> None:
    known = asking(toshima.tables, toshima.subject, "中野区")
    known.questions.loc[0, "question_ja"] = "=1+1"
    known.figures.loc[0, "name_ja"] = "@試験"
    book = openpyxl.load_workbook(io.BytesIO(hearing_kit.content(known)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {"=1+1", "@試験"} <= {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_the_same_hearing_gives_the_same_bytes(known: Asking) -> None:
    assert hearing_kit.content(known) == hearing_kit.content(known)
    assert hearing_letter.content(known) == hearing_letter.content(known)


# The letter


def test_the_letter_holds_every_question_and_figure_and_asks_for_no_name(known: Asking) -> None:
    letter = docx.Document(io.BytesIO(hearing_letter.content(known)))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    for question in known.questions.itertuples():
        assert question.question_ja in text
    assert known.asked_ja in text
    assert "お名前は記録しません" in text
    (table,) = letter.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    columns = ["name_ja", "mark_here", "mark_there", "share_here_printed", "share_there_printed", "rate_flags_ja"]
    assert [row[1:] for row in rows] == known.figures[columns].to_numpy().tolist()
    assert "似た団体" not in text


def test_the_letter_is_a4_and_its_table_fits_between_the_margins(known: Asking) -> None:
    letter = docx.Document(io.BytesIO(hearing_letter.content(known)))
    (section,) = letter.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    (table,) = letter.tables
    widths = [cell.width for cell in table.rows[0].cells]
    assert sum(widths) <= section.page_width - section.left_margin - section.right_margin
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_a_changed_letter_is_used_and_may_leave_out_what_it_likes(known: Asking, tmp_path: Path) -> None:
    changed = docx.Document()
    changed.add_paragraph(
        "試験の{{ asking }}より{{ asked }}へ{% for problem in problems %}、{{ problem.name }}{% endfor %}"
    )
    changed.save(tmp_path / "letter.docx")
    letter = docx.Document(io.BytesIO(hearing_letter.content(known, tmp_path / "letter.docx")))
    problems = known.questions["problem_ja"].unique()
    assert [paragraph.text for paragraph in letter.paragraphs] == [
        f"試験の豊島区より{known.asked_ja}へ、{'、'.join(problems)}"
    ]


@pytest.mark.parametrize(
    "mark",
    ["{{ nobody }}", "{{ asking", "{% for problem in problems %}", "{{ asking.__class__.__mro__ }}"],
)
def test_a_mark_that_cannot_be_filled_in_is_refused(mark: str, known: Asking, tmp_path: Path) -> None:
    changed = docx.Document()
    changed.add_paragraph(mark)
    changed.save(tmp_path / "letter.docx")
    with pytest.raises(BadFile, match="mark that cannot be filled in"):
        hearing_letter.content(known, tmp_path / "letter.docx")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_word_document_is_refused(content: bytes, known: Asking, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(content)
    with pytest.raises(BadFile, match="Word document"):
        hearing_letter.content(known, tmp_path / "letter.docx")
    with pytest.raises(BadFile, match="Word document"):
        hearing_letter.content(known, tmp_path / "nowhere.docx")
    (tmp_path / "book.docx").write_bytes(hearing_kit.content(known))
    with pytest.raises(BadFile, match="Word document"):
        hearing_letter.content(known, tmp_path / "book.docx")


def test_what_is_filled_in_is_text_whatever_it_looks_like(toshima: Study) -> None:
    known = asking(toshima.tables, toshima.subject, "中野区")
    texts = ["<w:p/>&amp;", "{{ asked }}", "試験\x0bの\ufffe字"]
    known.questions.loc[: len(texts) - 1, "question_ja"] = texts
    letter = docx.Document(io.BytesIO(hearing_letter.content(known)))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert all(each in text for each in [*texts[:2], "試験\ufffdの\ufffd字"])


def test_the_letters_template_is_what_the_script_makes() -> None:
    path = Path(__file__).parents[2] / "tools" / "letter_template.py"
    spec = importlib.util.spec_from_file_location("letter_template", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert _parts(script.template()) == _parts(hearing_letter.TEMPLATE.read_bytes())


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_letter_is_japanese_in_the_offices_font(known: Asking) -> None:
    letter = docx.Document(io.BytesIO(hearing_letter.content(known)))
    for name in ("Normal", "Heading 1", "Heading 2"):
        fonts = letter.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {style.OFFICE_FONT}
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    (language,) = letter.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:eastAsia")) == "ja-JP"


def test_a_kit_of_a_place_without_any_circle_has_the_general_questions_and_all_27_figures(
    study_of: Callable[[str], Study],
) -> None:
    study = study_of("青ヶ島村")
    found = asking(study.tables, study.subject, "奥尻町")
    assert set(found.questions["problem_ja"]) <= {LAYOUT.general_ja, "住民基本台帳と手作業で突き合わせる"}
    assert len(found.figures) == 27
    assert found.reasons_ja == ""
    assert len(kits.blank(study, "奥尻町")) > 0
