"""The interviewer's workbook: a sheet to be filled in, both sides' figures beside each other, and how to fill it in.

The same hearing gives the same bytes. What a cell asks for is told by hidden ids too, so that the kit can be read back
after somebody moved a column or reworded a heading (see ``tidy.kit_sheet``).
"""

from __future__ import annotations

import io

from survey.catalog.hearing_kit import kit_layout
from survey.findings.next_steps.asking import Asking
from survey.outputs.hearing_kit import answers as hearing_answers
from survey.outputs.hearing_kit import figures as hearing_figures
from survey.outputs.hearing_kit.looks import LINE_PT, TITLE_PT, formats, lines, print_setup
from survey.outputs.office_zip import rewritten

_GUIDE_WIDTHS = (5, 92)


def content(asking: Asking) -> bytes:
    """The workbook as a file's bytes."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    buffer, layout = io.BytesIO(), kit_layout()
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": hearing_answers.title(asking)})
        looks = formats(book)
        hearing_answers.write(book.add_worksheet(layout.sheets.answers), asking, looks)
        hearing_figures.write(book.add_worksheet(layout.sheets.figures), asking, looks)
        _guide(book.add_worksheet(layout.sheets.guide), looks)
    # A row that bears a height of its own would not grow with a long answer.
    grow = {"xl/worksheets/sheet1.xml": lambda sheet: sheet.replace(b' customHeight="1"', b"")}
    return rewritten(buffer.getvalue(), grow)


def _guide(sheet, formats: dict) -> None:  # noqa: ANN001 - an xlsxwriter worksheet
    layout = kit_layout()
    lists = {head.label_ja: head.codes for head in layout.heads if head.codes}
    lists |= {column.heading_ja: column.codes for column in layout.columns if column.codes}
    texts = [*layout.notes_ja, *layout.guide_ja]
    texts += [f"{name}：{'、'.join(layout.words(codes))}" for name, codes in lists.items()]
    texts.append(f"はいかいいえの質問：{'、'.join(layout.yes_no_ja)}")
    for column, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, TITLE_PT)
    sheet.write_string(0, 0, layout.sheets.guide, formats["title"])
    for number, text in enumerate(texts, start=1):
        sheet.write_string(number, 0, str(number), formats["plain"])
        sheet.write_string(number, 1, text, formats["wrapped"])
        sheet.set_row(number, LINE_PT * lines(text, _GUIDE_WIDTHS[1]))
    sheet.protect()
    print_setup(sheet, layout.sheets.guide, landscape=False)
