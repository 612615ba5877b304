"""Is it the file that is meant: one a part, of the date that it is added as?"""

from __future__ import annotations

import pytest
from grids import csv_file

from survey.catalog.layouts import Axis, Item, Part
from survey.errors import BadFile, BadLayout
from survey.sources import expect
from survey.sources.layout_errors import PartOfFile
from survey.sources.readers import Original, csv_grid

PART = Part(
    file=r"試験\.csv$",
    media_type="csv",
    edition_printed_at="A1",
    headings_at="2",
    municipalities=Axis(along="rows", first="3", code="団体コード", name="団体名", coverage="all"),
    items=(Item(heading="試験指標(率)", table="indicators", id="synthetic_share", reading="share"),),
)
PRINTED = [
    ["試験指標（令和４年度）", "", "", "", ""],
    ["団体コード", "団体名", "試験指標（率）", "0歳～4歳", ""],
    ["999999", "試験市", "6.4%", "1", "2"],
]


def check_edition(printed: str, named: str, printed_to: str = "day") -> None:
    grid = csv_grid(Original("試験.csv", csv_file([[printed], *PRINTED[1:]])), "utf-8-sig")
    part = PART.model_copy(update={"edition_printed_to": printed_to})
    expect.check_edition(grid, part, PartOfFile("synthetic", named, "試験", "試験.csv"))


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


def in_row_1(*texts: str) -> None:
    grid = csv_grid(Original("試験.csv", csv_file([list(texts), ["", "令和９年度末時点"]])), "utf-8-sig")
    part = PART.model_copy(update={"edition_printed_at": "1"})
    expect.check_edition(grid, part, PartOfFile("synthetic", "2026-03-31", "試験", "試験.csv"))


def test_the_date_may_stand_in_any_cell_of_its_row_so_that_a_column_more_does_not_hide_it() -> None:
    in_row_1("試験", "（令和７年度末時点）")
    in_row_1("（令和７年度末時点）", "試験")
    with pytest.raises(BadLayout, match="cell B1"):
        in_row_1("試験", "（令和６年度末時点）")


@pytest.mark.parametrize("texts", [("試験", ""), ("令和７年度末時点", "令和６年度末時点")], ids=["none", "two"])
def test_a_row_without_just_one_date_is_refused(texts: tuple[str, str]) -> None:
    with pytest.raises(BadLayout, match="no date") as caught:
        in_row_1(*texts)
    assert "row 1" in caught.value.where
