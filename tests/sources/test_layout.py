"""Columns are found by their headings; what is missing, unknown or twice is refused with the line to mend."""

from __future__ import annotations

from typing import Any

import pytest
from grids import csv_file

from survey.catalog.layouts import Part
from survey.errors import BadLayout
from survey.sources.layout import Layout, check_nothing_else, find_layout
from survey.sources.layout_errors import PartOfFile
from survey.sources.readers import Original, csv_grid

WHERE = PartOfFile("synthetic", "2027-01-01", "figures", "試験.csv")
SHARE = {"heading": "試験指標(率)", "table": "indicators", "id": "synthetic_share", "reading": "share"}
COUNT = {"sum_of": ["0歳~4歳", "5歳~9歳"], "table": "indicators", "id": "synthetic_count", "reading": "number"}
LAYOUT: dict[str, Any] = {
    "file": r"試験\.csv$",
    "media_type": "csv",
    "headings_at": 2,
    "other_headings": ["備考"],
    "municipalities": {"along": "rows", "first": 3, "code": "団体コード", "name": "団体名", "coverage": "all"},
    "items": [SHARE, COUNT],
}
HEADINGS = ["団体コード", "団体名", "試験指標（率）", "0歳～4歳", "5歳～9歳", "備考"]
FIGURES = ["999999", "試験市", "6.4%", "1", "2", ""]


def found(
    headings: list[str], figures: list[str] = FIGURES, above: list[str] | None = None, **changed: object
) -> Layout:
    """The layout of a made-up file: a title or group headings in row 1, headings in row 2, one row of figures."""
    part = Part.model_validate({**LAYOUT, **changed}).of_edition(WHERE.edition)
    grid = csv_grid(Original("試験.csv", csv_file([above or ["試験"], headings, figures])), "utf-8-sig")
    layout = find_layout(part, grid, WHERE)
    check_nothing_else(grid, layout, WHERE)
    return layout


def addresses(layout: Layout) -> dict[str, str | None]:
    return {item.id: item.at for item in layout.part.items}


def refused(headings: list[str], figures: list[str] = FIGURES, **changed: object) -> BadLayout:
    with pytest.raises(BadLayout) as caught:
        found(headings, figures, **changed)
    return caught.value


def test_headings_may_differ_in_width_line_breaks_and_outer_blanks() -> None:
    layout = found(["団体コード", "団体名\n", " 試験指標(率)", "0歳~4歳", "5歳〜9歳".replace("〜", "～"), "備考"])
    assert addresses(layout) == {"synthetic_share": "C", "synthetic_count": "D:E"}
    assert (layout.part.municipalities.code, layout.part.municipalities.name) == ("A", "B")


def test_columns_may_stand_in_any_order_and_a_sum_names_its_cells_as_they_stand() -> None:
    layout = found(["試験指標(率)", "5歳~9歳", "団体名", "0歳~4歳", "備考", "団体コード"])
    assert addresses(layout) == {"synthetic_share": "A", "synthetic_count": "B+D"}
    assert (layout.part.municipalities.code, layout.part.municipalities.name) == ("F", "C")


def test_neighbours_are_one_run_whichever_comes_first() -> None:
    layout = found(["団体コード", "団体名", "5歳~9歳", "0歳~4歳", "備考", "試験指標(率)"])
    assert addresses(layout)["synthetic_count"] == "C:D"


def test_another_spelling_is_known_once_the_line_lists_it() -> None:
    renamed = [*HEADINGS[:2], "試験指標の割合", *HEADINGS[3:]]
    error = refused(renamed)
    assert "試験指標の割合 (C2)" in error.got
    assert 'heading: ["試験指標(率)", "試験指標の割合"]' in error.next_step
    both = {**SHARE, "heading": ["試験指標(率)", "試験指標の割合"]}
    assert addresses(found(renamed, items=[both, COUNT])) == addresses(found(HEADINGS))
    assert addresses(found(HEADINGS, items=[both, COUNT])) == addresses(found(HEADINGS))


def test_of_several_that_were_renamed_all_are_named_and_the_likest_is_proposed() -> None:
    error = refused([*HEADINGS[:2], "試験指標の率", "甲", *HEADINGS[4:]])
    assert "also missing: 0歳~4歳" in error.got
    assert '"試験指標の率"' in error.next_step


def test_a_missing_heading_is_refused_until_the_catalog_says_which_editions_have_it() -> None:
    less = [*HEADINGS[:2], "", *HEADINGS[3:]]
    error = refused(less)
    assert error.expected == "試験指標(率)"
    assert "row 2" in error.where
    assert "until:" in error.next_step
    figures = [*FIGURES[:2], "", *FIGURES[3:]]
    for gone in ({"until": "2026-01-01"}, {"since": "2028-01-01"}, {"optional": True}):
        assert addresses(found(less, figures, items=[{**SHARE, **gone}, COUNT])) == {"synthetic_count": "D:E"}


def test_a_heading_outside_its_editions_is_unknown() -> None:
    for gone in ({"until": "2026-01-01"}, {"since": "2028-01-01"}):
        error = refused(HEADINGS, items=[{**SHARE, **gone}, COUNT])
        assert error.got == "試験指標(率)"
    for there in ({"until": "2027-01-01"}, {"since": "2027-01-01"}):
        assert "synthetic_share" in addresses(found(HEADINGS, items=[{**SHARE, **there}, COUNT]))


