"""How a value gets into a cell: a number as a number with its unit, an address as a link, text never as a formula."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from survey.errors import SurveyError
from survey.findings import wording
from survey.outputs import style
from survey.outputs.text.displayed import ColumnWords, is_listed, is_number, kind, written
from survey.outputs.workbook.looks import Looks

# What a program may take for the beginning of a formula, or skip on its way to one.
_FORMULA_LIKE = re.compile(r"[=+\-@\t\r\n|%]|\s+[=+\-@]")
# Characters that no XML file holds, escaped or not: one of them would make the whole file unreadable.
_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
# Excel shows no link longer than its limit, and a library that encodes one makes it longer.
_LINK = re.compile(r"https?://[^\s\"<>\[\]{}^`\\|]+")
_LONGEST_LINK = 2000
_NUMBER_FORMATS = {"count": "#,##0", "pct": "0.0", "decimal": "0.00", "number": "General"}


def number_format(column: str, value: float, unit_ja: str) -> str:
    """A number's format, with its unit: #,##0"手続", 0.0"%"; with as many decimals as show its sign."""
    form = "0." + "0" * wording.decimals(value) if kind(column) == "decimal" else _NUMBER_FORMATS[kind(column)]
    return form + (f'"{unit_ja}"' if unit_ja else "")


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
    value: str | float | None,
    column: str,
    words: ColumnWords,
    looks: Looks,
    **ways: bool,
) -> None:
    """Write one value of a table: a number with its unit, an address as a link, all else as text; nothing is blank.

    ``ways`` are those of ``Looks.cell``.
    """
    text = written(value, column)
    if value is None or not text:
        sheet.write_blank(*at, None, looks.cell(**ways))
    elif is_number(column):
        # A number stands off the text at its right.
        num_format = number_format(column, float(value), words.unit(column))
        form = looks.cell(**ways, num_format=num_format, align="right", indent=1)
        sheet.write_number(*at, float(value), form)
    elif is_link(text):
        linked = looks.cell(**ways, font_color=style.ACCENT, underline=1)
        sheet.write_url(*at, text, linked, shown(text))
    else:
        centred = {"align": "center"} if not is_listed(column) else {}
        # Typed into again, such a cell would become a formula in the reader's program but for this mark.
        quoted = {"quote_prefix": True} if _FORMULA_LIKE.match(text) else {}
        write(sheet, *at, text, looks.cell(**ways, **centred, **quoted))


def is_link(text: str) -> bool:
    """Whether a text is an address that a cell can lead to."""
    return len(text) < _LONGEST_LINK and _LINK.fullmatch(text) is not None
