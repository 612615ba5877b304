"""``movers``: two definitions stay two; under one definition, what became ○ is counted and the rest is set aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import by_hand
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import tables_of

from survey.analysis.edition_changes import moved, newest_two
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import MARKS_SOURCE
from survey.catalog.specs import listed
from survey.findings.charts import TextTable
from survey.findings.coverage.movers import movers
from survey.paths import Project
from survey.study import Study
from survey.tidy.tables import Tables

TOSHIMA, SHIBUYA, KATSUSHIKA, SETAGAYA, KOTO = "131164", "131130", "131229", "131121", "131083"
NEXT = "2026-03-31"
Edit = tuple[str, str | None, str]


# Two definitions: today's editions.


def _seen() -> dict[str, tuple[int, int]]:
    """Ward -> the dashboard's whole percent and the newer list's ○ among the 26, as printed."""
    printed = by_hand.dashboard_row("comparison", "子育て・介護26手続のオンライン化状況")
    columns = _columns_26()
    return {
        name: (int(printed[name].rstrip("%")), sum(row[letter] in by_hand.CIRCLES for letter in columns))
        for name, row in by_hand.wards().items()
    }


def _columns_26() -> list[str]:
    headings = by_hand.marks_grid()[11]
    return [letter for letter in by_hand.priority_columns() if headings[letter] != "罹災証明書の発行申請"]


def test_both_numbers_of_every_ward_are_the_published_ones_and_no_difference_is_shown(toshima: Study) -> None:
    table = movers(toshima.tables, toshima.subject).table.set_index("name_ja")
    for name, (share, count) in _seen().items():
        assert table.loc[name, "dashboard_share_pct"] == share
        assert table.loc[name, "list_online_count"] == count
    assert not [name for name in table.columns if "rise" in name or "gained" in name or "difference" in name]


def test_who_looks_higher_or_lower_is_marked_and_nobody_is_ordered_by_it(toshima: Study) -> None:
    finding = movers(toshima.tables, toshima.subject)
    table = finding.table.set_index("name_ja")
    higher = {name for name, (share, count) in _seen().items() if round(100 * count / 26) > share}
    lower = {name for name, (share, count) in _seen().items() if round(100 * count / 26) < share}
    assert higher
    assert lower
    assert set(table.index[table["looks_higher"]]) == higher
    assert finding.values["looks_higher"] == len(higher)
    assert set(finding.values["contradictions"]) == lower
    codes = {name: code for code, name in by_hand.ward_codes().items()}
    by_hand_order = sorted(table.index, key=lambda name: (-_online_of("豊島区", name), codes[name]))
    assert list(table.index) == by_hand_order


def _blanks(name: str) -> list[str]:
    return [letter for letter in _columns_26() if by_hand.wards()[name][letter] == ""]


def _online_of(name: str, other: str) -> int:
    """How many of one ward's blanks another has online."""
    return sum(by_hand.wards()[other][letter] in by_hand.CIRCLES for letter in _blanks(name))


def test_between_two_definitions_the_sentence_calls_nobody_a_mover(toshima: Study) -> None:
    headline = movers(toshima.tables, toshima.subject).headline_ja
    assert headline.startswith("数え方の異なる二つの資料だけでは、誰が動いたかは言えない。")


