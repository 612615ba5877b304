"""Who resembles whom is found a second way, and holds whatever the order of the rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from by_hand import counted, wards
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles_by_hand import nearest

from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings.likeness import PEERS, likeness
from survey.findings.peers import peers, peers_nationwide
from survey.findings.subject import Subject, nationwide
from survey.study import Study


@pytest.mark.parametrize("ward", ["豊島区", "千代田区", "葛飾区"])
def test_the_ten_nearest_wards_are_those_counted_by_hand(study_of: Callable[[str], Study], ward: str) -> None:
    study = study_of(ward)
    pool = list(study.subject.group.codes)
    found = likeness(study.tables, study.subject, study.subject.group)
    assert list(found.nearest["municipality_code"]) == nearest(study.subject.code, pool, PEERS, of_tokyo=True)


def test_how_often_a_neighbour_stays_is_counted_by_hand(toshima: Study) -> None:
    pool = list(toshima.subject.group.codes)
    found = likeness(toshima.tables, toshima.subject, toshima.subject.group)
    runs = [nearest(toshima.subject.code, pool, PEERS, of_tokyo=True, leave_out=number) for number in range(7)]
    for row in found.nearest.itertuples(index=False):
        assert row.kept_when_left_out_count == sum(row.municipality_code in run for run in runs)
    assert list(found.replaced.values()) == [len(set(found.nearest["municipality_code"]) - set(run)) for run in runs]


def test_nationwide_neighbours_are_those_counted_by_hand(toshima: Study) -> None:
    pool = nationwide(toshima.tables.municipalities, toshima.subject)
    found = likeness(toshima.tables, toshima.subject, pool)
    assert list(found.nearest["municipality_code"]) == nearest(
        toshima.subject.code, list(pool.codes), PEERS, of_tokyo=False
    )
    # What is printed for Tokyo only cannot liken Tokyo to the country.
    assert {"昼夜間人口比率", "外国人住民の割合"} == set(found.left_out)


def test_the_place_among_the_eleven_is_counted_from_the_list(toshima: Study) -> None:
    finding = peers(toshima.tables, toshima.subject)
    online = {name: counted(wards()[name])["online"] for name in finding.table["name_ja"]}
    assert list(finding.table["online"]) == list(online.values())
    better = sum(count > online["豊島区"] for count in online.values())
    assert finding.values["rank_among_peers"] == better + 1
    everyone = [counted(row)["online"] for row in wards().values()]
    assert finding.values["rank_by_count"] == sum(count > online["豊島区"] for count in everyone) + 1


def test_the_country_holds_cities_and_wards_for_a_ward_and_towns_and_villages_for_a_village(
    study_of: Callable[[str], Study],
) -> None:
    kinds = listed("municipalities").set_index("municipality_code")["kind"]
    small = {"town", "village"}
    for name, are_small in (("豊島区", False), ("八王子市", False), ("札幌市", False), ("青ヶ島村", True)):
        study = study_of(name)
        pool = nationwide(study.tables.municipalities, study.subject)
        assert {kind in small for kind in kinds[list(pool.codes)]} == {are_small}
        assert study.subject.code in pool.codes
        named = peers_nationwide(study.tables, study.subject).table["name_ja"]
        assert named.str.contains("都|道|府|県").all()


def without(study: Study, code: str, indicator: str) -> SimpleNamespace:
    """The tables with one cell of one indicator blank."""
    cells = study.tables.indicators.copy()
    cells.loc[(cells["municipality_code"] == code) & (cells["indicator_id"] == indicator), "value"] = float("nan")
    return SimpleNamespace(indicators=cells)


def test_a_ward_that_lacks_an_indicator_is_not_compared_and_that_is_said(toshima: Study) -> None:
    tables = without(toshima, "131041", "fiscal_strength_index")
    found = likeness(tables, toshima.subject, toshima.subject.group)
    assert found.not_compared == ("131041",)
    assert "131041" not in set(found.nearest["municipality_code"])


def test_an_indicator_that_the_ward_itself_lacks_is_left_out_for_all(toshima: Study) -> None:
    tables = without(toshima, toshima.subject.code, "day_night_ratio_pct")
    found = likeness(tables, toshima.subject, toshima.subject.group)
    assert found.left_out == ("昼夜間人口比率",)
    assert not found.not_compared


def test_a_group_no_larger_than_the_choice_is_not_likened(toshima: Study) -> None:
    group = dataclasses.replace(toshima.subject.group, name_ja="試験の1区", codes=(toshima.subject.code,))
    with pytest.raises(NotComputable, match="試験の1区しかない"):
        likeness(toshima.tables, toshima.subject, group)


def test_without_any_indicator_nothing_is_likened(toshima: Study) -> None:
    none = SimpleNamespace(indicators=toshima.tables.indicators.iloc[:0])
    with pytest.raises(NotComputable, match="指標が公表されていない"):
        likeness(none, toshima.subject, toshima.subject.group)


@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_members_makes_no_difference(toshima: Study, random) -> None:  # noqa: ANN001
    subject = toshima.subject
    codes = list(subject.group.codes)
    random.shuffle(codes)
    shuffled = Subject(subject.code, subject.name_ja, dataclasses.replace(subject.group, codes=tuple(codes)))
    indicators = toshima.tables.indicators
    mixed = indicators[indicators["municipality_code"].isin(codes)].sample(frac=1, random_state=random.randrange(99))
    found = likeness(SimpleNamespace(indicators=mixed), shuffled, shuffled.group)
    expected = likeness(toshima.tables, subject, subject.group)
    assert list(found.nearest["municipality_code"]) == list(expected.nearest["municipality_code"])
    pd.testing.assert_series_equal(found.nearest["distance"], expected.nearest["distance"])


def test_every_indicator_by_which_wards_are_likened_has_a_definition() -> None:
    known = set(listed("indicators")["indicator_id"])
    used = listed("peer_indicators")
    assert set(used["numerator_id"]) <= known
    assert set(used["denominator_id"]) - {""} <= known
    assert set(used["scale"]) <= {"log", "linear"}
