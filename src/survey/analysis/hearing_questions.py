"""What to ask one municipality, and both sides' figures for the procedures in question."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.groups import Subject, find_subject
from survey.analysis.hearing_reasons import reasons
from survey.analysis.leads import Lead, leads
from survey.analysis.marks import as_of, newest_marks
from survey.analysis.place_names import names_beside
from survey.analysis.practice_questions import practice_questions
from survey.analysis.rate_flags import left_out_nationwide, rate_flags
from survey.analysis.rates import latest_rates
from survey.catalog.hearing_kit import questions
from survey.catalog.specs import listed
from survey.errors import NotFound
from survey.tidy.tables import Tables

_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "status_here", "status_there", "share_here_printed", "share_there_printed",
    "flags_here", "flags_there", "mark_locators", "rate_locators",
]  # fmt: skip


@dataclass(frozen=True)
class RateFlags:
    """What speaks against one side's printed rate: a correction sets it aside, rules flag it (ids in their order)."""

    is_set_aside: bool
    rule_ids: tuple[str, ...]


@dataclass(frozen=True)
class HearingQuestions:
    """One hearing to be held.

    ``asked_ja`` is the other's name, with its prefecture where that is another. ``lead``: what it is ahead in.
    ``questions``: question_id, problem_id ("" for a general one), and of one about a practice the columns of
    ``practice_questions``, NaN in the others. ``figures``: number_27, procedure_id, name_ja, status and printed rate
    here and there, flags_here and flags_there (``RateFlags``), mark_locators and rate_locators (tuples of locators).
    ``sources``: the cited rows of table sources.
    """

    asked: Subject
    asked_ja: str
    lead: Lead
    questions: pd.DataFrame
    figures: pd.DataFrame
    marks_as_of: str
    fiscal_year: str
    sources: pd.DataFrame


def hearing_questions(tables: Tables, subject: Subject, asked_name: str) -> HearingQuestions:
    """What the subject's kit for a hearing with ``asked_name`` (a name or code) holds.

    The questions are those of every problem one of whose procedures is ○ there, or that names no procedure, what the
    pages about their own practices leave open (see ``practice_questions``), and the general ones. The figures are
    those of the 27 that the problems block, that the other is ahead in, or all 27 where that is none. Sources:
    da_procedures_online, da_dx_dashboard, practices.

    Raises:
        NotFound: there is no such municipality, it is the subject itself, or the list does not have one of the two.
    """
    asked = find_subject(tables.municipalities, asked_name)
    if asked.code == subject.code:
        raise NotFound(
            f"{asked.name_ja} is the municipality that asks; nobody holds a hearing with oneself",
            expected="another municipality",
            got=asked_name,
            next_step="survey hearing suggest, or give --for with the municipality that asks",
        )
    every_mark = newest_marks(tables)
    marks = every_mark[every_mark["municipality_code"].isin([subject.code, asked.code])]
    by_side = {str(code): rows.set_index("procedure_id") for code, rows in marks.groupby("municipality_code")}
    if missing := [side for side in (subject, asked) if side.code not in by_side]:
        raise NotFound(
            f"the newest list does not have {missing[0].name_ja}, so there are no figures to lay before anybody",
            next_step="ask the municipality that it became part of",
        )
    ahead = reasons(tables, subject).ahead
    ahead = ahead[ahead["municipality_code"] == asked.code]
    short_names = tables.procedures.set_index("procedure_id")["short_ja"]
    open_questions, blocked = _open_questions(by_side[asked.code]["status"], asked.code, tables)
    priority = tables.procedures[tables.procedures["number_27"].notna()]
    wanted = priority[priority["procedure_id"].isin(blocked) | priority["procedure_id"].isin(ahead["procedure_id"])]
    figures, editions = _figures(wanted if len(wanted) else priority, by_side, subject, asked, tables)
    sources = tables.sources
    cited = pd.MultiIndex.from_frame(sources[["source_id", "edition"]]).isin(editions)
    return HearingQuestions(
        asked=asked,
        asked_ja=names_beside(tables, subject)[asked.code],
        lead=leads(ahead, short_names).get(asked.code, Lead()),
        questions=open_questions,
        figures=figures,
        marks_as_of=as_of(marks),
        fiscal_year=f"FY{latest_rates(tables)['fiscal_year'].max()}",
        sources=sources[cited],
    )


def _open_questions(status_there: pd.Series, code: str, tables: Tables) -> tuple[pd.DataFrame, set[str]]:
    """The questions in the kit's order, and the procedures that the problems of the general list block.

    A problem's questions, then those about practices for it; the general ones last.
    """
    blocking = listed("problems").set_index("problem_id")["procedure_ids"]
    rows, blocked = [], set()
    for question in questions().values():
        ids = list(filter(None, blocking.get(question.problem_id, "").split("|")))
        if ids and not (status_there.reindex(ids) == "online").any():
            continue
        blocked |= set(ids)
        rows.append((question.question_id, question.problem_id))
    found = pd.DataFrame(rows, columns=["question_id", "problem_id"])
    found = pd.concat([found, practice_questions(tables, code)], ignore_index=True)
    # The problems first: time runs out on the general ones, which can be answered in writing.
    order = {name: number for number, name in enumerate([*listed("problems")["problem_id"], ""])}
    return found.sort_values("problem_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True), blocked


def _figures(
    procedures: pd.DataFrame, by_side: dict[str, pd.DataFrame], here: Subject, there: Subject, tables: Tables
) -> tuple[pd.DataFrame, set[tuple[str, str]]]:
    """Marks and rates as printed, what speaks against a rate, cells; and the editions that they come from."""
    rates = latest_rates(tables)
    rates = rates[rates["municipality_code"].isin([here.code, there.code])]
    flagged = pd.concat([rate_flags(tables, here.group), rate_flags(tables, there.group), left_out_nationwide(tables)])
    rule_ids = flagged["rule_ids"].groupby(level=0).agg("|".join)
    rows = []
    for row in procedures.to_dict("records"):
        marks = [by_side[side.code].loc[row["procedure_id"]] for side in (here, there)]
        of_procedure = rates[rates["procedure_id"] == row["procedure_id"]]
        printed = [of_procedure[of_procedure["municipality_code"] == side.code] for side in (here, there)]
        rows.append(
            (
                row["number_27"], row["procedure_id"], row["name_ja"], *(mark["status"] for mark in marks),
                *("".join(cells["cell_printed"].dropna()) for cells in printed),
                *(_flags(cells, rule_ids) for cells in printed),
                tuple(mark["locator"] for mark in marks), tuple(cell for cells in printed for cell in cells["locator"]),
            )
        )  # fmt: skip
    editions = {*by_side[here.code][["source_id", "edition"]].itertuples(index=False, name=None)}
    editions |= {*rates[["source_id", "edition"]].itertuples(index=False, name=None)}
    return pd.DataFrame(rows, columns=_COLUMNS), editions


def _flags(cells: pd.DataFrame, rule_ids: pd.Series) -> RateFlags:
    ids = [each for index in cells.index.intersection(rule_ids.index) for each in rule_ids[index].split("|")]
    return RateFlags(bool(cells["correction_id"].notna().any()), tuple(dict.fromkeys(ids)))
