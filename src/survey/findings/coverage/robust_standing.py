"""How far does the rank hang on how the list is read? ``robust_standing``: every reading, its rank, and the range."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent
from survey.analysis.readings import ENDS, Reading, enters_range, ranks, readings, spread
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import Ranges, TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

NOT_PRINTED_JA = "どの○が一部だけかは一覧に印字されていない"


def robust_standing(tables: Tables, subject: Subject) -> Finding:
    """Which places does the municipality take under every defensible reading of the list?

    Readings: the 27, the 26 or all listed procedures that tell anybody apart; blank as not online or set aside; ー
    outside or inside the denominator. Every ○ is online: the list does not say which are partial. The share is ○ over
    the denominator that the reading leaves, ranked as an exact fraction (competition ranking) among the members whose
    denominator is not 0. A reading that finds no ○, or sets blanks aside and leaves every member the same share, tells
    nobody apart and is kept out of the range. The sentence gives the strict range, over the readings of a blank as not
    online: without the blanks whoever prints no ー has 100 %, however few its ○. Source: da_procedures_online.

    Raises:
        NotComputable: the municipality has nobody to be compared with, or nobody has any ○.
    """
    group = subject.group
    if group.size < 2:
        raise NotComputable(f"{group.name_ja}は{subject.name_ja}だけで、順位を比べる相手がない")
    marks = measures.marks_with(tables, subject)
    found = _read(tables, group)
    entering, members = found.entering, found.members
    me = members[members["municipality_code"] == subject.code].iloc[0]
    here = {reading: table.loc[subject.code] for reading, table in entering.items() if subject.code in table.index}
    tied = {reading: measures.tied(found.ranked[reading]["rank"], row["rank"]) for reading, row in here.items()}
    among = wording.among(group, len(members))
    strict = {reading: row for reading, row in here.items() if reading.reads_blanks}
    ends = {
        end: [reading for reading, row in (strict if "strict" in end else here).items() if row["rank"] == me[end]]
        for end in ENDS
    }
    date = measures.as_of(marks)
    return Finding(
        id="robust_standing",
        texts=texts("robust_standing"),
        headline_ja=_headline(me, ends, tied, among, subject),
        method_ja=(
            f"手続の範囲（{'、'.join(dict.fromkeys(reading.set_ja for reading in found.ranked))}）、"
            "空欄（オンラインでない、除く）、ー（分母に入れない、入れる）の組み合わせごとに○の割合を"
            "分数のまま比べ、順位を付けた（同じ割合は同順位、次は飛ばす）。"
            "「差のつく」は、一覧の全手続から全国の全団体が同じ印のものを除いたもの。一部だけの○もオンラインと数えた。分母が0の団体はその読み方では順位がない。"
            "一つの点数にまとめることはしていない。"
        ),
        as_of=date,
        facts={
            **{end: int(me[end]) for end in ENDS},
            **{f"{end}_readings": [reading.name_ja for reading in chosen] for end, chosen in ends.items()},
            "readings": len(found.ranked),
            "readings_in_range": len(here),
            "spread": members.to_dict("records"),
            "group_size": group.size,
        },
        table=_table(found.ranked, subject),
        charts=(
            _ranges(members, subject, sum(reading.reads_blanks for reading in entering)),
            _places(strict, tied, ends, subject),
        ),
        caveats_ja=(
            f"{wording.day(date)}時点",
            *_aside(entering, group),
            f"{common.BLANK}。空欄が実はオンラインだった場合の幅は、これとは別に「27手続はどこまで進んだか」に示しています",
            f"{common.PARTIAL}。{NOT_PRINTED_JA}ため、一部だけの○を数えない読み方の順位はありません",
            *common.not_listed(measures.unlisted_members(tables, group)),
        ),
        evidence=found.cells,
    )


@dataclass(frozen=True)
class _Read:
    """The group's list in every reading: the ranks of each, of those that enter the range, its ends, and the cells."""

    ranked: dict[Reading, pd.DataFrame]
    entering: dict[Reading, pd.DataFrame]
    members: pd.DataFrame
    cells: pd.DataFrame


@cached_recent
def _read(tables: Tables, group: Group) -> _Read:
    marks = measures.latest_marks(tables, group)
    sets = {
        ("", ""): marks[marks["number_27"].notna()],
        ("罹災証明を除く", ""): marks[marks["number_26"].notna()],
        ("差のつく", "差のつく"): marks[~marks["procedure_id"].isin(measures.uninformative(tables))],
    }
    ranked: dict[Reading, pd.DataFrame] = {}
    for (words, short_words), chosen in sets.items():
        counts = measures.by_member(chosen, tables.municipalities)
        of = f"{chosen['procedure_id'].nunique()}手続"
        ranked |= {reading: ranks(counts, reading) for reading in readings(f"{words}{of}", f"{short_words}{of}")}
    entering = {reading: table for reading, table in ranked.items() if enters_range(reading, table)}
    if not any(reading.reads_blanks for reading in entering):
        raise NotComputable(f"{group.name_ja}のどこにも○がなく、順位を付けられない")
    used = marks["procedure_id"].isin(pd.concat(sets.values())["procedure_id"])
    return _Read(ranked, entering, spread(entering, tables.municipalities), evidence("availability", marks[used]))


