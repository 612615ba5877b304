"""Whose card issuance rose most? ``card_movers``: one definition, from the meeting to the newest month."""

from __future__ import annotations

from survey.analysis.card_movers import MEETING_HELD_ON, CardMovers
from survey.analysis.card_movers import card_movers as analysed
from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted, shown
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, Slopes
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_MEETING = "豊島区の本部会議"


def card_movers(tables: Tables, subject: Subject) -> Finding:
    """By how many points did the share of cards issued rise, here and in the group? (``analysis.card_movers``)."""
    found = analysed(tables, subject)
    facts = found.facts
    start, end = wording.day(facts.start_on), wording.day(facts.end_on)
    older_base, newer_base = wording.day(facts.start_base_on), wording.day(facts.end_base_on)
    based = f"分母の人口は{start}の率が{older_base}、{end}の率が{newer_base}のもの"
    same_base = wording.rank(facts.rank_by_rise_same_base, facts.tied_by_rise_same_base)
    return Finding(
        id="card_movers",
        texts=texts("card_movers"),
        headline_ja=_headline(facts, subject),
        method_ja=(
            f"マイナンバーカードの交付率（交付枚数の累計÷人口、印字のまま）について、{_MEETING}（{wording.day(MEETING_HELD_ON)}）の"
            f"直前の版である{start}と、保存している最も新しい版である{end}の差をポイントで取り、"
            f"大きい順に順位を付けた（同じ差は同順位、次は飛ばす）。定義は同じだが、{based}。"
            "増えた枚数を新しい人口で割った値を並べて、分母の違いの影響を確かめた。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=found.table,
        charts=_charts(found, subject),
        caveats_ja=(
            f"{based}で、毎年8月か9月に切り替わります。新しい人口にそろえると{subject.name_ja}は{same_base}です",
            "交付の累計であり、いま持っている人（保有）の数でも、手続をオンラインで行った数でもありません。"
            "交付率の上昇は手続の利用を意味しません",
            "率は小数第1位までの印字のため、0.1ポイントの差は順位の根拠になりません",
            *([f"どちらかの版に数値がなく除いた団体：{'、'.join(facts.left_out)}"] if facts.left_out else []),
        ),
        evidence=found.evidence,
    )


def _headline(facts: CardMovers, subject: Subject) -> str:
    leads = f"カード交付率（累計）の{wording.month(facts.start_on)}から{wording.month(facts.end_on)}の上昇は"
    if facts.compared == 1:
        return f"{leads}{subject.name_ja}で{facts.rise_points:.1f}ポイント（比べる相手はない）"
    among = wording.among(subject.group, facts.compared)
    place = wording.rank(facts.rank_by_rise, facts.tied_by_rise)
    here = f"{subject.name_ja}の{facts.rise_points:.1f}ポイントが{among}中{place}"
    if facts.rank_by_rise != facts.rank_by_rise_same_base:
        same_base = wording.rank(facts.rank_by_rise_same_base, facts.tied_by_rise_same_base)
        here += f"（人口をそろえると{same_base}）"
    if facts.rank_by_rise == 1:
        return f"{leads}{here}"
    names = wording.some_of(facts.largest_names, subject.group.unit_ja)
    return f"{leads}{here}、最も大きいのは{names}の{facts.largest_rise:.1f}ポイント"


def _charts(found: Result[CardMovers], subject: Subject) -> tuple[Bars, Slopes]:
    """The rise, and from which share to which it led."""
    table, drawn = found.table, shown(found.table, subject)
    start, end = wording.day(found.facts.start_on), wording.day(found.facts.end_on)
    title = f"交付率の{start}からの上昇"
    labels, mine = tuple(drawn["name_ja"]), highlighted(drawn, subject)
    rise = Bars(
        title_ja=title,
        shown=common.members_shown(table, drawn, subject),
        labels=labels,
        series=(Series(title, tuple(drawn["issued_share_rise_points"].astype(float))),),
        unit_ja="ポイント",
        alt_ja=f"{subject.group.name_ja}のマイナンバーカードの{title}。{subject.name_ja}を強調",
        highlight=mine,
    )
    starts, ends = drawn["card_issued_share_start_pct"], drawn["card_issued_share_end_pct"]
    outermost = (rise_at for share in (ends, starts) for rise_at in (share.argmax(), share.argmin()))
    lines = Slopes(
        title_ja="交付率（累計）の二つの時点",
        ends_ja=(start, end),
        labels=labels,
        starts=tuple(starts.astype(float)),
        ends=tuple(ends.astype(float)),
        unit_ja="%",
        alt_ja=(
            f"{subject.group.name_ja}のマイナンバーカードの交付率（累計）を{start}から{end}へ"
            f"結んだ線。{subject.name_ja}を強調し、上昇が最も大きい団体と、率の最も高い団体と低い団体の名を添えた"
        ),
        named=tuple(dict.fromkeys([*sorted(mine), 0, *map(int, outermost)])),
        highlight=mine,
    )
    return rise, lines
