"""What proves that a procedure was online by a date, and what rule says of a promise: nothing is read into a blank."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis.deadlines import fiscal_year_end, proven
from survey.analysis.verdicts import CANNOT_BE_TOLD, KEPT, RULES, Published, verdict_on
from survey.findings.september.verdict_words import evidence_ja

LIST_DATE = "2025-03-31"
PROCEDURES = ["one", "two", "three"]
STATUS = st.sampled_from(["online", "unmarked", "not_applicable"])
RATE = st.one_of(st.none(), st.just(0.0), st.floats(0.1, 100.0))


def marks(statuses: list[str], as_of: str = LIST_DATE) -> pd.DataFrame:
    return pd.DataFrame({"procedure_id": PROCEDURES, "status": statuses, "as_of_date": as_of})


def rates(shares: list[float | None], year: int = 2022, set_aside: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "procedure_id": PROCEDURES,
            "fiscal_year": pd.array([year] * 3, dtype="Int64"),
            "online_share_pct": pd.array(shares, dtype="Float64").to_numpy("float64", na_value=float("nan")),
            "correction_id": pd.array([set_aside] * 3, dtype="str"),
        }
    )


def entry(rule: str, due_on: str | None = "2023-03-31", ids: list[str] = PROCEDURES) -> pd.Series:
    row = {"judged_by": rule, "due_on": due_on, "procedure_ids": "|".join(ids) or None, "would_tell_ja": "試験の資料"}
    return pd.Series(row, dtype="object")


def test_a_fiscal_year_ends_in_march_of_the_next() -> None:
    assert fiscal_year_end(2022) == "2023-03-31"


@pytest.mark.parametrize(
    ("shares", "year", "set_aside", "due_on", "expected"),
    [
        ([0.1, 100.0, 50.0], 2022, None, "2023-03-31", set(PROCEDURES)),
        ([0.1, 0.0, None], 2022, None, "2023-03-31", {"one"}),
        ([0.1, 100.0, 50.0], 2022, None, "2023-03-30", set()),
        ([0.1, 100.0, 50.0], 2022, None, "2022-03-31", set()),
        ([0.1, 100.0, 50.0], 2021, None, "2022-03-31", set(PROCEDURES)),
        ([0.1, 100.0, 50.0], 2022, "made_up", "2023-03-31", set()),
    ],
    ids=["in time", "zero and blank", "a day too early", "the year before", "an earlier year", "set aside"],
)
def test_only_a_positive_rate_of_a_year_that_had_ended_and_is_not_set_aside_proves(
    shares: list[float | None], year: int, set_aside: str | None, due_on: str, expected: set[str]
) -> None:
    nothing = marks(["online"] * 3)
    assert proven(rates(shares, year, set_aside), nothing, due_on) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2023-03-31", {"one"}), ("2023-04-01", set())])
def test_a_circle_proves_only_from_the_day_of_its_list(as_of: str, expected: set[str]) -> None:
    listed = marks(["online", "unmarked", "not_applicable"], as_of)
    assert proven(rates([None] * 3), listed, "2023-03-31") == expected


@given(st.lists(RATE, min_size=3, max_size=3), st.lists(STATUS, min_size=3, max_size=3), st.integers(0, 2))
def test_one_more_positive_rate_or_circle_never_takes_a_proof_or_a_kept_promise_away(
    shares: list[float | None], statuses: list[str], at: int
) -> None:
    more_shares = [*shares[:at], 1.0, *shares[at + 1 :]]
    more_statuses = [*statuses[:at], "online", *statuses[at + 1 :]]
    before, after = Published(marks(statuses), rates(shares)), Published(marks(more_statuses), rates(more_shares))
    due_on = "2023-03-31"
    fewer, more = (proven(each.rates, each.marks, due_on) for each in (before, after))
    assert fewer | {PROCEDURES[at]} == more | {PROCEDURES[at]}
    assert PROCEDURES[at] in more
    for rule in RULES:
        if verdict_on(entry(rule), before).verdict == KEPT:
            assert verdict_on(entry(rule), after).verdict == KEPT


@given(
    st.lists(RATE, min_size=3, max_size=3),
    st.lists(STATUS, min_size=3, max_size=3),
    st.sampled_from(sorted(RULES)),
    st.dates(pd.Timestamp("2021-01-01").date(), pd.Timestamp("2030-12-31").date()),
)
def test_no_blank_zero_or_later_mark_ever_makes_a_promise_a_broken_one(
    shares: list[float | None], statuses: list[str], rule: str, due: object
) -> None:
    found = verdict_on(entry(rule, str(due)), Published(marks(statuses), rates(shares)))
    assert found.verdict in (KEPT, CANNOT_BE_TOLD)
    if found.verdict == CANNOT_BE_TOLD:
        assert "試験の資料" in evidence_ja(found)


@pytest.mark.parametrize(
    ("rule", "statuses", "shares", "verdict"),
    [
        ("online_by_due", ["online"] * 3, [1.0, 1.0, 1.0], KEPT),
        ("online_by_due", ["unmarked"] * 3, [1.0, 1.0, 1.0], KEPT),
        ("online_by_due", ["online"] * 3, [1.0, 1.0, 0.0], CANNOT_BE_TOLD),
        ("online_by_due", ["online"] * 3, [None] * 3, CANNOT_BE_TOLD),
        ("online_now", ["online"] * 3, [None] * 3, KEPT),
        ("online_now", ["online", "online", "unmarked"], [1.0] * 3, CANNOT_BE_TOLD),
        ("no_source", ["online"] * 3, [1.0] * 3, CANNOT_BE_TOLD),
    ],
)
def test_a_rule_says_kept_only_where_every_procedure_bears_it_out(
    rule: str, statuses: list[str], shares: list[float | None], verdict: str
) -> None:
    assert verdict_on(entry(rule), Published(marks(statuses), rates(shares))).verdict == verdict


def test_the_evidence_counts_the_marks_and_says_of_which_day() -> None:
    published = Published(marks(["online", "unmarked", "online"]), rates([1.0, None, None]))
    words = evidence_ja(verdict_on(entry("online_by_due"), published))
    assert words.startswith("3手続中1手続は期限までのオンラインを確認")
    assert "一覧（令和7年3月31日）では3手続中2が○、1が空欄" in words
    alone = evidence_ja(verdict_on(entry("online_now", None, ["one"]), published))
    assert alone.startswith("一覧（令和7年3月31日）では○。")


def test_a_promise_that_names_no_procedure_says_only_which_document_would_tell() -> None:
    published = Published(marks(["online"] * 3), rates([1.0] * 3))
    assert evidence_ja(verdict_on(entry("no_source", ids=[]), published)) == "公表資料では分からず、試験の資料が要る"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_promise_that_names_no_procedure_is_never_kept(rule: str) -> None:
    published = Published(marks(["online"] * 3), rates([1.0] * 3))
    assert verdict_on(entry(rule, ids=[]), published).verdict == CANNOT_BE_TOLD


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_promise_about_a_procedure_that_the_list_lacks_is_not_kept_by_the_others(rule: str) -> None:
    listed = marks(["online"] * 3)
    published = Published(listed[listed["procedure_id"] != "one"], rates([None] * 3))
    found = verdict_on(entry(rule), published)
    assert found.verdict == CANNOT_BE_TOLD
    nothing = Published(listed.head(0), rates([None] * 3))
    found = verdict_on(entry(rule), nothing)
    assert (found.verdict, found.marks_as_of) == (CANNOT_BE_TOLD, None)
    assert evidence_ja(found) == "公表資料では分からず、試験の資料が要る"
