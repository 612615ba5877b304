"""Where things stand on a slide, in inches: the house's own page, and the page inside an office's template.

Sizes by role: whatever is read in the room (charts' numbers and labels, tables, caveats, answers) is BODY_PT or more.
The question above the title, the source line and the slide number say where one is, not what was found, and are
smaller, 10 pt at least. The one exception is the matrix: 27 columns are as large as they fit, and its slide says so.
"""

from __future__ import annotations

from dataclasses import dataclass

Rect = tuple[float, float, float, float]  # left, top, width, height in inches
BODY_PT, QUESTION_PT, SOURCE_PT, NUMBER_PT = 14, 13, 10, 10
# A line's height in its size, as high as the CJK fonts of Windows, Mac and Linux want it.
_LINE = 1.45
_SOURCE_LINES, _GAP_INCHES, _NUMBER_INCHES = 2, 0.07, 0.8
# A narrow page needs another line for the same words.
_WIDE_INCHES, _LINES_WIDE, _LINES_NARROW = 11.0, 2, 3


@dataclass(frozen=True)
class PageLayout:
    """A content slide's boxes; ``question`` is None where a template has no place for it.

    ``caveat_lines`` and ``source_lines`` are how many lines of their sizes the two boxes hold.
    """

    width_inches: float
    height_inches: float
    title: Rect
    body: Rect
    caveats: Rect
    source: Rect
    number: Rect | None
    question: Rect | None = None
    caveat_lines: int = _LINES_WIDE
    source_lines: int = _SOURCE_LINES

    @property
    def body_and_caveats(self) -> Rect:
        """The body on a slide without caveats below it."""
        left, top, width, _ = self.body
        return left, top, width, self.caveats[1] + self.caveats[3] - top


def layout_within(
    size_inches: tuple[float, float], title: Rect, area: Rect, *, number: bool, question: Rect | None
) -> PageLayout:
    """A page whose charts, caveats and source share ``area``, from top to bottom; ``number``: at its lower right."""
    left, top, width, height = area
    lines = _LINES_WIDE if width >= _WIDE_INCHES else _LINES_NARROW
    source_inches, caveats_inches = _SOURCE_LINES * SOURCE_PT * _LINE / 72, lines * BODY_PT * _LINE / 72
    bottom = top + height
    source_top = bottom - source_inches
    caveats_top = source_top - _GAP_INCHES - caveats_inches
    return PageLayout(
        *size_inches,
        title=title,
        body=(left, top, width, caveats_top - _GAP_INCHES - top),
        caveats=(left, caveats_top, width, caveats_inches),
        source=(left, source_top, width - (_NUMBER_INCHES if number else 0), source_inches),
        number=(left + width - 0.6, bottom - 0.28, 0.6, 0.25) if number else None,
        question=question,
        caveat_lines=lines,
    )


_MARGIN_INCHES, _WIDTH_INCHES, _HEIGHT_INCHES = 0.55, 13.333, 7.5
_INSIDE_INCHES = _WIDTH_INCHES - 2 * _MARGIN_INCHES
HOUSE = layout_within(
    (_WIDTH_INCHES, _HEIGHT_INCHES),
    title=(_MARGIN_INCHES, 0.55, _INSIDE_INCHES, 0.97),
    area=(_MARGIN_INCHES, 1.52, _INSIDE_INCHES, 5.86),
    number=True,
    question=(_MARGIN_INCHES, 0.25, 11.0, 0.3),
)
