"""A figure as a file, PNG or SVG: the same bytes on every run, with what it shows in words inside."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from survey.errors import SurveyError
from survey.outputs import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI = 100
# The ids inside an SVG hang on this, and on nothing that differs from run to run.
_SALT = "survey"
_MISSING = re.compile(r"Glyph (\d+)")


def png(drawing: Figure, alt_ja: str) -> bytes:
    """The figure as PNG; what it shows is its Description (a screen reader takes it from the page around it)."""
    return _saved(drawing, "png", {"Software": None, "Description": alt_ja})


def svg(drawing: Figure, title_ja: str, alt_ja: str) -> bytes:
    """The figure as SVG, letters as outlines; a screen reader reads it as one picture with a title and a text."""
    made = _saved(drawing, "svg", {"Date": None, "Creator": None}).decode("utf-8")
    names = f"<title>{_words(title_ja)}</title>\n <desc>{_words(alt_ja)}</desc>"
    return re.sub(r"(<svg [^>]*)>", lambda opening: f'{opening[1]} role="img">\n {names}', made, count=1).encode()


def _words(text: str) -> str:
    """Text for an XML file; what XML cannot hold is left out."""
    return escape("".join(character for character in text if character.isprintable()))


def _saved(drawing: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    import matplotlib as mpl

    style.use_house_style()
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "path"}), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from font")
        try:
            drawing.savefig(buffer, format=kind, dpi=_DPI, metadata=metadata)
        except UserWarning as warning:
            found = _MISSING.search(str(warning))
            if found is None:
                raise
            raise SurveyError(
                "a figure holds a character that its font does not have, and would show a box",
                got=f"{chr(int(found[1]))!r} (U+{int(found[1]):04X})",
                next_step="write the chart's labels with another character",
            ) from warning
    return buffer.getvalue()
