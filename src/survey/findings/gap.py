"""What do others offer that we do not? ``behind`` and ``ahead`` within the 27, ``beyond_27`` outside them."""

from __future__ import annotations

import pandas as pd

from survey.findings import measures, wording
from survey.findings.charts import Bars, Series
from survey.findings.coverage import BLANK_CAVEAT, PARTIAL_CAVEAT, priority_marks
from survey.findings.finding import Finding, evidence
from survey.findings.subject import Subject
from survey.tidy.tables import Tables

HALF_PCT = 50.0
MOST_BARS = 14
_NOT_ONLINE_JA = {"unmarked": "空欄", "not_applicable": "該当なし"}


def behind(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are unmarked here and online in at least half of the group's members that have them?

    A member has a procedure when its mark is ○ or blank. Source: da_procedures_online.
    """
    marks = priority_marks(tables, subject)
    procedures = _with_names(measures.by_procedure(marks, subject), marks, tables)
    unmarked = procedures[procedures["status_here"] == "unmarked"]
    table = _most_common_first(unmarked[unmarked["share_of_applicable_pct"] >= HALF_PCT], subject)
    lead = f"{subject.group.name_ja}の半数以上がオンラインで{subject.name_ja}が空欄なのは"
    headline = f"{lead}、27手続中0"
    if len(table):
        headline = f"{lead}27手続中{len(table)}：{_named(table, subject)}"
    return _compared(
        "behind",
        "他ができていて、当方が空欄の手続はどれか",
        headline,
        "27手続のうち当該団体が空欄で、該当する団体（○か空欄）の半数以上が○のものを、割合の高い順に並べた。"
        "図は当該団体が空欄の手続すべてを示す。",
        table,
        _most_common_first(unmarked, subject),
        marks,
        subject,
    )


def ahead(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are online here and in under half of the group's members that have them?

    Source: da_procedures_online.
    """
    marks = priority_marks(tables, subject)
    procedures = _with_names(measures.by_procedure(marks, subject), marks, tables)
    online = procedures[procedures["status_here"] == "online"]
    rarest = _most_common_first(online, subject).iloc[::-1]
    table = rarest[rarest["share_of_applicable_pct"] < HALF_PCT]
    lead = f"{subject.name_ja}がオンラインで{subject.group.name_ja}の半数に届かないのは"
    headline = f"{lead}、27手続中0"
    if len(table):
        headline = f"{lead}27手続中{len(table)}：{_named(table, subject)}"
    return _compared(
        "ahead",
        "当方が先に進んでいる手続はどれか",
        headline,
        "27手続のうち当該団体が○で、該当する団体（○か空欄）のうち○が半数に満たないものを、割合の低い順に並べた。"
        "図は当該団体が○の手続のうち、割合の低いものを示す。",
        table,
        rarest,
        marks,
        subject,
    )


def _most_common_first(procedures: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    keys = ["share_of_applicable_pct", subject.group.online_column, "number_27"]
    return procedures.sort_values(keys, ascending=[False, False, True]).reset_index(drop=True)


def _named(table: pd.DataFrame, subject: Subject) -> str:
    unit = subject.group.unit_ja
    return wording.some(
        [f"{row['short_ja']}（{row[subject.group.online_column]}{unit}）" for _, row in table.iterrows()],
        most=2,
    )


def _with_names(procedures: pd.DataFrame, marks: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Add ``online_names_ja``: who has each procedure online, in code order (whom to ask)."""
    names = tables.municipalities.set_index("municipality_code")["name_ja"]
    online = marks[marks["status"] == "online"].sort_values("municipality_code")
    joined = online["municipality_code"].map(names).groupby(online["procedure_id"]).agg("、".join)
    return procedures.assign(online_names_ja=procedures["procedure_id"].map(joined).fillna(""))


def _compared(
    finding_id: str,
    question: str,
    headline: str,
    method: str,
    table: pd.DataFrame,
    drawn: pd.DataFrame,
    marks: pd.DataFrame,
    subject: Subject,
) -> Finding:
    """What behind and ahead have in common: one row a procedure, bars of the group's share, a line at half."""
    group, date = subject.group, measures.as_of(marks)
    drawn = drawn.dropna(subset=["share_of_applicable_pct"]).head(MOST_BARS)
    charts = ()
    if len(drawn):
        labels = [
            f"{row['short_ja']}（{row[group.online_column]}/{row[group.applicable_column]}{group.unit_ja}）"
            for _, row in drawn.iterrows()
        ]
        charts = (
            Bars(
                title_ja=f"該当する{group.unit_ja}のうちオンラインの割合",
                labels=tuple(labels),
                series=(Series("オンラインの割合", tuple(drawn["share_of_applicable_pct"].round(1))),),
                unit_ja="%",
                alt_ja=f"{len(drawn)}手続について、該当する{group.unit_ja}のうちオンラインの割合",
                highlight=frozenset(
                    i for i, procedure in enumerate(drawn["procedure_id"]) if procedure in set(table["procedure_id"])
                ),
                maximum=100.0,
                reference=(HALF_PCT, "半数"),
            ),
        )
    columns = [
        "number_27", "procedure_id", "name_ja", "status_here", group.online_column, group.applicable_column,
        "share_of_applicable_pct", "online_names_ja",
    ]  # fmt: skip
    return Finding(
        id=finding_id,
        question_ja=question,
        headline_ja=headline,
        method_ja=method,
        as_of=date,
        values={"procedures": len(table), group.unit: group.size},
        table=table[columns],
        charts=charts,
        caveats_ja=(f"{wording.day(date)}時点", BLANK_CAVEAT, PARTIAL_CAVEAT),
        evidence=evidence("availability", marks[marks["procedure_id"].isin(drawn["procedure_id"])]),
    )


def beyond_27(tables: Tables, subject: Subject) -> Finding:
    """What lies outside the 27: the other listed procedures, and the printed count of unlisted ones.

    Per listed procedure: mark here, how many of the group have it online, the group's median online application
    rate and how many report one. Procedures that every municipality marks alike are left out. The printed count
    is ``other_online_procedures_count``; counts that a correction sets aside are named, never ranked.
    Sources: da_procedures_online, da_dx_dashboard.
    """
    from survey.findings.take_up import group_rates

    group = subject.group
    marks = measures.latest_marks(tables, group)
    outside = marks[marks["number_27"].isna() & ~marks["procedure_id"].isin(measures.uninformative(tables))]
    procedures = _with_names(measures.by_procedure(outside, subject), outside, tables)
    rates, rate_rows = group_rates(tables, subject)
    table = procedures.drop(columns=["number_27"]).merge(rates, on="procedure_id", how="left")
    reporting = f"{group.unit}_reporting"
    table[reporting] = table[reporting].fillna(0).astype(int)
    table["is_behind"] = (table["status_here"] == "unmarked") & (table["share_of_applicable_pct"] >= HALF_PCT)
    table = table.sort_values(
        ["is_behind", group.online_column, "share_of_applicable_pct"],
        ascending=[False, False, False],
        kind="stable",
    ).reset_index(drop=True)
    counts, count_rows = _printed_counts(tables, subject)
    headline, values = _beyond_headline(table, counts, subject)
    drawn = table[table[group.online_column] > 0].head(MOST_BARS)
    labels = [row["short_ja"] + _here(row["status_here"], subject) for _, row in drawn.iterrows()]
    charts = [
        Bars(
            title_ja=f"オンラインの{group.unit_ja}数（27手続の外）",
            labels=tuple(labels),
            series=(Series("オンライン", tuple(drawn[group.online_column].astype(float))),),
            unit_ja=group.unit_ja,
            alt_ja=f"27手続の外の{len(drawn)}手続について、オンラインの{group.unit_ja}の数",
            highlight=frozenset(i for i, flag in enumerate(drawn["is_behind"]) if flag),
            maximum=float(group.size),
        )
    ]
    ranked = counts[counts["other_online_procedures_count"].notna() & counts["correction_id"].isna()]
    if len(ranked):
        ranked = (
            measures.shown(ranked, subject)
            if subject.code in set(ranked["municipality_code"])
            else ranked.head(measures.MOST_SHOWN)
        )
        charts.append(
            Bars(
                title_ja="一覧にないオンライン手続の数（印字のまま）",
                labels=tuple(ranked["name_ja"] + ranked["cell_state"].map({"approximate": "（約）"}).fillna("")),
                series=(Series("手続数", tuple(ranked["other_online_procedures_count"])),),
                unit_ja="手続",
                alt_ja=f"{group.name_ja}の、一覧にないオンライン手続の数",
                highlight=measures.highlighted(ranked, subject),
            )
        )
    set_aside = counts[counts["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    date, year = measures.as_of(marks), f"FY{rate_rows['fiscal_year'].max()}"
    columns = [
        "procedure_id", "name_ja", "group", "status_here", group.online_column, group.applicable_column,
        "share_of_applicable_pct", "is_behind", f"{group.unit}_median_online_share_pct", reporting, "online_names_ja",
    ]  # fmt: skip
    values["other_online_procedures"] = [
        {
            "municipality_code": row["municipality_code"],
            "name_ja": row["name_ja"],
            "cell_printed": row["cell_printed"],
            "count": None
            if pd.isna(row["other_online_procedures_count"])
            else int(row["other_online_procedures_count"]),
            "set_aside": pd.notna(row["correction_id"]),
        }
        for _, row in counts.iterrows()
    ]
    return Finding(
        id="beyond_27",
        question_ja="27手続の外はどうか",
        headline_ja=headline,
        method_ja=(
            "一覧の手続のうち27手続を除き、全団体が同じ印のもの（転出届、転入予約）も除いた。"
            "当該団体が空欄で該当する団体の半数以上が○のものを先に並べた。"
            f"申請率の中央値は{wording.day(year)}に率を報告した団体だけで取り、記録された判断で除いたものは入れない。"
            "一覧にない手続の数は印字のままで、数え方は団体ごとに異なる。"
        ),
        as_of=f"{date} / {year}",
        values=values,
        table=table[columns],
        charts=tuple(charts),
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、申請率は{wording.day(year)}で、時点が異なります",
            *(f"除いたもの：{row['reason_ja']}" for _, row in set_aside.iterrows()),
            "一覧にない手続の数は団体ごとに数え方が異なり、概数（約）を含みます。0には数えていない場合が含まれることがあります",
            BLANK_CAVEAT,
        ),
        evidence=pd.concat(
            [
                evidence("availability", outside),
                evidence("indicators", count_rows),
                evidence("take_up", rate_rows[rate_rows["procedure_id"].isin(table["procedure_id"])]),
            ]
        ),
    )


def _here(status: str, subject: Subject) -> str:
    return f"（{subject.name_ja}は{_NOT_ONLINE_JA[status]}）" if status in _NOT_ONLINE_JA else ""


def _printed_counts(tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = tables.indicators
    rows = rows[rows["indicator_id"] == "other_online_procedures_count"]
    rows = rows[(rows["edition"] == rows["edition"].max()) & rows["municipality_code"].isin(subject.group.codes)]
    names = tables.municipalities[["municipality_code", "name_ja"]]
    counts = rows.merge(names, on="municipality_code").rename(columns={"value": "other_online_procedures_count"})
    counts = counts.sort_values(["other_online_procedures_count", "municipality_code"], ascending=[False, True])
    return counts.reset_index(drop=True), rows


def _beyond_headline(table: pd.DataFrame, counts: pd.DataFrame, subject: Subject) -> tuple[str, dict]:
    group, unit = subject.group, subject.group.unit_ja
    gaps = table[table["is_behind"]]
    values: dict = {"behind": len(gaps), group.unit: group.size}
    first = f"27手続の外で半数以上がオンラインの手続に、{subject.name_ja}の空欄はない"
    if len(gaps):
        top = gaps.iloc[0]
        first = (
            f"27手続の外では{top['short_ja']}が{top[group.online_column]}{unit}でオンライン、{subject.name_ja}は空欄"
        )
        if len(gaps) > 1:
            first = (
                f"27手続の外の{len(gaps)}手続で{subject.name_ja}は空欄"
                f"（{top['short_ja']}は{top[group.online_column]}{unit}がオンライン）"
            )
    ranked = counts[counts["other_online_procedures_count"].notna() & counts["correction_id"].isna()]
    mine = ranked[ranked["municipality_code"] == subject.code]
    if ranked.empty:
        return first, values
    top = ranked.iloc[0]
    values["other_online_procedures_most"] = int(top["other_online_procedures_count"])
    if mine.empty:
        return f"{first}。一覧にない手続の数は{subject.name_ja}では読み取れない", values
    count = int(mine.iloc[0]["other_online_procedures_count"])
    values["other_online_procedures_here"] = count
    if top["municipality_code"] == subject.code:
        return f"{first}。一覧にない手続は{wording.amount(count)}で最多", values
    most = f"{top['name_ja']}の{wording.amount(top['other_online_procedures_count'])}"
    return f"{first}。一覧にない手続は{wording.amount(count)}、最多は{most}", values
