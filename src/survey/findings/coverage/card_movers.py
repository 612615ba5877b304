"""Whose card issuance rose most? ``card_movers``: one definition, from the meeting to the newest month."""

from __future__ import annotations

from itertools import product

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.memo import cached, members_rows
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, Slopes
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

CARD_SOURCE = "mic_my_number_card"
SHARE, ISSUED, PEOPLE = "card_issued_share_pct", "card_issued_count", "card_base_population_count"
# 豊島区's headquarters met on this day and set the tasks that the study follows up: "since then" starts here.
MEETING_JA = "豊島区の本部会議"
MEETING_HELD_ON = "2021-03-29"


def card_movers(tables: Tables, subject: Subject) -> Finding:
    """By how many points did the share of My Number cards issued rise since the meeting, here and in the group?

    issued_share_rise_points: the newest edition's printed share less that of the last edition on or before
    MEETING_HELD_ON, in points; competition ranking. Both are cards issued to date over residents, printed with one
    decimal. The residents' date differs between the two, so the rise is given a second time over the newer residents
    alone: issued_share_rise_same_base_points = (newer - older cards) / newer residents. Source: mic_my_number_card.

    Raises:
        NotComputable: no two editions hold the municipality (the series is stored for the 23 wards).
    """
    group = subject.group
    rows = members_rows(tables, _cards, group.codes)
    start, end = _ends(rows, subject)
    rows = rows[rows["edition"].isin([start, end])]
    table, left_out = _table(rows, start, end, tables, subject)
    me = table[table["municipality_code"] == subject.code].iloc[0]
    people = rows[rows["indicator_id"] == PEOPLE].drop_duplicates("edition").set_index("edition")["as_of_date"]
    old, new = (f"{wording.day(edition)}の率が{wording.day(people[edition])}" for edition in (start, end))
    based = f"分母の人口は{old}、{new}のもの"
    return Finding(
        id="card_movers",
        texts=texts("card_movers"),
        headline_ja=_headline(table, me, start, end, subject),
        method_ja=(
            f"マイナンバーカードの交付率（交付枚数の累計÷人口、印字のまま）について、{MEETING_JA}（{wording.day(MEETING_HELD_ON)}）の"
            f"直前の版である{wording.day(start)}と、保存している最も新しい版である{wording.day(end)}の差をポイントで取り、"
            f"大きい順に順位を付けた（同じ差は同順位、次は飛ばす）。定義は同じだが、{based}。"
            "増えた枚数を新しい人口で割った値を並べて、分母の違いの影響を確かめた。"
        ),
        as_of=f"{start} / {end}",
        facts={
            "start_pct": float(me["card_issued_share_start_pct"]),
            "end_pct": float(me["card_issued_share_end_pct"]),
            "rise_points": float(me["issued_share_rise_points"]),
            "rank_by_rise": int(me["rank_by_rise"]),
            "rank_by_rise_same_base": int(me["rank_by_rise_same_base"]),
            "compared": len(table),
            "group_size": group.size,
        },
        table=table,
        charts=_charts(table, start, end, subject),
        caveats_ja=(
            f"{based}で、毎年8月か9月に切り替わります。"
            f"新しい人口にそろえると{subject.name_ja}は{_place(table, me, 'rank_by_rise_same_base')}です",
            "交付の累計であり、いま持っている人（保有）の数でも、手続をオンラインで行った数でもありません。"
            "交付率の上昇は手続の利用を意味しません",
            "率は小数第1位までの印字のため、0.1ポイントの差は順位の根拠になりません",
            *([f"どちらかの版に数値がなく除いた団体：{'、'.join(left_out)}"] if left_out else []),
        ),
        evidence=evidence("indicators", rows),
    )


@cached
def _cards(tables: Tables) -> pd.DataFrame:
    """The cards in the last edition up to the meeting, and in the newest."""
    editions = [part.edition for part in tables.edition_files("indicators") if part.source_id == CARD_SOURCE]
    ends = {max(editions, default=""), max((day for day in editions if day <= MEETING_HELD_ON), default="")}
    rows = tables.rows_of("indicators", lambda part: part.source_id == CARD_SOURCE and part.edition in ends)
    return rows[rows["indicator_id"].isin([SHARE, ISSUED, PEOPLE])]


