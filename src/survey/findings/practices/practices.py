"""``practices``: for each problem of the minutes, how many did something about it, and what nobody says."""

from __future__ import annotations

import pandas as pd

from survey.analysis import practice_records as listing
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.minutes import procedures_of
from survey.analysis.practice_records import Practices
from survey.errors import NotComputable
from survey.findings import wording
from survey.findings.charts import TextTable
from survey.findings.coverage import similarity_words as likeness_words
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# A problem with fewer practices on record than this is one to ask about first.
FEW = 6
MOST_ROWS = 10


def practices(tables: Tables, subject: Subject) -> Finding:
    """Per problem of the stored minutes: practices of others, by how many, with a printed outcome; what is open.

    One row a problem, those in the way first, in the minutes' order: practices_count, municipalities of the group
    (others than the subject) and municipalities or bodies elsewhere, with_outcome_count, second_hand_count,
    nearest_ja (the nearest of the group, else of the country's like), open_question_ja. A practice about two problems
    counts at both. Sources: practices, the minutes, the indicators of likeness.

    Raises:
        NotComputable: no stored minutes name a problem, or no list of practices is stored.
    """
    if tables.problems.empty:
        raise NotComputable("課題を挙げた会議録をこの調査に取り込んでいない")
    found = listing.practices_seen_from(tables, subject)
    line = tables.problems["locator"].str.extract(r"(\d+)$")[0].astype(int)
    problems = tables.problems.assign(line=line).sort_values(
        ["is_obstacle", "municipality_code", "said_on", "line"], ascending=[False, True, True, True], kind="stable"
    )
    near = _nearest_first(found)
    table = pd.DataFrame([_row(problem, found, near, subject) for _, problem in problems.iterrows()])
    in_the_way = table[table["is_obstacle"] == "true"]
    others = found.rows[~found.rows["is_here"]]
    blocked = found.about(list(in_the_way["problem_id"]))
    blocked = blocked[~blocked["is_here"]]
    few = in_the_way[in_the_way["practices_count"] < FEW]
    short = problems.set_index("problem_id")["short_ja"]
    owners = [] if subject.code in set(problems["municipality_code"]) else listing.owners_ja(problems, tables)
    whose = f"{wording.some_of(owners, '団体')}の" if owners else ""
    return Finding(
        id="practices",
        texts=texts("practices"),
        headline_ja=_headline(in_the_way, blocked, [short[name] for name in few["problem_id"]], subject, whose),
        method_ja=(
            "会議録に挙がった課題ごとに、公表ページから集めた取組を数えた。二つの課題に当たる取組は両方で数え、合計では一度数えた。"
            f"{subject.name_ja}自身の取組は数えない。成果の数字は、取組のあとに起きたことを示す数字がページにあるものだけを数え、"
            "規模や見込みを示すだけの数字は数えない。最も近い団体は、公表された指標の距離が"
            f"{likeness_words.in_group_ja(tables, subject)}の中で最も小さい団体、"
            f"なければ{likeness_words.in_country_ja(tables, subject)}で最も小さい団体。"
        ),
        as_of=" / ".join(sorted({*others["edition"], *problems["said_on"]})),
        facts={
            "problems": len(table),
            "in_the_way": len(in_the_way),
            "practices": len(others),
            "practices_for_those": len(blocked),
            "group_with_practice": listing.members(blocked),
            "with_outcome": listing.outcomes(blocked),
            "few": list(few["problem_id"]),
        },
        table=table,
        charts=(_chart(in_the_way, short, subject),),
        caveats_ja=(
            listing.whose_minutes(problems, tables, subject),
            "一つの取組が二つの課題に当たることがあり、課題ごとの件数を足すと全体の件数を超えます",
            *listing.caveats(others)[:1],
            *_nameless(in_the_way),
            *_drivers(table[table["is_obstacle"] == "false"]),
            *listing.caveats(others)[1:],
        ),
        evidence=pd.concat(
            [evidence("problems", problems), evidence("practices", others), evidence("indicators", found.cells)]
        ),
    )


