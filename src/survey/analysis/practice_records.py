"""What others did about a problem, seen from one municipality: who is like it, what is known, what nobody says."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Group, Subject, nationwide
from survey.analysis.memo import cached, cached_recent
from survey.analysis.similarity import likeness
from survey.errors import NotComputable
from survey.findings import wording
from survey.tidy.tables import Tables

SECOND_HAND = "second-hand"
NATIONWIDE_RANK = "nationwide_similarity_rank"
# The list's key is what a page says least about; a page that is silent is not a deed without an outcome.
_UNKNOWN_JA = {"outcome_value": "成果の数字", "started": "始まった時期", "page_date": "ページの日付"}


@dataclass(frozen=True)
class Practices:
    """Every practice on record as the subject sees it, best evidenced and nearest first.

    ``rows``: table practices and who_ja, is_here (the subject's own), is_member (another one of its group), two ranks
    of likeness (``rank_column`` within the group, NATIONWIDE_RANK; NA where not compared), procedures_ja, unknown_ja,
    practice_note_ja. ``cells``: the rows of table indicators that the likeness of those in the list rests on.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    rank_column: str

    def about(self, problem_ids: list[str]) -> pd.DataFrame:
        """The rows that are about one of these problems."""
        return _naming(self.rows, "problem_ids", set(problem_ids))


@cached_recent
def practices_seen_from(tables: Tables, subject: Subject) -> Practices:
    """Every row of table practices, with how alike the municipality is, in the order in which one would read them.

    Order: others before the subject's own; seen before second-hand; an outcome with a number before one in words
    before none; members of the subject's group, nearest first, before others, nearest nationwide first, those not
    compared last; then by id. Likeness: see ``likeness``.

    Raises:
        NotComputable: no list of practices is stored.
    """
    rows = _described(tables)
    if rows.empty:
        raise NotComputable("他の自治体などの取組の一覧をこの調査に取り込んでいない")
    wider = nationwide(tables, subject)
    in_group, group_cells = _ranks(tables, subject, subject.group)
    in_country, cells = _ranks(tables, subject, wider)
    code = rows["municipality_code"]
    rank_column = "group_similarity_rank"
    rows = rows.assign(
        who_ja=_who(rows, tables, subject),
        is_here=code == subject.code,
        is_member=code.isin(subject.group.codes) & (code != subject.code),
        **{rank_column: code.map(in_group).astype("Int64"), NATIONWIDE_RANK: code.map(in_country).astype("Int64")},
    )
    keys = pd.DataFrame(
        {
            "is_here": rows["is_here"],
            "is_second_hand": rows["certainty"] == SECOND_HAND,
            "without_number": rows["outcome_value"].isna(),
            "without_words": rows["outcome_ja"].isna(),
            "is_elsewhere": ~rows["is_member"],
            "rank": rows[rank_column],
            "nationwide": rows[NATIONWIDE_RANK],
            "practice_id": rows["practice_id"],
        }
    )
    ordered = rows.loc[keys.sort_values(list(keys.columns), na_position="last").index]
    cells = pd.concat([group_cells, cells])
    cells = cells[cells["municipality_code"].isin({subject.code, *code.dropna()})].drop_duplicates("locator")
    return Practices(ordered.reset_index(drop=True), cells, rank_column)


@cached
def _described(tables: Tables) -> pd.DataFrame:
    """Every practice with what is said of it in words, the same for every reader."""
    rows = tables.practices
    return rows.assign(
        procedures_ja=_procedures(rows, tables),
        unknown_ja=[_unknown(row) for _, row in rows.iterrows()],
        practice_note_ja=rows["note_ja"].fillna(""),
    )


def others_for(tables: Tables, subject: Subject, procedure_id: str) -> pd.DataFrame:
    """The rows of table practices of others that name the procedure, or a problem that blocks it."""
    rows = _for_procedure(tables, procedure_id)
    return rows[rows["municipality_code"] != subject.code]


@cached
def _for_procedure(tables: Tables, procedure_id: str) -> pd.DataFrame:
    blocking = tables.problems[tables.problems["is_obstacle"] == "true"]
    problem_ids = _naming(blocking, "procedure_ids", {procedure_id})["problem_id"]
    rows = tables.practices
    named = [_naming(rows, "procedure_ids", {procedure_id}), _naming(rows, "problem_ids", set(problem_ids))]
    return rows.loc[named[0].index.union(named[1].index)]


def _naming(rows: pd.DataFrame, column: str, ids: set[str]) -> pd.DataFrame:
    """The rows whose ids, separated by |, hold one of these."""
    is_named = (not ids.isdisjoint(each.split("|")) for each in rows[column].fillna(""))
    return rows[np.fromiter(is_named, dtype=bool, count=len(rows))]


def _ranks(tables: Tables, subject: Subject, pool: Group) -> tuple[pd.Series, pd.DataFrame]:
    """Each compared member's place by likeness, nearest 1; nobody's where a pool is too small to compare."""
    try:
        like = likeness(tables, subject, pool)
    except NotComputable:
        return pd.Series(dtype="Int64"), tables.rows_of("indicators", lambda _: False)
    return pd.Series(range(1, len(like.distances) + 1), index=like.distances.index), like.cells


def _who(rows: pd.DataFrame, tables: Tables, subject: Subject) -> pd.Series:
    """The municipality, by its prefecture too where that is another one than the subject's; else the body."""
    places = measures.places(tables)
    home = places.at[subject.code, "prefecture"]
    names = places["name_ja"].where(places["prefecture"] == home, places["prefecture"] + places["name_ja"])
    return rows["municipality_code"].map(names).fillna(rows["body_ja"])


def _procedures(rows: pd.DataFrame, tables: Tables) -> list[str]:
    short = tables.procedures.set_index("procedure_id")["short_ja"]
    return ["、".join(short[name] for name in ids.split("|") if name) for ids in rows["procedure_ids"].fillna("")]


def _unknown(row: pd.Series) -> str:
    return "、".join(words for column, words in _UNKNOWN_JA.items() if pd.isna(row[column]))


def outcomes(rows: pd.DataFrame) -> int:
    """How many print a number for what came of the deed."""
    return int(rows["outcome_value"].notna().sum())


def members(rows: pd.DataFrame) -> int:
    """How many others of the subject's group did something."""
    return rows.loc[rows["is_member"], "municipality_code"].nunique()


def elsewhere(rows: pd.DataFrame) -> int:
    """How many municipalities and bodies outside the subject's group did something."""
    return rows.loc[~rows["is_member"] & ~rows["is_here"], "who_ja"].nunique()


def questions(rows: pd.DataFrame) -> str:
    """What one would ask, from what the pages do not say."""
    if rows.empty:
        return "取り組んだ自治体はあるか"
    without, undated = len(rows) - outcomes(rows), int(rows["started"].isna().sum())
    asked = [f"成果の数字（{without}件に記載なし）"] if without else []
    asked += [f"始めた時期（{undated}件）"] if undated else []
    second_hand = int((rows["certainty"] == SECOND_HAND).sum())
    return "、".join([*asked, *([f"事実の確認（二次情報{second_hand}件）"] if second_hand else [])])


def whose_minutes(problems: pd.DataFrame, tables: Tables, subject: Subject) -> str:
    """Where the problems come from, as a caveat."""
    days = wording.some_of([wording.day(day) for day in sorted(set(problems["said_on"]))], "日")
    if subject.code in set(problems["municipality_code"]):
        return f"課題は{days}の会議で挙がったもので、今も残るかは分かりません"
    owners = wording.some_of(owners_ja(problems, tables), "団体")
    return f"{subject.name_ja}の会議録はこの調査に取り込んでいないため、課題は{owners}の{days}の会議で挙がったものです"


def owners_ja(problems: pd.DataFrame, tables: Tables) -> list[str]:
    """Whose minutes name the problems."""
    names = measures.places(tables)["name_ja"]
    return [names[code] for code in sorted(set(problems["municipality_code"]))]


def where(row: pd.Series, rank_column: str, group: Group) -> str:
    """How near: within the group where it is a member, else nationwide; "" where it is not compared."""
    if row["is_here"]:
        return "ここ"
    if pd.notna(row[rank_column]):
        return f"{_bare(group.name_ja)}{row[rank_column]}番目"
    return f"全国{row[NATIONWIDE_RANK]}番目" if pd.notna(row[NATIONWIDE_RANK]) else ""


def _bare(name_ja: str) -> str:
    """東京都の26市 as 26市: a slide's cell is short."""
    return re.sub(r"^.+の(?=\d)", "", name_ja)


_CAVEATS = (
    "取組は公表ページから集めたもので、件数の少なさは取組がないことを示しません",
    "成果の数字は各ページの発表（事業者によるものを含む）のままで、取組だけの成果とは限らず、数え方も異なるため互いに比べられません。"
    "公表ページに数字がないことは、成果がないことを示しません",
    "近さは公表された指標の近さの順（似た自治体と同じ計算と時点）で、指標が揃わない団体、種類の違う団体（市に対する町など）、都道府県などは空欄です",
)
_ON_SECOND_HAND = "「二次情報」は、別のページの伝聞や個人のページなどで、数字は取っていません"


def caveats(rows: pd.DataFrame, two_kinds_ja: str = "") -> tuple[str, ...]:
    """What holds of every list of practices, of its two kinds of likeness, and of second-hand ones where some are."""
    second_hand = [_ON_SECOND_HAND] * bool((rows["certainty"] == SECOND_HAND).any())
    return (*_CAVEATS, *[two_kinds_ja] * bool(two_kinds_ja), *second_hand)
