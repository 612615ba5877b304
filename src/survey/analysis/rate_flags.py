"""Which printed rates want a check before they are used? The rules of catalog/rate_flag_rules.csv, a function each.

A flag says of no rate that it is wrong. Rules that leave out (leaves_out in the catalog) keep a rate out of counts,
highest rates and contacts; they look at the whole country, so that a cell has one verdict whoever asks. The others
only ask for a check. From medians a reviewed correction alone takes a cell.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from survey.analysis.groups import Group, own_groups
from survey.analysis.marks import newest_marks
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.analysis.rates import REAL_USE_PCT, latest_rates
from survey.catalog.specs import listed
from survey.tidy.tables import Tables

# Tukey's outer fence: so many interquartile ranges above the upper quartile is far off, not merely high.
FAR_IQRS = 3.0
# Quartiles and halves of fewer rates are hardly more than the rates themselves.
FEWEST_COMPARED = 8
# Where most print next to nothing the fence is low: below real use nothing hangs on a rate's being far off.
FAR_FROM_PCT = REAL_USE_PCT
# Exactly 100 % is believed where at least half of those that report come near it, in the country or in the
# municipality's own group (which may share a system): the procedure is done online.
FULL_PCT, NEAR_FULL_PCT, HALF = 100.0, 90.0, 0.5
# Two rates of a few tenths of a percent may agree by chance.
SAME_FROM_PCT = 1.0


@cached_recent
def rate_flags(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's rates that a rule flags, as rows of ``take_up`` with ``rule_ids`` (joined by |, in the rules' order).

    ``is_left_out``: a rule that leaves out is among them (see ``left_out_nationwide``). The other rules look at the
    group's own rates only. Cells that a correction sets aside are flagged like any other.
    """
    rates = members_rows(tables, latest_rates, group.codes)
    left_out = members_rows(tables, left_out_nationwide, group.codes)
    marks = members_rows(tables, newest_marks, group.codes)
    return _joined(rates, left_out, flagged(rates, marks, _rules("no")))


@cached
def left_out_nationwide(tables: Tables) -> pd.DataFrame:
    """The rates of all municipalities that are left out of counts, highest rates and contacts, with ``rule_ids``.

    The rules that leave out look at the whole country and at a municipality's own group, not at the asker's: the
    rows are the same whoever asks.
    """
    return flagged(_grouped(tables), newest_marks(tables), _rules("yes"))


@cached
def to_check_nationwide(tables: Tables) -> pd.DataFrame:
    """The rates of all municipalities that are counted and want a check, each by what its own group prints.

    Columns: those of ``take_up`` and ``rule_ids``. They are the same whoever asks: a rate is far off from those of its
    own group, not from those of the asker's.
    """
    return flagged(_grouped(tables), newest_marks(tables), _rules("no"))


def flagged(rates: pd.DataFrame, marks: pd.DataFrame, rule_ids: list[str]) -> pd.DataFrame:
    """The rates (rows of ``take_up``) that any of the rules flags, with ``rule_ids``; blanks are never flagged.

    All are taken as one group, unless a column group_id tells several.
    """
    rates = rates[rates["online_share_pct"].notna()]
    found = pd.Series("", index=rates.index, dtype="str")
    for rule_id in rule_ids:
        hit = RULES[rule_id](rates, marks)
        found = found.mask(hit, (found + "|" + rule_id).str.removeprefix("|"))
    return rates.assign(rule_ids=found)[found != ""]


def _grouped(tables: Tables) -> pd.DataFrame:
    rates = latest_rates(tables)
    return rates.assign(group_id=rates["municipality_code"].map(own_groups(tables.municipalities)))


def _rules(leaves_out: str) -> list[str]:
    rules = listed("rate_flag_rules")
    return list(rules.loc[rules["leaves_out"] == leaves_out, "rule_id"])


def _joined(rates: pd.DataFrame, left_out: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """The rows that either flags, with the rules of both in the rules' order."""
    every = pd.concat([left_out["rule_ids"], marked["rule_ids"]]).str.split("|").explode()
    order = {rule_id: place for place, rule_id in enumerate(RULES)}
    ids = every.groupby(level=0).agg(lambda found: "|".join(sorted(found, key=order.__getitem__)))
    found = rates[rates.index.isin(ids.index)]
    return found.assign(rule_ids=found.index.map(ids).astype("str"), is_left_out=found.index.isin(left_out.index))


def fences(rates: pd.DataFrame, by: str = "procedure_id") -> pd.Series:
    """By procedure, the rate in percent above which one is far off: Q3 + 3 x (Q3 - Q1).

    Quartiles are of all printed rates, zero included, with linear interpolation. There is no fence where fewer than
    FEWEST_COMPARED print a rate, where both quartiles are one, nor where the median is 0 %: where most print 0 %,
    every place with real use would be far off, and it is the one to learn from. ``by``: the column that tells what
    is compared with one another. Source: J. W. Tukey, Exploratory Data Analysis (1977).
    """
    of = rates.dropna(subset=["online_share_pct"]).groupby(by)["online_share_pct"]
    lower, middle, upper = of.quantile(0.25), of.median(), of.quantile(0.75)
    return (upper + FAR_IQRS * (upper - lower))[(of.size() >= FEWEST_COMPARED) & (upper > lower) & (middle > 0)]


def _is_far_off(rates: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    rate, compared = rates["online_share_pct"], rates["procedure_id"]
    if "group_id" in rates:
        compared = rates["group_id"] + "|" + compared
    limits = fences(rates.assign(compared=compared), "compared")
    return (rate > compared.map(limits)) & (rate >= FAR_FROM_PCT)


def _is_full(rates: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    near = rates["online_share_pct"] >= NEAR_FULL_PCT
    is_believed = near.groupby(rates["procedure_id"]).transform("mean") >= HALF
    if "group_id" in rates:
        own = near.groupby([rates["group_id"], rates["procedure_id"]])
        is_believed |= (own.transform("mean") >= HALF) & (own.transform("size") >= FEWEST_COMPARED)
    return (rates["online_share_pct"] == FULL_PCT) & ~is_believed


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