def _headline(
    me: pd.Series, ends: dict[str, list[Reading]], tied: dict[Reading, int], among: str, subject: Subject
) -> str:
    said = f"{subject.name_ja}の順位は空欄を未対応と読めば"
    best, worst = me["strict_rank_best"], me["strict_rank_worst"]
    if best == worst:
        place = wording.place(best, max(tied[reading] for reading in ends["strict_rank_best"]))
        return f"{said}手続や割合の取り方によらず{among}中{place}"
    first, last = (
        ends[end][0].name_ja + "など" * (len(ends[end]) > 1) for end in ("strict_rank_best", "strict_rank_worst")
    )
    return f"{said}{among}中{wording.places(best, worst)}（{first}で最良、{last}で最低）"


def _aside(entering: dict[Reading, pd.DataFrame], group: Group) -> list[str]:
    """Why the places without the blanks are no measure of progress; [] where none of them can be given."""
    found = [(reading, table) for reading, table in entering.items() if not reading.reads_blanks]
    if not found:
        return []
    reading, table = found[0]
    whole = int((table["share"] == 1).sum())
    among = wording.among(group, len(table))
    return [
        f"空欄を除くと、{reading.set_ja}では{among}中{whole}{group.unit_ja}が100%で並びます。"
        "ーの有無で決まり、進み具合の順位にはならないため、順位の幅に入れていません"
    ]


def _table(ranked: dict[Reading, pd.DataFrame], subject: Subject) -> pd.DataFrame:
    """One row a reading for the subject."""
    table = pd.DataFrame([_row(reading, rows, subject) for reading, rows in ranked.items()])
    return table.astype({"rank_here": "Int64", "tied_count": "Int64"})


def _row(reading: Reading, ranked: pd.DataFrame, subject: Subject) -> dict:
    mine = ranked.loc[subject.code] if subject.code in ranked.index else None
    counts = mine is not None and enters_range(reading, ranked)
    return {
        "set_ja": reading.set_ja,
        "blank_reading": reading.blank,
        "dash_reading": reading.dash,
        "share_here_pct": None if mine is None else float(mine["share"] * 100),
        "rank_here": mine["rank"] if counts else None,
        "tied_count": measures.tied(ranked["rank"], mine["rank"]) if counts else None,
        "ranked_count": len(ranked),
        "share_formula_ja": _formula(reading, ranked, subject),
    }


def _formula(reading: Reading, ranked: pd.DataFrame, subject: Subject) -> str:
    if not ranked["share"].gt(0).any():
        return f"{reading.formula_ja}。どこにも○がなく、差を示さないため幅に入れない"
    if not enters_range(reading, ranked):
        return f"{reading.formula_ja}。全団体が同じ割合になり、差を示さないため幅に入れない"
    if subject.code not in ranked.index:
        return f"{reading.formula_ja}。分母が0のため、{subject.name_ja}の順位はない"
    return reading.formula_ja


def _ranges(members: pd.DataFrame, subject: Subject, read: int) -> Ranges:
    drawn = measures.shown(members, subject)
    best, worst = tuple(map(int, drawn["strict_rank_best"])), tuple(map(int, drawn["strict_rank_worst"]))
    return Ranges(
        title_ja=f"順位の幅（空欄を未対応と読む{read}通り）" + common.members_note(members, drawn, subject),
        labels=tuple(drawn["name_ja"]),
        best=best,
        worst=worst,
        written=tuple(map(wording.places, best, worst)),
        last_place=len(members),
        alt_ja=f"{subject.group.name_ja}の、読み方による順位の幅。{subject.name_ja}を強調",
        highlight=measures.highlighted(drawn, subject),
    )


def _places(
    strict: dict[Reading, pd.Series],
    tied: dict[Reading, int],
    ends: dict[str, list[Reading]],
    subject: Subject,
) -> TextTable:
    chosen = {ends[end][0] for end in ("strict_rank_best", "strict_rank_worst")}
    return TextTable(
        title_ja=f"{subject.name_ja}の割合と順位（空欄は未対応と読む）",
        headings=("読み方", "割合", "順位"),
        rows=tuple(
            (
                reading.name_ja,
                wording.share(float(row["share"] * 100)),
                wording.place(row["rank"], tied[reading]),
            )
            for reading, row in strict.items()
        ),
        widths=(0.64, 0.16, 0.2),
        alt_ja=f"{subject.name_ja}の、読み方ごとの割合と順位",
        numeric=frozenset({1, 2}),
        highlight=frozenset(i for i, reading in enumerate(strict) if reading in chosen and len(chosen) > 1),
    )
