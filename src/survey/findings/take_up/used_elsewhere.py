"""What nobody near here is known to use, who does? ``used_elsewhere``: the list of whom to call, nationwide."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.named_rates import NamedRate
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.used_elsewhere import ASK_FROM_PCT, MOST_ASKED, UsedElsewhere
from survey.analysis.used_elsewhere import used_elsewhere as analysed
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_MOST_ROWS = 11
_REAL = f"{REAL_USE_PCT:.0f}%以上"
_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "status_here", "group_reporting", "country_reporting",
    "country_above_zero", "country_real_use", "country_left_out", "country_highest_online_share_pct", "ask_names_ja",
]  # fmt: skip


def used_elsewhere(tables: Tables, subject: Subject) -> Finding:
    """For what nobody in the group uses: who in the country does? (``analysis.used_elsewhere``)."""
    found = analysed(tables, subject)
    facts, group = found.facts, subject.group
    year, date = map(wording.day, found.as_of)
    return Finding(
        id="used_elsewhere",
        texts=texts("used_elsewhere"),
        headline_ja=_headline(facts, subject, year),
        method_ja=(
            f"27手続のうち、{group.name_ja}に{year}の申請率{_REAL}を記載した団体がない手続について、"
            f"全国で率を記載した団体、0%を超える団体、{_REAL}の団体を数え、率の高い順に問い合わせ先を"
            f"{MOST_ASKED}団体まで挙げた（{ASK_FROM_PCT:.0f}%に満たない団体は挙げない）。"
            f"{_REAL}の団体が多い手続を先に並べた。{common.LEFT_OUT_METHOD_JA}全国の数は、どの自治体から見ても同じ。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=_named(found.table)[_COLUMNS],
        charts=_chart(_named(facts.somewhere), subject, year),
        caveats_ja=(
            f"率は{year}の実績、{subject.name_ja}の印は{date}時点で、時点が異なります",
            common.YEAR_INFERRED,
            f"{group.name_ja}に{_REAL}がない{facts.not_used_near}手続のうち{facts.unreported_near}手続は"
            f"率を記載した{group.unit_ja}がなく、使われていないとは言えません",
            "申請の件数は公表されていません。高い率がわずかな件数によることもあるので、件数も合わせて聞いてください",
            f"ちょうど100%の率と、一覧の印が空欄かーの率など延べ{facts.left_out}件は、"
            f"{_REAL}にも問い合わせ先にも入れていません",
            common.MARK_JA,
            "率を記載しない団体にも、使われているところがあるかもしれません",
        ),
        evidence=found.evidence,
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ask_names_ja: whom to ask, with what they print."""
    names = [wording.some(list(map(_asked, rates)), most=MOST_ASKED) for rates in table["ask"]]
    return table.assign(ask_names_ja=pd.Series(names, table.index, dtype="str"))


def _asked(rate: NamedRate) -> str:
    return common.rate_named(rate, with_prefecture=True)


def _headline(facts: UsedElsewhere, subject: Subject, year: str) -> str:
    """How many are used somewhere, and the one that the fewest use: there it is clearest whom to call."""
    near = f"{subject.group.name_ja}に申請率{_REAL}がない"
    dated = f"（{year}、{common.LEFT_OUT_JA}）"
    if not facts.not_used_near:
        return f"27手続のうち、{near}手続は0{dated}"
    unreported = f"（記載なし{facts.unreported_near}を含む）" if facts.unreported_near else ""
    count = f"{near}{facts.not_used_near}手続{unreported}"
    rarest = facts.rarest
    if rarest is None:
        return f"{count}は、全国にもない{dated}"
    return (
        f"{count}中{facts.used_somewhere}は、全国にはある{dated}。"
        f"{rarest['short_ja']}は{rarest['country_real_use']}団体、"
        f"{'' if rarest['country_real_use'] == 1 else '最も高いのは'}{_asked(rarest['ask'][0])}"
    )


def _chart(somewhere: pd.DataFrame, subject: Subject, year: str) -> tuple[TextTable, ...]:
    if somewhere.empty:
        return ()
    group = subject.group
    drawn = somewhere.head(_MOST_ROWS)
    return (
        TextTable(
            title_ja=f"{group.name_ja}には申請率{_REAL}がなく、全国にはある手続（{year}）",
            shown=common.rows_shown(len(somewhere), len(drawn)),
            headings=(
                "手続",
                f"{subject.name_ja}の印",
                f"記載した{group.unit_ja}",
                "全国の記載",
                "0%超",
                _REAL,
                "問い合わせ先（率の高い順）",
            ),
            rows=tuple(
                (
                    row["short_ja"],
                    wording.state(row["status_here"]),
                    wording.amount(row["group_reporting"]),
                    wording.amount(row["country_reporting"]),
                    wording.amount(row["country_above_zero"]),
                    wording.amount(row["country_real_use"]),
                    row["ask_names_ja"],
                )
                for _, row in drawn.iterrows()
            ),
            widths=(0.18, 0.1, 0.09, 0.09, 0.06, 0.08, 0.4),
            alt_ja=f"{len(drawn)}手続について、全国で率を記載した団体、0%を超える団体、{_REAL}の団体の数と、問い合わせ先",
            numeric=frozenset({2, 3, 4, 5}),
        ),
    )
