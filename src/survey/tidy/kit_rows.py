"""Which question a row of a filled-in kit answers, and a check that none of its text would be lost."""

from __future__ import annotations

from survey.catalog.hearing_kit import (
    Question,
    is_practice_question,
    kit_layout,
    printed_beside,
    questions,
    reads_like_practice,
)
from survey.catalog.specs import listed
from survey.errors import BadCell
from survey.printed.text import label
from survey.tidy.kit_sheet import Cell, KitSheet, plain


def question_of(sheet: KitSheet, row: dict[str, Cell]) -> Question | None:
    """The question that a row answers, by its id, else by its words; None for one added by hand.

    A practice's question is known by the form of its id alone: the list may have changed since the kit was sent out.

    Raises:
        BadCell: id and words disagree, or neither tells; names the cell of the id.
    """
    cell, known = row["question_id"], questions()
    number, words = label(cell.text), plain(row["question_ja"].text)
    by_words = [name for name, question in known.items() if words and plain(question.text_ja) == words]
    is_practice = is_practice_question(number)
    if number and number not in known and not is_practice:
        raise bad_cell("there is no question of this number", sheet, cell, "a number of the kit, or none")
    if number and by_words and number not in by_words:
        raise bad_cell("the number is another question's", sheet, cell, " or ".join(by_words))
    if number in known:
        return known[number]
    if not words:
        raise bad_cell("nothing tells which question is answered", sheet, cell, "the question or its number")
    if is_practice:
        return Question(
            question_id=number,
            problem_id=problem_of(row["problem_ja"].text),
            text_ja=row["question_ja"].text.strip(),
            answer_kind="text",
            choices="",
        )
    if len(by_words) > 1:
        raise bad_cell("several questions read like this one", sheet, cell, " or ".join(by_words))
    return known[by_words[0]] if by_words else None


def problem_of(words: str) -> str:
    """The problem that a question is put under; "" where none is named."""
    names = {plain(row["name_ja"]): row["problem_id"] for row in listed("problems").to_dict("records")}
    return names.get(plain(words), "")


def check_printed(sheet: KitSheet, row: dict[str, Cell], *, is_answered: bool) -> None:
    """Refuse text in cells that the kit prints itself, since it would be lost; empty cells are accepted.

    The text of a question that is answered is recorded with the answer, whatever it is.

    Raises:
        BadCell: names the cell.
    """
    layout, printed = kit_layout(), [printed_beside(name) for name in ("", *listed("problems")["problem_id"])]
    allowed = {
        "problem_ja": {"", plain(layout.added_ja), *(plain(problem) for problem, _ in printed)},
        "procedures_ja": {"", *(plain(procedures) for _, procedures in printed)},
    }
    for name, words in allowed.items():
        if plain(row[name].text) not in words:
            raise bad_cell(
                "words stand here that are not the kit's own, and would not be read", sheet, row[name],
                "what the kit prints, or nothing; what was said goes into the answer",
            )  # fmt: skip
    if is_answered:
        return
    question = row["question_ja"]
    number, words = label(row["question_id"].text), plain(question.text)
    own = {plain(each.text_ja) for name, each in questions().items() if number in ("", name)}
    if words and words not in own and not reads_like_practice(question.text):
        raise bad_cell(
            "a question was written or changed here, and has no answer", sheet, question,
            "an answer in the same row, or the kit's own words, or nothing",
        )  # fmt: skip


def bad_cell(what: str, sheet: KitSheet, cell: Cell, expected: str) -> BadCell:
    """A fault of one cell, with what to do about it."""
    return BadCell(
        what,
        where=sheet.at(cell),
        expected=expected,
        got=repr(cell.text[:200]),
        next_step="mend the cell, then add the kit again",
    )