def test_an_unknown_heading_is_refused_with_the_line_to_add_which_then_works() -> None:
    more, figures = [*HEADINGS, "試験手続"], [*FIGURES, "7"]
    error = refused(more, figures)
    assert error.where == "試験.csv, cell G2"
    assert error.got == "試験手続"
    assert '- {heading: "試験手続", since: "2027-01-01"}' in error.next_step
    assert "src/survey/catalog/sources/synthetic.yml" in error.next_step
    line = {"heading": "試験手続", "since": "2027-01-01"}
    assert addresses(found(more, figures, other_headings=["備考", line])) == addresses(found(HEADINGS))
    item = {**line, "table": "indicators", "id": "synthetic_more", "reading": "number"}
    assert addresses(found(more, figures, items=[SHARE, COUNT, item]))["synthetic_more"] == "G"


def test_every_unknown_heading_is_named() -> None:
    assert refused([*HEADINGS, "甲", "乙"], [*FIGURES, "", ""]).got == "甲 (G2), 乙 (H2)"


def test_a_heading_twice_is_refused_unless_its_group_or_an_address_of_the_edition_tells() -> None:
    twice, figures = [*HEADINGS, "試験指標（率）"], [*FIGURES, "9%"]
    error = refused(twice, figures)
    assert "twice" in error.what
    assert error.got == "C, G"
    assert "synthetic_share: C" in error.next_step
    # Printed once for all columns below them, as merged cells are.
    groups = ["", "", "甲の組", "", "", "", "乙の組"]
    for group, at in (("甲の組", "C"), ("乙の組", "G")):
        under = {**SHARE, "under": group}
        rest = {"heading": "試験指標(率)"}
        layout = found(twice, figures, groups, items=[under, COUNT], other_headings=["備考", rest], groups_at=1)
        assert addresses(layout)["synthetic_share"] == at
    for at in ("C", "G"):
        changes = {"2027-01-01": {"at": {"synthetic_share": at}}}
        assert addresses(found(twice, figures, changes=changes))["synthetic_share"] == at
        later = {"2028-01-01": {"at": {"synthetic_share": at}}}
        assert "twice" in refused(twice, figures, changes=later).what


def test_a_column_that_tells_municipalities_apart_is_printed_once() -> None:
    error = refused([*HEADINGS, "団体名"], [*FIGURES, "別市"])
    assert "twice" in error.what
    assert error.got == "B, G"


def test_an_address_that_bears_another_heading_is_refused() -> None:
    error = refused(HEADINGS, changes={"2027-01-01": {"at": {"synthetic_share": "D"}}})
    assert (error.expected, error.got) == ("試験指標(率)", "0歳~4歳")
    assert "cell D2" in error.where


def test_headings_in_another_row_are_refused_with_that_row_until_the_edition_says_so() -> None:
    error = refused(FIGURES, HEADINGS)
    assert "stands in A3" in error.got or "stands in C3" in error.got
    assert "headings_at" in error.next_step
    moved = {"headings_at": 3, "municipalities": {**LAYOUT["municipalities"], "first": 4}}
    for first, is_known in (("2027-01-01", True), ("2026-01-01", True), ("2027-01-02", False)):
        part = Part.model_validate({**LAYOUT, "changes": {first: moved}}).of_edition(WHERE.edition)
        assert (part.headings_at, part.municipalities.first) == ((("3",), "4") if is_known else (("2",), "3"))


def test_a_file_shorter_than_its_headings_and_an_empty_one_are_refused() -> None:
    for rows in ([["試験"]], []):
        grid = csv_grid(Original("試験.csv", csv_file(rows)), "utf-8-sig")
        with pytest.raises(BadLayout):
            find_layout(Part.model_validate(LAYOUT), grid, WHERE)


def test_a_figure_in_a_column_without_a_heading_is_refused_with_its_cell() -> None:
    found(HEADINGS, [*FIGURES, " "])
    assert "cell G3" in refused(HEADINGS, [*FIGURES, "○"]).where


def test_words_above_the_headings_are_no_figures() -> None:
    found([*HEADINGS, ""], [*FIGURES, ""], ["試験", "", "", "", "", "", "凡例"])


def test_the_first_row_of_headings_that_prints_anything_counts() -> None:
    above = ["団体コード", "団体名", "大きな組", "", "", "備考"]
    below = ["", "", "試験指標(率)", "0歳~4歳", "5歳~9歳", ""]
    assert addresses(found(below, above=above, headings_at=[2, 1])) == addresses(found(HEADINGS))


def test_the_column_of_an_items_dates_is_found_by_its_heading() -> None:
    dated = {**SHARE, "as_of": "heading:備考"}
    (item, _) = found(HEADINGS, [*FIGURES[:5], "2026-01-01"], items=[dated, COUNT]).part.items
    assert item.as_of == "column:F"


def test_where_no_heading_was_seen_addresses_hold_and_may_change_with_an_edition() -> None:
    axis = {**LAYOUT["municipalities"], "code": "A", "name": "B"}
    bare = {"headings_at": (), "other_headings": (), "other_columns": ["D", "E", "F"], "municipalities": axis}
    item = {name: value for name, value in SHARE.items() if name != "heading"} | {"at": "C"}
    assert addresses(found(HEADINGS, items=[item], **bare)) == {"synthetic_share": "C"}
    bare["other_columns"] = ["C", "E", "F"]
    changes = {"2027-01-01": {"at": {"synthetic_share": "D"}}}
    assert addresses(found(HEADINGS, items=[item], changes=changes, **bare)) == {"synthetic_share": "D"}


@pytest.mark.parametrize("item", [{**SHARE, "at": "C"}, {**SHARE, "heading": []}], ids=["address", "nothing"])
def test_an_item_under_headings_is_told_by_them(item: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="told by heading"):
        Part.model_validate({**LAYOUT, "items": [item]})


def test_an_item_without_headings_needs_an_address() -> None:
    with pytest.raises(ValueError, match="told by address"):
        Part.model_validate({**LAYOUT, "headings_at": (), "items": [SHARE]})
