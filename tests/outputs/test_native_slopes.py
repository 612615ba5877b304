"""Lines between two ends as a native chart: a series a label, named where there is room, the subject on top."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import pytest
import real_font
import synthetic
from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn

from survey.findings.charts import Slopes
from survey.outputs import style
from survey.outputs.drawing import scale as drawing
from survey.outputs.slides import deck
from survey.outputs.slides.charts.dispatch import add_chart, chart_fits
from survey.outputs.slides.page_layout import BODY_PT
from survey.outputs.text import fitting

CHART = synthetic.slopes()


def _placed(chart: Slopes) -> NativeChart:
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, (0.5, 1.5, 12.0, 4.8))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == chart.alt_ja
    return frame.chart


def _labelled(made: NativeChart, end: int) -> list[str]:
    """The series with a label at an end."""
    return [
        series.name
        for series in made.plots[0].series
        if str(end) in [index.get("val") for index in series._element.iterfind(f".//{qn('c:dLbl')}/{qn('c:idx')}")]
    ]


def test_the_sheet_holds_a_line_a_label_from_its_first_value_to_its_second() -> None:
    made = _placed(CHART)
    assert made.chart_type == XL_CHART_TYPE.LINE_MARKERS
    assert tuple(made.plots[0].categories) == CHART.ends_ja
    printed = {series.name: tuple(series.values) for series in made.plots[0].series}
    assert printed == dict(zip(CHART.labels, zip(CHART.starts, CHART.ends, strict=True), strict=True))


def test_the_subject_is_drawn_last_in_the_accent_and_named_lines_stand_out() -> None:
    made = _placed(CHART)
    *others, mine = made.plots[0].series
    assert mine.name == CHART.labels[synthetic.MINE]
    assert f"#{mine.format.line.color.rgb}" == style.ACCENT
    colours = {series.name: f"#{series.format.line.color.rgb}" for series in others}
    named = _labelled(made, 1)
    assert len(named) > 1
    assert {colours[name] for name in named if name != mine.name} == {style.SECOND}
    assert {colour for name, colour in colours.items() if name not in named} == {style.QUIET}


def test_of_names_that_would_stand_on_each_other_the_first_wanted_is_written() -> None:
    near = dataclasses.replace(CHART, ends=tuple(80.0 + i / 100 for i in range(len(CHART.labels))))
    assert _labelled(_placed(near), 1) == [CHART.labels[near.named[0]]]


@pytest.mark.parametrize("height_inches", [1.0, 2.5, 4.0])
def test_written_words_are_a_line_apart_at_both_ends(height_inches: float) -> None:
    low, high = drawing.slope_axis(CHART)
    line = fitting.height_inches(1, BODY_PT) / height_inches * (high - low)
    starts, ends = drawing.slope_labels(CHART, height_inches, BODY_PT)
    assert ends[0] == CHART.named[0]
    assert set(starts) <= set(ends)
    for words, values in ((starts, CHART.starts), (ends, CHART.ends)):
        assert all(abs(values[one] - values[other]) >= line for one, other in combinations(words, 2))


def test_the_right_end_tells_name_and_value_the_left_one_the_value() -> None:
    mine = _placed(CHART).plots[0].series[-1]
    left, right = (mine.points[end].data_label for end in (0, 1))
    assert (left.position, right.position) == (XL_LABEL_POSITION.LEFT, XL_LABEL_POSITION.RIGHT)
    for label, names_it in ((left, "0"), (right, "1")):
        assert label._dLbl.find(qn("c:showVal")).get("val") == "1"
        assert label._dLbl.find(qn("c:showSerName")).get("val") == names_it


def test_all_values_lie_within_the_axis() -> None:
    axis = _placed(CHART).value_axis
    assert axis.minimum_scale < min(CHART.starts)
    assert max(CHART.ends) < axis.maximum_scale


def test_there_is_no_room_where_the_longest_name_would_be_cut() -> None:
    assert chart_fits(CHART, (0.0, 0.0, 12.0, 4.8))
    assert not chart_fits(CHART, (0.0, 0.0, 4.0, 4.8))
    assert not chart_fits(CHART, (0.0, 0.0, 12.0, 2.0))


def test_words_have_both_fonts() -> None:
    assert real_font.fonts(_placed(CHART)._chartSpace) == {(style.OFFICE_FONT, style.OFFICE_FONT)}
