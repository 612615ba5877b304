"""The looks of a workbook's cells, and how a value gets into one: a number as a number, text never as a formula."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from survey.errors import SurveyError
from survey.findings import wording
from survey.outputs import style
from survey.outputs.text import displayed as tables
from survey.outputs.workbook.sizes import SIZE_PT, TITLE_PT

# What a program may take for the beginning of a formula, or skip on its way to one.
_FORMULA_LIKE = re.compile(r"[=+\-@\t\r\n|%]|\s+[=+\-@]")
# Characters that no XML file holds, escaped or not: one of them would make the whole file unreadable.
_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
# Excel shows no link longer than its limit, and a library that encodes one makes it longer.
_LINK = re.compile(r"https?://[^\s\"<>\[\]{}^`\\|]+")
_LONGEST_LINK = 2000
_NUMBER_FORMATS = {"count": "#,##0", "pct": "0.0", "decimal": "0.00", "number": "General"}


class Looks:
    """The looks of one workbook's cells, each made once."""

    def __init__(self, book) -> None:  # noqa: ANN001 - an xlsxwriter workbook
        self._made = cache(lambda items: book.add_format(dict(items)))

    def _format(self, **properties: object):  # noqa: ANN202 - an xlsxwriter format
        base = {"font_name": style.OFFICE_FONT, "font_size": SIZE_PT, "valign": "top"}
        return self._made(tuple(sorted({**base, **properties}.items())))

    def title(self, *, is_wrapped: bool = True):  # noqa: ANN201 - an xlsxwriter format
        """The sheet's sentence."""
        return self._format(font_size=TITLE_PT, bold=True, text_wrap=is_wrapped)

    def note(self, *, is_bold: bool = False):  # noqa: ANN201
        """A note above or below the table."""
        return self._format(font_color=style.MUTED, text_wrap=True, bold=is_bold)

    def link(self):  # noqa: ANN201
        """A link outside the table."""
        return self._format(font_color=style.ACCENT, underline=1)

    def figure(self, unit_ja: str = ""):  # noqa: ANN201
        """A number below the table, with its unit."""
        return self._format(font_color=style.MUTED, align="right", num_format=f'#,##0"{unit_ja}"')

    def head(self, *, is_upright: bool = False, is_mine: bool = False):  # noqa: ANN201
        """A column's heading; a standing one reads from top to bottom."""
        turned = {"rotation": 270, "align": "center"} if is_upright else {}
        mine = {"bg_color": style.ACCENT, "font_color": style.WHITE} if is_mine else {"bg_color": style.QUIET}
        return self._format(bold=True, border=1, border_color=style.SECOND, text_wrap=True, **mine, **turned)

    def cell(self, *, is_mine: bool = False, is_wrapped: bool = True, **properties: object):  # noqa: ANN201
        """A cell of the table, within light lines; what is the municipality's own stands on a tint."""
        tint = {"bg_color": style.TINT} if is_mine else {}
        return self._format(text_wrap=is_wrapped, border=1, border_color=style.QUIET, **tint, **properties)


def number_format(column: str, value: float) -> str:
    """A number's format, with its unit: #,##0"手続", 0.0"%"; with as many decimals as show its sign."""
    kind, unit = tables.kind(column), tables.unit(column)
    form = "0." + "0" * wording.decimals(value) if kind == "decimal" else _NUMBER_FORMATS[kind]
    return form + (f'"{unit}"' if unit else "")


def is_number(column: str) -> bool:
    """Whether a column holds numbers."""
    return tables.kind(column) in _NUMBER_FORMATS


def shown(text: str) -> str:
    """A text as its cell shows it: of an address the site, as few programs wrap a long one; the link is whole."""
    return (urlsplit(text).hostname or text) if is_link(text) else text


def write(sheet, row: int, column: int, text: str, form) -> None:  # noqa: ANN001
    """Write a text as text.

    Raises:
        SurveyError: a cell cannot hold it.
    """
    if sheet.write_string(row, column, text.translate(_NOT_IN_XML), form):
        raise SurveyError(
            "a text is too long for a cell",
            where=f"sheet {sheet.name}, row {row + 1}, column {column + 1}",
            expected="at most 32,767 characters",
            got=f"{len(text):,}",
            next_step="shorten the finding's text",
        )


def write_cell(
    sheet,  # noqa: ANN001 - an xlsxwriter worksheet
    at: tuple[int, int],
    value: object,
    column: str,
    looks: Looks,
    **ways: bool,
) -> None:
    """Write one value of a table: a number with its unit, an address as a link, all else as text; nothing is blank.

    ``ways`` are those of ``Looks.cell``.
    """
    text = tables.written(value, column)
    if not text:
        sheet.write_blank(*at, None, looks.cell(**ways))
    elif is_number(column):
        # A number stands off the text at its right.
        form = looks.cell(**ways, num_format=number_format(column, float(value)), align="right", indent=1)
        sheet.write_number(*at, float(value), form)
    elif is_link(text):
        linked = looks.cell(**ways, font_color=style.ACCENT, underline=1)
        sheet.write_url(*at, text, linked, shown(text))
    else:
        centred = {"align": "center"} if not tables.is_listed(column) else {}
        # Typed into again, such a cell would become a formula in the reader's program but for this mark.
        quoted = {"quote_prefix": True} if _FORMULA_LIKE.match(text) else {}
        write(sheet, *at, text, looks.cell(**ways, **centred, **quoted))


def is_link(text: str) -> bool:
    """Whether a text is an address that a cell can lead to."""
    return len(text) < _LONGEST_LINK and _LINK.fullmatch(text) is not None
