"""How far are the 27 priority procedures? ``standing`` counts and ranks; its views show every mark, and the map."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted, shown
from survey.analysis.result import Result
from survey.analysis.standing import Standing
from survey.analysis.standing import standing as analysed
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.coverage.matrix import matrix
from survey.findings.coverage.tile_map import tile_map
from survey.findings.finding import Finding, computed
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_METHOD = (
    "○の数を数え、多い順に順位を付けた（同数は同順位、次は飛ばす）。割合は○÷（○＋空欄）で、"
    "ー（該当する手続がない）は分母に入れない。空欄は未対応と読んだ。"
    "空欄が実はオンラインだった場合に取りうる最上位と最下位を並べて示す。"
    "空欄を除いて割合を取ると○だけが残り、全団体が100%になって差を示さない。"
)


def standing(tables: Tables, subject: Subject) -> Finding:
    """How many of the 27 are online here, and which place does that give? (``analysis.standing``)."""
    found = analysed(tables, subject)
    facts = found.facts
    return Finding(
        id="standing",
        texts=texts("standing").asking(f"{facts.procedures}手続はどこまで進んだか"),
        headline_ja=_headline(facts, subject),
        method_ja=_METHOD,
        as_of=found.as_of,
        facts=facts,
        table=found.table,
        charts=(_chart(found, subject),),
        caveats_ja=(
            f"{wording.day(found.as_of[0])}時点",
            f"{common.BLANK}。順位は空欄をオンライン未対応と読んだものです",
            _range_caveat(facts, subject),
            common.PARTIAL,
            *common.not_listed(facts.not_listed),
        ),
        evidence=found.evidence,
        views=(computed("matrix", matrix, tables, subject), computed("map", tile_map, tables, subject)),
    )


def _headline(facts: Standing, subject: Subject) -> str:
    if facts.online == 0:
        return (
            f"{subject.name_ja}は{facts.procedures}手続のどれにも○がなく、"
            f"空欄が{facts.unmarked}、該当なしが{facts.not_applicable}"
        )
    among = wording.among(subject.group, facts.compared)
    ranked = f"{among}中、数で{wording.rank(facts.rank_by_count, facts.tied_by_count)}"
    if facts.rank_best < facts.rank_worst:
        ranked += f"（空欄の読み方で{facts.rank_best}〜{facts.rank_worst}位）"
    if facts.rank_by_share is not None:
        ranked += f"、該当する手続に占める割合で{wording.rank(facts.rank_by_share, facts.tied_by_share)}"
    return f"{subject.name_ja}は{facts.procedures}手続のうち{facts.online}手続がオンライン、{ranked}"


def _chart(found: Result[Standing], subject: Subject) -> Bars:
    facts, drawn = found.facts, shown(found.table, subject)
    return Bars(
        title_ja=f"{facts.procedures}手続の状況",
        shown=common.members_shown(found.table, drawn, subject),
        labels=tuple(drawn["name_ja"]),
        series=(
            Series("オンライン", tuple(drawn["online"].astype(float))),
            Series("空欄（不可か未回答）", tuple(drawn["unmarked"].astype(float)), "quiet"),
            Series("該当なし（ー）", tuple(drawn["not_applicable"].astype(float)), "absent"),
        ),
        unit_ja="手続",
        alt_ja=(
            f"{wording.among(subject.group, facts.compared)}の{facts.procedures}手続のオンライン化。"
            f"{subject.name_ja}は{facts.online}手続"
        ),
        stacked=True,
        highlight=highlighted(drawn, subject),
        maximum=float(facts.procedures),
    )


def _range_caveat(facts: Standing, subject: Subject) -> str:
    if facts.rank_best == facts.rank_worst:
        return f"空欄をどう読んでも、{subject.name_ja}の数の順位は変わりません"
    return (
        f"空欄がオンラインの場合もあると読むと、{subject.name_ja}の数の順位は"
        f"{facts.rank_best}位から{facts.rank_worst}位の間になります"
    )
