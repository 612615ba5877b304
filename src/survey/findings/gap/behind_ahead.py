"""What do others offer that we do not, and the other way round? ``behind`` and ``ahead``, within the 27."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent, members_rows
from survey.analysis.rates import group_rates, latest_rates
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

HALF_PCT = 50.0
MOST_BARS = 12
DENOMINATOR_CAVEAT = "割合の分母は、該当する手続がある団体（○か空欄）です。空欄の団体も分母に入ります"


def behind(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are unmarked here and online in at least half of the group's members that have them?

    A member has a procedure when its mark is ○ or blank. is_contradicted: the mark is blank, yet a positive
    online application rate is printed for the procedure. Sources: da_procedures_online, da_dx_dashboard.
    """
    marks = measures.own_priority_marks(tables, subject)
    procedures = compared_with_group(marks, tables, subject)
    unmarked = _most_common_first(procedures[procedures["status_here"] == "unmarked"], subject)
    table = unmarked[unmarked["group_share_pct"] >= HALF_PCT]
    headline = f"{subject.group.name_ja}の半数以上がオンラインで{subject.name_ja}が空欄の手続は、27手続にはない"
    if len(table):
        headline = (
            f"{subject.group.name_ja}の半数以上がオンラインで{subject.name_ja}が空欄なのは"
            f"27手続中{len(table)}：{_named(table, subject)}"
        )
    return _finding(
        "behind",
        headline,
        f"27手続のうち{subject.name_ja}が空欄で、該当する団体（○か空欄）の半数以上が○のものを、割合の高い順に並べた。",
        table,
        unmarked,
        marks,
        tables,
        subject,
    )


def ahead(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are online here and in under half of the group's members that have them?

    Source: da_procedures_online; the rates beside them: da_dx_dashboard.
    """
    marks = measures.own_priority_marks(tables, subject)
    procedures = compared_with_group(marks, tables, subject)
    rarest = _most_common_first(procedures[procedures["status_here"] == "online"], subject).iloc[::-1]
    table = rarest[rarest["group_share_pct"] < HALF_PCT]
    headline = f"{subject.name_ja}がオンラインで{subject.group.name_ja}の半数に届かない手続は、27手続にはない"
    if len(table):
        headline = (
            f"{subject.name_ja}がオンラインで{subject.group.name_ja}の半数に届かないのは"
            f"27手続中{len(table)}：{_named(table, subject)}"
        )
    return _finding(
        "ahead",
        headline,
        f"27手続のうち{subject.name_ja}が○で、該当する団体（○か空欄）のうち○が半数に満たないものを表にし、ほかの○の手続も割合の低い順に並べて比べた。",
        table,
        rarest,
        marks,
        tables,
        subject,
    )


def compared_with_group(marks: pd.DataFrame, tables: Tables, subject: Subject) -> pd.DataFrame:
    """``measures.by_procedure`` with who has each online (whom to ask) and the subject's own rate.

    Adds online_names_ja (in code order), online_share_pct (the latest printed online application rate here) and
    is_contradicted (blank here, yet a positive rate is printed).
    """
    procedures = measures.by_procedure(tables, marks, subject)
    mine = members_rows(tables, latest_rates, (subject.code,)).set_index("procedure_id")["online_share_pct"]
    rate = procedures["procedure_id"].map(mine)
    joined = _online_names(tables, subject.group)
    return procedures.assign(
        online_names_ja=procedures["procedure_id"].map(joined).astype("object").fillna(""),
        online_share_pct=rate,
        is_contradicted=(procedures["status_here"] == "unmarked") & (rate > 0),
    )


@cached_recent
def _online_names(tables: Tables, group: Group) -> pd.Series:
    """By procedure, who in the group has it online, in code order."""
    marks = measures.latest_marks(tables, group)
    online = marks[marks["status"] == "online"].sort_values("municipality_code")
    names = online["municipality_code"].map(measures.places(tables)["name_ja"])
    return names.groupby(online["procedure_id"]).agg("、".join)


def _most_common_first(procedures: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    keys = ["group_share_pct", "group_online", "number_27"]
    return procedures.sort_values(keys, ascending=[False, False, True]).reset_index(drop=True)


def _named(table: pd.DataFrame, subject: Subject) -> str:
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


def _finding(
    finding_id: str,
    headline: str,
    method: str,
    table: pd.DataFrame,
    candidates: pd.DataFrame,
    marks: pd.DataFrame,
    tables: Tables,
    subject: Subject,
) -> Finding:
    """What behind and ahead have in common: one row a procedure, bars of the group's share, a line at half."""
    group, date = subject.group, measures.as_of(marks)
    _, rates = group_rates(tables, subject.group)
    year = f"FY{rates['fiscal_year'].max()}"
    candidates = candidates.dropna(subset=["group_share_pct"])
    drawn = candidates.head(MOST_BARS)
    chosen = set(table["procedure_id"])
    charts = ()
    if len(drawn):
        here_ja = wording.state(candidates["status_here"].iloc[0])
        counted = drawn["group_online"].astype(str) + "/" + drawn["group_applicable"].astype(str)
        charts = (
            Bars(
                title_ja=f"{subject.name_ja}が{here_ja}の手続：該当する{group.unit_ja}のうちオンラインの割合",
                shown=common.rows_shown(len(candidates), len(drawn)),
                labels=tuple(drawn["short_ja"] + "（" + counted + group.unit_ja + "）"),
                series=(Series("オンラインの割合", tuple(drawn["group_share_pct"].round(1))),),
                unit_ja="%",
                alt_ja=f"{subject.name_ja}が{here_ja}の{len(drawn)}手続について、該当する{group.unit_ja}のうちオンラインの割合",
                highlight=frozenset(i for i, procedure in enumerate(drawn["procedure_id"]) if procedure in chosen),
                maximum=100.0,
                reference=(HALF_PCT, "半数"),
            ),
        )
    columns = [
        "number_27", "procedure_id", "name_ja", "status_here", "group_online", "group_applicable",
        "group_share_pct", "online_share_pct", "is_contradicted", "online_names_ja",
    ]  # fmt: skip
    mine = rates[(rates["municipality_code"] == subject.code) & rates["procedure_id"].isin(chosen)]
    dated = f"{wording.day(date)}時点"
    if mine["online_share_pct"].notna().any():
        dated = (
            f"印は{wording.day(date)}時点、ワークブックに添えた申請率は{wording.day(year)}の実績で、時点が異なります"
        )
    return Finding(
        id=finding_id,
        texts=texts(finding_id),
        headline_ja=headline,
        method_ja=method,
        as_of=f"{date} / {year}" if len(mine) else date,
        facts={
            "procedures": len(table),
            "contradicted": int(table["is_contradicted"].sum()),
            "group_size": group.size,
        },
        table=table[columns],
        charts=charts,
        caveats_ja=(
            dated,
            *contradictions(table, wording.day(year)),
            *common.procedure_notes(tables, chosen),
            common.BLANK,
            DENOMINATOR_CAVEAT,
            common.PARTIAL,
        ),
        evidence=pd.concat([measures.priority_evidence(tables, group), evidence("take_up", mine)]),
    )
