"""A table of words as a native table: every cell there, rows high enough for their text, or the cut is said."""

from __future__ import annotations

import pytest
import real_font
import synthetic
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.table import Table
from pptx.util import Emu, Inches

from survey.findings.charts import TextTable
from survey.outputs import style
from survey.outputs.slides import deck, paging
from survey.outputs.slides.charts.dispatch import add_chart, side_by_side

BOX = (0.55, 1.52, 12.2, 4.88)
HALF = (0.55, 1.52, 6.0, 4.88)
CHARTS = [synthetic.table(), synthetic.table(11, synthetic.LONG[:30]), synthetic.table(8, synthetic.LONG)]


def _placed(chart: TextTable, rect: deck.Rect = BOX) -> tuple[Slide, Table]:
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, chart, rect)
    (frame,) = [shape for shape in slide.shapes if shape.has_table]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == chart.alt_ja
    return slide, frame.table


def _runs(table: Table, row: int) -> list:
    return [run for cell in table.rows[row].cells for paragraph in cell.text_frame.paragraphs for run in paragraph.runs]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_cell_says_what_the_description_says_on_as_many_slides_as_it_needs(chart: TextTable) -> None:
    printed = []
    for placed in paging.paginate([chart], BOX):
        ((part, rect),) = placed.charts
        _, table = _placed(part, rect)
        head, *rows = [tuple(cell.text.replace("\v", "") for cell in row.cells) for row in table.rows]
        assert head == chart.headings
        printed += rows
    assert printed == list(chart.rows)


@pytest.mark.parametrize("rect", [BOX, HALF])
@pytest.mark.parametrize("chart", [*CHARTS, synthetic.table(11, synthetic.LONG * 2)])
def test_every_row_is_as_high_as_its_text_and_all_rows_stay_in_the_box(chart: TextTable, rect: deck.Rect) -> None:
    slide, table = _placed(chart, rect)
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            inside_inches = Emu(column.width - cell.margin_left - cell.margin_right).inches
            room_inches = Emu(row.height - cell.margin_top - cell.margin_bottom).inches
            assert real_font.need_inches(cell.text_frame, inside_inches) <= room_inches + real_font.TOLERANCE_INCHES
    foot_inches = max(Emu(shape.top + shape.height).inches for shape in slide.shapes if shape.name != "slide number")
    assert foot_inches <= rect[1] + rect[3] + real_font.TOLERANCE_INCHES
    assert sum(column.width for column in table.columns) <= Inches(rect[2])


@pytest.mark.parametrize("rows", [3, 5, 11])
def test_rows_of_short_words_are_set_in_twelve_points_or_more(rows: int) -> None:
    _, table = _placed(synthetic.table(rows))
    assert min(run.font.size.pt for row in range(rows + 1) for run in _runs(table, row)) >= 12


def test_rows_that_do_not_fit_are_left_out_and_counted() -> None:
    chart = synthetic.table(11, synthetic.LONG * 2)
    slide, table = _placed(chart, HALF)
    shown = len(table.rows) - 1
    assert 1 <= shown < len(chart.rows)
    (more,) = [shape.text_frame.text for shape in slide.shapes if shape.name == "more"]
    assert more == f"ほか{len(chart.rows) - shown}行はワークブックの同じ見出しのシートにあります"


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    chart = synthetic.table()
    _, table = _placed(chart)
    for row in table.rows:
        sides = [cell.text_frame.paragraphs[0].alignment for cell in row.cells]
        assert [side == PP_ALIGN.RIGHT for side in sides] == [i in chart.numeric for i in range(len(sides))]


def test_headings_and_stressed_rows_are_bold_and_only_the_stressed_ones_wear_the_accent() -> None:
    chart = synthetic.table()
    _, table = _placed(chart)
    for row in range(len(table.rows)):
        stressed = row - 1 in chart.highlight
        assert {run.font.bold for run in _runs(table, row)} == {row == 0 or stressed}
        assert {f"#{run.font.color.rgb}" for run in _runs(table, row)} == {style.ACCENT if stressed else style.TEXT}
    assert style.contrast(style.ACCENT, style.TINT) >= style.LEAST_CONTRAST


def test_there_is_no_banding_and_every_run_has_both_fonts() -> None:
    _, table = _placed(synthetic.table())
    assert not table.horz_banding
    assert real_font.fonts(table._tbl) == {(style.OFFICE_FONT, style.OFFICE_FONT)}


def test_beside_a_chart_a_table_takes_three_fifths() -> None:
    bars_box, table_box = side_by_side((synthetic.bars(), synthetic.table()), BOX)
    assert table_box[2] / (bars_box[2] + table_box[2]) == pytest.approx(0.6)
    assert bars_box[0] + bars_box[2] < table_box[0]
    assert table_box[0] + table_box[2] == pytest.approx(BOX[0] + BOX[2])
    equal = side_by_side((synthetic.bars(), synthetic.tiles()), BOX)
    assert equal[0][2] == pytest.approx(equal[1][2])
