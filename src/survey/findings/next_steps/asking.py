"""What a kit for one hearing holds, in words: the open questions, and both sides' figures for what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.hearing_questions import RateFlags, hearing_questions
from survey.catalog.hearing_kit import practice_question, printed_beside, questions
from survey.findings import common, wording
from survey.findings.next_steps.hearing_list import ahead_in_words
from survey.tidy.tables import Tables

MARKS_JA = {"online": "○", "unmarked": "", "not_applicable": "ー"}
SET_ASIDE_JA = "報告誤りと見て除いた値"
_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "mark_here", "mark_there", "share_here_printed", "share_there_printed",
    "rate_flags_ja", "locators_ja",
]  # fmt: skip


@dataclass(frozen=True)
class Asking:
    """One hearing to be held.

    ``asked_ja`` is the other's name, with its prefecture where that is another. ``reasons_ja`` says what it is
    ahead in ("" for nothing published). ``questions``: question_id, problem_ja, procedures_ja, question_ja,
    allowed (a tuple of what may be answered; () for words of one's own). ``figures``: number_27, procedure_id,
    name_ja, mark_here, mark_there, share_here_printed, share_there_printed, rate_flags_ja (what speaks against a rate),
    locators_ja. ``sources``: the cited rows of table sources.
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
    """What the subject's kit for a hearing with ``asked_name`` holds (``analysis.hearing_questions``).

    Raises:
        NotFound: there is no such municipality, it is the subject itself, or the list does not have one of the two.
    """
    found = hearing_questions(tables, subject, asked_name)
    figures = found.figures.assign(
        mark_here=found.figures["status_here"].map(MARKS_JA),
        mark_there=found.figures["status_there"].map(MARKS_JA),
        rate_flags_ja=[
            "。".join(
                f"{side.name_ja}の申請率：{_flags_ja(flags)}"
                for side, flags in ((subject, row["flags_here"]), (found.asked, row["flags_there"]))
                if _flags_ja(flags)
            )
            for row in found.figures.to_dict("records")
        ],
        locators_ja=[
            _addresses(marks, rates)
            for marks, rates in zip(found.figures["mark_locators"], found.figures["rate_locators"], strict=True)
        ],
    )
    return Asking(
        subject=subject,
        asked=found.asked,
        asked_ja=found.asked_ja,
        reasons_ja="、".join(ahead_in_words(found.lead, subject, f"{subject.name_ja}が")),
        questions=questions_in_words(found.questions),
        figures=figures[_COLUMNS],
        marks_as_of=wording.day(found.marks_as_of),
        fiscal_year=wording.day(found.fiscal_year),
        sources=found.sources,
    )


def questions_in_words(asked: pd.DataFrame) -> pd.DataFrame:
    """``HearingQuestions.questions`` as ``Asking.questions`` words them."""
    rows = [_question(row) for row in asked.to_dict("records")]
    return pd.DataFrame(rows, columns=["question_id", "problem_ja", "procedures_ja", "question_ja", "allowed"])


def _question(row: dict[str, Any]) -> tuple[Any, ...]:
    beside = printed_beside(row["problem_id"])
    if known := questions().get(row["question_id"]):
        return (known.question_id, *beside, known.text_ja, known.allowed)
    words = practice_question(row["kind"], row["action_ja"], row["outcome_ja"], row["publisher_ja"], row["source_url"])
    return (row["question_id"], *beside, words, ())


def _flags_ja(flags: RateFlags) -> str:
    """What speaks against a printed rate; "" for nothing."""
    rules = [common.rate_flags_in_words("|".join(flags.rule_ids))] if flags.rule_ids else []
    return "、".join([SET_ASIDE_JA] * flags.is_set_aside + rules)


def _addresses(*locators: tuple[str, ...]) -> str:
    """The cells of marks and of rates, without the sheets, which the heading names."""
    return "／".join("、".join(locator.partition("!")[2] for locator in cells) for cells in locators if cells)
