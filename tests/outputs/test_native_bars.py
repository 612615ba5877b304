"""Bars as a native chart: the plot by measure, every number readable."""

from __future__ import annotations

import dataclasses

import pytest
import real_font
import synthetic
from pptx.chart.chart import Chart as NativeChart
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame

from survey.findings.charts import Bars, Series
from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.charts.dispatch import add_chart

STACKED = dataclasses.replace(
    synthetic.bars(),
    series=(
        Series("期限までに確かめられるもの", (3.0, 0.0, 1.0)),
        Series("始まった時期が分からないもの", (2.0, 5.0, None), "quiet"),
        Series("記載のないもの", (1.0, 1.0, 1.0), "absent"),
    ),
    stacked=True,
)


def _frame(chart: Bars, width: float) -> GraphicFrame:
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, (0.5, 1.5, width, 4.8))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    return frame


def _placed(chart: Bars, width: float = 12.0) -> NativeChart:
    return _frame(chart, width).chart


def _plot(made: NativeChart) -> dict[str, float]:
    layout = made._chartSpace.find(f".//{qn('c:plotArea')}").find(qn("c:layout")).find(qn("c:manualLayout"))
    return {side: float(layout.find(qn(f"c:{side}")).get("val")) for side in "xywh"}


def _ink(element) -> str:  # noqa: ANN001 - the labels' part of a chart
    return "#" + element.find(f".//{qn('a:srgbClr')}").get("val")


def test_every_part_says_its_number_in_an_ink_that_can_be_read_there() -> None:
    for series in _placed(STACKED).plots[0].series:
        labels = series._element.find(qn("c:dLbls"))
        ground = f"#{series.format.fill.fore_color.rgb}"
        assert style.contrast(_ink(labels.find(qn("c:txPr"))), ground) >= style.LEAST_CONTRAST
        assert labels.find(qn("c:showVal")).get("val") == "1"
        assert labels.find(qn("c:numFmt")).get("formatCode").endswith(";")
    main = _placed(STACKED).plots[0].series[0]
    (single,) = main._element.findall(f".//{qn('c:dLbl')}")
    assert single.find(qn("c:idx")).get("val") == "0"
    assert style.contrast(_ink(single), style.ACCENT) >= style.LEAST_CONTRAST


@pytest.mark.parametrize("width", [12.0, 6.0, 4.8])
@pytest.mark.parametrize("chart", [synthetic.bars(), STACKED, synthetic.bars(synthetic.WARDS[:3])])
def test_the_plot_stays_inside_its_frame_and_takes_half_the_width_or_more(chart: Bars, width: float) -> None:
    plot = _plot(_placed(chart, width))
    assert plot["x"] + plot["w"] <= 1
    assert plot["y"] + plot["h"] <= 1
    assert plot["w"] >= 0.5


def test_a_legend_that_needs_more_lines_gets_more_room() -> None:
    wide, narrow = (_placed(STACKED, width) for width in (12.0, 4.8))
    foot = [1 - _plot(made)["y"] - _plot(made)["h"] for made in (wide, narrow)]
    assert foot[1] > foot[0]


@pytest.mark.parametrize("count", [3, 14, 23])
def test_labels_fit_above_each_other(count: int) -> None:
    chart = synthetic.bars(synthetic.WARDS[:count])
    chart = dataclasses.replace(chart, series=(Series("率", tuple(map(float, range(count)))),))
    frame = _frame(chart, 6.0)
    size_pt = frame.chart.category_axis.tick_labels.font.size.pt
    assert size_pt >= 7
    assert size_pt * real_font.LINE / 72 <= _plot(frame.chart)["h"] * frame.height.inches / count
