"""How does the ward stand among similar ones? ``peers`` within its group, ``peers_nationwide`` in the whole country."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject, nationwide
from survey.analysis.peers import Peers
from survey.analysis.peers import peers as analysed
from survey.analysis.result import Result
from survey.analysis.similarity import PEERS
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, TextTable
from survey.findings.common import other_kind_ja
from survey.findings.coverage.similarity_caveats import similarity_caveats
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# How many digits of an indicator a slide shows; of the others, one.
_DECIMALS = {"fiscal_strength_index": 2, "population_count": 0, "taxable_income_per_taxpayer_thousand_yen": 0}


def peers(tables: Tables, subject: Subject) -> Finding:
    """Which ten of the group resemble the subject, and which place does it take among them? (``analysis.peers``)."""
    found = analysed(tables, subject, subject.group)
    return _finding("peers", found, subject.group.unit_ja, tables, subject)


def peers_nationwide(tables: Tables, subject: Subject) -> Finding:
    """The same among all cities and wards (or towns and villages) of the country."""
    found = analysed(tables, subject, nationwide(tables, subject), with_prefecture=True)
    return _finding("peers_nationwide", found, "団体", tables, subject)


def _finding(finding_id: str, found: Result[Peers], unit_ja: str, tables: Tables, subject: Subject) -> Finding:
    facts = found.facts
    pool_ja = wording.among(facts.group, facts.pool)
    return Finding(
        id=finding_id,
        texts=texts(finding_id),
        headline_ja=_headline(facts, pool_ja, unit_ja, subject),
        method_ja=_method(facts, pool_ja),
        as_of=found.as_of,
        facts=facts,
        table=found.table,
        charts=(_bars(facts, pool_ja, subject), _numbers(found, pool_ja)),
        caveats_ja=(
            *similarity_caveats(facts.similarity, found.as_of[0], tables, subject),
            *other_kind_ja(finding_id, tables, subject),
            *common.not_listed(facts.not_listed),
        ),
        evidence=found.evidence,
    )


def _headline(facts: Peers, pool_ja: str, unit_ja: str, subject: Subject) -> str:
    headline = (
        f"{subject.name_ja}と似た{PEERS}{unit_ja}の計{PEERS + 1}{unit_ja}中、{facts.procedures}手続の○の数は"
        f"{wording.rank(facts.rank_among_peers, facts.tied_among_peers)}"
        f"（{pool_ja}では{wording.rank(facts.rank_by_count, facts.tied_by_count)}）"
    )
    best, worst = facts.best_when_left_out, facts.worst_when_left_out
    if best is None or worst is None:
        return headline
    stays = best == worst == facts.rank_among_peers
    return headline + (
        f"。指標を1つ{'外しても' if stays else '外すと'}"
        f"{wording.rank_range(best, worst)}、どれを外しても残るのは{PEERS}{unit_ja}中{facts.kept_in_every_run}"
    )


def _method(facts: Peers, pool_ja: str) -> str:
    used = facts.similarity.used
    logs = "、".join(used.loc[used["scale"] == "log", "name_ja"])
    return (
        f"{'、'.join(used['name_ja'])}の{len(used)}指標を{pool_ja}の中で標準化し"
        f"（平均との差÷標準偏差。{logs}は対数）、差の二乗の平均の平方根を距離とした。"
        f"距離の小さい{PEERS}団体を選び、{facts.procedures}手続の○の数で順位を付けた（同数は同順位、空欄は未対応と読む）。"
        "指標を1つずつ外して選び直し、何回残るか、その中で何位になるかを数えた。"
    )


def _bars(facts: Peers, pool_ja: str, subject: Subject) -> Bars:
    rows, of = facts.bars, facts.procedures
    is_here = list(rows["municipality_code"] == subject.code)
    return Bars(
        title_ja=f"{of}手続のうちオンラインの数",
        labels=tuple(rows["name_ja"]),
        series=(Series("オンライン", tuple(rows["online"].astype(float))),),
        unit_ja="手続",
        alt_ja=f"{rows['name_ja'].iloc[is_here.index(True)]}と、{pool_ja}のうち似た{PEERS}団体の、{of}手続のうちオンラインの数",
        highlight=frozenset({is_here.index(True)}),
        maximum=float(of),
    )


def _numbers(found: Result[Peers], pool_ja: str) -> TextTable:
    used = found.facts.similarity.used
    names = list(used["peer_indicator_id"])
    rows = tuple(
        (row["name_ja"], *(f"{row[name]:,.{_DECIMALS.get(name, 1)}f}" for name in names), _times(row))
        for _, row in found.table.iterrows()
    )
    return TextTable(
        title_ja="似ているとした根拠（近い順）",
        headings=("", *used["short_ja"], "残る回数"),
        rows=rows,
        widths=tuple(width / (3.0 + 1.3 * len(names)) for width in (2.0, *[1.3] * len(names), 1.0)),
        alt_ja=f"{pool_ja}のうち似た{PEERS}団体の指標と、指標を1つ外したとき残る回数",
        numeric=frozenset(range(1, len(names) + 2)),
        highlight=frozenset({0}),
    )


def _times(row: pd.Series) -> str:
    times = row["kept_when_left_out_count"]
    return "" if pd.isna(times) else str(times)