def _ends(rows: pd.DataFrame, subject: Subject) -> tuple[str, str]:
    """The editions that are compared: the last one up to the meeting, and the newest."""
    dates = rows.loc[(rows["municipality_code"] == subject.code) & (rows["indicator_id"] == SHARE), "edition"]
    if dates.empty:
        raise NotComputable(
            f"カード交付率の推移は、この調査に取り込んだのが23区の分だけのため、{subject.group.name_ja}は比べられない",
            next_step=(
                "総務省は市区町村別の「マイナンバーカード交付状況」を公表している。"
                f"各回の{subject.group.name_ja}の分を取り込めば、23区と同じように比べられる。"
            ),
        )
    before = dates[dates <= MEETING_HELD_ON]
    if before.empty or before.max() == dates.max():
        raise NotComputable(
            f"取り込んだ資料に、{wording.day(MEETING_HELD_ON)}の前と後の両方の{subject.name_ja}のカード交付率がない"
        )
    return before.max(), dates.max()


def _table(
    rows: pd.DataFrame, start: str, end: str, tables: Tables, subject: Subject
) -> tuple[pd.DataFrame, list[str]]:
    """The members with every figure at both ends, the largest rise first; and the names of the others."""
    usable = rows[rows["correction_id"].isna()]
    wide = usable.pivot(index="municipality_code", columns=["indicator_id", "edition"], values="value")
    wide = wide.reindex(index=list(subject.group.codes), columns=list(product((SHARE, ISSUED, PEOPLE), (start, end))))
    known = wide.dropna()
    if subject.code not in known.index:
        raise NotComputable(f"{subject.name_ja}のカードの交付率、枚数、人口のどれかに記載がなく、上昇を計算できない")
    # The shares are printed with one decimal; more digits would come from the subtraction alone.
    rise = (known[SHARE, end] - known[SHARE, start]).round(1)
    same_base = ((known[ISSUED, end] - known[ISSUED, start]) / known[PEOPLE, end] * 100).round(1)
    figures = pd.DataFrame(
        {
            "card_issued_share_start_pct": known[SHARE, start],
            "card_issued_share_end_pct": known[SHARE, end],
            "issued_share_rise_points": rise,
            "rank_by_rise": measures.competition_rank(rise),
            "issued_share_rise_same_base_points": same_base,
            "rank_by_rise_same_base": measures.competition_rank(same_base),
        }
    )
    names = measures.places(tables)["name_ja"]
    table = figures.rename_axis("municipality_code").reset_index()
    table.insert(1, "name_ja", table["municipality_code"].map(names))
    table = table.sort_values(["rank_by_rise", "municipality_code"]).reset_index(drop=True)
    return table, list(names[wide.index.difference(known.index)])


def _place(table: pd.DataFrame, me: pd.Series, rank: str) -> str:
    return wording.place(me[rank], measures.tied(table[rank], me[rank]))


def _headline(table: pd.DataFrame, me: pd.Series, start: str, end: str, subject: Subject) -> str:
    said = f"カード交付率（累計）の{wording.month(start)}から{wording.month(end)}の上昇は"
    rise = me["issued_share_rise_points"]
    if len(table) == 1:
        return f"{said}{subject.name_ja}で{rise:.1f}ポイント（比べる相手はない）"
    among = wording.among(subject.group, len(table))
    here = f"{subject.name_ja}の{rise:.1f}ポイントが{among}中{_place(table, me, 'rank_by_rise')}"
    if me["rank_by_rise"] != me["rank_by_rise_same_base"]:
        here += f"（人口をそろえると{_place(table, me, 'rank_by_rise_same_base')}）"
    if me["rank_by_rise"] == 1:
        return f"{said}{here}"
    top = table[table["rank_by_rise"] == 1]
    names = wording.some_of(list(top["name_ja"]), subject.group.unit_ja)
    return f"{said}{here}、最も大きいのは{names}の{top['issued_share_rise_points'].iloc[0]:.1f}ポイント"


def _charts(table: pd.DataFrame, start: str, end: str, subject: Subject) -> tuple[Bars, Slopes]:
    """The rise, and from which share to which it led."""
    drawn = measures.shown(table, subject)
    title = f"交付率の{wording.day(start)}からの上昇"
    labels, mine = tuple(drawn["name_ja"]), measures.highlighted(drawn, subject)
    rise = Bars(
        title_ja=title + common.members_note(table, drawn, subject),
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
        ends_ja=(wording.day(start), wording.day(end)),
        labels=labels,
        starts=tuple(starts.astype(float)),
        ends=tuple(ends.astype(float)),
        unit_ja="%",
        alt_ja=(
            f"{subject.group.name_ja}のマイナンバーカードの交付率（累計）を{wording.day(start)}から{wording.day(end)}へ"
            f"結んだ線。{subject.name_ja}を強調し、上昇が最も大きい団体と、率の最も高い団体と低い団体の名を添えた"
        ),
        named=tuple(dict.fromkeys([*sorted(mine), 0, *map(int, outermost)])),
        highlight=mine,
    )
    return rise, lines
