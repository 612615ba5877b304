"""The sheet to be filled in: one row a question, and hidden ids that tell each line and column when it comes back."""

from __future__ import annotations

from survey.catalog.hearing_kit import kit_layout, token
from survey.findings.next_steps.asking import Asking
from survey.outputs.hearing_kit.looks import LINE_PT, TITLE_PT, lines, print_setup

_LONGEST_LIST = 255


def title(asking: Asking) -> str:
    """What the kit is called."""
    return kit_layout().title_ja.format(asking=asking.subject.name_ja, asked=asking.asked_ja)


def write(sheet, asking: Asking, formats: dict) -> None:  # noqa: ANN001 - an xlsxwriter worksheet
    """Fill the sheet."""
    layout = kit_layout()
    row = _opening(sheet, asking, formats)
    hidden = len(layout.columns)
    sides = {"asking": asking.subject, "asked": asking.asked}
    prefilled = {f"{side}_ja": whose.name_ja for side, whose in sides.items()}
    prefilled |= {f"{side}_code": whose.code for side, whose in sides.items()}
    value = next(number for number, column in enumerate(layout.columns) if column.id == "question_ja")
    for head in layout.heads:
        sheet.write_string(row, 0, head.label_ja, formats["plain"])
        sheet.write_string(row, value, prefilled.get(head.id, ""), formats["line"])
        sheet.write_string(row, hidden, token(head.id))
        if head.codes:
            _choose(sheet, row, value, tuple(layout.words(head.codes)))
        row += 1
    row += 1
    for number, column in enumerate(layout.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(row, number, token(column.id))
        sheet.write_string(row + 1, number, column.heading_ja, formats["head"])
    sheet.set_row(row, None, None, {"hidden": True})
    sheet.set_column(hidden, hidden, 3, None, {"hidden": True})
    sheet.freeze_panes(row + 2, 0)
    sheet.repeat_rows(row + 1)
    first = row + 2
    for row, question in enumerate(asking.questions.to_dict("records"), start=first):
        _question_row(sheet, row, question, question["allowed"], formats)
    for added in range(layout.added_rows):
        row = first + len(asking.questions) + added
        _question_row(sheet, row, {"problem_ja": layout.added_ja}, (), formats)
    sheet.print_area(0, 0, row, hidden - 1)
    print_setup(sheet, title(asking))


def _opening(sheet, asking: Asking, formats: dict) -> int:  # noqa: ANN001
    """Title and notes; the first row below them."""
    layout = kit_layout()
    sheet.set_row(0, TITLE_PT)
    sheet.write_string(0, 0, title(asking), formats["title"])
    for row, note in enumerate(layout.notes_ja, start=1):
        sheet.write_string(row, 0, note, formats["note"])
    return len(layout.notes_ja) + 2


def _question_row(sheet, row: int, printed: dict[str, str], allowed: tuple[str, ...], formats: dict) -> None:  # noqa: ANN001
    layout = kit_layout()
    to_fill_in = {"answer_ja", "certainty", "document_ja", *(["question_ja"] if "question_id" not in printed else [])}
    heights = [layout.answer_lines]
    for number, column in enumerate(layout.columns):
        text = printed.get(column.id, "")
        heights.append(lines(text, column.width))
        if column.id == "problem_ja":
            # Blank lines keep the row high enough for a pen when its height follows what is typed.
            text += "\n" * (layout.answer_lines - heights[-1])
        form = formats["answer" if column.id in to_fill_in else "cell"]
        if text:
            sheet.write_string(row, number, text, form)
        else:
            sheet.write_blank(row, number, None, form)
        words = tuple(layout.words(column.codes)) if column.codes else allowed * (column.id == "answer_ja")
        if words:
            _choose(sheet, row, number, words)
    sheet.set_row(row, LINE_PT * max(heights))


def _choose(sheet, row: int, column: int, words: tuple[str, ...]) -> None:  # noqa: ANN001
    """A drop-down list; a word of one's own is refused on the spot."""
    if len(",".join(words)) > _LONGEST_LIST:
        raise ValueError(f"Excel holds no list of more than {_LONGEST_LIST} characters: {words}")
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "list",
            "source": list(words),
            "error_title": "一覧から選んでください",
            "error_message": "補足は「根拠となる資料」の欄か、追加の質問の行に書いてください。",
        },
    )
