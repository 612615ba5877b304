"""What rates are compared with: the published figures of catalog/companions.csv, and their correlations with rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from survey.catalog.specs import listed
from survey.findings.correlation import correlated
from survey.findings.kept import once
from survey.tidy.files import Part
from survey.tidy.tables import Tables

SCALES = ["rank_correlation", "rank_correlation_low", "rank_correlation_high"]


@dataclass(frozen=True)
class Companion:
    """One published figure of municipalities: its words, values by municipality code, date and cells.

    ``name_ja`` is what it is called, ``more_ja`` who has more of it, ``note_ja`` what it is and is not. ``as_of`` is
    an ISO date, None where nobody established one. ``cells`` are the rows of table ``indicators`` it is made of.
    """

    id: str
    name_ja: str
    more_ja: str
    note_ja: str
    values: pd.Series
    as_of: str | None
    cells: pd.DataFrame


@once
def companions(tables: Tables, fiscal_year: int) -> list[Companion]:
    """Every figure that rates of this fiscal year are compared with, in the catalog's order.

    An indicator is taken from its edition nearest the middle of the year, 1 October (the newest one, where no date
    is known). One that has a denominator becomes a share in percent; the others keep their unit.
    """
    found = []
    for entry in listed("companions").to_dict("records"):
        parts = [
            _nearest(tables, name, date(fiscal_year, 10, 1))
            for name in (entry["indicator_id"], entry["over_indicator_id"])
            if name
        ]
        values = [part.set_index("municipality_code")["value"] for part in parts]
        dates = parts[0]["as_of_date"].dropna()
        found.append(
            Companion(
                entry["companion_id"],
                entry["name_ja"],
                entry["more_ja"],
                entry["note_ja"],
                values[0] / values[1] * 100 if len(values) > 1 else values[0],
                None if dates.empty else dates.max(),
                pd.concat(parts),
            )
        )
    return found


def correlations(
    rates: pd.DataFrame, beside: list[Companion], fewest: int, fewest_positive: int, prefix: str = ""
) -> pd.DataFrame:
    """The rank correlation of each procedure's rates with each companion, where there are enough of both.

    Columns: procedure_id, companion_id, in_pair (municipalities compared), rank_correlation, rank_correlation_low,
    rank_correlation_high, rank_correlation_limit and is_apart_from_zero (see RankCorrelation); all but the first two
    with the prefix. A pair needs ``fewest`` municipalities that have both,
    ``fewest_positive`` of them with a rate above 0 %; one that cannot be computed has no row.
    """
    found = []
    values = {companion.id: companion.values.reindex(rates["municipality_code"]).to_numpy() for companion in beside}
    is_had = {companion.id: rates["municipality_code"].isin(companion.values.index).to_numpy() for companion in beside}
    every = rates["online_share_pct"].to_numpy()
    for procedure_id, places in rates.groupby("procedure_id").indices.items():
        rate = every[places]
        if len(rate) < fewest or (rate > 0).sum() < fewest_positive:
            continue
        for companion in beside:
            has = is_had[companion.id][places]
            if has.sum() < fewest or (rate[has] > 0).sum() < fewest_positive:
                continue
            if pair := correlated(rate[has], values[companion.id][places][has]):
                figures = (pair.n, pair.value, pair.low, pair.high, pair.limit, pair.is_apart_from_zero)
                found.append((procedure_id, companion.id, *figures))
    named = [prefix + name for name in ("in_pair", *SCALES, "rank_correlation_limit", "is_apart_from_zero")]
    return pd.DataFrame(found, columns=["procedure_id", "companion_id", *named])


def _nearest(tables: Tables, indicator_id: str, day: date) -> pd.DataFrame:
    """An indicator's figures in its edition nearest a day; none that a correction sets aside."""
    held = [(part.edition, *held) for part in tables.parts("indicators") for held in part.holds]
    dates = [(edition, as_of) for edition, name, as_of in held if name == indicator_id]
    dated = [(abs(date.fromisoformat(as_of) - day), edition) for edition, as_of in dates if not pd.isna(as_of)]
    edition = min(dated)[1] if dated else max((edition for edition, _ in dates), default="")
    rows = tables.rows_of("indicators", lambda part: part.edition == edition and _has(part, indicator_id))
    return rows[(rows["indicator_id"] == indicator_id) & rows["correction_id"].isna() & rows["value"].notna()]


def _has(part: Part, indicator_id: str) -> bool:
    return any(name == indicator_id for name, _ in part.holds)
