"""Which printed rates want asking about before they are used? The rules of catalog/doubt_rules.csv, one function each.

A flag deletes nothing and says of no rate that it is wrong: only a reviewed correction sets a cell aside.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from survey.catalog.specs import listed
from survey.findings import measures
from survey.findings.subject import Group
from survey.findings.take_up import REAL_USE_PCT, latest_rates
from survey.tidy.tables import Tables

# Tukey's outer fence: so many interquartile ranges above the upper quartile is far off, not merely high.
FAR_IQRS = 3.0
# Quartiles of fewer rates are hardly more than the rates themselves.
FEWEST_FOR_FENCE = 8
# Where most print next to nothing the fence is low: below real use nothing hangs on a rate's being far off.
FAR_FROM_PCT = REAL_USE_PCT
# Exactly 100 % is believed where at least half of those that report come near it: the procedure is done online.
FULL_PCT, NEAR_FULL_PCT, HALF = 100.0, 90.0, 0.5
# Two rates of a few tenths of a percent may agree by chance.
SAME_FROM_PCT = 1.0


def doubts(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's rates that a rule flags, as rows of ``take_up`` with ``rule_ids`` (joined by |, in the rules' order).

    Only the group's own rates are looked at; cells that a correction sets aside are flagged like any other.
    """
    rates, marks = latest_rates(tables), measures.newest_marks(tables)
    codes = list(group.codes)
    return flagged(
        rates[rates["municipality_code"].isin(codes)], marks[marks["municipality_code"].isin(codes)], list(RULES)
    )


def doubts_nationwide(tables: Tables) -> pd.DataFrame:
    """The same for all municipalities at once, by the rules that hold nationwide.

    Being far off is none of them: where nearly all print 0 %, it would flag every place with real use. Nor is a
    rate that two procedures on one form share: it is a rate all the same, and whom to call does not hang on it.
    """
    rules = listed("doubt_rules")
    wanted = rules.loc[rules["is_nationwide"] == "yes", "rule_id"]
    return flagged(latest_rates(tables), measures.newest_marks(tables), list(wanted))


def flagged(rates: pd.DataFrame, marks: pd.DataFrame, rule_ids: list[str]) -> pd.DataFrame:
    """The rates (rows of ``take_up``) that any of the rules flags, with ``rule_ids``; blanks are never flagged."""
    rates = rates[rates["online_share_pct"].notna()]
    found = pd.Series("", index=rates.index, dtype="str")
    for rule_id in rule_ids:
        hit = RULES[rule_id](rates, marks)
        found = found.mask(hit, (found + "|" + rule_id).str.removeprefix("|"))
    return rates.assign(rule_ids=found)[found != ""]


def in_words(rule_ids: str, column: str = "name_ja") -> str:
    """What the rules joined in ``rule_ids`` are called, or ask (``asks_ja``)."""
    words = listed("doubt_rules").set_index("rule_id")[column]
    return "、".join(words[rule_id] for rule_id in rule_ids.split("|"))


def fences(rates: pd.DataFrame) -> pd.Series:
    """By procedure, the rate in percent above which one is far off: Q3 + 3 x (Q3 - Q1).

    Quartiles are of all printed rates, zero included, with linear interpolation. There is no fence where fewer than
    FEWEST_FOR_FENCE print a rate, nor where both quartiles are one: where nearly all print 0 %, every place with
    real use would be far off, and it is the one to learn from. Source: J. W. Tukey, Exploratory Data Analysis (1977).
    """
    by = rates.dropna(subset=["online_share_pct"]).groupby("procedure_id")["online_share_pct"]
    lower, upper = by.quantile(0.25), by.quantile(0.75)
    return (upper + FAR_IQRS * (upper - lower))[(by.size() >= FEWEST_FOR_FENCE) & (upper > lower)]


def _is_far_off(rates: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    rate = rates["online_share_pct"]
    return (rate > rates["procedure_id"].map(fences(rates))) & (rate >= FAR_FROM_PCT)


def _is_full(rates: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    rate = rates["online_share_pct"]
    near = (rate >= NEAR_FULL_PCT).groupby(rates["procedure_id"]).transform("mean")
    return (rate == FULL_PCT) & (near < HALF)


def _is_shared(rates: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    pairs = listed("shared_forms")[["procedure_id", "other_procedure_id"]]
    both_ways = pd.concat([pairs, pairs.set_axis(["other_procedure_id", "procedure_id"], axis=1)])
    own = rates[["municipality_code", "procedure_id", "online_share_pct"]].reset_index(names="row")
    other = own.drop(columns="row").set_axis(["municipality_code", "other_procedure_id", "other_pct"], axis=1)
    met = own.merge(both_ways, on="procedure_id").merge(other, on=["municipality_code", "other_procedure_id"])
    same = met[(met["online_share_pct"] == met["other_pct"]) & (met["online_share_pct"] >= SAME_FROM_PCT)]
    return rates.index.to_series().isin(set(same["row"]))


def _is_against_mark(rates: pd.DataFrame, marks: pd.DataFrame) -> pd.Series:
    keys = ["municipality_code", "procedure_id"]
    off = pd.MultiIndex.from_frame(marks.loc[marks["status"] != "online", keys])
    positive = rates[rates["online_share_pct"] > 0]
    hit = positive.index[pd.MultiIndex.from_frame(positive[keys]).isin(off)]
    return rates.index.to_series().isin(set(hit))


# In the catalog's order: a rate's first rule is the one it is listed under.
RULES: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.Series]] = {
    "far_off": _is_far_off,
    "same_form": _is_shared,
    "against_mark": _is_against_mark,
    "full": _is_full,
}
