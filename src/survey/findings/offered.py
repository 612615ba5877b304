"""Is what is offered also used? ``offered_not_used``: availability beside the online application rate."""

from __future__ import annotations

import pandas as pd

from survey.errors import NotComputable
from survey.findings import measures, wording
from survey.findings.charts import Bars, Series
from survey.findings.doubts import LEFT_OUT_METHOD_JA, doubts, in_words
from survey.findings.finding import Finding, evidence
from survey.findings.subject import Subject
from survey.findings.take_up import FEWEST_REPORTING, MOST_BARS, REAL_USE_PCT, YEAR_INFERRED_JA, group_rates
from survey.tidy.tables import Tables


def offered_not_used(tables: Tables, subject: Subject) -> Finding:
    """For each listed procedure: is it online here, and which share of applications came online?

    online_share_pct = online applications / all applications of the fiscal year, as printed. The group's median
    is over members that print a rate (zero included); reviewed outliers are set aside. Zero, blank and a rate
    stay apart; a rate that is left out (``doubts``, or a correction) is counted by itself.
    Sources: da_procedures_online (offered), da_dx_dashboard (used); their dates differ.

    Raises:
        NotComputable: the municipality prints no rate and offers nothing online.
    """
    group = subject.group
    marks = measures.marks_with(tables, subject)
    offered = measures.by_procedure(tables, marks, subject)
    rates, rows = group_rates(tables, subject.group)
    mine = rows[rows["municipality_code"] == subject.code]
    year = wording.day(f"FY{rows['fiscal_year'].max()}")
    table = offered.merge(
        mine[["procedure_id", "online_share_pct", "cell_state", "correction_id"]],
        on="procedure_id",
        how="left",
    ).merge(rates, on="procedure_id", how="left")
    reporting, median = f"{group.unit}_reporting", f"{group.unit}_median_online_share_pct"
    table[reporting] = table[reporting].fillna(0).astype(int)
    in_doubt = doubts(tables, group)
    in_doubt = in_doubt[in_doubt["municipality_code"] == subject.code].set_index("procedure_id")
    words = in_doubt["rule_ids"].map(in_words)
    ids = table["procedure_id"]
    table = table.assign(
        doubts_ja=[words.get(name, "") for name in ids],
        is_left_out=ids.isin(in_doubt.index[in_doubt["is_left_out"]]) | table["correction_id"].notna(),
    )
    priority = table[table["number_27"].notna() & (table["status_here"] == "online")]
    rated = int(mine["online_share_pct"].notna().sum())
    if priority.empty and not rated:
        raise NotComputable(
            f"{subject.name_ja}は27手続に○がなく、{year}のオンライン申請率の記載もないため、提供と利用を比べられない"
        )
    counted = _counted(priority)
    headline = (
        f"{subject.name_ja}がオンラインで受ける{len(priority)}手続の{year}の申請率は、{REAL_USE_PCT:.0f}%以上が"
        f"{counted['real_use']}、それ未満が{counted['some_use']}、0%が{counted['zero']}、"
        f"記載なしが{counted['blank']}"
    )
    if counted["left_out"]:
        headline += f"、数えないものが{counted['left_out']}（ちょうど100%など）"
    if priority.empty:
        headline = f"{subject.name_ja}は27手続に○がない。{year}のオンライン申請率の記載は全部で{rated}手続"
    charts = _chart(priority, subject, year, median, reporting)
    flagged = table[table["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    rated = set(table.loc[table["online_share_pct"].notna(), "procedure_id"])
    noted = tables.procedures[tables.procedures["note_ja"].notna() & tables.procedures["procedure_id"].isin(rated)]
    columns = [
        "number_27", "procedure_id", "name_ja", "status_here", "online_share_pct", "cell_state", median, reporting,
        "doubts_ja",
    ]  # fmt: skip
    date = measures.as_of(marks)
    return Finding(
        id="offered_not_used",
        question_ja="オンラインにして、使われたか",
        headline_ja=headline,
        method_ja=(
            "オンライン申請率はオンライン申請数÷全申請数。当該団体の率は印字のまま、"
            "中央値は率（0%を含む）を印字した団体だけで取る。空欄は未提供・申請なし・未回答を区別できないため0%とは数えない。"
            f"{REAL_USE_PCT:.0f}%以上を実際に使われていると見る。{LEFT_OUT_METHOD_JA}"
        ),
        as_of=f"{date} / FY{rows['fiscal_year'].max()}",
        values={
            "offered": len(priority),
            **counted,
            "fiscal_year": int(rows["fiscal_year"].max()),
            group.unit: group.size,
        },
        table=table[columns],
        charts=charts,
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、申請率は{year}の実績です。時点が異なり、"
            f"{year}より後にオンライン化した手続の空欄や0%は「使われなかった」ことを意味しません",
            "申請率の空欄は「未提供」「申請なし」「未回答」を区別できず、0%とは別に数えています",
            f"中央値は率を報告した団体だけのもので、図には{FEWEST_REPORTING}団体以上が報告した手続だけを示します",
            YEAR_INFERRED_JA,
            "中央値から除いたのは記録された判断のあるものだけで、ほかの率の正しさは確かめていません",
            *(f"{row['name_ja']}：{row['note_ja']}" for _, row in noted.iterrows()),
            *(f"除いたもの：{row['reason_ja']}" for _, row in flagged.iterrows()),
        ),
        evidence=pd.concat(
            [
                evidence("availability", marks[marks["municipality_code"] == subject.code]),
                evidence("take_up", rows[rows["procedure_id"].isin(table["procedure_id"])]),
            ]
        ),
    )


def _chart(offered: pd.DataFrame, subject: Subject, year: str, median: str, reporting: str) -> tuple[Bars, ...]:
    """The subject's rate beside the group's median for what is offered; where both are 0 % or none there is no bar."""
    offered = offered.assign(**{median: offered[median].where(offered[reporting] >= FEWEST_REPORTING)})
    rows = offered.assign(most=offered[["online_share_pct", median]].max(axis=1))
    rows = rows[rows["most"] > 0].sort_values(
        ["online_share_pct", "most"], ascending=False, na_position="last", kind="stable"
    )
    drawn = rows.head(MOST_BARS)
    if drawn.empty:
        return ()
    unit = subject.group.unit_ja
    return (
        Bars(
            title_ja=f"{year}のオンライン申請率（オンラインの手続。どちらも0%か記載なしのものを除く）"
            + measures.shown_note(len(rows), len(drawn)),
            labels=tuple(
                row["short_ja"] + ("（率の記載なし）" if pd.isna(row["online_share_pct"]) else "")
                for _, row in drawn.iterrows()
            ),
            series=(
                Series(subject.name_ja, _values(drawn["online_share_pct"])),
                Series(f"報告のある{unit}の中央値", _values(drawn[median]), "second"),
            ),
            unit_ja="%",
            alt_ja=f"{len(drawn)}手続の{year}のオンライン申請率。{subject.name_ja}と、報告のある{unit}の中央値",
        ),
    )


def _counted(procedures: pd.DataFrame) -> dict[str, int]:
    """How the offered procedures' rates read: real use, some use, zero, blank, left out. The five add up."""
    rate = procedures.loc[~procedures["is_left_out"], "online_share_pct"]
    return {
        "real_use": int((rate >= REAL_USE_PCT).sum()),
        "some_use": int(((rate < REAL_USE_PCT) & (rate > 0)).sum()),
        "zero": int((rate == 0).sum()),
        "blank": int(rate.isna().sum()),
        "left_out": int(procedures["is_left_out"].sum()),
    }


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else round(float(value), 1) for value in column)
