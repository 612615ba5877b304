"""Is what is offered also used? ``offered_not_used``: availability beside the online application rate."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.offered_not_used import OfferedNotUsed
from survey.analysis.offered_not_used import offered_not_used as analysed
from survey.analysis.rates import FEWEST_REPORTING, REAL_USE_PCT
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_MOST_BARS = 10
_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "status_here", "online_share_pct", "cell_state",
    "group_median_online_share_pct", "group_reporting", "rate_flags_ja",
]  # fmt: skip


def offered_not_used(tables: Tables, subject: Subject) -> Finding:
    """For each listed procedure: is it online here, and is it used? (``analysis.offered_not_used``)."""
    found = analysed(tables, subject)
    facts = found.facts
    date, year = map(wording.day, found.as_of)
    return Finding(
        id="offered_not_used",
        texts=texts("offered_not_used"),
        headline_ja=_headline(facts, subject, year),
        method_ja=(
            f"オンライン申請率はオンライン申請数÷全申請数。{subject.name_ja}の率は印字のまま、"
            "中央値は率（0%を含む）を印字した団体だけで取る。空欄は未提供・申請なし・未回答を区別できないため0%とは数えない。"
            f"{REAL_USE_PCT:.0f}%以上を実際に使われていると見る。{common.LEFT_OUT_METHOD_JA}"
            f"見出しの数は27手続のうち{subject.name_ja}が○のもの。27手続を番号の順に先に、それ以外の手続を後に並べた。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=found.table.assign(rate_flags_ja=list(map(common.rate_flags_in_words, found.table["rule_ids"])))[
            _COLUMNS
        ],
        charts=_chart(facts.compared, subject, year),
        caveats_ja=(
            f"オンラインの有無は{date}時点、申請率は{year}の実績です。時点が異なり、"
            f"{year}より後にオンライン化した手続の空欄や0%は「使われなかった」ことを意味しません",
            *[common.MARK_JA] * bool(facts.real_use_flagged or facts.some_use_flagged),
            "申請率の空欄は「未提供」「申請なし」「未回答」を区別できず、0%とは別に数えています",
            f"中央値は率を報告した団体だけのものです。報告が{FEWEST_REPORTING}団体に満たないものは、比べる目安になりません",
            common.YEAR_INFERRED,
            "中央値から除いたのは、この調査で理由を記録して除いた率だけで、ほかの率の正しさは確かめていません",
            *common.noted(facts.notes),
            *(f"除いたもの：{reason}" for reason in facts.set_aside_reasons),
        ),
        evidence=found.evidence,
    )


def _headline(facts: OfferedNotUsed, subject: Subject, year: str) -> str:
    """How the offered procedures' rates read; a count that holds rates with MARK says how many."""
    if not facts.offered:
        return f"{subject.name_ja}は27手続に○がない。{year}のオンライン申請率の記載は全部で{facts.rated}手続"
    if facts.blank == facts.offered:
        return f"{subject.name_ja}が27手続のうちオンラインで受ける{facts.offered}には、{year}の申請率の記載が一つもない"
    left_out = f"、数えないものが{facts.left_out}（ちょうど100%など）" if facts.left_out else ""
    return (
        f"{subject.name_ja}が27手続のうちオンラインで受ける{facts.offered}の{year}の申請率は、"
        f"{REAL_USE_PCT:.0f}%以上が{_count(facts.real_use, facts.real_use_flagged)}、"
        f"それ未満が{_count(facts.some_use, facts.some_use_flagged)}、"
        f"0%が{facts.zero}、記載なしが{facts.blank}{left_out}"
    )


def _count(procedures: int, flagged: int) -> str:
    return f"{procedures}" + (f"（うち{flagged}は要確認{common.MARK}）" if flagged else "")


def _chart(compared: pd.DataFrame, subject: Subject, year: str) -> tuple[Bars, ...]:
    """The subject's rate beside the group's median for what is offered; where both are 0 % or none there is no bar."""
    drawn = compared.head(_MOST_BARS)
    if drawn.empty:
        return ()
    unit = subject.group.unit_ja
    return (
        Bars(
            title_ja=f"{year}のオンライン申請率（オンラインの手続。どちらも0%か記載なしのものを除く）",
            shown=common.rows_shown(len(compared), len(drawn)),
            labels=tuple(_labelled(row) for _, row in drawn.iterrows()),
            series=(
                Series(subject.name_ja, _values(drawn["online_share_pct"])),
                Series(f"報告のある{unit}の中央値", _values(drawn["group_median_online_share_pct"]), "second"),
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
    return row["short_ja"] + common.MARK * bool(row["is_flagged"])


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else round(float(value), 1) for value in column)
