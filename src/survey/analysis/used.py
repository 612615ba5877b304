"""Where is it really used? Presence, completeness and use of each procedure in the group: three figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import as_of, latest_marks
from survey.analysis.memo import cached_recent
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.rates import fiscal_year, group_rates
from survey.analysis.result import Result, for_words
from survey.analysis.use_by_procedure import rates_by_procedure
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Used:
    """How many of the 27 anybody in the group prints a rate for, and for how many a rate of real use.

    ``left_out``: rates that are not counted, of all procedures; ``pages_read``: pages, one a procedure and member.
    ``readable``: for how many of the 27 a rate is counted, zero among them; ``most_reporting``: the most members that
    report one of these; ``first``: the procedure of these with the highest rate (a row of the table);
    ``is_any_left_out``: a rate of the 27 is not counted; ``above_zero``: the table's rows of the 27 with a highest rate
    above zero, highest first; ``notes``: name and note of procedures with such a rate.
    """

    procedures: int
    with_a_rate: int
    with_real_use: int
    with_real_use_outside: int
    left_out: int
    pages_read: int
    fiscal_year: int
    group_size: int
    readable: int = for_words()
    most_reporting: int = for_words()
    first: pd.Series | None = for_words()
    is_any_left_out: bool = for_words()
    above_zero: pd.DataFrame = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()


def used(tables: Tables, subject: Subject) -> Result[Used]:
    """For each procedure: who has it online, can it be completed online, and is it used anywhere in the group?

    Presence: members marked ○ on the list's date. Completeness: members whose pages were read, and how many of
    them ask for an original paper or a visit. Use: members that print a rate, those with at least 10 % (each named
    with its rate), those left out, and the highest rate that is not, with its members. The three are never one
    figure. The table is that of ``rates_by_procedure``: the 27 come first, then the other procedures for which the
    group prints a rate. Sources: da_procedures_online, ward_pages, da_dx_dashboard.

    Raises:
        NotComputable: see ``rates_by_procedure``.
    """
    table, rows, marks = rates_by_procedure(tables, subject)
    is_of_27 = table["number_27"].notna()
    priority, others = table[is_of_27], table[~is_of_27]
    highest = priority["group_highest_online_share_pct"]
    rated = priority[highest.notna()]
    facts = Used(
        procedures=len(priority),
        with_a_rate=int((priority["group_reporting"] > 0).sum()),
        with_real_use=int((priority["group_real_use"] > 0).sum()),
        with_real_use_outside=int((others["group_real_use"] > 0).sum()),
        left_out=int(table["group_left_out"].sum()),
        pages_read=int(table["group_pages_read"].sum()),
        fiscal_year=int(rows["fiscal_year"].max()),
        group_size=subject.group.size,
        readable=len(rated),
        most_reporting=int(rated["group_reporting"].max()) if len(rated) else 0,
        first=rated.loc[highest.idxmax()] if len(rated) else None,
        is_any_left_out=bool(priority["group_left_out"].any()),
        above_zero=priority[highest > 0].sort_values(
            ["group_highest_online_share_pct", "number_27"], ascending=[False, True], kind="stable"
        ),
        notes=procedure_notes(tables, priority.loc[highest > 0, "procedure_id"]),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(as_of(marks), fiscal_year(rows)),
        evidence=_cells(tables, subject.group, tuple(table["procedure_id"])),
    )


@cached_recent
def _cells(tables: Tables, group: Group, procedure_ids: tuple[str, ...]) -> pd.DataFrame:
    marks, (_, rows) = latest_marks(tables, group), group_rates(tables, group)
    return pd.concat(
        [
            evidence("availability", marks[marks["procedure_id"].isin(procedure_ids)]),
            evidence("take_up", rows[rows["procedure_id"].isin(procedure_ids)]),
        ]
    )
