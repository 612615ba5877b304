"""Rates keep beside them whose they are and whether they want a check; words put the sign."""

from __future__ import annotations

import pandas as pd

from survey.analysis.named_rates import NamedRate, for_each, named_rates
from survey.findings.common import MARK, named, rate_flags_in_words, rate_named

PLACES = pd.DataFrame({"name_ja": ["甲市", "乙村"], "prefecture": ["丙県", "丁県"]}, index=["1", "2"])
RATES = pd.DataFrame(
    {
        "municipality_code": ["2", "1", "1"],
        "procedure_id": ["moving", "moving", "tax"],
        "online_share_pct": [9.96, 0.5, 12.0],
    },
    index=[70, 71, 72],
)


def test_each_procedure_has_its_rates_in_the_rows_order_with_whose_they_are() -> None:
    found = named_rates(RATES, PLACES, pd.Index([70, 99]))
    assert found["moving"] == (NamedRate("乙村", "丁県", 9.96, True), NamedRate("甲市", "丙県", 0.5, False))
    assert found["tax"] == (NamedRate("甲市", "丙県", 12.0, False),)


def test_what_nobody_prints_has_nobody_and_no_row_is_a_column_of_objects_too() -> None:
    found = named_rates(RATES, PLACES, pd.Index([]))
    assert [len(each) for each in for_each(pd.Series(["tax", "births", "moving"]), found)] == [1, 0, 2]
    assert for_each(pd.Series([], dtype="str"), found).dtype == object


def test_the_sign_stands_at_a_rate_that_wants_a_check_and_at_no_other() -> None:
    checked, other = NamedRate("乙村", "丁県", 9.96, True), NamedRate("甲市", "丙県", 0.5, False)
    assert named(checked) == f"乙村{MARK}"
    assert named(other) == "甲市"
    assert rate_named(checked) == f"乙村10.0%{MARK}"
    assert rate_named(other, with_prefecture=True) == "丙県甲市0.5%"


def test_rules_are_called_in_the_order_given_and_no_rule_is_called_nothing() -> None:
    assert rate_flags_in_words("") == ""
    assert rate_flags_in_words("full|far_off") == "、".join(map(rate_flags_in_words, ("full", "far_off")))
