"""What lies outside the 27? ``beyond_27``: the other listed procedures, and the printed count of unlisted ones."""

from __future__ import annotations

import pandas as pd

from survey.analysis.beyond_27 import Beyond27
from survey.analysis.beyond_27 import beyond_27 as analysed
from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted
from survey.analysis.result import Result
from survey.analysis.unlisted import UNLISTED, Unlisted
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.gap.gap_words import DENOMINATOR_CAVEAT, MOST_BARS, contradictions, with_names
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_NOT_ONLINE_JA = {"unmarked": "空欄", "not_applicable": "該当なし"}
_UNLISTED_JA = "（一覧にない手続。印字された数と、多い順の団体）"
_COLUMNS = [
    "procedure_id", "name_ja", "group", "status_here", "group_online", "group_applicable",
    "group_share_pct", "is_behind", "online_share_pct", "is_contradicted",
    "group_median_online_share_pct", "group_reporting", "online_names_ja", "unlisted_count",
]  # fmt: skip


def beyond_27(tables: Tables, subject: Subject) -> Finding:
    """What lies outside the 27? (``analysis.beyond_27``)."""
    found = analysed(tables, subject)
    facts = found.facts
    date, year = map(wording.day, found.as_of)
    return Finding(
        id="beyond_27",
        texts=texts("beyond_27"),
        headline_ja=f"{_listed_sentence(facts, subject)}。{_unlisted_sentence(facts.unlisted, subject)}",
        method_ja=(
            f"一覧の手続のうち27手続を除き、全国の全団体が同じ印のもの（{'、'.join(facts.left_out)}）も除いた。"
            f"{subject.name_ja}が空欄で、該当する団体の半数以上が○のものを先に並べた。"
            f"申請率の中央値は{year}に率を報告した団体だけで取り、この調査で理由を記録して除いた率は入れない。"
            "申請率だけが公表され、一覧にない手続は含めない。"
            "一覧にないオンライン手続の数は印字のままで、数え方は団体ごとに異なる。0は順位に入れない。"
            "この数は表の最後の行に置いた。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=_table(found)[_COLUMNS],
        charts=_charts(facts, subject),
        caveats_ja=(
            f"オンラインの有無は{date}時点、ワークブックに添えた申請率は{year}で、時点が異なります",
            *contradictions(found.table, year),
            *(f"除いたもの：{reason}" for reason in facts.set_aside_reasons),
            "一覧にない手続の数は団体ごとに数え方が異なり、概数（約）を含みます。0には数えていない場合が含まれることがあります",
            common.BLANK,
            DENOMINATOR_CAVEAT,
        ),
        evidence=found.evidence,
    )


def _table(found: Result[Beyond27]) -> pd.DataFrame:
    """The table with names; those of the last row, for procedures that are not listed, come with their counts."""
    table, ranked = with_names(found.table), found.facts.ranked
    is_last = table["procedure_id"] == UNLISTED
    table.loc[is_last, "name_ja"] = _UNLISTED_JA
    table.loc[is_last, "online_names_ja"] = "、".join(
        f"{name}{wording.amount(count)}手続" for name, count in zip(ranked["name_ja"], ranked[UNLISTED], strict=True)
    )
    return table


def _charts(facts: Beyond27, subject: Subject) -> tuple[Bars, ...]:
    group = subject.group
    drawn = facts.offered.head(MOST_BARS)
    offered = Bars(
        title_ja=f"オンラインの{group.unit_ja}数（27手続の外）",
        shown=common.rows_shown(len(facts.offered), len(drawn)),
        labels=tuple(row["short_ja"] + _here(row["status_here"], subject) for _, row in drawn.iterrows()),
        series=(Series("オンライン", tuple(drawn["group_online"].astype(float))),),
        unit_ja=group.unit_ja,
        alt_ja=f"27手続の外の{len(drawn)}手続について、オンラインの{group.unit_ja}の数",
        highlight=frozenset(position for position, flag in enumerate(drawn["is_behind"]) if flag),
        maximum=float(group.size),
    )
    cut = facts.ranked_shown
    if cut.empty:
        return (offered,)
    counts = Bars(
        title_ja="一覧にないオンライン手続の数（印字のまま）",
        shown=common.rows_shown(len(facts.ranked), len(cut)),
        labels=tuple(cut["name_ja"] + cut["cell_state"].map({"approximate": "（約）"}).fillna("")),
        series=(Series("手続数", tuple(cut[UNLISTED])),),
        unit_ja="手続",
        alt_ja=f"{group.name_ja}の、一覧にないオンライン手続の数",
        highlight=highlighted(cut, subject),
    )
    return (offered, counts)


def _here(status: str, subject: Subject) -> str:
    return f"（{subject.name_ja}は{_NOT_ONLINE_JA[status]}）" if status in _NOT_ONLINE_JA else ""


def _listed_sentence(facts: Beyond27, subject: Subject) -> str:
    top = facts.first_behind
    if top is None:
        return f"27手続の外で半数以上がオンラインの手続に、{subject.name_ja}の空欄はない"
    online = f"{top['short_ja']}が{top['group_online']}{subject.group.unit_ja}でオンライン"
    if facts.behind == 1:
        return f"27手続の外では{online}、{subject.name_ja}は空欄"
    return f"27手続の外では{online}など、{subject.name_ja}の空欄が{facts.behind}手続"


def _unlisted_sentence(unlisted: Unlisted, subject: Subject) -> str:
    """The subject's count and the most that anybody prints."""
    if unlisted.own is None:
        own = f"一覧にないオンライン手続の数は{subject.name_ja}では読み取れない"
    elif unlisted.own == 0:
        own = "一覧にないオンライン手続は0と印字（数えていない場合を含む）"
    else:
        own = f"{subject.name_ja}の一覧にないオンライン手続は{wording.amount(unlisted.own)}手続"
    if unlisted.most is None:
        return own
    if unlisted.is_own_most:
        return f"{own}で最多" + ("（同数あり）" if unlisted.is_tied else "")
    return f"{own}、最多は{unlisted.most_name_ja}の{wording.amount(unlisted.most)}手続"
