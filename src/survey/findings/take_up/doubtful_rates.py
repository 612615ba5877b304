"""Can the printed rates be believed? ``doubtful_rates``: those to ask about before they are used, and by which rule."""

from __future__ import annotations

import pandas as pd

from survey.analysis.doubtful_rates import DoubtfulRates, FlaggedTogether
from survey.analysis.doubtful_rates import doubtful_rates as analysed
from survey.analysis.groups import Group, Subject
from survey.analysis.rate_flags import FAR_FROM_PCT, FAR_IQRS, FEWEST_COMPARED, FULL_PCT, NEAR_FULL_PCT, SAME_FROM_PCT
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_MOST_ROWS = 11
_MOST_NAMES = 4
_REAL = f"{REAL_USE_PCT:.0f}%以上"
_COLUMNS = [
    "municipality_code", "municipality_ja", "number_27", "procedure_id", "name_ja", "online_share_pct",
    "group_median_online_share_pct", "group_reporting", "far_off_limit_pct", "rate_flags_ja", "asks_ja", "is_left_out",
    "is_set_aside",
]  # fmt: skip


def doubtful_rates(tables: Tables, subject: Subject) -> Finding:
    """Which rates of the group want a check before they are used, and why? (``analysis.doubtful_rates``)."""
    found = analysed(tables, subject)
    facts = found.facts
    year, date = map(wording.day, found.as_of)
    return Finding(
        id="doubtful_rates",
        texts=texts("doubtful_rates"),
        headline_ja=_headline(found, subject, year),
        method_ja=(
            f"{year}のオンライン申請率に四つの決まりを当てた。{_rules_ja(subject.group)}"
            "数値は消さず、中央値から除くのは、この調査で理由を記録して除いた率だけ。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=_table(found.table),
        charts=_chart(facts, subject, year),
        caveats_ja=(
            f"申請率は{year}の実績、一覧の印は{date}時点です。時点が異なり、率と印の食い違いは誤りとは限りません",
            _treated(facts),
            common.YEAR_INFERRED,
            f"27手続の{facts.cells_of_27:,}欄のうち{facts.blank_of_27:,}欄は空欄で、"
            "「未提供」「申請なし」「未回答」を区別できません",
            "様式を共にする手続の組は、公開されている様式の例から選びました。その団体の様式は確かめていません",
        ),
        evidence=found.evidence,
    )


def _table(table: pd.DataFrame) -> pd.DataFrame:
    asks = [common.rate_flags_in_words(ids, "asks_ja") for ids in table["rule_ids"]]
    flags = list(map(common.rate_flags_in_words, table["rule_ids"]))
    return table.assign(rate_flags_ja=flags, asks_ja=asks)[_COLUMNS]


def _rules_ja(group: Group) -> str:
    """The four rules, and what becomes of a rate that one of them flags."""
    return (
        f"(1) ほかから大きく外れる率：第3四分位に四分位範囲の{FAR_IQRS:.0f}倍を足した値を超え、{FAR_FROM_PCT:.0f}%以上"
        f"（{group.name_ja}の中で、{FEWEST_COMPARED}団体以上が率を記載し、中央値が0%を超え、四分位範囲が0でない手続）。"
        f"(2) 様式を共にすることのある二手続で同じ率（{SAME_FROM_PCT:.0f}%以上）。"
        "(3) 一覧の印が空欄かーなのに0%を超える率。"
        f"(4) ちょうど{FULL_PCT:.0f}%で、{NEAR_FULL_PCT:.0f}%以上が、記載した団体の半数に満たない手続"
        f"（全国でも、{FEWEST_COMPARED}団体以上が記載した同じ都道府県・区分の中でも）。"
        f"(1)と(2)は{common.MARK}を付けて数える。(3)と(4)は{_REAL}の数、最も高い率、問い合わせ先に入れない。"
    )


def _treated(facts: DoubtfulRates) -> str:
    """How many of the flagged rates are counted with MARK, left out of counts, and left out of medians, too."""
    if not facts.flagged:
        return "決まりに当たる率がないことは、率が正しいことを示しません"
    set_aside, counted = facts.set_aside, facts.flagged - facts.left_out
    medians = f"（うち{set_aside}件は、この調査で理由を記録して中央値からも除いた）" if set_aside else ""
    parts = [f"{_REAL}などの数に入れないのは{facts.left_out}件{medians}"] * bool(facts.left_out)
    parts += [f"{common.MARK}を付けて数えるのは{counted}件"] * bool(counted)
    return f"どれも誤りと決めたものではありません。{facts.flagged}件のうち{'、'.join(parts)}です"


def _headline(found: Result[DoubtfulRates], subject: Subject, year: str) -> str:
    facts, group = found.facts, subject.group
    printed = wording.amount(facts.rates_printed)
    if facts.flagged_here:
        listed = [f"{row['short_ja']}{wording.share(row['online_share_pct'])}" for _, row in facts.own.iterrows()]
        return (
            f"{subject.name_ja}の申請率のうち、使う前に確かめたいものは{facts.flagged_here}件"
            f"（{wording.some(listed, most=2)}）。"
            f"{group.name_ja}では{printed}件のうち{facts.flagged}件（{year}）"
        )
    if not facts.flagged:
        return f"{group.name_ja}の申請率{printed}件のうち、使う前に確かめたいものは0件（{year}）"
    top = found.table.iloc[0]
    more = "など" if facts.flagged > 1 else ""
    return (
        f"{group.name_ja}の申請率{printed}件のうち、使う前に確かめたいものは{facts.flagged}件（{year}、"
        f"{top['municipality_ja']}の{top['short_ja']}{wording.share(top['online_share_pct'])}{more}）。"
        f"{subject.name_ja}にはない"
    )


def _chart(facts: DoubtfulRates, subject: Subject, year: str) -> tuple[TextTable, ...]:
    """Flagged cells of one procedure and rule share a row; the rows are cut to what a slide holds."""
    drawn = facts.together[:_MOST_ROWS]
    if not drawn:
        return ()
    unit_ja = subject.group.unit_ja
    return (
        TextTable(
            title_ja=f"使う前に確かめたい申請率（{year}）",
            shown=common.rows_shown(len(facts.together), len(drawn)),
            headings=("手続", f"確かめたい{unit_ja}と率", f"{unit_ja}の中央値", "確かめたい理由", "扱い"),
            rows=tuple(map(_row, drawn)),
            widths=(0.2, 0.34, 0.1, 0.22, 0.14),
            alt_ja=f"使う前に確かめたい{facts.flagged}件の申請率を、手続と決まりごとにまとめた表",
            numeric=frozenset({2}),
            highlight=frozenset(position for position, row in enumerate(drawn) if row.is_own),
        ),
    )


def _row(flagged: FlaggedTogether) -> tuple[str, ...]:
    treated = "数に入れない" if flagged.is_left_out else f"{common.MARK}を付けて数える"
    return (
        flagged.short_ja,
        wording.some([f"{name}{wording.share(rate)}" for name, rate in flagged.cells], most=_MOST_NAMES),
        "" if flagged.median_pct is None else wording.share(flagged.median_pct),
        common.rate_flags_in_words(flagged.rule_ids),
        "中央値からも除外" if flagged.is_set_aside else treated,
    )
