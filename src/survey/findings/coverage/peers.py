"""How does the ward stand among its like? ``peers`` within its group, ``peers_nationwide`` among all of the country."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject, nationwide
from survey.analysis.memo import cached_recent
from survey.analysis.similarity import PEERS, Likeness, likeness, measured_by
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, TextTable
from survey.findings.coverage import similarity_words as likeness_words
from survey.findings.coverage.similarity_caveats import likeness_caveats
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_DECIMALS = {"fiscal_strength_index": 2, "population_count": 0, "taxable_income_per_taxpayer_thousand_yen": 0}


def peers(tables: Tables, subject: Subject) -> Finding:
    """Which ten of the group resemble the subject, and which place does it take among them?

    Distance: see ``likeness``. Places by the count of ○ among the 27, blanks read as not online, competition
    ranking: among the eleven, in the group, and among the eleven of each run with one indicator left out. Members
    that the newest list leaves out are not compared. Sources: da_procedures_online, and those of the indicators.

    Raises:
        NotComputable: see ``likeness``; or nobody among the eleven has any of the 27 online.
    """
    return _finding("peers", tables, subject, subject.group)


def peers_nationwide(tables: Tables, subject: Subject) -> Finding:
    """The same among all cities and wards (or towns and villages) of the country.

    Raises:
        NotComputable: see ``peers``.
    """
    return _finding("peers_nationwide", tables, subject, nationwide(tables, subject))


def _finding(finding_id: str, tables: Tables, subject: Subject, pool: Group) -> Finding:
    measures.marks_with(tables, subject, pool)
    marks = measures.priority_marks(tables, pool)
    of, date = marks["procedure_id"].nunique(), measures.as_of(marks)
    listed, everyone = pool, measures.ranked_members(tables, pool)
    not_listed = common.not_listed(measures.unlisted_members(tables, pool))
    pool = replace(pool, name_ja=wording.among(pool, len(everyone)), codes=tuple(everyone["municipality_code"]))
    like = likeness(tables, subject, pool)
    table = _table(like, everyone, tables, subject, with_prefecture=finding_id == "peers_nationwide")
    unit = pool.unit_ja if finding_id == "peers" else "団体"
    if not table["online"].any():
        raise NotComputable(
            f"{subject.name_ja}にも似た{PEERS}{unit}にも{of}手続の○がなく、その中での順位を付けられない"
        )
    me = table.iloc[0]
    mine = everyone[everyone["municipality_code"] == subject.code].iloc[0]
    among_peers, in_pool = (
        wording.place(row[rank], measures.tied(rows[rank], row[rank]))
        for row, rows, rank in ((me, table, "rank_among_peers"), (mine, everyone, "rank_by_count"))
    )
    steady = int((like.nearest["kept_when_left_out_count"] == len(like.runs)).sum())
    places = _places_in_runs(like, everyone, int(me["online"]))
    headline = (
        f"{subject.name_ja}と似た{PEERS}{unit}の計{PEERS + 1}{unit}中、{of}手続の○の数は{among_peers}"
        f"（{pool.name_ja}では{in_pool}）"
    )
    if places:
        headline += (
            f"。指標を1つ{'外しても' if set(places) == {me['rank_among_peers']} else '外すと'}"
            f"{wording.places(min(places), max(places))}、どれを外しても残るのは{PEERS}{unit}中{steady}"
        )
    other_kind = likeness_words.other_kind_ja(finding_id, tables, subject)
    logs = "、".join(like.used.loc[like.used["scale"] == "log", "name_ja"])
    editions = sorted(set(like.cells["edition"]))
    return Finding(
        id=finding_id,
        texts=texts(finding_id),
        headline_ja=headline,
        method_ja=(
            f"{'、'.join(like.used['name_ja'])}の{len(like.used)}指標を{pool.name_ja}の中で標準化し"
            f"（平均との差÷標準偏差。{logs}は対数）、差の二乗の平均の平方根を距離とした。"
            f"距離の小さい{PEERS}団体を選び、{of}手続の○の数で順位を付けた（同数は同順位、空欄は未対応と読む）。"
            "指標を1つずつ外して選び直し、何回残るか、その中で何位になるかを数えた。"
        ),
        as_of=" / ".join([date, *editions]),
        facts={
            "online": int(me["online"]),
            "rank_among_peers": int(me["rank_among_peers"]),
            "rank_by_count": int(mine["rank_by_count"]),
            "ranks_when_left_out": dict(zip(like.runs, places, strict=True)),
            "indicators": list(like.used["peer_indicator_id"]),
            "kept_in_every_run": steady,
            "changed_when_left_out": like.replaced,
            "not_compared": len(like.not_compared),
            "pool": pool.size,
        },
        table=table,
        charts=(_bars(table, pool, of), _numbers(table, like, pool)),
        caveats_ja=(*likeness_caveats(like, date, tables, subject), *[other_kind] * bool(other_kind), *not_listed),
        evidence=_cells(tables, listed, pool, tuple(like.used["peer_indicator_id"])),
    )


@cached_recent
def _cells(tables: Tables, listed: Group, pool: Group, ids: tuple[str, ...]) -> pd.DataFrame:
    cells = evidence("indicators", measured_by(tables, pool, ids).cells)
    return pd.concat([measures.priority_evidence(tables, listed), cells])


def _places_in_runs(like: Likeness, everyone: pd.DataFrame, online: int) -> list[int]:
    """The subject's place among the eleven of each run with one indicator left out."""
    counts = everyone.set_index("municipality_code")["online"]
    return [1 + int((counts[list(codes)] > online).sum()) for codes in like.runs.values()]


