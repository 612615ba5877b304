"""What became of what was decided, promised or dated in the municipality's minutes?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.deadlines import printed_rates
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, marks_with
from survey.analysis.minutes import line_numbers, procedures_of
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.result import Result, for_words
from survey.analysis.verdicts import BY_DUE, CANNOT_BE_TOLD, KEPT, NOT_KEPT, Published, verdict_on
from survey.errors import NotComputable
from survey.tidy.tables import Tables

# From what binds most to what binds least.
KINDS = ("decision", "promise", "request", "plan", "intention")


@dataclass(frozen=True)
class Commitments:
    """One municipality's commitments by verdict and by kind.

    ``said_as`` counts each kind there is, in the order in which they bind; ``documents`` how many of those that cannot
    be told each document would settle, most first. ``meetings`` are their days; ``notes``:
    ``procedure_notes`` of the procedures that are named.
    """

    commitments: int
    kept: int
    not_kept: int
    cannot_be_told: int
    said_as: dict[str, int]
    documents: list[dict]
    meetings: tuple[str, ...] = for_words()
    marks_as_of: str = for_words()
    fiscal_years: tuple[str, ...] = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()


def commitments(tables: Tables, subject: Subject) -> Result[Commitments]:
    """Each decision, promise and date in the stored minutes: kept, not kept, or cannot be told, and on what grounds.

    Table: the rows of table commitments by due date, then in the minutes' order, with verdict and ``grounds`` (a
    ``Verdict``) by the rule that the catalog names (see ``verdicts``). Sources: the municipality's minutes;
    da_procedures_online (○ of a later day proves no date), da_dx_dashboard (a positive rate proves use within its
    fiscal year).

    Raises:
        NotComputable: no minutes of this municipality are stored, or the list does not have it.
    """
    entries = tables.commitments
    entries = entries[entries["municipality_code"] == subject.code].reset_index(drop=True)
    if entries.empty:
        raise NotComputable("no_minutes")
    marks = marks_with(tables, subject)
    published = Published(marks[marks["municipality_code"] == subject.code], printed_rates(tables, subject.code))
    verdicts = [verdict_on(entry, published) for _, entry in entries.iterrows()]
    table = entries.assign(
        verdict=[each.verdict for each in verdicts], grounds=verdicts, line=line_numbers(entries)
    ).sort_values(["due_on", "line"], kind="stable", ignore_index=True)
    procedures = _procedures(entries)
    rates = published.rates
    rates = rates[rates["procedure_id"].isin(_procedures(entries[entries["judged_by"] == BY_DUE]))]
    facts = Commitments(
        commitments=len(table),
        **{verdict: int((table["verdict"] == verdict).sum()) for verdict in (KEPT, NOT_KEPT, CANNOT_BE_TOLD)},
        said_as={kind: int((table["said_as"] == kind).sum()) for kind in KINDS if (table["said_as"] == kind).any()},
        documents=_documents(table),
        meetings=tuple(sorted(set(entries["said_on"]))),
        marks_as_of=as_of(marks),
        fiscal_years=tuple(f"FY{year}" for year in sorted(set(rates["fiscal_year"]))),
        notes=procedure_notes(tables, procedures, "short_ja"),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(*facts.meetings, facts.marks_as_of, *facts.fiscal_years),
        evidence=pd.concat(
            [
                evidence("commitments", entries),
                evidence("availability", published.marks_for(sorted(procedures))),
                evidence("take_up", rates),
            ]
        ),
    )


def _procedures(entries: pd.DataFrame) -> frozenset[str]:
    return frozenset(procedure_id for _, entry in entries.iterrows() for procedure_id in procedures_of(entry))


def _documents(table: pd.DataFrame) -> list[dict]:
    open_ones = table[table["verdict"] == CANNOT_BE_TOLD]
    counts = open_ones["would_tell_ja"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    return [{"document_ja": document, "commitments": int(count)} for document, count in counts.items()]
