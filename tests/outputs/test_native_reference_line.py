"""A reference value is a line inside the chart, at its value, and no number stands on it; names stand at bars."""

from __future__ import annotations

import dataclasses

import pytest
import real_font
import synthetic
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from survey.findings.charts import Bars, Series
from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.charts import series_names
from survey.outputs.slides.charts.dispatch import add_chart

D = "{http://schemas.openxmlformats.org/drawingml/2006/chartDrawing}"
CHART = dataclasses.replace(
    synthetic.bars(), series=(Series("率", (90.0, 48.0, 10.0)),), maximum=100.0, reference=(50.0, "半数")
)


def _shapes(chart: Bars) -> tuple[etree._Element, etree._Element]:
    """The chart's own space and the shapes drawn in it."""
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, (0.5, 1.5, 12.0, 4.8))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    (drawn,) = [
        related.target_part.blob
        for related in frame.chart.part.rels.values()
        if related.reltype == RELATIONSHIP_TYPE.CHART_USER_SHAPES
    ]
    return frame.chart._chartSpace, etree.fromstring(drawn)


def _lines(shapes: etree._Element) -> list[tuple[float, float, float]]:
    """Each piece of the line: how far from the left it stands, from where to where it goes down."""
    anchors = [anchor for anchor in shapes if anchor.find(f"{D}cxnSp") is not None]
    corners = [[float(found.text) for found in anchor.iter(f"{D}x", f"{D}y")] for anchor in anchors]
    assert all(left == right for left, _, right, _ in corners)
    return [(left, top, bottom) for left, top, _, bottom in corners]


def test_the_line_stands_at_its_value_within_the_plot() -> None:
    space, shapes = _shapes(CHART)
    layout = {child.tag: child.get("val") for child in space.iter(*(qn(f"c:{side}") for side in "xywh"))}
    left, width = float(layout[qn("c:x")]), float(layout[qn("c:w")])
    at = left + width * CHART.reference[0] / series_names.axis_maximum(CHART)
    assert [line[0] for line in _lines(shapes)] == pytest.approx([at, at], abs=0.001)
    assert space[-1].tag == qn("c:userShapes")


def test_its_words_stand_above_in_both_fonts() -> None:
    _, shapes = _shapes(CHART)
    assert [text.text for text in shapes.iter(qn("a:t"))] == ["半数"]
    assert real_font.fonts(shapes) == {(style.OFFICE_FONT, style.OFFICE_FONT)}


def test_the_line_is_left_out_where_a_bars_number_stands() -> None:
    _, shapes = _shapes(CHART)
    assert len(_lines(shapes)) == 2
    free = dataclasses.replace(CHART, series=(Series("率", (90.0, 20.0, 10.0)),))
    assert len(_lines(_shapes(free)[1])) == 1


def test_no_words_stand_where_no_line_is_left() -> None:
    slide = deck.add_slide(deck.new_deck(), "試験")
    full = dataclasses.replace(CHART, series=(Series("率", (49.0, 48.0, 47.0)),))
    add_chart(slide, full, (0.5, 1.5, 12.0, 1.6))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    kinds = {related.reltype for related in frame.chart.part.rels.values()}
    assert RELATIONSHIP_TYPE.CHART_USER_SHAPES not in kinds


def _dlbls(chart: Bars) -> tuple[list[str], bool]:
    """The labels that say their series' name, and whether there is a legend."""
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, (0.5, 1.5, 12.0, 4.8))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    named = [
        series.name
        for series in frame.chart.plots[0].series
        for label in series._element.iter(qn("c:dLbl"))
        if label.find(qn("c:showSerName")).get("val") == "1"
    ]
    return named, frame.chart.has_legend


def test_short_names_stand_at_a_bar_each_and_long_ones_in_a_legend() -> None:
    pair = (Series("豊島区", (12.0, 3.0, 90.0)), Series("中央値", (1.0, 5.0, 2.0), "second"))
    assert _dlbls(dataclasses.replace(synthetic.bars(), series=pair)) == (["豊島区", "中央値"], False)
    long = (pair[0], dataclasses.replace(pair[1], name_ja="率を報告した区だけの中央値、例外を除く"))
    assert _dlbls(dataclasses.replace(synthetic.bars(), series=long)) == ([], True)
