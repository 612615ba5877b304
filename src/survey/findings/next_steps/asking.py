"""What a kit for one hearing holds: the open questions, and both sides' figures for the procedures in question."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Subject, find_subject
from survey.analysis.hearing_reasons import reasons
from survey.analysis.practice_questions import practice_questions
from survey.analysis.rate_flags import doubts, doubts_nationwide
from survey.analysis.rates import latest_rates
from survey.catalog.hearing_kit import kit_layout, printed_beside, questions
from survey.catalog.specs import listed
from survey.errors import NotFound
from survey.findings import common, wording
from survey.findings.next_steps.hearing_list import ahead_in_words, named_beside
from survey.tidy.tables import Tables

MARKS_JA = {"online": "○", "unmarked": "", "not_applicable": "ー"}
SET_ASIDE_JA = "報告誤りと見て除いた値"


@dataclass(frozen=True)
class Asking:
    """One hearing to be held.

    ``asked_ja`` is the other's name, with its prefecture where that is another. ``reasons_ja`` says what it is
    ahead in ("" for nothing published). ``questions``: question_id, problem_ja, procedures_ja, question_ja,
    allowed (a tuple of what may be answered; () for words of one's own). ``figures``: number_27, procedure_id,
    name_ja, mark_here, mark_there, share_here_printed, share_there_printed, doubts_ja, locators_ja. ``sources``:
    the cited rows of table sources.
    """

    subject: Subject
    asked: Subject
    asked_ja: str
    reasons_ja: str
    questions: pd.DataFrame
    figures: pd.DataFrame
    marks_as_of: str
    fiscal_year: str
    sources: pd.DataFrame


def asking(tables: Tables, subject: Subject, asked_name: str) -> Asking:
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
    listed_marks = measures.newest_marks(tables)
    marks = listed_marks[listed_marks["municipality_code"].isin([subject.code, asked.code])]
    by_side = {code: rows.set_index("procedure_id") for code, rows in marks.groupby("municipality_code")}
    if missing := [side for side in (subject, asked) if side.code not in by_side]:
        raise NotFound(
            f"the newest list does not have {missing[0].name_ja}, so there are no figures to lay before anybody",
            next_step="ask the municipality that it became part of",
        )
    ahead = reasons(tables, subject).ahead
    ahead = ahead[ahead["municipality_code"] == asked.code]
    ahead = ahead.assign(short_ja=ahead["procedure_id"].map(tables.procedures.set_index("procedure_id")["short_ja"]))
    open_ones, blocked = _open_questions(by_side[asked.code]["status"], asked.code, tables)
    priority = tables.procedures[tables.procedures["number_27"].notna()]
    wanted = priority[priority["procedure_id"].isin(blocked) | priority["procedure_id"].isin(ahead["procedure_id"])]
    figures, editions = _figures(wanted if len(wanted) else priority, by_side, subject, asked, tables)
    sources = tables.sources
    cited = pd.MultiIndex.from_frame(sources[["source_id", "edition"]]).isin(editions)
    return Asking(
        subject=subject,
        asked=asked,
        asked_ja=named_beside(tables.municipalities.set_index("municipality_code"), asked.code, subject),
        reasons_ja="、".join(ahead_in_words(ahead, subject, f"{subject.name_ja}が")),
        questions=open_ones,
        figures=figures,
        marks_as_of=wording.day(measures.as_of(marks)),
        fiscal_year=wording.day(f"FY{latest_rates(tables)['fiscal_year'].max()}"),
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
        rows.append((question.question_id, *printed_beside(question.problem_id), question.text_ja, question.allowed))
    found = pd.DataFrame(rows, columns=["question_id", "problem_ja", "procedures_ja", "question_ja", "allowed"])
    found = pd.concat([found, practice_questions(tables, code)], ignore_index=True)
    # The problems first: time runs out on the general ones, which can be answered in writing.
    order = {name: number for number, name in enumerate([*listed("problems")["name_ja"], kit_layout().general_ja])}
    return found.sort_values(
        "problem_ja", key=lambda names: names.map(order), kind="stable", ignore_index=True
    ), blocked


def _figures(
    procedures: pd.DataFrame, by_side: dict[str, pd.DataFrame], here: Subject, there: Subject, tables: Tables
) -> tuple[pd.DataFrame, set[tuple[str, str]]]:
    """Marks and rates as printed, doubts in words, cells; and the editions that they come from."""
    rates = latest_rates(tables)
    rates = rates[rates["municipality_code"].isin([here.code, there.code])]
    in_doubt = pd.concat([doubts(tables, here.group), doubts(tables, there.group), doubts_nationwide(tables)])
    doubted = in_doubt.groupby(level=0)["rule_ids"].agg("|".join)
    rows = []
    for row in procedures.itertuples():
        marks = [by_side[side.code].loc[row.procedure_id] for side in (here, there)]
        printed = [
            rates[(rates["municipality_code"] == side.code) & (rates["procedure_id"] == row.procedure_id)]
            for side in (here, there)
        ]
        notes = [
            f"{side.name_ja}の申請率：{_doubt(cells, doubted)}"
            for side, cells in zip((here, there), printed, strict=True)
            if _doubt(cells, doubted)
        ]
        cells = [[mark["locator"] for mark in marks], [cell for found in printed for cell in found["locator"]]]
        rows.append(
            (
                row.number_27, row.procedure_id, row.name_ja, *(MARKS_JA[mark["status"]] for mark in marks),
                *("".join(found["cell_printed"].dropna()) for found in printed), "。".join(notes), _addresses(cells),
            )
        )  # fmt: skip
    columns = [
        "number_27", "procedure_id", "name_ja", "mark_here", "mark_there", "share_here_printed",
        "share_there_printed", "doubts_ja", "locators_ja",
    ]  # fmt: skip
    editions = {*by_side[here.code][["source_id", "edition"]].itertuples(index=False, name=None)}
    editions |= {*rates[["source_id", "edition"]].itertuples(index=False, name=None)}
    return pd.DataFrame(rows, columns=columns), editions


def _addresses(locators: list[list[str]]) -> str:
    """The cells of marks and of rates, without the sheets, which the heading names."""
    return "／".join("、".join(locator.partition("!")[2] for locator in cells) for cells in locators if cells)


def _doubt(cells: pd.DataFrame, doubted: pd.Series) -> str:
    """What is doubtful of a printed rate, in words; "" for nothing."""
    words = [SET_ASIDE_JA for _ in cells["correction_id"].dropna()]
    for index in cells.index.intersection(doubted.index):
        words.append(common.rate_flags_in_words("|".join(dict.fromkeys(doubted[index].split("|")))))
    return "、".join(words)
