"""Where things stand on a slide, in inches: the house's own page, and the page inside an office's template.

Sizes by role: whatever is read in the room (charts' numbers and labels, tables, caveats, answers) is BODY_PT or more.
The question above the title, the source line and the slide number say where one is, not what was found, and are
smaller, 10 pt at least. The one exception is the matrix: 27 columns are as large as they fit, and its slide says so.
"""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, width, height in inches
BODY_PT, QUESTION_PT, SOURCE_PT, NUMBER_PT = 14, 13, 10, 10
# A line's height in its size, as high as the CJK fonts of Windows, Mac and Linux want it.
_LINE = 1.45
_SOURCE_LINES, _GAP_IN, _NUMBER_IN = 2, 0.07, 0.8
# A narrow page needs another line for the same words.
_WIDE_IN, _LINES_WIDE, _LINES_NARROW = 11.0, 2, 3


@dataclass(frozen=True)
class Page:
    """A content slide's boxes; ``question`` is None where a template has no place for it.

    ``caveat_lines`` and ``source_lines`` are how many lines of their sizes the two boxes hold.
    """

    width_in: float
    height_in: float
    title: Box
    body: Box
    caveats: Box
    source: Box
    number: Box | None
    question: Box | None = None
    caveat_lines: int = _LINES_WIDE
    source_lines: int = _SOURCE_LINES

    @property
    def body_and_caveats(self) -> Box:
        """The body on a slide without caveats below it."""
        left, top, width, _ = self.body
        return left, top, width, self.caveats[1] + self.caveats[3] - top


def page_within(size_in: tuple[float, float], title: Box, area: Box, *, number: bool, question: Box | None) -> Page:
    """A page whose charts, caveats and source share ``area``, from top to bottom; ``number``: at its lower right."""
    left, top, width, height = area
    lines = _LINES_WIDE if width >= _WIDE_IN else _LINES_NARROW
    source_in, caveats_in = _SOURCE_LINES * SOURCE_PT * _LINE / 72, lines * BODY_PT * _LINE / 72
    bottom = top + height
    source_top = bottom - source_in
    caveats_top = source_top - _GAP_IN - caveats_in
    return Page(
        *size_in,
        title=title,
        body=(left, top, width, caveats_top - _GAP_IN - top),
        caveats=(left, caveats_top, width, caveats_in),
        source=(left, source_top, width - (_NUMBER_IN if number else 0), source_in),
        number=(left + width - 0.6, bottom - 0.28, 0.6, 0.25) if number else None,
        question=question,
        caveat_lines=lines,
    )


_MARGIN_IN, _WIDTH_IN, _HEIGHT_IN = 0.55, 13.333, 7.5
_INSIDE_IN = _WIDTH_IN - 2 * _MARGIN_IN
HOUSE = page_within(
    (_WIDTH_IN, _HEIGHT_IN),
    title=(_MARGIN_IN, 0.55, _INSIDE_IN, 0.97),
    area=(_MARGIN_IN, 1.52, _INSIDE_IN, 5.86),
    number=True,
    question=(_MARGIN_IN, 0.25, 11.0, 0.3),
)
