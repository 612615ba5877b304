"""How did they get past it? One finding an obstacle: who met it, what they did, what came of it, what nobody says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis import practice_records as listing
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.practice_records import NATIONWIDE_RANK, Practices
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.coverage import similarity_words as likeness_words
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 5
LONGEST_HEADLINE = 90
NOT_SAID_JA = "ページに記載なし"
# Each finding's kinds of obstacle; which problems are of a kind is the catalog's.
_KINDS = {
    "how_attachments": ("attachments",),
    "how_proxies": ("proxies",),
    "how_on_the_spot": ("on_the_spot", "interview"),
    "how_effect": ("effect_in_doubt",),
    "how_system_fit": ("system_fit",),
    "how_matching": ("back_office_matching",),
}


def how(finding_id: str, tables: Tables, subject: Subject) -> Finding:
    """The practices on record for the problems of a kind, best evidenced and nearest first.

    One row a practice, in the order of ``practices_seen_from``: who_ja, rank of likeness in the group and nationwide
    (blank where not compared), problem_ja, procedures_ja, action_ja, outcome_ja, outcome_value with unit and period
    (as the page prints them; blank where it does not), unknown_ja (what the page does not say), its page. Counts
    leave out the subject's own. Sources: practices, the minutes, and the indicators of likeness.

    Raises:
        NotComputable: no stored minutes name such a problem, or no list of practices is stored.
    """
    problems = tables.problems[tables.problems["obstacle"].isin(_KINDS[finding_id])]
    if problems.empty:
        raise NotComputable("この課題を挙げた会議録をこの調査に取り込んでいない")
    found = listing.practices_seen_from(tables, subject)
    rows = found.about(list(problems["problem_id"]))
    rows = rows.assign(problem_ja=_named(rows, problems))
    others = rows[~rows["is_here"]]
    columns = [
        "practice_id", "who_ja", found.rank_column, NATIONWIDE_RANK, "problem_ja", "procedures_ja", "action_ja",
        "outcome_ja", "outcome_value", "outcome_unit", "outcome_period", "started", "certainty", "unknown_ja",
        "practice_note_ja", "source_title", "publisher_ja", "page_date", "source_url",
    ]  # fmt: skip
    cells = found.cells[found.cells["municipality_code"].isin({subject.code, *rows["municipality_code"].dropna()})]
    return Finding(
        id=finding_id,
        texts=texts(finding_id).asking(f"{_quoted(problems['name_ja'])}をどう乗り越えたか"),
        headline_ja=_headline(problems, others, subject),
        method_ja=_method(problems, tables, subject),
        as_of=" / ".join(sorted({*rows["edition"], *problems["said_on"]})),
        facts={
            "problems": list(problems["problem_id"]),
            "practices": len(others),
            "group_with_practice": listing.members(others),
            "elsewhere": listing.elsewhere(others),
            "with_outcome": listing.outcomes(others),
            "second_hand": int((others["certainty"] == listing.SECOND_HAND).sum()),
            "without_start": int(others["started"].isna().sum()),
            "own": int(rows["is_here"].sum()),
        },
        table=rows[columns].reset_index(drop=True),
        charts=(_chart(rows, found, problems, subject),) if len(rows) else (),
        caveats_ja=_caveats(problems, rows, tables, subject),
        evidence=pd.concat(
            [evidence("problems", problems), evidence("practices", rows), evidence("indicators", cells)]
        ),
    )


HOW: dict[str, Callable[[Tables, Subject], Finding]] = {name: partial(how, name) for name in _KINDS}


def _quoted(names: pd.Series) -> str:
    return "".join(f"「{name}」" for name in names)


def _named(rows: pd.DataFrame, problems: pd.DataFrame) -> list[str]:
    short = problems.set_index("problem_id")["short_ja"]
    return ["、".join(short[name] for name in ids.split("|") if name in short) for ids in rows["problem_ids"]]


def _headline(problems: pd.DataFrame, others: pd.DataFrame, subject: Subject) -> str:
    group, number, told = subject.group, listing.members(others), listing.outcomes(others)
    of_group = f"{group.name_ja}では{number}{group.unit_ja}" if number else f"{group.name_ja}では見つかっていない"
    start = f"{_quoted(problems['short_ja'])}に他の自治体などの取組{len(others)}件（{of_group}）"
    if not told:
        return f"{start}、成果の数字はどのページにもない"
    start += f"。成果の数字があるのは{told}件"
    as_one = "、例えば" if told > 1 else "、"
    sentences = (
        f"{start}{as_one}{row['who_ja']}「{row['outcome_ja']}」"
        for _, row in others[others["outcome_value"].notna()].iterrows()
    )
    return next((sentence for sentence in sentences if len(sentence) <= LONGEST_HEADLINE), start)


def _chart(rows: pd.DataFrame, found: Practices, problems: pd.DataFrame, subject: Subject) -> TextTable:
    drawn = rows.head(MOST_ROWS)
    shown, own = common.rows_shown(len(rows), len(drawn)), int(rows["is_here"].sum())
    if shown and own:  # the sentence does not count them
        shown = replace(shown, including_ja=f"{subject.name_ja}自身の{own}件を含む")
    return TextTable(
        title_ja="取組（確かさ、成果の記述、近さの順）",
        shown=shown,
        headings=("どこが", "近い順", "何をしたか", "どうなったか", "出典"),
        rows=tuple(
            (
                row["who_ja"],
                listing.where(row, found.rank_column, subject.group),
                row["action_ja"],
                row["outcome_ja"] if pd.notna(row["outcome_ja"]) else NOT_SAID_JA,
                _source(row),
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.12, 0.11, 0.38, 0.22, 0.17),
        alt_ja=f"{_quoted(problems['short_ja'])}の課題の取組{len(drawn)}件の、どこが、何をし、どうなったかの表",
        highlight=frozenset(i for i, value in enumerate(drawn["outcome_value"]) if pd.notna(value)),
    )


def _source(row: pd.Series) -> str:
    year = [wording.year(row["page_date"])] if pd.notna(row["page_date"]) else []
    second_hand = ["二次情報"] if row["certainty"] == listing.SECOND_HAND else []
    # In brackets, before which a narrow column can break the line.
    told = "、".join([*year, *second_hand])
    return f"{row['publisher_ja']}（{told}）" if told else row["publisher_ja"]


def _method(problems: pd.DataFrame, tables: Tables, subject: Subject) -> str:
    said = "、".join(_said(problem, tables) for _, problem in problems.iterrows())
    return (
        f"課題は会議録から読んだ：{said}。取組は公表ページを一件ずつ読み、誰が何をし、どうなったかを一行にした。"
        "並びは、ページで確認したものを二次情報の前に置き、成果の数字があるもの、成果の記述だけのもの、どちらもないものの順、"
        f"その中は{subject.group.name_ja}の近い順、次に全国の近い順（{subject.name_ja}自身の取組は最後）。"
        f"近さは公表された指標の距離による順で、{likeness_words.in_group_ja(tables, subject)}の中と"
        f"{likeness_words.in_country_ja(tables, subject)}で別に数えた。"
        "件数に自分の取組は入れない。ページにない数字は空欄とした。"
    )


def _said(problem: pd.Series, tables: Tables) -> str:
    owner = measures.places(tables).at[problem["municipality_code"], "name_ja"]
    role = f"{problem['said_by_role']}の発言" if pd.notna(problem["said_by_role"]) else "議題"
    return f"「{problem['name_ja']}」は{owner}の{wording.day(problem['said_on'])}の会議の{role}"


def _caveats(problems: pd.DataFrame, rows: pd.DataFrame, tables: Tables, subject: Subject) -> tuple[str, ...]:
    asked = listing.questions(rows[~rows["is_here"]])
    notes = problems.dropna(subset=["note_ja"])
    caveats = [listing.whose_minutes(problems, tables, subject)]
    caveats += [f"尋ねること：{asked}"] if asked else []
    caveats.append(
        "「成果の数字」は取組のあとに起きたことを一つの数と単位で示すものを数え、規模や見込み、文中の別の数字は数えません"
    )
    caveats += [f"{row['short_ja']}：{row['note_ja']}" for _, row in notes.iterrows()]
    if rows["is_here"].any():
        caveats.append(
            f"{subject.name_ja}自身の取組{int(rows['is_here'].sum())}件は表の最後にあり、件数に入れていません"
        )
    return (*caveats, *listing.caveats(rows, likeness_words.two_kinds_ja(tables, subject)))
