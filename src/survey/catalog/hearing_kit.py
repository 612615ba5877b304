"""Reads the layout of the kit for hearings and its questions; whoever writes a kit and whoever reads one shares it."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from survey.catalog import specs
from survey.catalog.specs import Strict, listed, load_model, read_yaml
from survey.errors import BadCatalog

_TOKEN = "survey:"


class Head(Strict):
    """One line above the questions: what the hearing as a whole was. ``codes`` names the list it is chosen from."""

    id: str
    label_ja: str
    prefilled: bool = False
    is_required: bool = False
    codes: str | None = None


class Column(Strict):
    """One column of the questions; ``width`` in Excel's characters."""

    id: str
    heading_ja: str
    width: float
    codes: str | None = None


class Sheets(Strict):
    """The sheets' names."""

    answers: str
    figures: str
    guide: str


class Letter(Strict):
    """The words of the letter that is sent ahead; ``{asking}`` stands for one's own municipality."""

    title_ja: str
    opening_ja: tuple[str, ...]
    reasons_title_ja: str
    figures_title_ja: str
    questions_title_ja: str
    questions_note_ja: str
    closing_ja: tuple[str, ...]
    blanks_ja: tuple[str, ...]


class KitLayout(Strict):
    """The whole kit. ``codes`` are the codes of each list, in order; their words are in states.csv."""

    title_ja: str
    notes_ja: tuple[str, ...]
    sheets: Sheets
    added_ja: str
    added_rows: int
    general_ja: str
    answer_lines: int
    heads: tuple[Head, ...]
    columns: tuple[Column, ...]
    codes: dict[str, tuple[str, ...]]
    yes_no_ja: tuple[str, ...]
    guide_ja: tuple[str, ...]
    letter: Letter

    def words(self, codes: str) -> dict[str, str]:
        """One list's codes by their words, in order."""
        labels = dict(listed("states").itertuples(index=False, name=None))
        return {labels[code]: code for code in self.codes[codes]}


class Question(Strict):
    """One question; ``problem_id`` is empty for a general one."""

    question_id: str = Field(pattern=r"^[a-z]{2}\d{2}$")
    problem_id: str
    text_ja: str
    answer_kind: Literal["text", "yes_no", "date", "number", "choice"]
    choices: str

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the answer is chosen from; () where it is written freely."""
        return kit_layout().yes_no_ja if self.answer_kind == "yes_no" else tuple(filter(None, self.choices.split("|")))


def token(name: str) -> str:
    """What a hidden cell holds to tell a line or column whose words were changed.

    >>> token("answer_ja")
    'survey:answer_ja'
    """
    return _TOKEN + name


@cache
def kit_layout() -> KitLayout:
    """The kit's layout.

    Raises:
        BadCatalog: the file is not valid.
    """
    path = specs.CATALOG / "hearing_kit.yml"
    return load_model(KitLayout, path, read_yaml(path))


@cache
def questions() -> dict[str, Question]:
    """Every question by its id, in order.

    Raises:
        BadCatalog: the list is not valid, or an id occurs twice.
    """
    path = specs.CATALOG / "hearing_questions.csv"
    found = [load_model(Question, path, row) for row in listed("hearing_questions").to_dict("records")]
    by_id = {question.question_id: question for question in found}
    if len(by_id) < len(found):
        raise BadCatalog("a question's id occurs twice", where=str(path), next_step="give each its own")
    return by_id
