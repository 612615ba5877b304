"""Kits come back as people leave them: partly filled, moved, renamed, retyped. Nothing is lost, nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kits
from kits import HEADINGS, HELD_ON, Kit
from survey.catalog.hearing_kit import kit_layout, questions, token
from survey.collect import hearings as hearing
from survey.errors import BadCell, BadFile, BadLayout, SurveyError
from survey.paths import Project
from survey.printed.text import never_printed
from survey.raw import store
from survey.sources import hearings
from survey.sources.readers import Original
from survey.study import Study
from survey.tidy import hearings as hearing_answers
from survey.tidy.files import load

pytestmark = pytest.mark.slow

NAME = "試験.xlsx"
FREE = [name for name, question in questions().items() if not question.allowed]


@pytest.fixture(scope="module")
def blank(toshima: Study) -> bytes:
    return kits.blank(toshima)


def _read(content: bytes) -> pd.DataFrame:
    return hearing_answers.answers(hearings.read(Original(NAME, content)))


def _by_question(content: bytes) -> dict[str, str]:
    found = _read(content)
    return dict(zip(found["question_id"], found["answer_ja"], strict=True))


def _refused(blank: bytes, edit: Callable[[Kit], object], answers: dict | None = None) -> SurveyError:
    """What is said of a kit after an edit; it names the file and the sheet in any case."""

    def filled(kit: Kit) -> None:
        kit.fill(answers or {"ge01": "試験の答え"})
        edit(kit)

    with pytest.raises(SurveyError) as caught:
        _read(kits.edited(blank, filled))
    assert NAME in caught.value.where
    assert kits.ANSWERS in caught.value.where or isinstance(caught.value, BadFile)
    assert caught.value.next_step
    return caught.value


# What comes back

# What a person can type into a cell: no control characters but line ends and tabs, no marks that turn it round.
TYPED = st.text(
    st.one_of(
        st.sampled_from("あア亜①ー〇○、。「」＝=+-@#,\"'_ \u3000\n\t🙂𠮷\ue000"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn")),
    ),
    max_size=60,
).filter(lambda text: text.strip() and not never_printed(text))
# What a file of text may take for nothing, a number or a line end.
WORDS = st.sampled_from(["NA", "nan", "None", "NULL", "0", "007", "1e5", "TRUE", "令和４年", "x005F_", "\u2028。"])
LONG = st.integers(1000, 3000).map(lambda length: ("試験の長い答え\n" * 500)[:length])


@st.composite
def _fillings(draw: st.DrawFn) -> dict[str, tuple[str, str, str]]:
    names = draw(st.lists(st.sampled_from(sorted(questions())), unique=True, min_size=1, max_size=8))
    words = list(kit_layout().words("certainty"))
    return {
        name: (
            draw(st.sampled_from(questions()[name].allowed) if questions()[name].allowed else TYPED | WORDS | LONG),
            draw(st.sampled_from(["", *words])),
            draw(st.just("") | TYPED),
        )
        for name in names
    }


def _in_some_form(day: date) -> list[str]:
    year = day.year - 2018
    return [
        f"令和{year}年{day.month}月{day.day}日",
        f"Ｒ{year}．{day.month}．{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        day.isoformat(),
        str((day - date(1899, 12, 30)).days),
    ]


# Each goes through two workbooks and a project: what a cell can hold is drawn eight to an example.
@settings(max_examples=10)
@given(
    filling=_fillings(),
    day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    form=st.integers(0, 4),
    order=st.permutations(range(len(HEADINGS))),
    renamed=st.sets(st.sampled_from(sorted(HEADINGS))),
    unmarked=st.sets(st.sampled_from(sorted(HEADINGS))),
    without_id=st.sets(st.sampled_from(sorted(questions()))),
)
def test_whatever_is_typed_comes_back_however_the_columns_were_moved_or_renamed(
    blank_of_all: Callable[[], bytes],
    filling: dict[str, tuple[str, str, str]],
    day: date,
    form: int,
    order: list[int],
    renamed: set[str],
    unmarked: set[str],
    without_id: set[str],
) -> None:
    kit = Kit(blank_of_all()).fill({}, {**HELD_ON, "held_on": _in_some_form(day)[form]})
    for name, texts in filling.items():
        for column, text in zip(("answer_ja", "certainty", "document_ja"), texts, strict=True):
            kit.type(kit.cell(column, name), text or None)
    for column in renamed:
        kit.cell(column, kit.heading_row).value = f"{HEADINGS[column]}（改）"
    for column in unmarked - renamed:
        kit.marks[token(column)].value = None
    for name in without_id & set(kit.rows):
        kit.cell("question_id", name).value = None
    kit.permute(order)
    found = _stored_and_loaded(kit.saved()).set_index("question_id")
    assert set(found.index) == set(filling)
    codes = kit_layout().words("certainty") | {"": ""}
    for name, (answer, certainty, document) in filling.items():
        assert found.at[name, "answer_ja"] == answer
        assert (found.at[name, "certainty"] or "") == codes[certainty]
        assert found.at[name, "document_ja"] == document.strip()
    assert set(found["held_on"]) == {day.isoformat()}


def _stored_and_loaded(content: bytes) -> pd.DataFrame:
    """The answers after the whole way: added to a project's data/raw, read back, and through the tidy table's file."""
    with TemporaryDirectory() as folder:
        scratch = Project(Path(folder))
        path = scratch.root / NAME
        path.write_bytes(content)
        hearing.add(scratch, path, date(2031, 1, 1))
        (edition,) = store.editions(scratch, hearings.SOURCE)
        table = hearing_answers.hearings([store.read(scratch, hearings.SOURCE, edition)])
        scratch.processed.mkdir(parents=True)
        (scratch.processed / "hearings.csv").write_bytes(store.as_csv(table))
        return load(scratch, "hearings").fillna("")


@pytest.fixture(scope="module")
def blank_of_all(toshima: Study) -> Callable[[], bytes]:
    """A kit that has every question: whoever is asked has each procedure online."""
    content = kits.blank(toshima, "中央区")
    assert set(questions()) <= set(Kit(content).rows)
    return lambda: content


def test_a_partly_filled_kit_gives_its_answers_and_no_others(blank: bytes) -> None:
    assert _by_question(kits.edited(blank, lambda kit: kit.fill({"at01": "試験", "ge02": "　 "}))) == {"at01": "試験"}


def test_line_ends_become_one_kind_and_blanks_and_tabs_stay(blank: bytes) -> None:
    typed = "  一行目\r\n二行目\r三行目_x000D_\n\t四行目  \n"
    (answer,) = _by_question(kits.edited(blank, lambda kit: kit.fill({"ge01": typed}))).values()
    assert answer == "  一行目\n二行目\n三行目\n\t四行目  \n"


def test_an_underscore_that_only_looks_like_an_escape_is_kept(blank: bytes) -> None:
    (answer,) = _by_question(kits.edited(blank, lambda kit: kit.fill({"ge01": "_x005F_x000D_ と _x0041_"}))).values()
    assert answer == "_x000D_ と _x0041_"


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [(0.97, "0%", "97%"), (0.064, "0.0%", "6.4%"), (97, "General", "97"), (date(2022, 4, 1), "yyyy/m/d", "2022-04-01")],
)
def test_a_number_or_date_reads_as_it_is_shown(blank: bytes, value: object, form: str, expected: str) -> None:
    def fill(kit: Kit) -> None:
        kit.fill({"ge02": value})
        kit.cell("answer_ja", "ge02").number_format = form

    assert list(_by_question(kits.edited(blank, fill)).values()) == [expected]


def test_text_that_begins_like_a_formula_is_text(blank: bytes) -> None:
    typed = {"ge01": "=1+1", "ge09": "+81", "ge08": "-", "ge11": "@試験"}
    assert _by_question(kits.edited(blank, lambda kit: kit.fill(typed))) == typed


def test_a_question_added_by_hand_is_recorded_with_its_words(blank: bytes) -> None:
    def add(kit: Kit) -> None:
        first, second, _ = kit.added_rows
        kit.fill({first: "試験の一つ目", second: "試験の二つ目"})
        kit.type(kit.cell("question_ja", first), "試験で加えた質問ですか。")
        kit.type(kit.cell("question_ja", second), "もう一つの試験の質問ですか。")
        kit.type(kit.cell("problem_ja", second), "紙の添付書類が多い")

    found = _read(kits.edited(blank, add)).set_index("question_id")
    assert list(found.index) == ["added_1", "added_2"]
    assert found.at["added_1", "question_ja"] == "試験で加えた質問ですか。"
    assert list(found["problem_id"]) == ["", "childcare_attachments"]


def test_rows_and_columns_put_in_between_change_nothing(blank: bytes) -> None:
    kit = Kit(blank).fill({"ge01": "試験の答え"})
    kit.sheet.insert_rows(1, 2)
    kit.sheet.insert_cols(3)
    assert _by_question(kit.saved()) == {"ge01": "試験の答え"}


def test_an_answer_that_goes_on_along_its_row_is_taken_by_its_first_cell(blank: bytes) -> None:
    def merge(kit: Kit) -> None:
        kit.fill({"ge01": "試験の答え"})
        row = kit.rows["ge01"]
        kit.sheet.merge_cells(f"{kit.letters['answer_ja']}{row}:{kit.letters['document_ja']}{row}")

    assert _by_question(kits.edited(blank, merge)) == {"ge01": "試験の答え"}


def test_problems_merged_over_their_rows_for_looks_are_no_fault(blank: bytes) -> None:
    def merge(kit: Kit) -> None:
        kit.fill({"at01": "一", "at02": "その他"})
        letter = kit.letters["problem_ja"]
        kit.sheet.merge_cells(f"{letter}{kit.rows['at01']}:{letter}{kit.rows['at04']}")

    assert set(_by_question(kits.edited(blank, merge))) == {"at01", "at02"}


def test_a_sheet_of_another_name_is_told_by_its_hidden_ids(blank: bytes) -> None:
    def rename(kit: Kit) -> None:
        kit.fill({"ge01": "試験の答え"})
        kit.sheet.title = "中野区の票"

    assert _by_question(kits.edited(blank, rename)) == {"ge01": "試験の答え"}


def test_renamed_lines_above_are_told_by_their_ids_and_unmarked_ones_by_their_words(blank: bytes) -> None:
    def rename(kit: Kit) -> None:
        kit.fill({"ge01": "試験の答え"})
        kit.sheet[f"A{kit.head('held_on').row}"].value = "面談の日"
        kit.marks[token("recorded_by_section")].value = None

    row = _read(kits.edited(blank, rename)).iloc[0]
    assert (row["held_on"], row["recorded_by_section"]) == ("2026-11-02", kits.SECTION)


# What is asked about a practice


def test_an_answer_about_a_practice_comes_back_with_its_question_and_its_problem(blank: bytes) -> None:
    names = kits.practice_rows(Kit(blank))
    typed = {name: f"試験の成果{number}\n約1,000件" for number, name in enumerate(names)}
    kit = Kit(blank).fill(typed)
    found = _stored_and_loaded(kit.saved()).set_index("question_id")
    assert found["answer_ja"].to_dict() == typed
    for name in names:
        assert found.at[name, "question_ja"] == kit.cell("question_ja", name).value
        assert "https://" in found.at[name, "question_ja"]
        assert found.at[name, "problem_id"]


def test_a_practice_that_left_the_list_keeps_its_answer(blank: bytes) -> None:
    def rename(kit: Kit) -> None:
        name = kits.practice_rows(kit)[0]
        kit.fill({name: "試験の成果"})
        kit.cell("question_id", name).value = "oc00000"

    assert _by_question(kits.edited(blank, rename)) == {"oc00000": "試験の成果"}


def test_a_practice_row_without_its_number_is_kept_with_its_words(blank: bytes) -> None:
    def forget(kit: Kit) -> None:
        first, *others = kits.practice_rows(kit)
        kit.fill({first: "試験の成果"})
        for name in (first, *others):
            kit.cell("question_id", name).value = None

    found = _read(kits.edited(blank, forget))
    assert list(found["question_id"]) == ["added_1"]
    assert "https://" in found["question_ja"].iloc[0]
    assert found["problem_id"].iloc[0]


# What is refused, with its cell


@pytest.mark.parametrize(
    ("column", "row"),
    [("procedures_ja", "ge09"), ("problem_ja", "ge09"), ("question_ja", "ge09"), ("question_ja", "at01")],
)
@pytest.mark.parametrize("added", [False, True])
def test_words_written_over_what_the_kit_prints_are_refused_with_their_cell(
    blank: bytes, column: str, row: str, added: bool
) -> None:
    def write(kit: Kit) -> None:
        cell = kit.cell(column, row)
        kit.type(cell, f"{cell.value or ''}試験の覚え" if added else "試験の覚え")

    assert _refused(blank, write).where.endswith(f"cell {Kit(blank).cell(column, row).coordinate}")


def test_a_question_added_without_an_answer_is_refused_with_its_cell(blank: bytes) -> None:
    row = Kit(blank).added_rows[0]
    error = _refused(blank, lambda kit: kit.type(kit.cell("question_ja", row), "試験の答えを質問の欄に書いた"))
    assert error.where.endswith(Kit(blank).cell("question_ja", row).coordinate)


@pytest.mark.parametrize("address", ["E1", "E2", "A5"])
def test_words_written_about_the_title_are_refused_with_their_cell(blank: bytes, address: str) -> None:
    assert _refused(blank, lambda kit: kit.type(kit.sheet[address], "試験の覚え")).where.endswith(f"cell {address}")


def test_words_that_merged_cells_hide_are_refused_with_the_cells(blank: bytes) -> None:
    kit = Kit(blank).fill({"ge01": "試験の答え"})
    row = kit.rows["ge01"]
    area = f"{kit.letters['answer_ja']}{row}:{kit.letters['document_ja']}{row}"
    kit.sheet.merge_cells(area)
    with pytest.raises(BadLayout) as caught:
        _read(kits.beneath(kit.saved(), f"{kit.letters['document_ja']}{row}", "試験の資料"))
    assert caught.value.where.endswith(area)


def test_a_blank_kit_is_refused(blank: bytes) -> None:
    with pytest.raises(BadFile, match="no answer at all"):
        _read(blank)


def test_a_formula_is_refused_with_its_cell_and_what_it_shows(blank: bytes) -> None:
    def compute(kit: Kit) -> None:
        kit.cell("answer_ja", "ge03").value = "=1+1"

    error = _refused(blank, compute)
    assert error.where.endswith(f"cell {Kit(blank).cell('answer_ja', 'ge03').coordinate}")
    assert "=1+1" in error.got


def test_an_error_value_is_refused_with_its_cell(blank: bytes) -> None:
    def fail(kit: Kit) -> None:
        kit.cell("answer_ja", "ge03").value = "#REF!"

    assert Kit(blank).cell("answer_ja", "ge03").coordinate in _refused(blank, fail).where


@pytest.mark.parametrize(
    "columns", [("answer_ja", "answer_ja"), ("question_ja", "answer_ja"), ("question_id", "question_id")]
)
def test_cells_merged_over_questions_are_refused_with_their_address(blank: bytes, columns: tuple[str, str]) -> None:
    def merge(kit: Kit) -> None:
        first, last = (kit.letters[name] for name in columns)
        kit.sheet.merge_cells(f"{first}{kit.rows['ge04']}:{last}{kit.rows['ge05']}")

    error = _refused(blank, merge)
    assert isinstance(error, BadLayout)
    assert str(Kit(blank).rows["ge05"]) in error.where


def test_a_column_without_heading_and_id_is_refused_naming_the_row(blank: bytes) -> None:
    def forget(kit: Kit) -> None:
        kit.cell("answer_ja", kit.heading_row).value = None
        kit.marks[token("answer_ja")].value = None

    error = _refused(blank, forget)
    assert error.where.endswith(f"row {Kit(blank).heading_row}")


def test_headings_moved_without_their_columns_are_refused(blank: bytes) -> None:
    def swap(kit: Kit) -> None:
        one, other = (kit.cell(name, kit.heading_row) for name in ("answer_ja", "question_ja"))
        one.value, other.value = other.value, one.value

    assert "disagree" in _refused(blank, swap).what


def test_a_second_column_of_answers_is_refused(blank: bytes) -> None:
    def add(kit: Kit) -> None:
        kit.sheet[f"J{kit.heading_row}"] = HEADINGS["answer_ja"]

    assert f"J{Kit(blank).heading_row}" in _refused(blank, add).where


def test_words_that_nobody_would_read_are_refused_with_their_cell(blank: bytes) -> None:
    assert _refused(blank, lambda kit: kit.type(kit.sheet["K20"], "試験の覚え")).where.endswith("cell K20")
    row = Kit(blank).heading_row - 2
    assert _refused(blank, lambda kit: kit.type(kit.sheet[f"E{row}"], "試験の覚え")).where.endswith(f"E{row}")


def test_a_far_away_cell_is_refused_not_read_for_minutes(blank: bytes) -> None:
    assert "XFD1048576" in _refused(blank, lambda kit: kit.type(kit.sheet["XFD1048576"], "試験")).where


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("certainty", "たぶん", "確かな事実"),
        ("question_id", "zz99", "number"),
        ("question_id", "ge09", "another question's"),
    ],
)
def test_a_word_that_is_none_of_its_list_is_refused_with_its_cell(
    blank: bytes, column: str, text: str, told: str
) -> None:
    error = _refused(blank, lambda kit: kit.type(kit.cell(column, "ge01"), text))
    assert error.where.endswith(Kit(blank).cell(column, "ge01").coordinate)
    assert told in f"{error.what} {error.expected}"


def test_an_answer_that_is_none_of_its_choices_is_refused_with_the_list(blank: bytes) -> None:
    error = _refused(blank, lambda kit: None, {"ge07": "まあまあ"})
    assert error.expected == " / ".join(kit_layout().yes_no_ja)
    assert error.where.endswith(Kit(blank).cell("answer_ja", "ge07").coordinate)


def test_an_answer_to_nothing_is_refused_with_its_cell(blank: bytes) -> None:
    row = Kit(blank).added_rows[0]
    assert str(row) in _refused(blank, lambda kit: None, {row: "試験の答え"}).where


def test_a_question_answered_twice_is_refused_naming_both_cells(blank: bytes) -> None:
    def copy(kit: Kit) -> None:
        row = kit.added_rows[0]
        kit.type(kit.cell("question_ja", row), kit.cell("question_ja", "ge01").value)
        kit.type(kit.cell("answer_ja", row), "試験の別の答え")

    kit = Kit(blank)
    error = _refused(blank, copy)
    assert kit.cell("answer_ja", "ge01").coordinate in error.where
    assert kit.cell("answer_ja", kit.added_rows[0]).coordinate in error.where


@pytest.mark.parametrize("column", ["document_ja", "certainty"])
def test_what_stands_beside_no_answer_is_refused(blank: bytes, column: str) -> None:
    text = {"document_ja": "試験の資料", "certainty": "見込み"}[column]
    error = _refused(blank, lambda kit: kit.type(kit.cell(column, "ge09"), text))
    assert error.where.endswith(Kit(blank).cell(column, "ge09").coordinate)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("held_on", None),
        ("held_on", "令和8年度"),
        ("held_on", "令和8年2月30日"),
        ("held_on", "2026/11/2、2026/11/9"),
        ("asked_code", "131149"),
        ("asked_code", "131164"),
        ("asked_code", None),
        ("asked_ja", "港区"),
        ("method", "手紙"),
    ],
)
def test_a_line_above_that_cannot_be_meant_is_refused_with_its_cell(blank: bytes, head: str, text: str | None) -> None:
    error = _refused(blank, lambda kit: kit.type(kit.head(head), text))
    assert isinstance(error, BadCell)
    assert str(Kit(blank).head(head).row) in error.where


def test_two_words_in_one_line_above_are_refused_naming_both(blank: bytes) -> None:
    row = Kit(blank).head("held_on").row
    error = _refused(blank, lambda kit: kit.type(kit.sheet[f"F{row}"], "2026/11/9"))
    assert f"D{row}, F{row}" in error.where


def test_a_line_whose_words_and_id_are_gone_is_refused(blank: bytes) -> None:
    def forget(kit: Kit) -> None:
        kit.marks[token("held_on")].value = None
        kit.sheet[f"A{kit.head('held_on').row}"].value = None
        kit.head("held_on").value = None

    assert "実施日" in _refused(blank, forget).what


def test_the_committed_table_of_hearings_has_no_answer_of_nobody(toshima: Study) -> None:
    table = toshima.tables.hearings
    assert table["answer_ja"].str.strip().ne("").all()
