"""Where is it really used? ``used``: presence, completeness and use of each procedure in the group, three figures."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.named_rates import NamedRate
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.result import Result
from survey.analysis.used import Used
from survey.analysis.used import used as analysed
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import Citing, texts
from survey.tidy.tables import Tables

_MOST_BARS = 10
# So many are named of those who print the highest rate.
_MOST_NAMED = 3
_SURVEYED_JA = "完結：ページを読んだ団体のうち、原本の提出か来庁を求める記載のある団体の数。"
_REAL = f"{REAL_USE_PCT:.0f}%以上"


def used(tables: Tables, subject: Subject) -> Finding:
    """For each procedure: who has it online, can it be completed online, and is it used? (``analysis.used``)."""
    found = analysed(tables, subject)
    facts, unit = found.facts, subject.group.unit_ja
    date, year = map(wording.day, found.as_of)
    return Finding(
        id="used",
        texts=texts("used"),
        headline_ja=_headline(facts, subject, year),
        method_ja=(
            "手続ごとに、別々の数を分けて並べた。有無：一覧の○の数。"
            f"{_SURVEYED_JA if facts.pages_read else ''}"
            f"利用：率（0%を含む）を記載した団体の数と、{_REAL}の団体の数と名。"
            f"{common.LEFT_OUT_METHOD_JA}"
            "27手続を先に、それ以外は率の記載があるものだけを並べた。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=_table(found),
        charts=_chart(facts, subject, year),
        caveats_ja=(
            f"オンラインの有無は{date}時点、利用は{year}の実績で、時点が異なります",
            _on_completeness(facts.pages_read, subject),
            "率を記載した団体だけを見ており、空欄は「未提供」「申請なし」「未回答」を区別できません",
            common.YEAR_INFERRED,
            Citing(
                f"{_REAL}の{unit}の数・名と最も高い率には、疑わしいため数に入れない率（ほかは低いのにちょうど100%の率、"
                f"一覧の印と食い違う率など）を入れていません。延べ{facts.left_out}件で、手続ごとの件数を表に並べ、率を報告した{unit}の数には"
                f"含めています。誤りと決めたものではありません。決まりは{{}}に示します",
                ("doubtful_rates",),
            ),
            *[common.MARK_JA] * _is_any_marked(found.table),
            "申請の件数は公表されておらず、高い率が数件の申請によることがあります",
            *common.noted(facts.notes),
        ),
        evidence=found.evidence,
    )


def _table(found: Result[Used]) -> pd.DataFrame:
    table = found.table
    table = table.assign(
        real_use_names_ja=["、".join(map(common.rate_named, rates)) for rates in table["real_use"]],
        highest_names_ja=list(map(_highest_names, table["highest"])),
        rate_flags_ja=list(map(common.rate_flags_in_words, table["rule_ids"])),
    )
    # Where nobody's page was read the columns would say nothing but that, row by row.
    completeness = ["completeness", "group_pages_read", "group_paper_or_visit"] if found.facts.pages_read else []
    return table[
        [
            "number_27", "procedure_id", "name_ja", "group_online", *completeness, "group_reporting", "group_real_use",
            "real_use_names_ja", "group_left_out", "group_highest_online_share_pct", "highest_names_ja",
            "online_share_pct", "rate_flags_ja",
        ]
    ]  # fmt: skip


def _highest_names(rates: tuple[NamedRate, ...]) -> str:
    return wording.some(list(map(common.named, rates)), most=_MOST_NAMED)


def _is_any_marked(table: pd.DataFrame) -> bool:
    """MARK stands somewhere in the table."""
    shown = [*table["real_use"], *(rates[:_MOST_NAMED] for rates in table["highest"])]
    return any(rate.wants_check for rates in shown for rate in rates)


def _on_completeness(read: int, subject: Subject) -> str:
    group = subject.group
    if read:
        return (
            "完結（原本の提出や来庁が要らないか）は、有無や利用とは別の数です。"
            f"読んだページの記載によるもので、延べ{read}{group.unit_ja}のページを読みました"
        )
    return f"完結（原本の提出や来庁が要らないか）は未調査です。{group.name_ja}の申請のページをまだ読んでいません"


def _headline(facts: Used, subject: Subject, year: str) -> str:
    group, top = subject.group, facts.first
    excepted = f"（{common.LEFT_OUT_JA}）" if facts.is_any_left_out else ""
    if top is None:
        return f"{group.name_ja}には、27手続の{year}の申請率{excepted}を読み取れる団体が0"
    highest_pct = top["group_highest_online_share_pct"]
    if highest_pct == 0:
        return (
            f"{group.name_ja}で{year}の申請率{excepted}の記載があるのは27手続中{facts.readable}手続"
            f"（1手続に最大{facts.most_reporting}{group.unit_ja}）で、どれも0%"
        )
    names = wording.some([rate.name_ja for rate in top["highest"]], most=_MOST_NAMED)
    mark = common.MARK * any(rate.wants_check for rate in top["highest"][:_MOST_NAMED])
    return (
        f"27手続のうち{group.name_ja}のどこかで申請率{_REAL}なのは{facts.with_real_use}手続（{year}、{common.LEFT_OUT_JA}）、"
        f"{'最も高いのは' if facts.with_real_use else '高くても'}{names}の{top['short_ja']}"
        f"{wording.share(highest_pct)}{mark}"
    )


def _chart(facts: Used, subject: Subject, year: str) -> tuple[Bars, ...]:
    """The highest rate of each of the 27 with its member, beside the subject's own."""
    group = subject.group
    drawn = facts.above_zero.head(_MOST_BARS)
    if drawn.empty:
        return ()
    highest = drawn["group_highest_online_share_pct"]
    series = [Series(f"最も高い{group.unit_ja}（{common.LEFT_OUT_JA}、濃い色は{_REAL}）", tuple(highest.round(1)))]
    own = tuple(None if pd.isna(rate) else float(rate) for rate in drawn["online_share_pct"])
    if any(rate is not None for rate in own):
        series.append(Series(f"{subject.name_ja}（記載のまま）", own, "second"))
    return (
        Bars(
            title_ja=f"27手続の申請率が最も高い{group.unit_ja}（{year}、0%を超えるもの）",
            shown=common.rows_shown(len(facts.above_zero), len(drawn)),
            labels=tuple(f"{row['short_ja']}（{_highest_names(row['highest'])}）" for _, row in drawn.iterrows()),
            series=tuple(series),
            unit_ja="%",
            alt_ja=f"27手続のうち{len(drawn)}手続について、{group.name_ja}で最も高い{year}のオンライン申請率とその団体",
            highlight=frozenset(position for position, rate in enumerate(highest) if rate >= REAL_USE_PCT),
            maximum=REAL_USE_PCT,  # at least as far as the line
            reference=(REAL_USE_PCT, f"{REAL_USE_PCT:.0f}%"),
        ),
    )
