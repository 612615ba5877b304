"""Who resembles whom is found a second way, and holds whatever the order of the rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import tables_of
from profiles_by_hand import distances, nearest

from by_hand import counted, online_by_code, wards
from survey.analysis.groups import Subject, nationwide
from survey.analysis.similarity import PEERS, similarity
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings.coverage.peers import peers, peers_nationwide
from survey.findings.coverage.similarity_caveats import similarity_caveats
from survey.findings.why_not import in_words
from survey.paths import Project
from survey.study import Study
from survey.tidy.tables import Tables


@pytest.mark.parametrize("ward", ["豊島区", "千代田区", "葛飾区"])
def test_the_ten_nearest_wards_are_those_counted_by_hand(study_of: Callable[[str], Study], ward: str) -> None:
    study = study_of(ward)
    pool = list(study.subject.group.codes)
    found = similarity(study.tables, study.subject, study.subject.group)
    assert list(found.nearest["municipality_code"]) == nearest(study.subject.code, pool, PEERS, of_tokyo=True)


def test_how_often_a_neighbour_stays_is_counted_by_hand(toshima: Study) -> None:
    pool = list(toshima.subject.group.codes)
    found = similarity(toshima.tables, toshima.subject, toshima.subject.group)
    runs = [nearest(toshima.subject.code, pool, PEERS, of_tokyo=True, leave_out=number) for number in range(7)]
    for row in found.nearest.itertuples(index=False):
        assert row.kept_when_left_out_count == sum(row.municipality_code in run for run in runs)
    assert list(found.replaced.values()) == [len(set(found.nearest["municipality_code"]) - set(run)) for run in runs]


def test_nationwide_neighbours_are_those_counted_by_hand(toshima: Study) -> None:
    pool = nationwide(toshima.tables, toshima.subject)
    found = similarity(toshima.tables, toshima.subject, pool)
    assert list(found.nearest["municipality_code"]) == nearest(
        toshima.subject.code, list(pool.codes), PEERS, of_tokyo=False
    )
    # What is printed for Tokyo only cannot compare Tokyo with the country.
    assert {"昼夜間人口比率", "外国人住民の割合"} == set(found.printed_for_few)


def test_the_distances_are_those_worked_out_by_hand(toshima: Study) -> None:
    pool = list(toshima.subject.group.codes)
    found = similarity(toshima.tables, toshima.subject, toshima.subject.group)
    expected = distances(toshima.subject.code, pool, of_tokyo=True)
    for row in found.nearest.itertuples(index=False):
        assert row.distance == pytest.approx(expected[row.municipality_code])


@pytest.mark.parametrize("ward", ["豊島区", "渋谷区"])
@pytest.mark.parametrize(("finding", "of_tokyo"), [(peers, True), (peers_nationwide, False)])
def test_the_place_with_each_indicator_left_out_is_counted_by_hand(
    study_of: Callable[[str], Study], ward: str, finding: Callable, of_tokyo: bool
) -> None:
    study = study_of(ward)
    pool = study.subject.group if of_tokyo else nationwide(study.tables, study.subject)
    online, mine = online_by_code(), study.subject.code
    runs = [
        nearest(mine, list(pool.codes), PEERS, of_tokyo=of_tokyo, leave_out=number)
        for number in range(7 if of_tokyo else 5)
    ]
    places = [1 + sum(online[code] > online[mine] for code in run) for run in runs]
    found = finding(study.tables, study.subject)
    assert list(found.values["ranks_when_left_out"].values()) == places
    assert min(places) < max(places), "the range is what this test is about"
    assert f"指標を1つ外すと{min(places)}〜{max(places)}位" in found.headline_ja


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
        pool = nationwide(study.tables, study.subject)
        assert {kind in small for kind in kinds[list(pool.codes)]} == {are_small}
        assert study.subject.code in pool.codes
        named = peers_nationwide(study.tables, study.subject).table["name_ja"]
        assert named.str.contains("都|道|府|県").all()


def without(study: Study, code: str, indicator: str) -> Tables:
    """The tables with one cell of one indicator blank."""
    cells = study.tables.indicators.copy()
    cells.loc[(cells["municipality_code"] == code) & (cells["indicator_id"] == indicator), "value"] = float("nan")
    return tables_of(indicators=cells)


def test_a_ward_that_lacks_an_indicator_is_not_compared_and_that_is_said(toshima: Study) -> None:
    tables = without(toshima, "131041", "fiscal_strength_index")
    found = similarity(tables, toshima.subject, toshima.subject.group)
    assert found.not_compared == ("131041",)
    assert "131041" not in set(found.nearest["municipality_code"])


def test_an_indicator_that_the_ward_itself_lacks_is_left_out_for_all(toshima: Study) -> None:
    tables = without(toshima, toshima.subject.code, "day_night_ratio_pct")
    found = similarity(tables, toshima.subject, toshima.subject.group)
    assert found.missing_here == ("昼夜間人口比率",)
    assert found.printed_for_few == ()
    assert not found.not_compared
    said = similarity_caveats(found, "2025-03-31", toshima.tables, toshima.subject)
    assert "昼夜間人口比率は、豊島区の値が公表されていないため使っていません" in said
    assert not any("公表されていない団体が多い" in caveat for caveat in said)


def test_ten_are_chosen_from_twice_as_many_others_or_not_at_all(toshima: Study) -> None:
    subject = toshima.subject
    others = [code for code in subject.group.codes if code != subject.code]
    for size in (1, 12, 2 * PEERS, 2 * PEERS + 1):
        codes = (subject.code, *others[: size - 1])
        group = dataclasses.replace(subject.group, name_ja=f"試験の{size}区", codes=codes)
        if size > 2 * PEERS:
            assert len(similarity(toshima.tables, subject, group).nearest) == PEERS
            continue
        with pytest.raises(NotComputable) as reason:
            similarity(toshima.tables, subject, group)
        assert f"試験の{size}区では足りない" in in_words(reason.value, subject)[0]


def test_a_place_that_no_indicator_changes_is_said_to_stay(study_of: Callable[[str], Study]) -> None:
    study = study_of("葛飾区")
    runs = [
        nearest(study.subject.code, list(study.subject.group.codes), PEERS, of_tokyo=True, leave_out=number)
        for number in range(7)
    ]
    online = online_by_code()
    places = {1 + sum(online[code] > online[study.subject.code] for code in run) for run in runs}
    (place,) = places
    finding = peers(study.tables, study.subject)
    assert finding.values["rank_among_peers"] == place
    assert f"指標を1つ外しても{place}位" in finding.headline_ja


def test_an_index_that_is_defined_apart_for_wards_is_said_where_wards_and_cities_are_mixed(
    study_of: Callable[[str], Study],
) -> None:
    for name, finding, is_mixed in (
        ("豊島区", peers, False),
        ("豊島区", peers_nationwide, True),
        ("八王子市", peers, False),
        ("八王子市", peers_nationwide, True),
        ("奥尻町", peers_nationwide, False),
    ):
        study = study_of(name)
        caveats = map(str, finding(study.tables, study.subject).caveats_ja)
        said = [caveat for caveat in caveats if "定義が異なります" in caveat]
        assert len(said) == is_mixed
        assert all("財政力指数" in caveat and "特別区は都区財政調整による算定" in caveat for caveat in said)


@pytest.mark.parametrize("name", ["豊島区", "八王子市"])
def test_how_many_change_without_that_index_is_counted_by_hand(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    pool = list(nationwide(study.tables, study.subject).codes)
    chosen, without_it = (
        set(nearest(study.subject.code, pool, PEERS, of_tokyo=False, leave_out=number)) for number in (None, 3)
    )
    changed = len(chosen - without_it)
    caveats = map(str, peers_nationwide(study.tables, study.subject).caveats_ja)
    (said,) = [text for text in caveats if "定義が異なります" in text]
    assert said.endswith(f"{PEERS}団体のうち{changed}が入れ替わります" if changed else f"{PEERS}団体は同じです")


def test_wards_that_the_newest_list_leaves_out_are_not_compared(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    study.tables.availability = marks[~marks["municipality_code"].isin(["131041", "131059"])]
    for finding in [page for each in study.compute(["standing", "robust_standing", "peers"]) for page in each.pages]:
        if finding.id == "matrix":  # its sentence names no group
            continue
        assert finding.computable
        assert "比べた21区" in finding.headline_ja, finding.id
        assert "23区" not in finding.headline_ja
        if finding.id == "map":
            continue
        assert any("新宿区、文京区" in str(caveat) for caveat in finding.caveats_ja), finding.id
        assert not {"新宿区", "文京区"} & set(finding.table.get("name_ja", []))


def test_where_nobody_has_any_circle_there_is_no_first_place(project: Project, toshima: Study) -> None:
    study = Study("131164", project)
    study.tables.availability = toshima.tables.availability.assign(status="unmarked")
    for finding in study.compute(["robust_standing", "peers", "peers_nationwide"]):
        assert not finding.computable
        assert "○がなく" in finding.headline_ja
    standing, _, on_map = study.compute(["standing"])[0].pages
    for finding in (standing, on_map):
        assert "1位" not in finding.headline_ja
        assert "○" in finding.headline_ja


def test_without_any_indicator_nothing_is_compared(toshima: Study) -> None:
    none = tables_of(indicators=toshima.tables.indicators.iloc[:0])
    with pytest.raises(NotComputable) as reason:
        similarity(none, toshima.subject, toshima.subject.group)
    headline, needed = in_words(reason.value, toshima.subject)
    assert "取り込んだ資料にそろっていない" in headline
    assert all(name in needed for name in listed("peer_indicators")["name_ja"])


@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_members_makes_no_difference(toshima: Study, random) -> None:  # noqa: ANN001
    subject = toshima.subject
    codes = list(subject.group.codes)
    random.shuffle(codes)
    shuffled = Subject(subject.code, subject.name_ja, dataclasses.replace(subject.group, codes=tuple(codes)))
    indicators = toshima.tables.indicators
    mixed = indicators[indicators["municipality_code"].isin(codes)].sample(frac=1, random_state=random.randrange(99))
    found = similarity(tables_of(indicators=mixed), shuffled, shuffled.group)
    expected = similarity(toshima.tables, subject, subject.group)
    assert list(found.nearest["municipality_code"]) == list(expected.nearest["municipality_code"])
    pd.testing.assert_series_equal(found.nearest["distance"], expected.nearest["distance"])


def test_every_indicator_by_which_wards_are_compared_has_a_definition() -> None:
    known = set(listed("indicators")["indicator_id"])
    used = listed("peer_indicators")
    assert set(used["numerator_id"]) <= known
    assert set(used["denominator_id"]) - {""} <= known
    assert set(used["scale"]) <= {"log", "linear"}


_BOTH = ("peers", "peers_nationwide")


def _counted(study: Study) -> dict[str, int]:
    """By how many indicators each of the two findings says it measured; none where it has no answer."""
    return {found.id: len(found.values["indicators"]) for found in study.compute([*_BOTH]) if found.computable}


@pytest.mark.parametrize("name", ["豊島区", "八王子市", "札幌市", "青ヶ島村"])
def test_wherever_the_two_kinds_of_similarity_meet_the_indicators_of_each_are_counted(
    study_of: Callable[[str], Study], name: str
) -> None:
    study = study_of(name)
    counts = _counted(study)
    for here, other in (_BOTH, _BOTH[::-1]):
        if here in counts:
            said = [caveat for caveat in map(str, study.compute([here])[0].caveats_ja) if "ここの近さは" in caveat]
            assert len(said) == (other in counts)
            assert all(f"ここの近さは{counts[here]}指標で" in each for each in said)
            assert all(f"{counts[other]}指標で、比べる範囲も違う" in each for each in said)
    for found in [page for each in study.compute(["practices", "hearing_list"]) for page in each.pages]:
        text = "".join(map(str, [found.method_ja, *found.caveats_ja]))
        named = study.subject.group.name_ja + (f"（{counts['peers']}指標）" if "peers" in counts else "")
        assert named in text
        assert ("全国（" in text) == ("全国（5指標）" in text), "the country prints five of the indicators"
    ids = {each.id: set(each.values["indicators"]) for each in study.compute([*_BOTH]) if each.computable}
    if len(ids) == len(_BOTH):
        names = listed("peer_indicators").set_index("peer_indicator_id")["name_ja"]
        for view in study.compute(["practices"])[0].views:
            (caveat,) = (each for each in map(str, view.caveats_ja) if "順は一致しません" in each)
            assert all(names[each] in caveat for each in ids["peers"] ^ ids["peers_nationwide"])
            assert ("同じ" in caveat) == (ids["peers"] == ids["peers_nationwide"])