def _table(
    like: Likeness, everyone: pd.DataFrame, tables: Tables, subject: Subject, *, with_prefecture: bool
) -> pd.DataFrame:
    """The subject, then its nearest: likeness, count of the 27, place among the eleven, and the indicators."""
    places = measures.places(tables)
    names = places["prefecture"] + places["name_ja"] if with_prefecture else places["name_ja"]
    rows = pd.concat([pd.DataFrame({"municipality_code": [subject.code]}), like.nearest], ignore_index=True)
    rows = rows.assign(
        similarity_rank=pd.Series([None, *range(1, len(rows))], dtype="Int64"),
        name_ja=rows["municipality_code"].map(names),
        online=rows["municipality_code"].map(everyone.set_index("municipality_code")["online"]),
        kept_when_left_out_count=rows["kept_when_left_out_count"].astype("Int64"),
    )
    rows["rank_among_peers"] = measures.competition_rank(rows["online"])
    rows = rows.join(like.profiles, on="municipality_code")
    first = ["similarity_rank", "municipality_code", "name_ja", "online", "rank_among_peers", "distance"]
    return rows[[*first, "kept_when_left_out_count", *like.profiles.columns]]


def _bars(table: pd.DataFrame, pool: Group, of: int) -> Bars:
    ordered = table.sort_values(["online", "similarity_rank"], ascending=[False, True], na_position="first")
    return Bars(
        title_ja=f"{of}手続のうちオンラインの数",
        labels=tuple(ordered["name_ja"]),
        series=(Series("オンライン", tuple(ordered["online"].astype(float))),),
        unit_ja="手続",
        alt_ja=f"{table['name_ja'].iloc[0]}と、{pool.name_ja}のうち似た{PEERS}団体の、{of}手続のうちオンラインの数",
        highlight=frozenset({list(ordered["similarity_rank"].isna()).index(True)}),
        maximum=float(of),
    )


def _numbers(table: pd.DataFrame, like: Likeness, pool: Group) -> TextTable:
    names = list(like.used["peer_indicator_id"])
    rows = tuple(
        (row["name_ja"], *(f"{row[name]:,.{_DECIMALS.get(name, 1)}f}" for name in names), _kept(row))
        for _, row in table.iterrows()
    )
    return TextTable(
        title_ja="似ているとした根拠（近い順）",
        headings=("", *like.used["short_ja"], "残る回数"),
        rows=rows,
        widths=tuple(width / (3.0 + 1.3 * len(names)) for width in (2.0, *[1.3] * len(names), 1.0)),
        alt_ja=f"{pool.name_ja}のうち似た{PEERS}団体の指標と、指標を1つ外したとき残る回数",
        numeric=frozenset(range(1, len(names) + 2)),
        highlight=frozenset({0}),
    )


def _kept(row: pd.Series) -> str:
    kept = row["kept_when_left_out_count"]
    return "" if pd.isna(kept) else str(kept)
