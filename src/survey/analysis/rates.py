"""The newest online application rates, nationwide and of the group: what every finding on use is made of."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Group
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.errors import NotComputable
from survey.tidy.files import EditionFile
from survey.tidy.tables import Tables

# The publication whose rates are compared; another one would be another definition.
RATES_SOURCE = "da_dx_dashboard"
# A median of fewer members says nothing about the group.
FEWEST_REPORTING = 3
# From here on an online application rate counts as real use.
REAL_USE_PCT = 10.0


@cached
def newest_of_each_year(tables: Tables) -> pd.DataFrame:
    """Every printed online application rate of RATES_SOURCE, of each fiscal year the newest edition."""
    newest: dict[int, str] = {}
    for part in _rate_editions(tables):
        for (fiscal_year,) in part.holds:
            newest[fiscal_year] = max(part.edition, newest.get(fiscal_year, ""))
    rows = tables.rows_of("take_up", lambda part: part.source_id == RATES_SOURCE and part.edition in newest.values())
    return rows[rows["edition"] == rows["fiscal_year"].map(newest)]


def _rate_editions(tables: Tables) -> list[EditionFile]:
    return [part for part in tables.edition_files("take_up") if part.source_id == RATES_SOURCE]


@cached
def counted_applications(tables: Tables) -> pd.DataFrame:
    """Rows of table take_up whose publisher prints all applications before the online ones; RATES_SOURCE never does."""
    rows = tables.rows_of("take_up", lambda part: part.source_id != RATES_SOURCE)
    return rows[rows["cell_printed"].str.contains(" / ", regex=False, na=False)]


@cached
def latest_rates(tables: Tables) -> pd.DataFrame:
    """Every municipality's online application rates of the newest fiscal year, blank ones among them.

    Rows and columns are those of table ``take_up``, of the newest edition of RATES_SOURCE.

    Raises:
        NotComputable: no edition of it is stored.
    """
    if not _rate_editions(tables):
        raise NotComputable("no_rates")
    year = max(fiscal_year for part in _rate_editions(tables) for (fiscal_year,) in part.holds)
    edition = max(part.edition for part in _rate_editions(tables) if (year,) in part.holds)
    rows = tables.rows_of("take_up", lambda part: part.source_id == RATES_SOURCE and part.edition == edition)
    return rows[rows["fiscal_year"] == year]


@cached_recent
def group_rates(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The group's latest online application rates by procedure, and the rows they come from.

    Columns: procedure_id, group_reporting (members that print a rate, zero included, none set aside),
    group_median_online_share_pct (their median).
    """
    rows = members_rows(tables, latest_rates, group.codes)
    used = rows[rows["online_share_pct"].notna() & rows["correction_id"].isna()]
    rates = used.groupby("procedure_id")["online_share_pct"].agg(["size", "median"]).reset_index()
    return rates.rename(columns={"size": "group_reporting", "median": "group_median_online_share_pct"}), rows


def fiscal_year(rates: pd.DataFrame) -> str:
    """The newest fiscal year of some rates, as an ``as_of`` names it: FY2022."""
    return f"FY{int(rates['fiscal_year'].max())}"
