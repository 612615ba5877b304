"""Any published measure as one figure a member: the count of the 27, a procedure's rate, an indicator."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.rates import group_rates
from survey.catalog.specs import listed
from survey.errors import NotComputable, NotFound
from survey.findings import common, wording
from survey.tidy.tables import Tables

# How many of the 27 are online.
ONLINE_27 = "online_27"
NOT_PRINTED_JA = "記載なし"
SET_ASIDE_JA = "※"
# The catalog's unit of an indicator that only says whether something is done.
_YES_NO_UNIT = "1=実施"


@dataclass(frozen=True)
class Measure:
    """One figure a member of the group.

    ``figures`` has municipality_code, value (NA where none is printed or a correction sets it aside) and written_ja
    (its words, also where there is no value). ``as_of`` is the date, fiscal year or release, ``dated_ja`` its words;
    ``least`` and ``most`` are the ends that the measure itself has, None where it has none; ``column`` is what its
    values are called in a table, None where the words have to do.
    """

    id: str
    name_ja: str
    unit_ja: str
    as_of: str
    dated_ja: str
    figures: pd.DataFrame
    caveats_ja: tuple[str, ...]
    evidence: pd.DataFrame
    least: float | None = None
    most: float | None = None
    column: str | None = None

    @property
    def is_yes_no(self) -> bool:
        """Whether it only says if something is done: 1 or 0."""
        return (self.least, self.most) == (0.0, 1.0)


def measure(tables: Tables, subject: Subject, wanted: str) -> Measure:
    """The measure ``online_27``, a procedure's newest rate (by its id), or an indicator's newest edition (by its id).

    Raises:
        NotFound: no measure has that id; the message names near ones.
        NotComputable: the measure is listed, but nothing is published of it for this group.
    """
    if wanted == ONLINE_27:
        return _online_27(tables, subject)
    procedures, indicators = tables.procedures, listed("indicators")
    if wanted in set(procedures["procedure_id"]):
        return _rate(tables, subject, procedures.set_index("procedure_id").loc[wanted])
    if wanted in set(indicators["indicator_id"]):
        return _indicator(tables, subject, indicators.set_index("indicator_id").loc[wanted])
    known = [ONLINE_27, *procedures["procedure_id"], *indicators["indicator_id"]]
    near = difflib.get_close_matches(wanted, known, n=4, cutoff=0.4)
    raise NotFound(
        f"there is no measure {wanted!r}",
        expected=f"{ONLINE_27}, a procedure_id or an indicator_id",
        got=f"near names: {', '.join(near)}" if near else "",
        next_step='survey.load("procedures") and survey.load("indicator_definitions") list the ids',
    )


def _online_27(tables: Tables, subject: Subject) -> Measure:
    marks = measures.own_priority_marks(tables, subject)
    counts = measures.ranked_members(tables, subject.group)
    date, of = measures.as_of(marks), marks["procedure_id"].nunique()
    figures = counts[["municipality_code"]].assign(
        value=counts["online"].astype(float), written_ja=counts["online"].astype(str)
    )
    return Measure(
        id=ONLINE_27,
        name_ja=f"{of}手続のうちオンラインの数",
        unit_ja="手続",
        as_of=date,
        dated_ja=f"{wording.day(date)}時点",
        figures=figures,
        caveats_ja=(f"{common.BLANK}。空欄はオンラインに数えていません", common.PARTIAL),
        evidence=measures.priority_evidence(tables, subject.group),
        least=0.0,
        most=float(of),
        column="online",
    )


def _rate(tables: Tables, subject: Subject, procedure: pd.Series) -> Measure:
    _, rows = group_rates(tables, subject.group)
    rows = rows[rows["procedure_id"] == procedure.name]
    if rows["online_share_pct"].isna().all():
        raise NotComputable(
            f"{procedure['name_ja']}のオンライン申請率は、{subject.group.name_ja}のどこについても資料に記載がない"
        )
    year = f"FY{rows['fiscal_year'].iloc[0]}"
    note = [] if pd.isna(procedure["note_ja"]) else [f"{procedure['name_ja']}：{procedure['note_ja']}"]
    return Measure(
        id=procedure.name,
        name_ja=f"{procedure['short_ja']}のオンライン申請率",
        unit_ja="%",
        as_of=year,
        dated_ja=wording.day(year),
        figures=_figures(rows, "online_share_pct", "%"),
        caveats_ja=(
            f"{NOT_PRINTED_JA}は「未提供」「申請なし」「未回答」を区別できず、0%とは別です",
            *note,
            *_set_aside(rows, tables),
        ),
        evidence=evidence("take_up", rows),
        least=0.0,
        column="online_share_pct",
    )


def _indicator(tables: Tables, subject: Subject, indicator: pd.Series) -> Measure:
    rows = measures.newest_indicators(tables, frozenset({indicator.name}))
    rows = rows[rows["municipality_code"].isin(subject.group.codes)]
    rows = rows[rows["edition"] == rows["edition"].max()]
    if rows["value"].isna().all():
        raise NotComputable(f"{indicator['name_ja']}は、{subject.group.name_ja}のどこについても数値がない")
    as_of, dated = _date(rows)
    yes_no = indicator["unit"] == _YES_NO_UNIT
    figures = _figures(rows, "value", "%" if indicator["unit"] == "%" else "")
    if yes_no:
        figures["written_ja"] = rows["cell_printed"].fillna(NOT_PRINTED_JA).to_numpy()
    meaning = [indicator["definition_ja"]] if indicator["definition_ja"] else []
    return Measure(
        id=indicator.name,
        name_ja=indicator["name_ja"],
        unit_ja=f"（{_YES_NO_UNIT}）" if yes_no else indicator["unit"],
        as_of=as_of,
        dated_ja=dated,
        figures=figures,
        caveats_ja=(*meaning, *_set_aside(rows, tables)),
        evidence=evidence("indicators", rows),
        least=0.0 if yes_no else None,
        most=1.0 if yes_no else None,
    )


def _figures(rows: pd.DataFrame, column: str, sign: str) -> pd.DataFrame:
    """The rows' figures and their words: 61.1%, 約1,000, 68.9%※ (set aside), or what the cell prints instead."""
    written = []
    for _, row in rows.iterrows():
        if pd.isna(row[column]):
            written.append(NOT_PRINTED_JA if pd.isna(row["cell_printed"]) else row["cell_printed"])
            continue
        about = "約" if row["cell_state"] == "approximate" else ""
        aside = SET_ASIDE_JA if pd.notna(row["correction_id"]) else ""
        written.append(f"{about}{row[column]:,.10g}{sign}{aside}")
    value = rows[column].mask(rows["correction_id"].notna())
    return rows[["municipality_code"]].assign(value=value, written_ja=written).reset_index(drop=True)


def _set_aside(rows: pd.DataFrame, tables: Tables) -> list[str]:
    """A caveat for each reviewed decision that sets a figure aside."""
    flagged = rows[rows["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    return [f"除いたもの（{SET_ASIDE_JA}）：{reason}" for reason in flagged["reason_ja"]]


def _date(rows: pd.DataFrame) -> tuple[str, str]:
    """An indicator's date or fiscal year, and its words; a release's date where nobody established the figures'."""
    edition, dates = rows["edition"].iloc[0], rows["as_of_date"].dropna()
    if len(dates):
        return dates.iloc[0], f"{wording.day(dates.iloc[0])}時点"
    if edition.startswith("FY"):
        return edition, wording.day(edition)
    return f"release {edition}", f"{wording.day(edition)}公表、基準日は不明"
