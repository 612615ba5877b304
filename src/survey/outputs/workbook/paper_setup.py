"""How a sheet is printed: A4 in landscape, its pages, what is repeated on them, what is left out."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_range_abs

from survey.analysis.groups import Subject
from survey.outputs.workbook.layout import MARGIN_INCHES, MARGINS_HIGH_INCHES, Layout, across
from survey.outputs.workbook.pages import paged
from survey.outputs.workbook.table import TABLE_ROW

_DEFAULT_PT = 15.0


def set_up_page(sheet, subject: Subject) -> None:  # noqa: ANN001 - an xlsxwriter worksheet
    """A4 in landscape, the municipality, the sheet and the page at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    top, bottom = MARGINS_HIGH_INCHES
    sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES, top=top, bottom=bottom)
    sheet.set_footer(f"&L{subject.name_ja}　{sheet.name}&R&P / &N")


def set_up(book, sheet, subject: Subject, layout: Layout, heights_pt: Mapping[int, float], end: int) -> None:  # noqa: ANN001
    """A table's sheet, whose table ends before row ``end``; what is for looking up is not printed."""
    set_up_page(sheet, subject)
    last, _ = across(layout, is_title=True)
    rows = range(max(heights_pt) + 1)
    pages = paged([heights_pt.get(row, _DEFAULT_PT) for row in rows], TABLE_ROW, end, layout.scale_pct)
    if pages.repeats:
        sheet.repeat_rows(TABLE_ROW)
    if len(layout.pages) > 1:
        _set_beside(book, sheet, layout, rows[-1], end)
    else:
        sheet.print_area(0, 0, rows[-1], max(layout.printed - 1, last))
    if pages.breaks or len(layout.pages) > 1 or pages.scale_pct < layout.scale_pct:
        sheet.set_print_scale(pages.scale_pct)
        sheet.set_h_pagebreaks(list(pages.breaks))
    else:
        sheet.fit_to_pages(1, 0)


def _set_beside(book, sheet, layout: Layout, last: int, end: int) -> None:  # noqa: ANN001
    """Pages beside each other: the first has the title and the notes, the others the table alone, beside its names."""
    sheet.repeat_columns(0, layout.keys - 1)
    areas = [xl_range_abs(0, 0, last, layout.pages[0][-1])]
    areas += [xl_range_abs(TABLE_ROW, page[layout.keys], end - 1, page[-1]) for page in layout.pages[1:]]
    named = ",".join(f"'{sheet.name}'!{area}" for area in areas)
    book.define_name(f"'{sheet.name}'!_xlnm.Print_Area", f"={named}")
