"""Spans of places as a native chart: its sheet says what the description says, the words stand beside the spans."""

from __future__ import annotations

import pytest
import real_font
import synthetic
from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_FILL
from pptx.oxml.ns import qn

from survey.findings.charts import Ranges
from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.charts.dispatch import add_chart
from survey.outputs.slides.charts.ranges import ABOVE_JA, SPAN_JA, WORDS_JA

CHARTS = [synthetic.ranges(), synthetic.ranges(synthetic.NATIONWIDE, 1741, 0, 4), synthetic.ranges(("一つ",), 1, 0, -1)]


def _placed(chart: Ranges, width: float = 12.0) -> NativeChart:
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, (0.5, 1.5, width, 4.8))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == chart.alt_ja
    return frame.chart


@pytest.mark.parametrize("chart", CHARTS)
def test_the_sheet_holds_the_places_above_and_the_places_spanned(chart: Ranges) -> None:
    made = _placed(chart)
    plot = made.plots[0]
    assert made.chart_type == XL_CHART_TYPE.BAR_STACKED
    assert tuple(plot.categories) == chart.labels
    assert [series.name for series in plot.series] == [ABOVE_JA, SPAN_JA, WORDS_JA]
    for above, spanned, best, worst in zip(
        plot.series[0].values, plot.series[1].values, chart.best, chart.worst, strict=True
    ):
        if best is None:
            assert above is None
            assert spanned is None
        else:
            assert above + 1 == best
            assert above + spanned == worst


@pytest.mark.parametrize("chart", CHARTS)
def test_the_words_beside_each_span_are_the_descriptions(chart: Ranges) -> None:
    words = _placed(chart).plots[0].series[2]
    assert [words.points[i].data_label.text_frame.text for i in range(len(chart.labels))] == list(chart.written)


@pytest.mark.parametrize("width", [12.0, 6.0, 4.8])
@pytest.mark.parametrize("chart", CHARTS)
def test_the_words_of_a_span_that_ends_at_the_last_place_have_room(chart: Ranges, width: float) -> None:
    made = _placed(chart, width)
    layout = made._chartSpace.find(f".//{qn('c:plotArea')}").find(qn("c:layout")).find(qn("c:manualLayout"))
    plot_width_inches = float(layout.find(qn("c:w")).get("val")) * width
    axis = made.value_axis
    room_inches = plot_width_inches * (axis.maximum_scale - chart.last_place) / axis.maximum_scale
    size_pt = made.plots[0].series[2].points[0].data_label.text_frame.paragraphs[0].runs[0].font.size.pt
    assert room_inches >= max(map(real_font.ems, chart.written)) * size_pt / 72
    assert plot_width_inches >= width / 2


@pytest.mark.parametrize("chart", CHARTS)
def test_the_axis_names_the_first_and_the_last_place_only(chart: Ranges) -> None:
    axis = _placed(chart).value_axis
    assert axis.minimum_scale == 0
    assert axis.major_unit == chart.last_place
    assert chart.last_place < axis.maximum_scale < 2 * chart.last_place
    assert axis.maximum_scale < chart.last_place + axis.minor_unit
    assert (chart.last_place / axis.minor_unit) == pytest.approx(round(chart.last_place / axis.minor_unit))


def test_only_the_spans_are_seen_and_the_subject_wears_the_accent() -> None:
    above, spans, words = _placed(synthetic.ranges()).plots[0].series
    assert above.format.fill.type == words.format.fill.type == MSO_FILL.BACKGROUND
    assert f"#{spans.format.fill.fore_color.rgb}" == style.SECOND
    assert f"#{spans.points[synthetic.MINE].format.fill.fore_color.rgb}" == style.ACCENT


def test_the_best_place_stands_at_the_left_and_the_first_label_on_top() -> None:
    made = _placed(synthetic.ranges())
    assert made.category_axis.reverse_order
    assert not made.value_axis.reverse_order


def test_words_have_both_fonts() -> None:
    assert real_font.fonts(_placed(synthetic.ranges())._chartSpace) == {(style.OFFICE_FONT, style.OFFICE_FONT)}
