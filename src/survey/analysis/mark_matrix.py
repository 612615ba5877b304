"""Which of the 27 are online where: every member by every procedure, ー and blank told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from survey.analysis.groups import Group, Subject
from survey.analysis.marks import (
    as_of,
    by_procedure,
    municipalities_by_code,
    own_priority_marks,
    priority_evidence,
    priority_marks,
    ranked_members,
    unlisted_members,
)
from survey.analysis.memo import cached_recent
from survey.analysis.rates import group_rates
from survey.analysis.result import Result, for_words
from survey.errors import NotComputable
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class MarkMatrix:
    """How many of the 27 all, or less than half, of the members that have the procedure have online.

    ``least_short_ja`` is the procedure with the lowest share among those of a minority, ``online_where_least`` how many
    have it online. ``members`` are ``marks.ranked_members``; ``listed`` the procedures (``marks.by_procedure``) in the
    columns' order, ``group_spans`` their groups with the number of columns each spans; ``statuses`` has a row a member
    and a column a procedure. ``rates`` are the online application rates that members print (municipality_code,
    procedure_id, cell_state, cell_printed, is_set_aside) for ``rates_fiscal_year``; without a row and None where nobody
    prints one.
    """

    online_everywhere: int
    online_in_minority: int
    online_where_least: int | None
    group_size: int
    least_short_ja: str | None = for_words()
    members: pd.DataFrame = for_words()
    listed: pd.DataFrame = for_words()
    group_spans: tuple[tuple[str, int], ...] = for_words()
    statuses: pd.DataFrame = for_words()
    not_listed: tuple[str, ...] = for_words()
    rates: pd.DataFrame = for_words()
    rates_fiscal_year: str | None = for_words()


def mark_matrix(tables: Tables, subject: Subject) -> Result[MarkMatrix]:
    """Every member's mark for every one of the 27; the table has a row a procedure and, as printed, a column a member.

    Source: da_procedures_online.

    Raises:
        NotComputable: see ``marks.marks_with``.
    """
    marks, group = own_priority_marks(tables, subject), subject.group
    listed = by_procedure(tables, marks, subject)
    online, applicable = listed["group_online"], listed["group_applicable"]
    minority = listed[online * 2 < applicable].sort_values(["group_share_pct", "number_27"])
    least = minority.iloc[0] if len(minority) else None
    statuses, printed = _wide(tables, group)
    rates = _rates(tables, group)
    facts = MarkMatrix(
        online_everywhere=int(((online == applicable) & (applicable > 0)).sum()),
        online_in_minority=len(minority),
        online_where_least=None if least is None else int(least["group_online"]),
        group_size=group.size,
        least_short_ja=None if least is None else least["short_ja"],
        members=ranked_members(tables, group),
        listed=listed,
        group_spans=tuple(Counter(listed["group"]).items()),
        statuses=statuses[listed["procedure_id"]],
        not_listed=unlisted_members(tables, group),
        rates=rates.drop(columns="fiscal_year"),
        rates_fiscal_year=f"FY{rates['fiscal_year'].max()}" if len(rates) else None,
    )
    return Result(facts=facts, table=printed, as_of=(as_of(marks),), evidence=priority_evidence(tables, group))


@cached_recent
def _wide(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row a member and a column a procedure: the status; a row a procedure, the best member first: as printed."""
    marks = priority_marks(tables, group)
    order = list(ranked_members(tables, group)["municipality_code"])
    printed = marks.pivot(
        index=["number_27", "procedure_id", "name_ja"], columns="municipality_code", values="mark_printed"
    )
    printed = printed.fillna("").loc[:, order].rename(columns=municipalities_by_code(tables)["name_ja"]).reset_index()
    return marks.pivot(index="municipality_code", columns="procedure_id", values="status"), printed


def _rates(tables: Tables, group: Group) -> pd.DataFrame:
    """The cells of the members' newest rates; without a row where the group prints none."""
    columns = ["municipality_code", "procedure_id", "cell_state", "cell_printed"]
    try:
        _, rows = group_rates(tables, group)
    except NotComputable:
        return pd.DataFrame(columns=[*columns, "is_set_aside", "fiscal_year"])
    return rows[columns].assign(is_set_aside=rows["correction_id"].notna(), fiscal_year=rows["fiscal_year"])
