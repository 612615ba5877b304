"""What the native tables share: hairline borders, and no table style of the program's own."""

from __future__ import annotations

from pptx.oxml.ns import qn

from survey.outputs import style

# In the schema's order.
_SIDES = ("a:lnL", "a:lnR", "a:lnT", "a:lnB")


def set_borders(properties, colour: str = style.QUIET, sides: tuple[str, ...] = _SIDES) -> None:  # noqa: ANN001 - lxml
    """A hairline on these sides of a cell and none on the others; the schema wants lines before the fill."""
    for number, side in enumerate(_SIDES):
        line = properties.makeelement(qn(side), {"w": "6350"})
        fill = line.makeelement(qn("a:solidFill" if side in sides else "a:noFill"), {})
        if side in sides:
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#")}))
        line.append(fill)
        properties.insert(number, line)


def remove_table_style(frame) -> None:  # noqa: ANN001 - a graphic frame
    """No banding, no header look: thin grey lines are set by the table style 'no style, grid'."""
    properties = frame._element.graphic.graphicData.tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = "{5940675A-B579-460E-94D1-54222C63F5DA}"
