"""Is what is offered also used? ``offered_not_used``: availability beside the online application rate."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.rate_flags import LEFT_OUT_METHOD_JA, MARK, MARK_JA, doubts, in_words
from survey.analysis.rates import FEWEST_REPORTING, MOST_BARS, REAL_USE_PCT, group_rates
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
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
    reporting, median = "group_reporting", "group_median_online_share_pct"
    table[reporting] = table[reporting].fillna(0).astype(int)
    in_doubt = doubts(tables, group)
    in_doubt = in_doubt[in_doubt["municipality_code"] == subject.code].set_index("procedure_id")
    words = in_doubt["rule_ids"].map(in_words)
    ids = table["procedure_id"]
    table = table.assign(
        doubts_ja=[words.get(name, "") for name in ids],
        is_left_out=ids.isin(in_doubt.index[in_doubt["is_left_out"]]) | table["correction_id"].notna(),
        is_flagged=ids.isin(in_doubt.index),
    )
    # What the sentence counts comes first.
    table = table.sort_values("number_27", kind="stable", ignore_index=True)
    priority = table[table["number_27"].notna() & (table["status_here"] == "online")]
    rated = int(mine["online_share_pct"].notna().sum())
    if priority.empty and not rated:
        raise NotComputable(
            f"{subject.name_ja}は27手続に○がなく、{year}のオンライン申請率の記載もないため、提供と利用を比べられない"
        )
    counted = _counted(priority)
    charts = _chart(priority, subject, year, median, reporting)
    flagged = table[table["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    is_noted = tables.procedures["procedure_id"].isin(table.loc[table["online_share_pct"].notna(), "procedure_id"])
    noted = tables.procedures[tables.procedures["note_ja"].notna() & is_noted]
    columns = [
        "number_27", "procedure_id", "name_ja", "status_here", "online_share_pct", "cell_state", median, reporting,
        "doubts_ja",
    ]  # fmt: skip
    date = measures.as_of(marks)
    return Finding(
        id="offered_not_used",
        texts=texts("offered_not_used"),
        headline_ja=_headline(counted, len(priority), rated, subject, year),
        method_ja=(
            f"オンライン申請率はオンライン申請数÷全申請数。{subject.name_ja}の率は印字のまま、"
            "中央値は率（0%を含む）を印字した団体だけで取る。空欄は未提供・申請なし・未回答を区別できないため0%とは数えない。"
            f"{REAL_USE_PCT:.0f}%以上を実際に使われていると見る。{LEFT_OUT_METHOD_JA}"
            f"見出しの数は27手続のうち{subject.name_ja}が○のもの。27手続を番号の順に先に、それ以外の手続を後に並べた。"
        ),
        as_of=f"{date} / FY{rows['fiscal_year'].max()}",
        facts={
            "offered": len(priority),
            **counted,
            "fiscal_year": int(rows["fiscal_year"].max()),
            "group_size": group.size,
        },
        table=table[columns],
        charts=charts,
        caveats_ja=(
            f"オンラインの有無は{wording.day(date)}時点、申請率は{year}の実績です。時点が異なり、"
            f"{year}より後にオンライン化した手続の空欄や0%は「使われなかった」ことを意味しません",
            *[MARK_JA] * bool(counted["real_use_flagged"] + counted["some_use_flagged"]),
            "申請率の空欄は「未提供」「申請なし」「未回答」を区別できず、0%とは別に数えています",
            f"中央値は率を報告した団体だけのものです。報告が{FEWEST_REPORTING}団体に満たないものは、比べる目安になりません",
            common.YEAR_INFERRED,
            "中央値から除いたのは、この調査で理由を記録して除いた率だけで、ほかの率の正しさは確かめていません",
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


def _headline(counted: dict[str, int], offered: int, rated: int, subject: Subject, year: str) -> str:
    """How the offered procedures' rates read; a count that holds rates with MARK says how many."""
    if not offered:
        return f"{subject.name_ja}は27手続に○がない。{year}のオンライン申請率の記載は全部で{rated}手続"
    if counted["blank"] == offered:
        return f"{subject.name_ja}が27手続のうちオンラインで受ける{offered}には、{year}の申請率の記載が一つもない"
    real, some = (
        f"{counted[name]}"
        + (f"（うち{counted[f'{name}_flagged']}は要確認{MARK}）" if counted[f"{name}_flagged"] else "")
        for name in ("real_use", "some_use")
    )
    said = (
        f"{subject.name_ja}が27手続のうちオンラインで受ける{offered}の{year}の申請率は、{REAL_USE_PCT:.0f}%以上が{real}、"
        f"それ未満が{some}、0%が{counted['zero']}、記載なしが{counted['blank']}"
    )
    return said + (f"、数えないものが{counted['left_out']}（ちょうど100%など）" if counted["left_out"] else "")


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
            title_ja=f"{year}のオンライン申請率（オンラインの手続。どちらも0%か記載なしのものを除く）",
            shown=common.rows_shown(len(rows), len(drawn)),
            labels=tuple(_labelled(row) for _, row in drawn.iterrows()),
            series=(
                Series(subject.name_ja, _values(drawn["online_share_pct"])),
                Series(f"報告のある{unit}の中央値", _values(drawn[median]), "second"),
            ),
            unit_ja="%",
            alt_ja=f"{len(drawn)}手続の{year}のオンライン申請率。{subject.name_ja}と、報告のある{unit}の中央値",
        ),
    )


def _labelled(row: pd.Series) -> str:
    """A procedure with what a reader must know of its rate here."""
    if pd.isna(row["online_share_pct"]):
        return f"{row['short_ja']}（率の記載なし）"
    if row["is_left_out"]:
        return f"{row['short_ja']}（数えない）"
    return row["short_ja"] + MARK * bool(row["is_flagged"])


def _counted(procedures: pd.DataFrame) -> dict[str, int]:
    """How the offered procedures' rates read: real use, some use, zero, blank, left out. The five add up.

    The two that end with _flagged count those among them that bear MARK.
    """
    counted = procedures[~procedures["is_left_out"]]
    rate, flagged = counted["online_share_pct"], counted["is_flagged"]
    return {
        "real_use": int((rate >= REAL_USE_PCT).sum()),
        "some_use": int(((rate < REAL_USE_PCT) & (rate > 0)).sum()),
        "zero": int((rate == 0).sum()),
        "blank": int(rate.isna().sum()),
        "left_out": int(procedures["is_left_out"].sum()),
        "real_use_flagged": int(((rate >= REAL_USE_PCT) & flagged).sum()),
        "some_use_flagged": int(((rate < REAL_USE_PCT) & (rate > 0) & flagged).sum()),
    }


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else round(float(value), 1) for value in column)
