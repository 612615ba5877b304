"""A map of tiles as native shapes: a square a label with its name and value, readable, in one described group."""

from __future__ import annotations

import pytest
import real_font
import synthetic
from pptx.enum.dml import MSO_FILL, MSO_LINE
from pptx.oxml.ns import qn
from pptx.shapes.group import GroupShape

from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.charts.dispatch import add_chart

CHART = synthetic.tiles()


@pytest.fixture(params=[12.2, 6.0, 4.8])
def group(request: pytest.FixtureRequest) -> GroupShape:
    slide = deck.add_slide(deck.new_deck(), "試験")
    add_chart(slide, CHART, (0.5, 1.5, request.param, 4.88))
    (found,) = [shape for shape in slide.shapes if isinstance(shape, GroupShape)]
    return found


def _tile(group: GroupShape, label: str):  # noqa: ANN202 - a shape
    (found,) = [shape for shape in group.shapes if shape.name == label]
    return found


def test_every_label_has_a_tile_with_its_name_and_its_value(group: GroupShape) -> None:
    for label, written in zip(CHART.labels, CHART.written, strict=True):
        paragraphs = _tile(group, label).text_frame.paragraphs
        assert [paragraph.text for paragraph in paragraphs] == [label, written]


def test_tiles_are_equal_in_their_columns_and_rows(group: GroupShape) -> None:
    made = [_tile(group, label) for label in CHART.labels]
    assert len({(tile.width, tile.height) for tile in made}) == 1
    assert made[0].width >= made[0].height
    across = (CHART.columns, [tile.left for tile in made], made[0].width)
    down = (CHART.rows, [tile.top for tile in made], made[0].height)
    for numbers, places, side in (across, down):
        at = dict(zip(numbers, places, strict=True))
        pitch = (at[max(at)] - at[min(at)]) / (max(at) - min(at))
        assert pitch > side
        for number, place in zip(numbers, places, strict=True):
            assert place == pytest.approx(at[min(at)] + (number - min(at)) * pitch, abs=2)


def test_no_tile_lies_on_another(group: GroupShape) -> None:
    assert not real_font.overlapping([shape for shape in group.shapes if not shape.name.endswith("frame")])


def test_every_tiles_text_can_be_read_on_its_colour(group: GroupShape) -> None:
    for label in CHART.labels:
        tile = _tile(group, label)
        ground = f"#{tile.fill.fore_color.rgb}"
        for paragraph in tile.text_frame.paragraphs:
            assert style.contrast(f"#{paragraph.runs[0].font.color.rgb}", ground) >= 4.5


def test_every_tiles_text_fits_into_its_tile(group: GroupShape) -> None:
    for label in CHART.labels:
        tile = _tile(group, label)
        side_inches, height_inches = tile.width.inches, 0.0
        for paragraph in tile.text_frame.paragraphs:
            size_pt = paragraph.runs[0].font.size.pt
            assert size_pt >= 8
            assert real_font.ems(paragraph.text) * size_pt / 72 <= side_inches
            height_inches += size_pt * real_font.LINE / 72
        assert height_inches <= side_inches


def test_a_tile_without_a_value_is_white_with_a_dashed_border(group: GroupShape) -> None:
    tile = _tile(group, CHART.labels[synthetic.MISSING])
    assert f"#{tile.fill.fore_color.rgb}" == style.WHITE
    assert tile.line.dash_style == MSO_LINE.DASH
    others = [_tile(group, label) for i, label in enumerate(CHART.labels) if i != synthetic.MISSING]
    assert all(other.line.fill.type == MSO_FILL.BACKGROUND for other in others)


def test_the_lowest_and_the_highest_value_wear_the_ends_of_the_scale(group: GroupShape) -> None:
    ends = [CHART.labels[CHART.values.index(value)] for value in (CHART.lowest, CHART.highest)]
    assert [f"#{_tile(group, label).fill.fore_color.rgb}" for label in ends] == [style.PALEST, style.DEEPEST]


def test_the_highlighted_tile_alone_has_a_thick_frame_around_it(group: GroupShape) -> None:
    (frame,) = [shape for shape in group.shapes if shape.name.endswith("frame")]
    mine = _tile(group, CHART.labels[synthetic.MINE])
    assert frame.line.width.pt >= 2
    assert frame.left < mine.left
    assert frame.top < mine.top
    assert frame.left + frame.width > mine.left + mine.width
    assert frame.fill.type == MSO_FILL.BACKGROUND


def test_the_key_names_the_ends_of_the_scale_and_the_dashed_border(group: GroupShape) -> None:
    words = [shape.text_frame.text for shape in group.shapes if shape.name == "key"]
    assert [text for text in words if text] == ["0件", "22件　破線は数値なし"]


def test_the_group_is_described_and_its_text_has_both_fonts(group: GroupShape) -> None:
    assert group._element.find(qn("p:nvGrpSpPr")).find(qn("p:cNvPr")).get("descr") == CHART.alt_ja
    assert real_font.fonts(group._element) == {(style.OFFICE_FONT, style.OFFICE_FONT)}
