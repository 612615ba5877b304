"""A line at a value across a bar chart, and its words above: drawn inside the chart, so they move with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml.ns import qn

from survey.findings.charts import Bars
from survey.outputs import style
from survey.outputs.slides.charts import series_names
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart

# What the words need between the chart's title and its plot.
LABEL_HEIGHT_INCHES = 0.3
_AROUND_NUMBER_INCHES = 0.06
# A shorter piece of the line looks like a speck.
_SHORTEST_INCHES = 0.15
_SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "d": "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
}


def add_reference_line(
    native: NativeChart,
    chart: Bars,
    reference: tuple[float, str],
    plot: Rect,
    frame_inches: tuple[float, float],
    size_pt: float,
) -> None:
    """Draw a line at a value, with its words above, over the plot, a box in inches from the corner of its frame.

    Where a bar's number (of ``size_pt``) stands the line is left out. The axis of values has a fixed end, so the
    line stays at its value; who changes the axis moves the line.
    """
    value, words = reference
    left, top, width, height = plot
    at = left + width * value / series_names.axis_maximum(chart)
    half = fitting.ems(words) * BODY_PT / 72 / 2 / 0.95 + 0.05
    root = etree.Element(_name("c", "userShapes"), nsmap=_SPACES)
    runs = _free_runs(chart, value, (width, height), size_pt)
    if not runs:  # words above no line would say nothing
        return
    for first_inches, last_inches in runs:
        _anchored(root, _line(), (at, top + first_inches, at, top + last_inches), frame_inches)
    _anchored(root, _words(words), (at - half, top - LABEL_HEIGHT_INCHES, at + half, top), frame_inches)
    package = native.part.package
    part = Part(
        package.next_partname("/ppt/drawings/drawing%d.xml"),
        CONTENT_TYPE.DML_CHARTSHAPES,
        package,
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
    )
    related = native.part.relate_to(part, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    # The schema wants it last.
    space = native._chartSpace
    space.append(space.makeelement(qn("c:userShapes"), {qn("r:id"): related}))


def _free_runs(
    chart: Bars, at: float, plot_size_inches: tuple[float, float], size_pt: float
) -> list[tuple[float, float]]:
    """The parts of the line at a value where no bar's number stands, as distances from the plot's top."""
    end, row_inches = series_names.axis_maximum(chart), plot_size_inches[1] / len(chart.labels)
    at_inches = at / end * plot_size_inches[0]
    number_inches = fitting.ems(f"{end:,.1f}") * size_pt / 72 / 0.95 + _AROUND_NUMBER_INCHES
    half_inches = min(row_inches, fitting.height_inches(len(chart.series), size_pt)) / 2
    runs, start_inches = [], 0.0
    for row, values in enumerate(zip(*(series.values for series in chart.series), strict=True)):
        begins_inches = (value / end * plot_size_inches[0] for value in values if value is not None)
        if any(
            begin_inches - _AROUND_NUMBER_INCHES < at_inches < begin_inches + number_inches
            for begin_inches in begins_inches
        ):
            middle_inches = (row + 0.5) * row_inches
            runs.append((start_inches, middle_inches - half_inches))
            start_inches = middle_inches + half_inches
    return [
        (first_inches, last_inches)
        for first_inches, last_inches in [*runs, (start_inches, plot_size_inches[1])]
        if last_inches - first_inches >= _SHORTEST_INCHES
    ]


def _name(prefix: str, tag: str) -> str:
    return f"{{{_SPACES[prefix]}}}{tag}"


def _anchored(root: etree._Element, shape: str, corners: Rect, frame_inches: tuple[float, float]) -> None:
    """Put a shape between two corners, given in inches and written as shares of the chart."""
    anchor = etree.SubElement(root, _name("d", "relSizeAnchor"))
    for tag, (x, y) in (("from", corners[:2]), ("to", corners[2:])):
        corner = etree.SubElement(anchor, _name("d", tag))
        for axis, share in (("x", x / frame_inches[0]), ("y", y / frame_inches[1])):
            etree.SubElement(corner, _name("d", axis)).text = f"{min(1.0, max(0.0, share)):.5f}"
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    anchor.append(etree.fromstring(shape.replace(">", f" {spaces}>", 1)))


def _line() -> str:
    colour = style.MUTED.removeprefix("#")
    return (
        '<d:cxnSp macro=""><d:nvCxnSpPr><d:cNvPr id="2" name="reference line"/><d:cNvCxnSpPr/></d:nvCxnSpPr>'
        '<d:spPr><a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="12700"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill><a:prstDash val="dash"/></a:ln></d:spPr></d:cxnSp>'
    )


def _words(words: str) -> str:
    colour = style.TEXT.removeprefix("#")
    fonts = "".join(f'<a:{kind} typeface="{style.OFFICE_FONT}"/>' for kind in ("latin", "ea"))
    return (
        '<d:sp macro="" textlink=""><d:nvSpPr><d:cNvPr id="3" name="reference words"/><d:cNvSpPr txBox="1"/></d:nvSpPr>'
        '<d:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></d:spPr>'
        '<d:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="ja-JP" sz="{BODY_PT * 100}"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill>{fonts}</a:rPr><a:t/></a:r></a:p></d:txBody></d:sp>'
    ).replace("<a:t/>", f"<a:t>{_escaped(words)}</a:t>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