def _nearest_first(found: Practices) -> list[tuple[str, list[str]]]:
    """Of the others who are compared, each one's name and the problems its practice is about."""
    ranks = [found.rank_column, listing.NATIONWIDE_RANK]
    near = found.rows[~found.rows["is_here"]].dropna(subset=ranks, how="all")
    near = near.sort_values(ranks, na_position="last", kind="stable")
    return [(who, ids.split("|")) for who, ids in zip(near["who_ja"], near["problem_ids"].fillna(""), strict=True)]


def _row(problem: pd.Series, found: Practices, near: list[tuple[str, list[str]]], subject: Subject) -> dict:
    rows = found.about([problem["problem_id"]])
    rows = rows[~rows["is_here"]]
    return {
        "problem_id": problem["problem_id"],
        "problem_ja": problem["name_ja"],
        "is_obstacle": problem["is_obstacle"],
        "said_by_role": problem["said_by_role"],
        "said_on": problem["said_on"],
        "blocked_count": len(procedures_of(problem)),
        "practices_count": len(rows),
        "group_with_practice": listing.members(rows),
        "elsewhere_with_practice": listing.elsewhere(rows),
        "with_outcome_count": listing.outcomes(rows),
        "second_hand_count": int((rows["certainty"] == listing.SECOND_HAND).sum()),
        "nearest_ja": next((who for who, ids in near if problem["problem_id"] in ids), ""),
        "open_question_ja": listing.questions(rows),
    }


def _headline(in_the_way: pd.DataFrame, blocked: pd.DataFrame, few: list[str], subject: Subject, whose: str) -> str:
    group, number = subject.group, listing.members(blocked)
    of_group = f"{group.name_ja}では{number}{group.unit_ja}" if number else f"{group.name_ja}では見つかっていない"
    each = (
        f"、{FEW}件未満は{wording.some_of(few, '課題')}"
        if few
        else f"、どの課題にも{in_the_way['practices_count'].min()}件以上"
    )
    return (
        f"{whose}会議で挙がった課題{len(in_the_way)}に他の自治体などの取組{len(blocked)}件（{of_group}）{each}。"
        f"成果の数字があるのは{listing.outcomes(blocked)}件"
    )


def _drivers(table: pd.DataFrame) -> list[str]:
    """What the minutes name that stands in no procedure's way, and its practices, which the sentence leaves out."""
    if table.empty:
        return []
    named = "、".join(f"「{row['problem_ja']}」{row['practices_count']}件" for _, row in table.iterrows())
    return [f"手続の妨げではない課題の取組は、見出しの数に入れていません：{named}"]


def _nameless(in_the_way: pd.DataFrame) -> list[str]:
    """The problems in the way of which the minutes name no procedure: they are not said to block none."""
    named = in_the_way.loc[in_the_way["blocked_count"] == 0, "problem_ja"]
    if named.empty:
        return []
    listed = "、".join(f"「{name}」" for name in named)
    return [f"名を挙げられた手続が0の課題（{listed}）は、妨げとして挙がり、どの手続かは会議録に書かれていません"]


def _chart(table: pd.DataFrame, short: pd.Series, subject: Subject) -> TextTable:
    drawn = table.head(MOST_ROWS)
    of_group = subject.group.unit_ja
    counts = ["practices_count", "group_with_practice", "elsewhere_with_practice", "with_outcome_count"]
    return TextTable(
        title_ja="課題ごとの取組と、尋ねること",
        headings=(
            "課題",
            "取組（件）",
            f"他{of_group}（数）",
            "ほか（数）",
            "成果の数字（件）",
            "最も近い団体",
            "尋ねること",
        ),
        rows=tuple(
            (short[row["problem_id"]], *(str(row[name]) for name in counts), row["nearest_ja"], row["open_question_ja"])
            for _, row in drawn.iterrows()
        ),
        widths=(0.19, 0.07, 0.08, 0.08, 0.1, 0.13, 0.35),
        alt_ja=f"会議で挙がった課題{len(drawn)}の、取組の件数、取り組んだ{subject.group.unit_ja}とほかの団体の数、成果の数字の数",
        numeric=frozenset({1, 2, 3, 4}),
        highlight=frozenset(i for i, count in enumerate(drawn["practices_count"]) if count < FEW),
    )
