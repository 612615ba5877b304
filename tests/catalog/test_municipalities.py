"""Which municipalities there were on a day, and how the list says who succeeded whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.catalog import municipalities, specs
from survey.catalog.municipalities import day_of, every_municipality, line_to_add, line_to_end, municipalities_on
from survey.catalog.specs import listed, source_ids, source_spec
from survey.errors import BadCatalog
from survey.printed.codes import check_digit

HEADINGS = (
    "municipality_code,name_ja,kana,prefecture,kind,valid_from,valid_until,successor_code,predecessor_codes,"
    "former_names_ja"
)
TOWN, OTHER, CITY, NEW = (first + check_digit(first) for first in ("99301", "99302", "99201", "99202"))
LINES = {
    TOWN: f"{TOWN},甲町,コウマチ,試験県,town,,,,,",
    OTHER: f"{OTHER},乙村,オツムラ,試験県,village,,,,,",
    CITY: f"{CITY},丙市,ヘイシ,試験県,city,,,,,",
}

Lister = Callable[..., None]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lister]:
    """Makes a list of a made-up town, a village and a city, with another line of the town, or more lines."""
    monkeypatch.setattr(specs, "CATALOG", tmp_path)

    def write(*more: str, town: str = LINES[TOWN]) -> None:
        text = "\n".join([HEADINGS, *{**LINES, TOWN: town}.values(), *more, ""])
        (tmp_path / "municipalities.csv").write_text(text, encoding="utf-8")
        specs._listed.cache_clear()
        municipalities._dated_in.cache_clear()

    yield write
    specs._listed.cache_clear()
    municipalities._dated_in.cache_clear()


def codes(day: str) -> set[str]:
    return set(municipalities_on(day)["municipality_code"])


def test_a_list_without_dates_holds_on_every_day(lines: Lister) -> None:
    lines()
    assert codes("1900-01-01") == codes("2100-01-01") == {TOWN, OTHER, CITY}


def test_one_out_of_two_ends_both_on_the_day_before(lines: Lister) -> None:
    lines(f"{NEW},丁市,テイシ,試験県,city,2026-04-01,,,{TOWN}|{OTHER},")
    assert codes("2026-03-31") == {TOWN, OTHER, CITY}
    assert codes("2026-04-01") == {NEW, CITY}
    known = every_municipality().set_index("municipality_code")
    for code in (TOWN, OTHER):
        assert known.loc[code, ["valid_until", "successor_code"]].tolist() == ["2026-03-31", NEW]


def test_one_that_joins_another_ends_by_its_own_line(lines: Lister) -> None:
    lines(town=f"{TOWN},甲町,コウマチ,試験県,town,,2026-03-31,{CITY},,")
    assert codes("2026-03-31") == {TOWN, OTHER, CITY}
    assert codes("2026-04-01") == {OTHER, CITY}


def test_lines_come_in_code_order_wherever_they_stand(lines: Lister) -> None:
    lines(f"{NEW},丁市,テイシ,試験県,city,2026-04-01,,,{TOWN},")
    order = every_municipality()["municipality_code"].tolist()
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{NEW},丁市,テイシ,試験県,city,,,,{TOWN},", "no first day"),
        (f"{NEW},丁市,テイシ,試験県,city,2026-04-01,,,999999,", "not in the list"),
        (f"{NEW},丁市,テイシ,試験県,city,,2026-04-01,999999,,", "not in the list"),
        (f"{NEW},丁市,テイシ,試験県,city,2026-4-1,,,,", "date is none"),
    ],
    ids=["no day", "no predecessor", "no successor", "no date"],
)
def test_what_cannot_be_is_refused(lines: Lister, line: str, message: str) -> None:
    lines(line)
    with pytest.raises(BadCatalog, match=message):
        municipalities_on("2026-04-01")


def test_two_lines_that_tell_one_end_apart_are_refused(lines: Lister) -> None:
    lines(
        f"{NEW},丁市,テイシ,試験県,city,2026-04-01,,,{TOWN},",
        town=f"{TOWN},甲町,コウマチ,試験県,town,,2025-03-31,{NEW},,",
    )
    with pytest.raises(BadCatalog, match="two lines tell valid_until"):
        municipalities_on("2026-04-01")


def test_the_line_to_add_is_one_that_the_list_takes(lines: Lister) -> None:
    lines()
    gone = municipalities_on("2026-03-31").query("municipality_code == @TOWN")
    line = line_to_add(NEW, "甲市", "2026-03-31", gone)
    assert line == f"{NEW},甲市,コウシ,試験県,city,2026-03-31,,,{TOWN},"
    lines(line)
    assert codes("2026-03-31") == {NEW, OTHER, CITY}


def test_what_nobody_can_tell_stands_in_capitals_in_the_line(lines: Lister) -> None:
    lines()
    nobody = municipalities_on("2026-03-31").head(0)
    assert line_to_add(NEW, "丁市", "2026-03-31", nobody) == f"{NEW},丁市,KANA,試験県,city,2026-03-31,,,,"
    (row,) = municipalities_on("2026-03-31").query("municipality_code == @TOWN").to_dict("records")
    assert line_to_end(row) == f"{TOWN},甲町,コウマチ,試験県,town,,LAST-DAY,SUCCESSOR-CODE,,"


def test_the_day_of_a_fiscal_year_is_its_last() -> None:
    assert [day_of(edition) for edition in ("2025-03-31", "FY2022")] == ["2025-03-31", "2023-03-31"]


@pytest.mark.parametrize("source_id", source_ids())
def test_every_listed_edition_has_a_day_on_which_all_its_municipalities_were(source_id: str) -> None:
    for edition in source_spec(source_id).editions:
        assert len(municipalities_on(day_of(edition))) == len(listed("municipalities"))
