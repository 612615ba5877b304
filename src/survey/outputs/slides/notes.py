"""A slide's notes: question, method, caveats, the headline's numbers, rows of the table, and the cells behind them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.slides.provenance import provenance_lines
from survey.outputs.text.displayed import is_listed

_MOST_OWN_ROWS, _MOST_FIRST_ROWS = 12, 12
# What other tables know a row by says nothing to a reader.
_KEYS = ("municipality_code", "procedure_id", "practice_id", "problem_id")


def finding_notes(page: Page, document: Document) -> list[str]:
    """The paragraphs of the notes of a page's slides."""
    finding = page.finding
    return [
        f"問い：{finding.question_ja}",
        f"方法：{finding.method_ja}",
        *(f"注意：{caveat}" for caveat in finding.caveats_ja),
        *_values(page, document),
        *_rows(page, document),
        *_practice_pages(finding.table),
        *provenance_lines(page, document, _named_codes(page)),
        f"計{len(page.cells):,}欄を一つずつ元の欄まで戻って確かめる："
        f"survey trace {page.id} --for {page.subject.code}（他の団体の欄も：--all）",
    ]


def _values(page: Page, document: Document) -> Iterator[str]:
    """The numbers that the headline is built from: those that its words label, or that bear a column's name."""
    group = page.subject.group
    numbers = [f"{labelled.label_ja} {labelled.value:,.10g}{labelled.unit_ja}" for labelled in page.values]
    numbers += [
        f"{document.words.heading(name)} {value:,.10g}" for name, value in page.numbers.items() if is_listed(name)
    ]
    if page.compares_group:
        numbers.append(f"比較の相手（{group.name_ja}） {group.size}{group.unit_ja}")
    if numbers:
        yield f"見出しの数値：{'、'.join(numbers)}"


def _rows(page: Page, document: Document) -> Iterator[str]:
    """The rows of the finding's own table that are the municipality's, and those that stand first."""
    rows = _shown_rows(page)
    written = document.words.displayed(rows.drop(columns=[name for name in _KEYS if name in rows]))
    for row in written.to_dict("records"):
        words = "、".join(f"{heading} {value}" for heading, value in row.items() if value)
        yield f"表（ワークブックのシート「{page.sheet_ja}」）の行：{words}"


def _shown_rows(page: Page) -> pd.DataFrame:
    table = page.finding.table
    is_own = _codes(table) == page.subject.code
    return pd.concat([table[is_own].head(_MOST_OWN_ROWS), table[~is_own].head(_MOST_FIRST_ROWS)])


def _named_codes(page: Page) -> list[str]:
    """Whose cells are named one by one: the municipality's, and those of the rows that are shown."""
    return list(dict.fromkeys([page.subject.code, *_codes(_shown_rows(page)).dropna()]))


def _codes(table: pd.DataFrame) -> pd.Series:
    """Each row's municipality; None where rows are not about one."""
    if "municipality_code" in table.columns:
        return table["municipality_code"]
    return pd.Series([None] * len(table), index=table.index, dtype="object")


def _practice_pages(table: pd.DataFrame) -> Iterator[str]:
    """The pages behind what others did: each practice's address."""
    if "source_url" in table.columns:
        for _, row in table.iterrows():
            yield f"取組のページ：{row['who_ja']}「{row['action_ja']}」{row['source_url']}"
