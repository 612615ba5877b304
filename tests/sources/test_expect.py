"""A heading that moved or appeared is an error that says where it stands now."""

from __future__ import annotations

import pytest
from grids import csv_file

from survey.catalog.models import Axis, Item, Part
from survey.errors import BadFile, BadLayout
from survey.sources import expect
from survey.sources.readers import Original, csv_grid

PART = Part(
    file=r"試験\.csv$",
    media_type="csv",
    edition_printed_at="A1",
    headings_at="2",
    other_headings={"A": "団体コード", "B": "団体名"},
    municipalities=Axis(along="rows", first="3", code="A", name="B", coverage="all"),
    items=(
        Item(at="C", heading="試験指標(率)", table="indicators", id="synthetic_share", reading="share"),
        Item(at="D:E", heading="0歳~4歳", table="indicators", id="synthetic_count", reading="number"),
    ),
)
PRINTED = [
    ["試験指標（令和４年度）", "", "", "", ""],
    ["団体コード", "団体名", "試験指標（率）", "0歳～4歳", ""],
    ["999999", "試験市", "6.4%", "1", "2"],
]


def check_layout(grid: list[list[str]]) -> None:
    expect.layout(csv_grid(Original("試験.csv", csv_file(grid)), "utf-8-sig"), PART, "試験.csv")


def check_edition(printed: str, named: str, printed_to: str = "day") -> None:
    grid = csv_grid(Original("試験.csv", csv_file([[printed], *PRINTED[1:]])), "utf-8-sig")
    expect.edition(grid, PART.model_copy(update={"edition_printed_to": printed_to}), named, "試験.csv")


def test_headings_may_differ_in_width_and_line_breaks() -> None:
    check_layout(PRINTED)
    check_layout([PRINTED[0], ["団体コード", "団体名\n", " 試験指標(率)", "0歳~4歳", ""], PRINTED[2]])


def test_two_headings_that_changed_places_are_refused_and_the_place_is_told() -> None:
    code, name, share, band, nothing = PRINTED[1]
    with pytest.raises(BadLayout) as caught:
        check_layout([PRINTED[0], [code, name, band, share, nothing], PRINTED[2]])
    assert "cell C2" in caught.value.where
    assert "stands in D2" in caught.value.got


def test_a_heading_that_is_gone_is_refused_without_a_guess_where_it_went() -> None:
    with pytest.raises(BadLayout) as caught:
        check_layout([PRINTED[0], ["団体コード", "団体名", "", "0歳～4歳", ""], PRINTED[2]])
    assert caught.value.got == "an empty cell"


def test_a_heading_above_a_column_that_the_catalog_does_not_name_is_refused() -> None:
    with pytest.raises(BadLayout, match="does not know") as caught:
        check_layout([PRINTED[0], [*PRINTED[1], "試験手続"], PRINTED[2]])
    assert "cell F2" in caught.value.where
    assert caught.value.got == "試験手続"


def test_a_file_shorter_than_its_headings_is_refused() -> None:
    with pytest.raises(BadLayout):
        check_layout(PRINTED[:1])


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(BadLayout):
        expect.layout(csv_grid(Original("試験.csv", b""), "utf-8-sig"), PART, "試験.csv")


def test_the_printed_fiscal_year_must_be_the_edition() -> None:
    check_edition("試験指標（令和４年度）", "FY2022")
    with pytest.raises(BadLayout) as caught:
        check_edition("試験指標（令和４年度）", "FY2023")
    assert caught.value.expected == "FY2023"
    assert "FY2022" in caught.value.got


def test_a_file_that_prints_no_date_is_refused() -> None:
    with pytest.raises(BadLayout, match="another date") as caught:
        check_edition("試験指標", "FY2022")
    assert "no date" in caught.value.got


@pytest.mark.parametrize(
    ("printed", "printed_to", "named"),
    [("令和8年1月", "month", "2026-01-01"), ("令和２年試験調査", "year", "2020-10-01")],
)
def test_where_only_month_or_year_is_printed_the_edition_is_a_whole_date_in_it(
    printed: str, printed_to: str, named: str
) -> None:
    check_edition(printed, named, printed_to)
    year, month, _ = named.split("-")
    others = [f"{int(year) + 1}-{month}-01", year, f"{year}-{month}", f"{year}-{month}-99", f"FY{year}"]
    for other in others + ([f"{year}-02-01"] if printed_to == "month" else []):
        with pytest.raises(BadLayout, match="another date") as caught:
            check_edition(printed, other, printed_to)
        assert caught.value.expected == other
        assert year in caught.value.got
    with pytest.raises(BadLayout, match="another date"):
        check_edition(printed, named)
    with pytest.raises(BadLayout, match="no date"):
        check_edition("試験指標", named, printed_to)


@pytest.mark.parametrize(("names", "fitting"), [([], 0), (["別.csv"], 0), (["試験.csv", "新試験.csv"], 2)])
def test_a_part_needs_exactly_one_file_that_fits(names: list[str], fitting: int) -> None:
    with pytest.raises(BadFile, match=f"needs one file, {fitting} of those given fit"):
        expect.file_of([Original(name, b"") for name in names], PART, "synthetic")


def check_nothing_else(grid: list[list[str]]) -> None:
    expect.nothing_else(csv_grid(Original("試験.csv", csv_file(grid)), "utf-8-sig"), PART, "試験.csv")


def test_a_figure_in_a_column_without_a_heading_is_refused_with_its_cell() -> None:
    check_nothing_else([[*row, " "] for row in PRINTED])
    with pytest.raises(BadLayout, match="cell F3"):
        check_nothing_else([[*PRINTED[0], ""], [*PRINTED[1], ""], [*PRINTED[2], "○"]])


def test_words_above_the_headings_are_no_figures() -> None:
    check_nothing_else([[*PRINTED[0], "凡例"], [*PRINTED[1], ""], [*PRINTED[2], ""]])
