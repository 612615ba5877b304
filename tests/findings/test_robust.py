"""``robust_standing``: every reading's rank is the one counted by hand, and ranks obey their laws."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import by_hand
from survey.analysis.groups import Group, Subject
from survey.analysis.readings import PRIORITY_27, enters_range, ranks, readings, spread
from survey.errors import NotComputable
from survey.findings.coverage.robust_standing import robust_standing
from survey.findings.coverage.standing import standing
from survey.paths import Project
from survey.study import Study

WARDS = sorted(by_hand.wards())
PLACES = ["豊島区", "中央区", "葛飾区", "八王子市", "青ヶ島村", "札幌市", "奥尻町", "真鶴町"]
LISTED = 7


@cache
def _by_hand() -> dict[tuple[str, str, str], dict[str, tuple[int, int]]]:
    """(set, blank, dash) -> ward -> numerator and denominator, for the readings that the list prints."""
    priority = by_hand.priority_columns()
    disaster = next(letter for letter in priority if by_hand.marks_grid()[11][letter] == "罹災証明書の発行申請")
    columns = {
        "27手続": priority,
        "罹災証明を除く26手続": [letter for letter in priority if letter != disaster],
        f"差のつく{len(by_hand.telling_columns())}手続": by_hand.telling_columns(),
    }
    found = {}
    for name, letters in columns.items():
        for ward, row in by_hand.wards().items():
            marks = by_hand.counted(row, letters)
            online, blank, dash = (marks[state] for state in ("online", "unmarked", "not_applicable"))
            for reading, below in (
                (("blank_as_not_online", "dash_outside"), online + blank),
                (("blank_as_not_online", "dash_inside"), online + blank + dash),
                (("blank_set_aside", "dash_inside"), online + dash),
            ):
                found.setdefault((name, *reading), {})[ward] = (online, below)
    return found


def _place(shares: dict[str, tuple[int, int]], ward: str) -> int | None:
    """The place by cross products: no share is ever divided out."""
    online, below = shares[ward]
    return 1 + sum(theirs * below > online * of for theirs, of in shares.values() if of) if below else None


@pytest.mark.parametrize("name", WARDS)
def test_each_wards_place_under_each_reading_is_the_one_counted_by_hand(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    finding = robust_standing(study.tables, study.subject)
    table = finding.table[finding.table["rank_here"].notna()]
    places = {
        (row["set_ja"], row["blank_reading"], row["dash_reading"]): row["rank_here"] for _, row in table.iterrows()
    }
    expected = {reading: _place(shares, name) for reading, shares in _by_hand().items()}
    assert places == {reading: place for reading, place in expected.items() if place is not None}
    strict = [expected[reading] for reading in expected if reading[1] == "blank_as_not_online"]
    assert finding.values["rank_best"] == min(places.values())
    assert finding.values["rank_worst"] == max(places.values())
    assert (finding.values["strict_rank_best"], finding.values["strict_rank_worst"]) == (min(strict), max(strict))


def test_the_chart_gives_every_ward_the_range_counted_by_hand(toshima: Study) -> None:
    chart, _ = robust_standing(toshima.tables, toshima.subject).charts
    assert set(chart.labels) == set(WARDS)
    for name, best, worst in zip(chart.labels, chart.best, chart.worst, strict=True):
        places = [_place(shares, name) for key, shares in _by_hand().items() if key[1] == "blank_as_not_online"]
        assert (best, worst) == (min(places), max(places))
    assert chart.labels[min(chart.highlight)] == "豊島区"


def test_the_table_has_a_row_a_reading_and_what_the_list_does_not_print_is_said_once(toshima: Study) -> None:
    finding = robust_standing(toshima.tables, toshima.subject)
    keys = ["set_ja", "blank_reading", "dash_reading"]
    assert len(finding.table[keys].drop_duplicates()) == len(finding.table) == 3 * 2 * 2
    assert not finding.table["share_here_pct"].isna().any()
    assert sum("印字されていない" in str(caveat) for caveat in finding.caveats_ja) == 1
    for name in finding.table["set_ja"].unique():
        assert name in finding.method_ja


def test_the_reading_that_leaves_only_circles_tells_nobody_apart_and_is_not_in_the_range(toshima: Study) -> None:
    finding = robust_standing(toshima.tables, toshima.subject)
    table = finding.table
    only_circles = table[(table["blank_reading"] == "blank_set_aside") & (table["dash_reading"] == "dash_outside")]
    assert len(only_circles) == 3
    assert (only_circles["share_here_pct"] == 100).all()
    assert only_circles["rank_here"].isna().all()
    assert only_circles["share_formula_ja"].str.contains("差を示さない").all()
    assert finding.values["readings_in_range"] == 9


@pytest.mark.parametrize("name", PLACES)
def test_the_range_holds_the_places_of_standing(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    values = robust_standing(study.tables, study.subject).values
    places = standing(study.tables, study.subject).values
    for place in (places["rank_by_count"], places["rank_by_share"]):
        if place is not None:
            assert values["strict_rank_best"] <= place <= values["strict_rank_worst"]
    for member in values["spread"]:
        assert member["rank_best"] <= member["strict_rank_best"] <= member["strict_rank_worst"] <= member["rank_worst"]


@pytest.mark.parametrize("name", PLACES)
def test_the_sentence_names_a_reading_that_gives_each_end(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    finding = robust_standing(study.tables, study.subject)
    values = finding.values
    best, worst = values["strict_rank_best"], values["strict_rank_worst"]
    assert f"{best}位" in finding.headline_ja or f"{best}〜{worst}位" in finding.headline_ja
    if best < worst:
        for end, word in (("best", "最良"), ("worst", "最低")):
            first, *others = values[f"strict_rank_{end}_readings"]
            assert f"{first}{'など' if others else ''}で{word}" in finding.headline_ja


def test_ranks_do_not_hang_on_the_order_of_the_rows(project: Project, toshima: Study) -> None:
    shuffled = Study("131164", project)
    shuffled.tables.availability = toshima.tables.availability.sample(frac=1, random_state=7)
    shuffled.tables.municipalities = toshima.tables.municipalities.sample(frac=1, random_state=8)
    before = robust_standing(toshima.tables, toshima.subject)
    after = robust_standing(shuffled.tables, shuffled.subject)
    pd.testing.assert_frame_equal(after.table, before.table)
    assert after.values == before.values


def test_without_anything_that_applies_there_is_no_place_by_share_but_one_by_count(
    project: Project, toshima: Study
) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    mine = marks["municipality_code"] == "131164"
    study.tables.availability = marks.assign(status=marks["status"].mask(mine, "not_applicable"))
    finding = robust_standing(study.tables, study.subject)
    rows = finding.table.set_index("dash_reading")
    assert rows.loc["dash_outside", "rank_here"].isna().all()
    assert rows.loc["dash_inside", "rank_here"].notna().all()
    assert "の順位はない" in rows.loc["dash_outside", "share_formula_ja"].iloc[0]


def test_with_all_blank_setting_blanks_aside_gives_no_place_and_the_sentence_leaves_it_out(
    project: Project, toshima: Study
) -> None:
    study = Study("131164", project)
    marks = toshima.tables.availability
    mine = marks["municipality_code"] == "131164"
    study.tables.availability = marks.assign(status=marks["status"].mask(mine, "unmarked"))
    finding = robust_standing(study.tables, study.subject)
    assert finding.values["strict_rank_best"] == finding.values["rank_worst"] == 23
    assert "空欄を除けば" not in finding.headline_ja
    assert "よらず23区中23位" in finding.headline_ja


@pytest.mark.parametrize("name", ["豊島区", "葛飾区", "八王子市"])
def test_no_place_without_the_blanks_is_in_the_sentence_and_a_caveat_says_why(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    finding = robust_standing(study.tables, study.subject)
    assert "除けば" not in finding.headline_ja
    if name in WARDS:
        shares = _by_hand()["27手続", "blank_set_aside", "dash_inside"].values()
        whole = sum(online == of for online, of in shares if of)
        assert whole > 1
        assert any(f"23区中{whole}区が100%で並びます" in str(caveat) for caveat in finding.caveats_ja)
    _, places = finding.charts
    assert not any("除いた" in row[0] for row in places.rows)
    aside = finding.table[finding.table["blank_reading"] == "blank_set_aside"]
    assert aside["rank_here"].notna().any()


def test_whoever_is_alone_in_its_group_has_no_rank(toshima: Study) -> None:
    alone = dataclasses.replace(toshima.subject, group=Group("試験県の1市", "cities", "市", (toshima.subject.code,)))
    with pytest.raises(NotComputable, match="alone_in_group"):
        robust_standing(toshima.tables, alone)


def test_two_members_are_enough(toshima: Study) -> None:
    pair = Subject("131164", "豊島区", Group("2区", "wards", "区", ("131164", "131229")))
    values = robust_standing(toshima.tables, pair).values
    assert values["strict_rank_best"] == values["strict_rank_worst"] == 1


# Members' counts of ○, blank and ー among LISTED procedures.
COUNTS = st.tuples(st.integers(0, LISTED), st.integers(0, LISTED)).map(
    lambda pair: (min(pair), abs(pair[0] - pair[1]), LISTED - max(pair))
)
GROUPS = st.lists(COUNTS, min_size=1, max_size=9)
READINGS = readings(PRIORITY_27, LISTED)


def _frame(members: list[tuple[int, int, int]]) -> pd.DataFrame:
    counts = pd.DataFrame(members, columns=["online", "unmarked", "not_applicable"])
    return counts.assign(municipality_code=[f"{number:06}" for number in range(len(members))])


@given(GROUPS, st.randoms(use_true_random=False))
def test_shuffled_members_keep_their_places(members: list[tuple[int, int, int]], random) -> None:  # noqa: ANN001
    counts = _frame(members)
    order = list(counts.index)
    random.shuffle(order)
    for reading in READINGS:
        before, after = ranks(counts, reading)["rank"], ranks(counts.loc[order], reading)["rank"]
        assert after.to_dict() == before.to_dict()


@given(GROUPS, st.integers(0, LISTED))
def test_a_newcomer_that_is_online_nowhere_worsens_nobodys_place(
    members: list[tuple[int, int, int]], blanks: int
) -> None:
    newcomer = (0, blanks, LISTED - blanks)
    for reading in READINGS:
        before = ranks(_frame(members), reading)["rank"]
        after = ranks(_frame([*members, newcomer]), reading)["rank"]
        assert (after[before.index] == before).all()


@given(GROUPS)
def test_equal_shares_share_a_place_and_the_next_place_is_skipped(members: list[tuple[int, int, int]]) -> None:
    for reading in READINGS:
        ranked = ranks(_frame(members), reading)
        for share, place in zip(ranked["share"], ranked["rank"], strict=True):
            assert place == 1 + sum(other > share for other in ranked["share"])
            assert 0 <= share <= 1


@given(GROUPS)
def test_every_members_range_holds_its_place_under_each_reading(members: list[tuple[int, int, int]]) -> None:
    counts = _frame(members)
    names = counts[["municipality_code"]].assign(name_ja=counts["municipality_code"])
    found = {reading: ranks(counts, reading) for reading in READINGS}
    entering = {reading: table for reading, table in found.items() if enters_range(reading, table)}
    # Without a single ○ there is no place to be had.
    assert bool(entering) == (counts["online"].sum() > 0)
    assume(entering)
    ends = spread(entering, names).set_index("municipality_code")
    assert set(ends.index) == set(counts["municipality_code"])
    for reading, table in entering.items():
        for code, place in table["rank"].items():
            assert ends.loc[code, "rank_best"] <= place <= ends.loc[code, "rank_worst"]
            if reading.reads_blanks:
                assert ends.loc[code, "strict_rank_best"] <= place <= ends.loc[code, "strict_rank_worst"]


def test_shares_that_floats_cannot_tell_apart_are_ranked_apart() -> None:
    third = 10**17
    close = pd.DataFrame(
        {
            "municipality_code": ["000001", "000002"],
            "online": [third, third],
            "unmarked": [2 * third, 2 * third - 1],
            "not_applicable": [0, 0],
        }
    )
    reading = next(reading for reading in READINGS if reading.denominator == ["online", "unmarked"])
    assert float(Fraction(third, 3 * third)) == float(Fraction(third, 3 * third - 1))
    assert list(ranks(close, reading)["rank"]) == [2, 1]
