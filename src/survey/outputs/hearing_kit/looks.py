"""What the kit's sheets share: the looks of their cells, how many lines a text takes, and the printed page."""

from __future__ import annotations

from survey.outputs import style
from survey.outputs.text import fitting

LINE_PT, TITLE_PT = 16.5, 26
_BASE_PT = 11
# A column's width counts in half-width characters of the usual size; so many full-width ones fill one of them.
_HALF = 0.47


def formats(book) -> dict:  # noqa: ANN001 - an xlsxwriter workbook
    """The cells' looks by name."""
    base = {"font_name": style.OFFICE_FONT, "font_size": _BASE_PT, "valign": "top"}
    line = {"border": 1, "border_color": style.SECOND}
    # Text, whatever is typed: what a person writes is kept as written.
    typed = {**base, **line, "num_format": "@", "bg_color": style.PALEST}
    return {
        "title": book.add_format({**base, "font_size": 15, "bold": True}),
        "plain": book.add_format(base),
        "note": book.add_format({**base, "font_color": style.MUTED}),
        "wrapped": book.add_format({**base, "text_wrap": True}),
        "head": book.add_format({**base, **line, "bold": True, "bg_color": style.QUIET, "text_wrap": True}),
        "cell": book.add_format({**base, **line, "text_wrap": True}),
        "number": book.add_format({**base, **line, "align": "right"}),
        "mark": book.add_format({**base, **line, "align": "center"}),
        "small": book.add_format({**base, **line, "font_size": 9, "text_wrap": True}),
        "line": book.add_format(typed),
        "answer": book.add_format({**typed, "text_wrap": True}),
    }


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width."""
    return len(fitting.wrapped(text, (width - 1) * _HALF))


def print_setup(sheet, name: str, *, landscape: bool = True) -> None:  # noqa: ANN001
    """A4, as wide as the page; footers take & as a command."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{name.replace('&', '&&')}&R&P / &N")
