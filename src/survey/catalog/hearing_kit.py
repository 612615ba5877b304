"""Reads the layout of the kit for hearings and its questions; whoever writes a kit and whoever reads one shares it."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Literal

from pydantic import Field

from survey.catalog import specs
from survey.catalog.models import Strict
from survey.catalog.specs import listed
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import BadCatalog

_MARK = "survey:"
# What is asked about a practice: two letters for what is unknown of it, and its own number.
_PRACTICE = r"[a-z]{2}[0-9a-f]{5}"
_MOST_NAMED = 3


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
    practice_questions: dict[str, str]
    practice_page_ja: str

    def words(self, codes: str) -> dict[str, str]:
        """One list's codes by their words, in order."""
        labels = dict(listed("states").itertuples(index=False, name=None))
        return {labels[code]: code for code in self.codes[codes]}


class Question(Strict):
    """One question; ``problem_id`` is empty for a general one."""

    question_id: str = Field(pattern=rf"^([a-z]{{2}}\d{{2}}|{_PRACTICE})$")
    problem_id: str
    text_ja: str
    answer_kind: Literal["text", "yes_no", "date", "number", "choice"]
    choices: str

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the answer is chosen from; () where it is written freely."""
        return kit_layout().yes_no_ja if self.answer_kind == "yes_no" else tuple(filter(None, self.choices.split("|")))


def practice_question_id(kind: str, practice_id: str) -> str:
    """The id of what is asked about a practice; the same for as long as the practice has its name.

    >>> practice_question_id("oc", "made_up_example")
    'oc0f9ca'
    """
    return kind + hashlib.sha256(practice_id.encode()).hexdigest()[:5]


def is_practice_question(question_id: str) -> bool:
    """Whether an id is that of a question about a practice."""
    return bool(re.fullmatch(_PRACTICE, question_id))


def practice_question(kind: str, action_ja: str, outcome_ja: str, publisher_ja: str, source_url: str) -> str:
    """What the kit asks about a practice, with the page that tells of it."""
    layout = kit_layout()
    page = layout.practice_page_ja.format(publisher=publisher_ja, url=source_url)
    return f"{layout.practice_questions[kind].format(action=action_ja, outcome=outcome_ja)}\n{page}"


def reads_like_practice(text: str) -> bool:
    """Whether words are those of a question about some practice.

    >>> reads_like_practice(practice_question("oc", "試験の取組", "", "試験市", "https://example.org/"))
    True
    """
    blank = re.compile(r"\\\{\w+\\\}")
    layout = kit_layout()
    forms = [
        blank.sub(".+", re.escape(f"{words}\n{layout.practice_page_ja}"))
        for words in layout.practice_questions.values()
    ]
    return any(re.fullmatch(form, text.strip()) for form in forms)


def printed_beside(problem_id: str) -> tuple[str, str]:
    """What a kit prints beside a question: its problem's name, and the procedures that the problem blocks."""
    if not problem_id:
        return kit_layout().general_ja, ""
    problem = listed("problems").set_index("problem_id").loc[problem_id]
    shorts = listed("procedures").set_index("procedure_id")["short_ja"]
    ids = list(filter(None, problem["procedure_ids"].split("|")))
    few = "、".join(shorts[name] for name in ids)
    return problem["name_ja"], few if len(ids) <= _MOST_NAMED else f"{shorts[ids[0]]}など{len(ids)}手続"


def token(name: str) -> str:
    """What a hidden cell holds to tell a line or column whose words were changed.

    >>> token("answer_ja")
    'survey:answer_ja'
    """
    return _MARK + name


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
