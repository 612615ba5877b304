"""What lies outside the 27? ``beyond_27``: the other listed procedures, and the printed count of unlisted ones."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent
from survey.analysis.rates import group_rates
from survey.analysis.unlisted import counts_as_values, printed_counts, ranked_counts, unlisted_sentence, with_unlisted
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.gap.behind_ahead import (
    DENOMINATOR_CAVEAT,
    HALF_PCT,
    MOST_BARS,
    compared_with_group,
    contradictions,
)
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_NOT_ONLINE_JA = {"unmarked": "空欄", "not_applicable": "該当なし"}


def beyond_27(tables: Tables, subject: Subject) -> Finding:
    """What lies outside the 27: the other listed procedures, and the printed count of unlisted ones.

    Per listed procedure: mark here, how many of the group have it online, the group's median online application
    rate and how many report one. is_behind: blank here, online in at least half of those that have it. Procedures
    that every municipality marks alike are left out. The printed count is ``other_online_procedures_count``;
    counts that a correction sets aside are named, and neither they nor a zero, which may mean "not counted", are
    ranked. The counts stand in the table's last row: the own one in ``unlisted_count``, the others' with their names.
    Sources: da_procedures_online, da_dx_dashboard.
    """
    group = subject.group
    marks = measures.marks_with(tables, subject)
    outside = marks[marks["number_27"].isna() & ~marks["procedure_id"].isin(measures.uninformative(tables))]
    procedures = compared_with_group(outside, tables, subject)
    rates, rate_rows = group_rates(tables, subject.group)
    table = procedures.drop(columns=["number_27"]).merge(rates, on="procedure_id", how="left")
    reporting = "group_reporting"
    table[reporting] = table[reporting].fillna(0).astype(int)
    table["is_behind"] = (table["status_here"] == "unmarked") & (table["group_share_pct"] >= HALF_PCT)
    table = table.sort_values(
        ["is_behind", "is_contradicted", "group_online", "group_share_pct"],
        ascending=[False, True, False, False],
        kind="stable",
    ).reset_index(drop=True)
    counts, _ = printed_counts(tables, group)
    set_aside = counts[counts["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    gaps = table[table["is_behind"] & ~table["is_contradicted"]]
    date, year = measures.as_of(marks), f"FY{rate_rows['fiscal_year'].max()}"
    columns = [
        "procedure_id", "name_ja", "group", "status_here", "group_online", "group_applicable",
        "group_share_pct", "is_behind", "online_share_pct", "is_contradicted",
        "group_median_online_share_pct", reporting, "online_names_ja",
    ]  # fmt: skip
    return Finding(
        id="beyond_27",
        texts=texts("beyond_27"),
        headline_ja=f"{_listed_sentence(gaps, subject)}。{unlisted_sentence(counts, subject)}",
        method_ja=(
            f"一覧の手続のうち27手続を除き、全国の全団体が同じ印のもの（{_uninformative_ja(tables)}）も除いた。"
            f"{subject.name_ja}が空欄で、該当する団体の半数以上が○のものを先に並べた。"
            f"申請率の中央値は{wording.day(year)}に率を報告した団体だけで取り、この調査で理由を記録して除いた率は入れない。"
            "申請率だけが公表され、一覧にない手続は含めない。"
            "一覧にないオンライン手続の数は印字のままで、数え方は団体ごとに異なる。0は順位に入れない。"
            "この数は表の最後の行に置いた。"
        ),
        as_of=f"{date} / {year}",
        facts={
            "behind": len(gaps),
            "contradicted": int((table["is_behind"] & table["is_contradicted"]).sum()),
            "group_size": group.size,
            "other_online_procedures": counts_as_values(counts),
        },
        table=with_unlisted(table[columns], counts, subject),
        charts=_beyond_charts(table, counts, subject),
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、ワークブックに添えた申請率は{wording.day(year)}で、時点が異なります",
            *contradictions(table, wording.day(year)),
            *(f"除いたもの：{row['reason_ja']}" for _, row in set_aside.iterrows()),
            "一覧にない手続の数は団体ごとに数え方が異なり、概数（約）を含みます。0には数えていない場合が含まれることがあります",
            common.BLANK,
            DENOMINATOR_CAVEAT,
        ),
        evidence=_cells(tables, group, tuple(sorted(table["procedure_id"]))),
    )


def _uninformative_ja(tables: Tables) -> str:
    listed = tables.procedures[tables.procedures["procedure_id"].isin(measures.uninformative(tables))]
    return "、".join(listed["short_ja"])


def _beyond_charts(table: pd.DataFrame, counts: pd.DataFrame, subject: Subject) -> tuple[Bars, ...]:
    group = subject.group
    offered = table[table["group_online"] > 0]
    drawn = offered.head(MOST_BARS)
    charts = [
        Bars(
            title_ja=f"オンラインの{group.unit_ja}数（27手続の外）",
            shown=common.rows_shown(len(offered), len(drawn)),
            labels=tuple(row["short_ja"] + _here(row["status_here"], subject) for _, row in drawn.iterrows()),
            series=(Series("オンライン", tuple(drawn["group_online"].astype(float))),),
            unit_ja=group.unit_ja,
            alt_ja=f"27手続の外の{len(drawn)}手続について、オンラインの{group.unit_ja}の数",
            highlight=frozenset(i for i, flag in enumerate(drawn["is_behind"]) if flag),
            maximum=float(group.size),
        )
    ]
    ranked = ranked_counts(counts)
    if len(ranked):
        cut = measures.shown(ranked, subject) if subject.code in set(ranked["municipality_code"]) else ranked
        cut = cut.head(measures.MOST_SHOWN)
        charts.append(
            Bars(
                title_ja="一覧にないオンライン手続の数（印字のまま）",
                shown=common.rows_shown(len(ranked), len(cut)),
                labels=tuple(cut["name_ja"] + cut["cell_state"].map({"approximate": "（約）"}).fillna("")),
                series=(Series("手続数", tuple(cut["other_online_procedures_count"])),),
                unit_ja="手続",
                alt_ja=f"{group.name_ja}の、一覧にないオンライン手続の数",
                highlight=measures.highlighted(cut, subject),
            )
        )
    return tuple(charts)


def _here(status: str, subject: Subject) -> str:
    return f"（{subject.name_ja}は{_NOT_ONLINE_JA[status]}）" if status in _NOT_ONLINE_JA else ""


@cached_recent
def _cells(tables: Tables, group: Group, procedure_ids: tuple[str, ...]) -> pd.DataFrame:
    marks, (_, rates) = measures.latest_marks(tables, group), group_rates(tables, group)
    _, counts = printed_counts(tables, group)
    return pd.concat(
        [
            evidence("availability", marks[marks["procedure_id"].isin(procedure_ids)]),
            evidence("indicators", counts),
            evidence("take_up", rates[rates["procedure_id"].isin(procedure_ids)]),
        ]
    )


def _listed_sentence(gaps: pd.DataFrame, subject: Subject) -> str:
    if gaps.empty:
        return f"27手続の外で半数以上がオンラインの手続に、{subject.name_ja}の空欄はない"
    top = gaps.iloc[0]
    online = f"{top['short_ja']}が{top['group_online']}{subject.group.unit_ja}でオンライン"
    if len(gaps) == 1:
        return f"27手続の外では{online}、{subject.name_ja}は空欄"
    return f"27手続の外では{online}など、{subject.name_ja}の空欄が{len(gaps)}手続"
