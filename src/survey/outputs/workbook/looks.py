"""The looks of a workbook's cells."""

from __future__ import annotations

from functools import cache

from survey.outputs import style
from survey.outputs.workbook.sizes import SIZE_PT, TITLE_PT


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
