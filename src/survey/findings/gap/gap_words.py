"""Words that the findings of this folder share: who has a procedure online, blanks that a rate contradicts, bars."""

from __future__ import annotations

import pandas as pd

from survey.analysis.group_gap import HALF_PCT, GroupGap
from survey.analysis.groups import Subject
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts

MOST_BARS = 12
DENOMINATOR_CAVEAT = "割合の分母は、該当する手続がある団体（○か空欄）です。空欄の団体も分母に入ります"
_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "status_here", "group_online", "group_applicable",
    "group_share_pct", "online_share_pct", "is_contradicted", "online_names_ja",
]  # fmt: skip


def finding_of(finding_id: str, found: Result[GroupGap], headline: str, method: str, subject: Subject) -> Finding:
    """What behind and ahead have in common: one row a procedure, bars of the group's share, a line at half."""
    year = wording.day(found.facts.rates_of)
    return Finding(
        id=finding_id,
        texts=texts(finding_id),
        headline_ja=headline,
        method_ja=method,
        as_of=found.as_of,
        facts=found.facts,
        table=with_names(found.table)[_COLUMNS],
        charts=_charts(found, subject),
        caveats_ja=(
            _dated(found, year),
            *contradictions(found.table, year),
            *common.noted(found.facts.notes),
            common.BLANK,
            DENOMINATOR_CAVEAT,
            common.PARTIAL,
        ),
        evidence=found.evidence,
    )


def with_names(table: pd.DataFrame) -> pd.DataFrame:
    """A table of procedures with online_names_ja, who has each online, in one cell."""
    return table.assign(online_names_ja=pd.Series(map("、".join, table["online_names"]), table.index, dtype="object"))


def some_procedures(table: pd.DataFrame, subject: Subject) -> str:
    """The first procedures of a table, each with how many of the group have it online."""
    unit = subject.group.unit_ja
    listed = [f"{row['short_ja']}（{row['group_online']}{unit}）" for _, row in table.iterrows()]
    return wording.some(listed, most=2)


def contradictions(procedures: pd.DataFrame, year: str) -> list[str]:
    """A caveat that names the procedures whose blank mark a printed rate contradicts; [] for none."""
    found = procedures[procedures["is_contradicted"]]
    if found.empty:
        return []
    listed = [f"{row['short_ja']}{wording.share(row['online_share_pct'])}" for _, row in found.iterrows()]
    return [
        f"空欄でも{year}のオンライン申請率が印字されている手続があり、未回答の可能性があります：{wording.some(listed)}"
    ]


def _dated(found: Result[GroupGap], year: str) -> str:
    date = wording.day(found.as_of[0])
    if found.facts.has_own_rates:
        return f"印は{date}時点、ワークブックに添えた申請率は{year}の実績で、時点が異なります"
    return f"{date}時点"


def _charts(found: Result[GroupGap], subject: Subject) -> tuple[Bars, ...]:
    compared, unit = found.facts.compared, subject.group.unit_ja
    drawn = compared.head(MOST_BARS)
    if drawn.empty:
        return ()
    here_ja = wording.state(drawn["status_here"].iloc[0])
    counted = drawn["group_online"].astype(str) + "/" + drawn["group_applicable"].astype(str)
    return (
        Bars(
            title_ja=f"{subject.name_ja}が{here_ja}の手続：該当する{unit}のうちオンラインの割合",
            shown=common.rows_shown(len(compared), len(drawn)),
            labels=tuple(drawn["short_ja"] + "（" + counted + unit + "）"),
            series=(Series("オンラインの割合", tuple(drawn["group_share_pct"].round(1))),),
            unit_ja="%",
            alt_ja=f"{subject.name_ja}が{here_ja}の{len(drawn)}手続について、該当する{unit}のうちオンラインの割合",
            highlight=frozenset(position for position, chosen in enumerate(drawn["is_in_table"]) if chosen),
            maximum=100.0,
            reference=(HALF_PCT, "半数"),
        ),
    )