@pytest.mark.parametrize("name", sorted(by_hand.wards()))
def test_whom_to_ask_are_all_who_have_online_what_is_blank_here_and_most_comes_first(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    finding = movers(study.tables, study.subject)
    expected = {other: _online_of(name, other) for other in by_hand.wards() if _online_of(name, other)}
    assert {entry["name_ja"]: entry["procedures"] for entry in finding.values["ask"]} == expected
    assert finding.values["blank_here"] == len(_blanks(name))
    counts = [entry["procedures"] for entry in finding.values["ask"]]
    assert counts == sorted(counts, reverse=True)
    if not expected:
        assert f"26手続に{name}の空欄はない" in finding.headline_ja
        return
    best = [entry["name_ja"] for entry in finding.values["ask"] if entry["procedures"] == max(expected.values())]
    assert set(best) == {other for other, count in expected.items() if count == max(expected.values())}
    assert f"オンラインにしているのは{best[0]}" in finding.headline_ja
    assert len(best) == 1 or finding.headline_ja.endswith(f"{best[0]}など{len(best)}区")
    assert ("のうち、最も多い" in finding.headline_ja) == (max(expected.values()) < len(_blanks(name)))


def test_where_nobody_has_online_all_that_is_blank_here_the_most_are_said(project: Project, toshima: Study) -> None:
    (lead, second, *_) = [entry["municipality_code"] for entry in movers(*_both(toshima)).values["ask"]]
    procedures = toshima.tables.procedures
    of_26 = set(procedures.loc[procedures["number_26"].notna(), "procedure_id"])
    mine = toshima.tables.availability.query("municipality_code == @TOSHIMA and status == 'unmarked'")
    blank = [name for name in mine["procedure_id"] if name in of_26]
    assert len(blank) > 2
    marks = toshima.tables.availability
    of_blank = marks["procedure_id"].isin(blank) & (marks["municipality_code"] != TOSHIMA)
    study = Study(TOSHIMA, project)
    nobody = marks.assign(status=marks["status"].mask(of_blank, "unmarked"))
    study.tables.availability = nobody
    assert "オンラインにしている区は23区にない" in movers(*_both(study)).headline_ja
    assert movers(*_both(study)).values["ask"] == []
    edits = [(lead, blank[0], "online"), (second, blank[0], "online"), (second, blank[1], "online")]
    study.tables.availability = _edited(nobody, edits)
    finding = movers(*_both(study))
    assert [entry["municipality_code"] for entry in finding.values["ask"]] == [second, lead]
    assert "のうち、最も多い2手続をオンラインにしているのは" in finding.headline_ja


def _both(study: Study) -> tuple:
    return study.tables, study.subject


@pytest.mark.parametrize("name", ["豊島区", "荒川区", "中央区", "札幌市", "奥尻町"])
def test_the_slides_table_is_short_and_holds_the_municipality_itself(
    name: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(name)
    (chart,) = movers(study.tables, study.subject).charts
    assert isinstance(chart, TextTable)
    assert "数え方の異なる" in chart.alt_ja
    (mine,) = chart.highlight
    assert chart.rows[mine][0].rstrip("※") == name


def test_where_nothing_is_blank_the_slide_shows_who_looks_higher_or_nothing(study_of: Callable[[str], Study]) -> None:
    (chart,) = movers(*_both(study_of("中央区"))).charts
    assert chart.title_ja == "新しい一覧が高く見える区"
    higher = {name for name, (share, count) in _seen().items() if round(100 * count / 26) > share}
    assert {row[0] for row in chart.rows} == higher | {"中央区"}
    alike = movers(*_both(study_of("姫島村")))
    assert alike.charts == ()
    assert "新しい一覧が高く見える団体はありません" in alike.caveats_ja


def test_a_member_that_one_list_does_not_print_is_named_and_left_out(project: Project, toshima: Study) -> None:
    study = Study(TOSHIMA, project)
    indicators = toshima.tables.indicators
    gone = (indicators["municipality_code"] == SHIBUYA) & (
        indicators["indicator_id"] == "procedures_26_online_share_pct"
    )
    study.tables.indicators = indicators.assign(value=indicators["value"].mask(gone))
    for finding in study.compute(["change", "movers"]):
        assert "渋谷区" not in set(finding.table["name_ja"])
        assert any("渋谷区" in caveat for caveat in finding.caveats_ja)
    missing = Study(SHIBUYA, project, study.tables)
    for finding in missing.compute(["change", "movers"]):
        assert not finding.computable
        assert "渋谷区" in finding.headline_ja


# One definition: a second edition of the same list, made by editing the first.


def _edited(marks: pd.DataFrame, edits: list[Edit]) -> pd.DataFrame:
    """The marks with (code or * for everybody, procedure or None for all, status) edited."""
    for code, procedure, status in edits:
        rows = (marks["municipality_code"] == code) | (code == "*")
        if procedure is not None:
            rows &= marks["procedure_id"] == procedure
        marks = marks.assign(status=marks["status"].mask(rows, status))
    return marks


def _two_editions(
    project: Project,
    toshima: Study,
    edits: list[Edit],
    edits_before: list[Edit] | None = None,
    drop: str = "",
    drop_before: str = "",
    who: str = TOSHIMA,
) -> Study:
    """A study whose list has a later edition; ``drop`` is not in the later one, ``drop_before`` not in the first."""
    marks = toshima.tables.availability
    later = _edited(marks.assign(edition=NEXT, as_of_date=NEXT), edits)
    first = _edited(marks, edits_before or [])
    kept = [first[first["municipality_code"] != drop_before], later[later["municipality_code"] != drop]]
    study = Study(TOSHIMA, project)
    study.tables.availability = pd.concat(kept, ignore_index=True)
    return Study(who, project, study.tables)


EDITS = [
    (KATSUSHIKA, "disaster_certificate", "online"),
    (KATSUSHIKA, "care_need_renewal", "online"),
    (TOSHIMA, "child_rearing_allowance_status_report", "online"),
    (SHIBUYA, "child_allowance_school_lunch", "online"),
    (SETAGAYA, "childcare_application", "unmarked"),
]


def test_the_edits_really_change_something(toshima: Study) -> None:
    status = toshima.tables.availability.set_index(["municipality_code", "procedure_id"])["status"]
    for code, procedure, after in EDITS:
        assert status[code, procedure] != after


def test_one_edition_is_no_pair_and_two_are_the_newest_two(project: Project, toshima: Study) -> None:
    assert newest_two(toshima.tables) is None
    assert newest_two(_two_editions(project, toshima, []).tables) == ("2025-03-31", NEXT)


def test_what_became_online_is_counted_and_named_and_ranked(project: Project, toshima: Study) -> None:
    study = _two_editions(project, toshima, EDITS)
    finding = movers(study.tables, study.subject)
    table = finding.table.set_index("municipality_code")
    assert table["gained_count"].to_dict() == {
        code: {KATSUSHIKA: 2, TOSHIMA: 1, SHIBUYA: 1}.get(code, 0) for code in study.subject.group.codes
    }
    assert table.loc[KATSUSHIKA, "gained_names_ja"] == "介護 更新認定、罹災証明"
    assert table["rank_by_gained"].to_dict() == {
        code: {KATSUSHIKA: 1, TOSHIMA: 2, SHIBUYA: 2}.get(code, 4) for code in study.subject.group.codes
    }
    assert finding.values["definitions"] == 1
    assert "葛飾区の2手続" in finding.headline_ja
    assert "豊島区は1手続で23区中同率2位" in finding.headline_ja
    assert "尋ねる先は渋谷区" in finding.headline_ja
    bars, words = finding.charts
    assert bars.labels[:3] == ("葛飾区", "渋谷区", "豊島区")
    assert [row[0] for row in words.rows] == ["葛飾区", "渋谷区", "豊島区"]
    assert set(finding.evidence["edition"]) == {"2025-03-31", NEXT}


def test_a_circle_that_vanished_is_named_and_never_counted_as_a_loss(project: Project, toshima: Study) -> None:
    study = _two_editions(project, toshima, EDITS)
    finding = movers(study.tables, study.subject)
    row = finding.table.set_index("municipality_code").loc[SETAGAYA]
    assert (row["gained_count"], row["vanished_count"]) == (0, 1)
    assert row["vanished_names_ja"] == "保育 利用申込"
    assert any("世田谷区" in caveat and "減ったとは数えません" in caveat for caveat in finding.caveats_ja)


def test_after_a_merger_who_is_in_one_edition_only_is_named_and_not_ranked(project: Project, toshima: Study) -> None:
    study = _two_editions(project, toshima, EDITS, drop=KATSUSHIKA, drop_before=KOTO)
    finding = movers(study.tables, study.subject)
    table = finding.table.set_index("municipality_code")
    assert table.loc[KATSUSHIKA, "set_aside_reason"] == "only_in_older"
    assert table.loc[KOTO, "set_aside_reason"] == "only_in_newer"
    assert table.loc[[KATSUSHIKA, KOTO], ["gained_count", "rank_by_gained"]].isna().all(axis=None)
    assert table.loc[TOSHIMA, "rank_by_gained"] == 1
    assert "比べた21区中" in finding.headline_ja
    assert "葛飾区" not in finding.headline_ja
    assert sum("葛飾区" in caveat or "江東区" in caveat for caveat in finding.caveats_ja) == 2


# What rests on the group's or the country's rates, on cards, on minutes or on practices says the same without the
# newest list.
WITHOUT_OWN_MARKS = {"card_movers", "doubtful_rates", "movers", "practices"}


def test_whoever_was_merged_away_gets_a_reason_from_every_finding_and_no_crash(
    project: Project, toshima: Study
) -> None:
    study = _two_editions(project, toshima, EDITS, drop=KATSUSHIKA, who=KATSUSHIKA)
    for finding in study.compute():
        assert "nan" not in finding.headline_ja
        if finding.id == "commitments":
            assert "会議録はこの調査に取り込んでおらず" in finding.headline_ja
        elif finding.id == "hearings":
            assert "聞き取りはまだ記録されていない" in finding.headline_ja
        elif finding.id not in WITHOUT_OWN_MARKS:
            assert not finding.computable, finding.id
            assert "葛飾区が載っていない" in finding.headline_ja
    (finding,) = study.compute(["movers"])
    assert "葛飾区は新しい版に記載なしのため比べない" in finding.headline_ja
    assert "空欄" not in finding.headline_ja


@pytest.mark.parametrize(("side", "reason"), [("edits", "blank_in_newer"), ("edits_before", "blank_in_older")])
def test_who_left_one_edition_wholly_blank_may_not_have_answered(
    side: str, reason: str, project: Project, toshima: Study
) -> None:
    study = _two_editions(project, toshima, **{"edits": [], side: [(KOTO, None, "unmarked")]})
    finding = movers(study.tables, study.subject)
    row = finding.table.set_index("municipality_code").loc[KOTO]
    assert row["set_aside_reason"] == reason
    assert row[["gained_count", "vanished_count", "rank_by_gained"]].isna().all()
    assert any("江東区" in caveat and "すべて空欄" in caveat for caveat in finding.caveats_ja)
    assert "江東区" not in finding.headline_ja


def test_a_procedure_that_one_edition_leaves_blank_for_everybody_is_not_compared(
    project: Project, toshima: Study
) -> None:
    study = _two_editions(project, toshima, [*EDITS, ("*", "care_insurance_card_reissue", "unmarked")])
    finding = movers(study.tables, study.subject)
    assert finding.values["procedures"] == 26
    assert any("介護 保険証再交付" in caveat for caveat in finding.caveats_ja)
    assert finding.values["vanished"] == 1


def test_when_nothing_became_online_the_sentence_says_so_and_nothing_is_drawn(project: Project, toshima: Study) -> None:
    study = _two_editions(project, toshima, [])
    finding = movers(study.tables, study.subject)
    assert finding.headline_ja == "令和7年3月から令和8年3月に27手続で新たに○が付いた区は23区にない"
    assert finding.charts == ()


def test_whoever_is_alone_in_its_group_is_told_its_own_count(project: Project, toshima: Study) -> None:
    study = _two_editions(project, toshima, EDITS)
    alone = dataclasses.replace(study.subject, group=Group("試験県の1市", "cities", "市", (TOSHIMA,)))
    finding = movers(study.tables, alone)
    assert "27手続中1（比べる相手はない）" in finding.headline_ja
    assert finding.values["rank_here"] == 1


# Laws, on small made-up groups.

STATES = st.sampled_from(["online", "unmarked", "not_applicable"])
PROCEDURES = ["one", "two", "three"]
EDITION_PAIRS = st.lists(
    st.tuples(*[st.lists(STATES, min_size=len(PROCEDURES), max_size=len(PROCEDURES))] * 2), min_size=1, max_size=6
)


def _tables(members: list[tuple[list[str], list[str]]]) -> tuple[Tables, Subject]:
    codes = [f"{number:06}" for number in range(len(members))]
    marks = [
        (code, procedure, MARKS_SOURCE, edition, state)
        for code, sides in zip(codes, members, strict=True)
        for edition, states in zip(("2001-03-31", "2002-03-31"), sides, strict=True)
        for procedure, state in zip(PROCEDURES, states, strict=True)
    ]
    tables = tables_of(
        availability=pd.DataFrame(
            marks, columns=["municipality_code", "procedure_id", "source_id", "edition", "status"]
        ),
        procedures=pd.DataFrame({"procedure_id": PROCEDURES, "number_27": [1, 2, 3], "short_ja": ["一", "二", "三"]}),
        municipalities=pd.DataFrame({"municipality_code": codes, "name_ja": [f"試験{code}" for code in codes]}),
    )
    return tables, Subject(codes[0], f"試験{codes[0]}", Group("試験", "cities", "市", tuple(codes)))


def _moved(members: list[tuple[list[str], list[str]]]) -> pd.DataFrame:
    tables, subject = _tables(members)
    return moved(tables, subject, "2001-03-31", "2002-03-31").table.set_index("municipality_code")


@given(EDITION_PAIRS)
def test_the_newer_count_is_the_older_one_with_what_was_gained_and_without_what_vanished(
    members: list[tuple[list[str], list[str]]],
) -> None:
    table = _moved(members)
    compared = table[table["set_aside_reason"].isna()]
    assert (
        compared["newer_online_count"]
        == compared["older_online_count"] + compared["gained_count"] - compared["vanished_count"]
    ).all()
    named = compared["gained_names_ja"].map(lambda text: len([name for name in text.split("、") if name]))
    assert (named == compared["gained_count"]).all()
    assert table.loc[table["set_aside_reason"].notna(), "gained_count"].isna().all()


@given(EDITION_PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_rank(members: list[tuple[list[str], list[str]]], random) -> None:  # noqa: ANN001
    tables, subject = _tables(members)
    before = moved(tables, subject, "2001-03-31", "2002-03-31").table
    tables.availability = tables.availability.sample(frac=1, random_state=random.randrange(10**6))
    pd.testing.assert_frame_equal(moved(tables, subject, "2001-03-31", "2002-03-31").table, before)


@given(EDITION_PAIRS)
def test_a_newcomer_that_is_online_nowhere_worsens_nobodys_rank(members: list[tuple[list[str], list[str]]]) -> None:
    nowhere = (["unmarked"] * len(PROCEDURES), ["unmarked"] * len(PROCEDURES))
    before, after = _moved(members)["rank_by_gained"], _moved([*members, nowhere])["rank_by_gained"]
    assert after[before.index].equals(before)


def test_blanks_of_the_26_are_told_apart_from_those_of_the_27(study_of: Callable[[str], Study]) -> None:
    procedures = listed("procedures").replace("", None).dropna(subset=["number_27"])
    for name in ("豊島区", "八王子市"):
        study = study_of(name)
        (finding,) = study.compute(["movers"])
        marks = study.tables.availability.query("municipality_code == @study.subject.code and status == 'unmarked'")
        blank = procedures[procedures["procedure_id"].isin(marks["procedure_id"])]
        of_26 = int(blank["number_26"].notna().sum())
        told = [caveat for caveat in finding.caveats_ja if "27手続では" in caveat]
        assert bool(told) == (of_26 < len(blank)), name
        for caveat in told:
            assert caveat.startswith(f"空欄{of_26}は")
            assert f"27手続では{len(blank)}です" in caveat
            assert all(short in caveat for short in blank[blank["number_26"].isna()]["short_ja"])
