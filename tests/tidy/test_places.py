"""Which municipalities a source must print: told by the catalog, and neither more nor fewer are taken."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog.layouts import Axis, Part
from survey.catalog.specs import listed, source_ids, source_spec
from survey.errors import BadCatalog, BadCell, BadLayout
from survey.sources.layout_errors import PartOfFile
from survey.tidy import places
from survey.tidy.places import Sheet, check_municipalities, expected_municipalities

LISTED = listed("municipalities")
TODAY = "2026-11-30"
KINDS, PREFECTURES = sorted(set(LISTED["kind"])), sorted(set(LISTED["prefecture"]))


def axis(coverage: str, *without: str) -> Axis:
    return Axis(along="rows", first="2", code="A", name="B", coverage=coverage, without=without)


def codes(coverage: str, *without: str) -> list[str]:
    return expected_municipalities(axis(coverage, *without), TODAY)["municipality_code"].tolist()


def check(rows: pd.DataFrame, coverage: str, *without: str) -> None:
    part = Part(file="x", media_type="csv", municipalities=axis(coverage, *without))
    named = rows[["municipality_code", "name_ja"]].assign(address=[f"B{row}" for row in range(2, len(rows) + 2)])
    check_municipalities(Sheet(part, pd.DataFrame(), PartOfFile("synthetic", TODAY, "試験", "試験.csv"), TODAY), named)


def test_all_are_every_listed_municipality_in_order() -> None:
    assert codes("all") == LISTED["municipality_code"].tolist()


@pytest.mark.parametrize(("column", "values"), [("kind", KINDS), ("prefecture", PREFECTURES)])
def test_a_kind_or_a_prefecture_is_those_and_no_others_and_together_they_are_all(
    column: str, values: list[str]
) -> None:
    for value in values:
        assert set(expected_municipalities(axis(value), TODAY)[column]) == {value}
    assert sorted(code for value in values for code in codes(value)) == codes("all")


def test_no_kind_bears_a_prefectures_name() -> None:
    assert not set(KINDS) & set(PREFECTURES)
    assert "all" not in {*KINDS, *PREFECTURES}


@given(st.sampled_from(["all", *KINDS, *PREFECTURES]), st.data())
def test_without_some_it_is_the_others_in_the_same_order(coverage: str, data: st.DataObject) -> None:
    covered = codes(coverage)
    without = data.draw(st.lists(st.sampled_from(covered), unique=True, max_size=5))
    assert codes(coverage, *without) == [code for code in covered if code not in without]


@pytest.mark.parametrize(("coverage", "without"), [("東京", []), ("", []), ("東京都", ["271004"]), ("all", ["999999"])])
def test_a_coverage_that_does_not_fit_the_list_is_refused(coverage: str, without: list[str]) -> None:
    with pytest.raises(BadCatalog, match="coverage") as caught:
        codes(coverage, *without)
    assert (without[0] if without else coverage) in caught.value.got


@pytest.mark.parametrize("source_id", source_ids())
def test_the_coverage_of_every_source_fits_the_list(source_id: str) -> None:
    for part in source_spec(source_id).parts.values():
        assert not expected_municipalities(part.municipalities, TODAY).empty


def test_a_municipality_that_a_source_is_not_said_to_print_is_refused() -> None:
    first, second = codes("東京都")[:2]
    check(expected_municipalities(axis("東京都"), TODAY), "東京都")
    check(expected_municipalities(axis("東京都", first), TODAY), "東京都", first)
    with pytest.raises(BadCell, match="does not expect") as caught:
        check(expected_municipalities(axis("東京都"), TODAY), "東京都", second)
    assert "cell B3" in caught.value.where
    assert second in caught.value.got
    assert "without" in caught.value.next_step


def test_a_municipality_that_a_source_should_print_is_missed() -> None:
    first = codes("東京都")[0]
    with pytest.raises(BadLayout, match="1 of") as caught:
        check(expected_municipalities(axis("東京都", first), TODAY), "東京都")
    assert first in caught.value.got


def test_only_a_list_that_may_lag_can_print_one_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of today may print 甲町 in the place of 甲市, or beside the city that it joined, and nobody else may."""
    town, city, host = LISTED.iloc[0].copy(), LISTED.iloc[1], LISTED.iloc[2]
    ended = LISTED.copy()
    ended.loc[ended.index[0], ["valid_until", "successor_code"]] = ["2026-01-31", city["municipality_code"]]
    monkeypatch.setattr(places, "every_municipality", lambda: ended)
    monkeypatch.setattr(places, "municipalities_on", lambda day: ended if day < "2026-02-01" else ended.iloc[1:])

    def check_one(may_lag: bool, *gone: str) -> None:
        part = Part(file="x", media_type="csv", municipalities=axis("all").model_copy(update={"may_lag": may_lag}))
        printed = ended[~ended["municipality_code"].isin(gone)][["municipality_code", "name_ja"]].assign(address="B2")
        where = PartOfFile("synthetic", TODAY, "試験", "試験.csv")
        check_municipalities(Sheet(part, pd.DataFrame(), where, TODAY), printed)

    for may_lag in (False, True):
        check_one(may_lag, town["municipality_code"])
        with pytest.raises(BadLayout, match="missing"):
            check_one(may_lag, town["municipality_code"], host["municipality_code"])
    check_one(True, city["municipality_code"])
    check_one(True)
    for gone in ([city["municipality_code"]], []):
        with pytest.raises(BadCell, match="does not expect"):
            check_one(False, *gone)
