"""Was a procedure online by a date? Only what proves it counts: a later ○ does not, a blank says nothing."""

from __future__ import annotations

import pandas as pd

from survey.analysis.memo import members_rows
from survey.analysis.rates import newest_of_each_year
from survey.tidy.tables import Tables


def fiscal_year_end(fiscal_year: int) -> str:
    """The last day of a fiscal year that begins in April: 2023-03-31 for 2022."""
    return f"{fiscal_year + 1}-03-31"


def printed_rates(tables: Tables, municipality_code: str) -> pd.DataFrame:
    """The municipality's printed online application rates, of each fiscal year the newest edition; rows of take_up."""
    return members_rows(tables, newest_of_each_year, (municipality_code,))


def proving(rates: pd.DataFrame, due_on: str) -> pd.DataFrame:
    """The rates that prove use by ``due_on``: above 0 %, not set aside, of a fiscal year that had ended by then.

    Somebody applied online in that year, so the procedure was online before its end. A printed 0 % or a blank proves
    nothing, neither way.
    """
    if rates.empty:
        return rates
    ended = rates["fiscal_year"].map(fiscal_year_end) <= due_on
    return rates[ended & (rates["online_share_pct"] > 0) & rates["correction_id"].isna()]


def proven(rates: pd.DataFrame, marks: pd.DataFrame, due_on: str) -> set[str]:
    """The ids of procedures that were online by ``due_on``: a proving rate, or an ○ on a list no later than that."""
    listed = marks[(marks["status"] == "online") & (marks["as_of_date"] <= due_on)]
    return set(proving(rates, due_on)["procedure_id"]) | set(listed["procedure_id"])
