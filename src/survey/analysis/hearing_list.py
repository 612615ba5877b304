"""Whom is it worth asking how they did it, in which order, and about which procedures?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.hearing_reasons import KINDS, SAME_PROBLEM, USES, Reasons, reasons
from survey.analysis.leads import leads
from survey.analysis.marks import as_of
from survey.analysis.place_names import names_beside
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.result import Result, for_words
from survey.tidy.tables import Tables

# How many of the first are named for programs.
MOST_NAMED = 8


@dataclass(frozen=True)
class HearingList:
    """Whom one municipality has a reason to ask: counted, and the first ones.

    ``near`` are of the subject's group, ``elsewhere`` the others; ``ask`` the first MOST_NAMED with their number of
    reasons; ``by_kind`` counts whom each kind of reason holds for. ``kinds`` are the kinds that can hold here: without
    minutes nobody can be ahead on a recorded problem. ``fiscal_year`` is that of the newest rate ("" for none);
    ``wants_check``: a rate is shown that a rule flags; ``notes``: of the procedures whose rates are a
    reason. ``telling_ranks``: every hearing_rank, the first of each recorded problem before the others;
    ``has_shared_problems``: anybody is ahead in a procedure of one.
    """

    municipalities: int
    near: int
    elsewhere: int
    ask: list[dict]
    by_kind: dict[str, int]
    kinds: tuple[str, ...] = for_words()
    has_problems: bool = for_words()
    marks_as_of: str = for_words()
    fiscal_year: str = for_words()
    wants_check: bool = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()
    telling_ranks: tuple[int, ...] = for_words()
    has_shared_problems: bool = for_words()


def hearing_list(tables: Tables, subject: Subject) -> Result[HearingList]:
    """Everybody with a reason to be asked (see ``hearing_reasons``), in the order in which to ask.

    Table: a row a municipality: hearing_rank (by reasons_count, then by distance, the most alike first, who was not
    compared last, then by code), municipality_code, name_ja (with its prefecture where that is another),
    reasons_count (how many of the five kinds hold), distance, a column a kind of KINDS, lead (a ``Lead``), and as
    tuples of names in the publisher's order procedures (that it is ahead in) and problems (recorded here, whose
    procedures it is ahead in). Sources: those of ``hearing_reasons``.

    Raises:
        NotComputable: the list does not have the municipality.
    """
    found = reasons(tables, subject)
    table = _table(found, tables, subject)
    fiscal_year = f"FY{found.rates['fiscal_year'].max()}" if len(found.rates) else ""
    near = int(found.table["is_near"].sum())
    used = found.ahead[found.ahead["kind"] == USES]
    problems = found.problems[found.problems["procedure_id"].isin(found.ahead["procedure_id"])]
    facts = HearingList(
        municipalities=len(table),
        near=near,
        elsewhere=len(table) - near,
        ask=[
            {
                "municipality_code": row["municipality_code"],
                "name_ja": row["name_ja"],
                "reasons": int(row["reasons_count"]),
            }
            for row in table.head(MOST_NAMED).to_dict("records")
        ],
        by_kind={kind: int(found.table[kind].sum()) for kind in KINDS},
        kinds=tuple(kind for kind in KINDS if kind != SAME_PROBLEM or not found.problems.empty),
        has_problems=not found.problems.empty,
        marks_as_of=as_of(found.marks),
        fiscal_year=fiscal_year,
        wants_check=bool(used["wants_check"].any()),
        notes=procedure_notes(tables, used["procedure_id"]),
        telling_ranks=_telling_ranks(table),
        has_shared_problems=bool(table["problems"].map(len).any()),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(facts.marks_as_of, *[fiscal_year] * bool(fiscal_year)),
        evidence=pd.concat(
            [
                evidence("availability", found.marks[found.marks["procedure_id"].isin(found.ahead["procedure_id"])]),
                evidence("take_up", found.rates[found.rates["procedure_id"].isin(used["procedure_id"])]),
                evidence("indicators", found.indicators),
                evidence("problems", problems.drop(columns="procedure_id").drop_duplicates("problem_id")),
            ]
        ),
    )


def _telling_ranks(table: pd.DataFrame) -> tuple[int, ...]:
    firsts = table.explode("problems").dropna(subset=["problems"]).drop_duplicates("problems")
    return tuple(dict.fromkeys([*firsts["hearing_rank"], *table["hearing_rank"]]))


def _table(found: Reasons, tables: Tables, subject: Subject) -> pd.DataFrame:
    table = found.table
    table = table.assign(
        reasons_count=table[list(KINDS)].sum(axis="columns").astype(int),
        name_ja=table["municipality_code"].map(names_beside(tables, subject)),
    )
    table = table.sort_values(
        ["reasons_count", "distance", "municipality_code"], ascending=[False, True, True], na_position="last"
    ).reset_index(drop=True)
    table["hearing_rank"] = range(1, len(table) + 1)
    short_names = tables.procedures.set_index("procedure_id")["short_ja"]
    # ``ahead`` is in the publisher's order; a procedure may be there once for its mark and once for its rate.
    about = (
        found.ahead.groupby("municipality_code")["procedure_id"].agg(lambda ids: tuple(dict.fromkeys(ids))).to_dict()
    )
    named = found.problems.groupby("procedure_id")["name_ja"].agg(list).to_dict()
    by_code, codes = leads(found.ahead, short_names), table["municipality_code"]
    return table.assign(
        lead=[by_code[code] for code in codes],
        procedures=[tuple(short_names[each] for each in about[code]) for code in codes],
        problems=[
            tuple(dict.fromkeys(problem for each in about[code] for problem in named.get(each, []))) for code in codes
        ],
    )
