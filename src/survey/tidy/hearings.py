"""The tidy table ``hearings``: one row an answered question, from the kits that were filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from survey.catalog.hearing_kit import kit_layout
from survey.catalog.specs import listed, table_specs
from survey.errors import BadCell, BadFile, SurveyError
from survey.printed.codes import read_code
from survey.printed.eras import read_day
from survey.printed.text import is_same_place, label
from survey.raw.store import RawEdition
from survey.sources.hearings import PART
from survey.tidy.kit_rows import bad_cell, check_printed, problem_of, question_of
from survey.tidy.kit_sheet import Cell, KitSheet, kit_sheet, plain

ADDED = "added"
# Which columns tell one hearing between the same sections, and one answer of it, however many kits repeat it.
SECTIONS = ["asked_by_code", "recorded_by_section", "answered_by_section"]
_ANSWER_KEY = ["municipality_code", "held_on", *SECTIONS, "question_key"]


def hearings(editions: list[RawEdition]) -> pd.DataFrame:
    """Every answer, each once; columns as in catalog/tables/hearings.yml.

    A later kit of the same hearing and sections adds what an earlier one left open.

    Raises:
        SurveyError: see ``answers``.
    """
    columns = table_specs()["hearings"].columns
    ordered = sorted(editions, key=lambda raw: (len(raw.edition), raw.edition))
    found = [answers(raw) for raw in ordered]
    every = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*columns, "question_key"])
    return every.drop_duplicates(_ANSWER_KEY).reindex(columns=columns)


def answers(raw: RawEdition) -> pd.DataFrame:
    """One kit's answers; columns as in catalog/tables/hearings.yml, and question_key (the same for the same question).

    Raises:
        BadFile: nothing is answered.
        BadCell: a cell cannot be taken for what its column or line asks for; names sheet and cell.
        BadLayout: see ``tidy.kit_sheet``.
    """
    sheet = kit_sheet(raw)
    rows = list(_answered(sheet))
    if not rows:
        raise BadFile(
            "the kit holds no answer at all",
            where=sheet.name,
            expected=f"words under {_heading('answer_ja')}, in one row at least",
            next_step="fill it in, then add it",
        )
    same_for_all = _hearing(sheet) | {"hearing_id": raw.edition, "source_id": raw.source_id, "edition": raw.edition}
    return pd.DataFrame([{**row, **same_for_all} for row in rows])


def _answered(sheet: KitSheet) -> Iterator[dict[str, Any]]:
    blocked = listed("problems").set_index("problem_id")["procedure_ids"]
    seen: dict[str, Cell] = {}
    for row in sheet.rows:
        answer, certainty = row["answer_ja"], _coded(sheet, row["certainty"], "certainty")
        check_printed(sheet, row, is_answered=bool(answer.text.strip()))
        if not answer.text.strip():
            unused = row["document_ja"] if row["document_ja"].text.strip() else row["certainty"]
            if unused.text.strip() and not (unused is row["certainty"] and certainty == "uncertain"):
                raise bad_cell("there is no answer to what stands here", sheet, unused, "an answer in the same row")
            continue
        question = question_of(sheet, row)
        key = question.question_id if question else f"{ADDED}:{plain(row['question_ja'].text)}"
        if key in seen:
            raise BadCell(
                "one question is answered twice",
                where=sheet.at(seen[key], answer),
                expected="one answer a question",
                got=repr(row["question_ja"].text),
                next_step="put both into one cell, then add the kit again",
            )
        seen[key] = answer
        number = sum(name.startswith(f"{ADDED}:") for name in seen)
        if question and question.allowed and label(answer.text) not in question.allowed:
            raise bad_cell("the answer is none of the list", sheet, answer, " / ".join(question.allowed))
        problem = question.problem_id if question else problem_of(row["problem_ja"].text)
        yield {
            "question_id": question.question_id if question else f"{ADDED}_{number}",
            "question_key": key,
            "problem_id": problem,
            "procedure_ids": blocked.get(problem, ""),
            "question_ja": row["question_ja"].text.strip() or (question.text_ja if question else ""),
            "answer_kind": question.answer_kind if question else "text",
            "answer_ja": answer.text,
            "certainty": certainty,
            "document_ja": row["document_ja"].text.strip(),
            "locator": f"{PART}!{answer.address}",
            "cell_printed": answer.text,
        }


def _hearing(sheet: KitSheet) -> dict[str, str]:
    """Who was asked by whom, when and how: the columns that all rows of a kit share."""
    heads = sheet.heads
    for head in kit_layout().heads:
        if head.is_required and not heads[head.id].text.strip():
            raise bad_cell(f"{head.label_ja} is not filled in", sheet, heads[head.id], "one answer beside it")
    codes = {name: _municipality(sheet, heads[f"{name}_code"], heads[f"{name}_ja"]) for name in ("asking", "asked")}
    if codes["asking"] == codes["asked"]:
        raise bad_cell(
            "the asking and the asked municipality are the same",
            sheet,
            heads["asked_code"],
            "another municipality's code",
        )
    held_on = read_day(heads["held_on"].text)
    if held_on is None:
        raise bad_cell("this is not one day", sheet, heads["held_on"], "令和8年4月1日, R8.4.1, 2026/4/1 or 2026-04-01")
    return {
        "municipality_code": codes["asked"],
        "asked_by_code": codes["asking"],
        "held_on": held_on,
        "recorded_by_section": label(heads["recorded_by_section"].text),
        "answered_by_section": label(heads["answered_by_section"].text),
        "method": _coded(sheet, heads["method"], "method"),
    }


def _municipality(sheet: KitSheet, code: Cell, name: Cell) -> str:
    """The code of a known municipality, whose name, where one is written beside it, is that municipality's."""
    known = listed("municipalities").set_index("municipality_code")
    try:
        found = read_code(code.text)
    except SurveyError as error:
        error.where, error.next_step = sheet.at(code), "mend the cell, then add the kit again"
        raise
    if found not in known.index:
        raise bad_cell("there is no municipality of this code", sheet, code, "a six-digit code of the ministry's list")
    named = known.loc[found]
    names = (named["name_ja"], named["prefecture"] + named["name_ja"])
    if name.text.strip() and not any(is_same_place(name.text, each) for each in names):
        raise BadCell(
            "name and code belong to two municipalities",
            where=sheet.at(name, code),
            expected=f"{names[1]}, which {found} is",
            got=repr(name.text),
            next_step="mend the one that is wrong, then add the kit again",
        )
    return found


def _coded(sheet: KitSheet, cell: Cell, codes: str) -> str:
    """The code of a word of a list; "" for none."""
    words = kit_layout().words(codes)
    word = label(cell.text)
    if word and word not in words:
        raise bad_cell("this is none of the list", sheet, cell, " / ".join(words))
    return words.get(word, "")


def _heading(name: str) -> str:
    return next(column.heading_ja for column in kit_layout().columns if column.id == name)
