"""The kit's layout and questions: whole, unlike each other, and nowhere a field for a name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.catalog import hearing_kit, specs
from survey.catalog.hearing_kit import kit_layout, questions, token
from survey.catalog.specs import CATALOG, listed, table_specs
from survey.errors import BadCatalog
from survey.printed.text import label

OBSTACLES = {
    "attachments", "proxies", "on_the_spot", "interview", "effect_in_doubt", "system_fit", "back_office_matching",
}  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalog's two files that the reader reads in place of the real ones."""
    for name in ("hearing_kit.yml", "hearing_questions.csv"):
        shutil.copy(CATALOG / name, tmp_path / name)
    monkeypatch.setattr(specs, "CATALOG", tmp_path)
    readers = (hearing_kit.kit_layout, hearing_kit.questions, specs._listed)
    for reader in readers:
        reader.cache_clear()
    yield tmp_path
    for reader in readers:
        reader.cache_clear()


def test_every_kind_of_obstacle_has_questions_and_every_question_a_known_problem() -> None:
    problems = listed("problems").set_index("problem_id")["obstacle"]
    asked = {question.problem_id for question in questions().values()} - {""}
    assert asked <= set(problems.index)
    assert set(problems[list(asked)]) == OBSTACLES


def test_the_general_questions_ask_who_when_what_it_cost_and_for_a_document() -> None:
    general = "".join(question.text_ja for question in questions().values() if not question.problem_id)
    for wanted in ("決めた", "いつ", "時間", "円", "変えますか", "件数", "資料"):
        assert wanted in general


def test_no_two_questions_read_alike() -> None:
    texts = ["".join(label(question.text_ja).split()) for question in questions().values()]
    assert len(set(texts)) == len(texts)


def test_choices_belong_to_questions_that_are_chosen_from_and_fit_excels_list() -> None:
    for question in questions().values():
        assert bool(question.choices) == (question.answer_kind == "choice")
        assert len(",".join(question.allowed)) <= 255
        assert not any("," in word for word in question.allowed)


def test_every_code_has_its_word_and_is_one_that_the_table_takes() -> None:
    fields = {field.name: field for field in table_specs()["hearings"].fields}
    for name, codes in kit_layout().codes.items():
        assert tuple(kit_layout().words(name).values()) == codes
        assert fields[name].constraints["enum"] == list(codes)
    kinds = fields["answer_kind"].constraints["enum"]
    assert {question.answer_kind for question in questions().values()} <= set(kinds)


def test_lines_columns_and_their_words_are_all_unlike() -> None:
    layout = kit_layout()
    ids = [each.id for each in (*layout.heads, *layout.columns)]
    assert len(set(ids)) == len(ids) == len({token(name) for name in ids})
    words = [head.label_ja for head in layout.heads] + [column.heading_ja for column in layout.columns]
    assert len({"".join(label(word).split()) for word in words}) == len(words)


def test_there_is_no_field_for_a_name_and_the_kit_says_so() -> None:
    layout = kit_layout()
    for words in [head.label_ja for head in layout.heads] + [column.heading_ja for column in layout.columns]:
        assert not re.search("氏名(?!は書かない)|名前|担当者", words)
    assert any("氏名を書く欄はありません" in note for note in layout.notes_ja)
    assert not any(re.search("お?名前は|氏名は", question.text_ja) for question in questions().values())


def test_an_unknown_key_is_refused_naming_the_file(copied: Path) -> None:
    path = copied / "hearing_kit.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\nunheard_of: 1\n", encoding="utf-8")
    with pytest.raises(BadCatalog, match="unheard_of") as caught:
        kit_layout()
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("row", "told"), [("ge01,,もう一度,text,", "twice"), ("zz1,,試験,text,", "zz1"), ("zz01,,試験,song,", "song")]
)
def test_a_question_that_cannot_be_is_refused(
    copied: Path, row: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied / "hearing_questions.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    with pytest.raises(BadCatalog, match=told):
        questions()
