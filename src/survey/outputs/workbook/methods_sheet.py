"""The sheet that says of every finding how it was counted and from which published files."""

from __future__ import annotations

from collections.abc import Sequence

from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.text.displayed import ColumnWords
from survey.outputs.workbook import cells, paper_setup
from survey.outputs.workbook.layout import printed_scale_pct
from survey.outputs.workbook.looks import Looks
from survey.outputs.workbook.origin import COLUMN, lines
from survey.outputs.workbook.pages import breaks_between
from survey.outputs.workbook.sheets import INDEX, SOURCES, by_sheet, write_link
from survey.outputs.workbook.sizes import TITLE_PT, height_pt, set_in
from survey.outputs.workbook.table import looked_up

# The link to a file's page stands beside its line: not every program wraps a text that is a link.
_WIDTHS, _EMPTY_PT = (22.0, 130.0), 15.0
_TITLE = "方法と元：それぞれの表の数え方と、数字が載っている資料"


def write(sheet, document: Document, looks: Looks) -> None:  # noqa: ANN001 - an xlsxwriter worksheet
    """Write the sheet: what the columns at the tables' ends are for, then a block a finding, linked to its sheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    cells.write(sheet, 0, 0, _TITLE, looks.title(is_wrapped=False))
    for column, name in enumerate((INDEX, SOURCES)):
        write_link(sheet, 1, column, name, looks, f"{name}へ")
    heights_pt = [height_pt([(_TITLE, sum(_WIDTHS))], TITLE_PT), _EMPTY_PT, _EMPTY_PT]
    heights_pt += _lines(sheet, 3, _looked_up(document.pages, document.words), looks)
    starts = []
    for page in document.pages:
        heights_pt.append(_EMPTY_PT)
        starts.append(len(heights_pt))
        heights_pt += _block(sheet, starts[-1], page, looks)
    for row, height in enumerate(heights_pt):
        sheet.set_row(row, height)
    paper_setup.set_up_page(sheet, document.subject)
    scale_pct = printed_scale_pct(_WIDTHS)
    sheet.set_print_scale(scale_pct)
    sheet.set_h_pagebreaks(breaks_between(heights_pt, starts, scale_pct))


def _block(sheet, row: int, page: Page, looks: Looks) -> list[float]:  # noqa: ANN001
    """Write a page's name, sentence, method and files from ``row`` on; the rows' heights in points."""
    write_link(sheet, row, 0, page.sheet_ja, looks)
    headline = set_in(page.finding.headline_ja, _WIDTHS[1])
    cells.write(sheet, row, 1, headline, looks.note(is_bold=True))
    linked = [("ページ" if address else "", text, address) for text, address in lines(page)]
    heights_pt = _lines(sheet, row + 1, [("", by_sheet(page.finding.method_ja), ""), *linked], looks)
    return [height_pt([(headline, _WIDTHS[1])]), *heights_pt]


def _looked_up(pages: Sequence[Page], words: ColumnWords) -> list[tuple[str, str, str]]:
    """What the columns at the right of the tables are for, those that a table has."""
    shown = {COLUMN}.union(*(page.finding.table.columns for page in pages))
    found = [(words.heading(name), what, "") for name, what in looked_up().items() if name in shown]
    return [("表の右端の列", "印刷されない（幅の狭い表では印刷される）。次のものがある", ""), *found]


def _lines(sheet, row: int, texts: Sequence[tuple[str, str, str]], looks: Looks) -> list[float]:  # noqa: ANN001
    """Write a word, a text and the address that the word leads to ("" for none), a row each; the rows' heights."""
    texts = [(word, set_in(text, _WIDTHS[1]), address) for word, text, address in texts]
    for number, (word, text, address) in enumerate(texts, start=row):
        if address:
            sheet.write_url(number, 0, address, looks.link(), word)
        else:
            cells.write(sheet, number, 0, word, looks.note())
        cells.write(sheet, number, 1, text, looks.note())
    return [height_pt([(text, _WIDTHS[1])]) for _, text, _ in texts]
