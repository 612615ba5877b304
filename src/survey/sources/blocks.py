"""Sheets with one block of columns a procedure: the procedures are told by name, never by their place."""

from __future__ import annotations

import pandas as pd

from survey.catalog.layouts import Item, Part
from survey.catalog.specs import listed, source_spec
from survey.errors import BadCell, BadLayout
from survey.printed.text import label
from survey.sources.readers import column_letter, column_number


def expanded(part: Part, grid: pd.DataFrame, where: str) -> Part:
    """The part with an item for each block (a rate from its two counts), its columns checked cell by cell.

    Raises:
        BadLayout: a block without just one known procedure's name above it, or one named twice.
        BadCell: a cell prints a word that its column does not know.
    """
    if part.blocks is None:
        return part
    first_row = int(part.municipalities.first)
    head = grid[grid["row"].astype(int) < first_row]
    body = grid[grid["row"].astype(int) >= first_row]
    known = _known_names()
    items: list[Item] = []
    named: dict[str, str] = {}
    columns: list[str] = []
    for number in range(part.blocks.count):
        start = column_number(part.blocks.first) + number * part.blocks.width
        letters = [column_letter(start + offset) for offset in range(part.blocks.width)]
        procedure = _procedure_above(head, letters, known, where)
        if procedure in named:
            raise BadLayout(
                "two blocks bear the same procedure's name",
                where=f"{where}, columns {named[procedure]} and {letters[0]}",
                got=procedure,
                next_step="compare the sheet with catalog/sources",
            )
        named[procedure] = letters[0]
        for offset, words in part.blocks.words.items():
            _check_words(body, letters[offset], words, where)
        at = f"{letters[part.blocks.total]}/{letters[part.blocks.online]}"
        items.append(Item(at=at, table="take_up", id=procedure, reading="ratio", as_of="fiscal_year"))
        columns += letters
    return part.model_copy(update={"items": tuple(items), "other_columns": (*part.other_columns, *columns)})


def widened(grid: pd.DataFrame, part: Part) -> pd.DataFrame:
    """The grid with every column that the part's blocks have, since a sheet ends at its last filled one."""
    if part.blocks is None:
        return grid
    last = column_number(part.blocks.first) + part.blocks.width * part.blocks.count - 1
    letters = [column_letter(number) for number in range(1, max(last, len(grid.columns) - 1) + 1)]
    return grid.reindex(columns=["row", *letters], fill_value="")


def _known_names() -> dict[str, str]:
    """Every printed name of a procedure that the catalog knows, normalised, and its id."""
    listed_names = listed("procedures")
    names = {label(name): key for name, key in zip(listed_names["name_ja"], listed_names["procedure_id"], strict=True)}
    rates = source_spec("da_dx_dashboard").parts["application_rates"]
    return names | {label(spelling): item.id for item in rates.items for spelling in item.heading}


def _procedure_above(head: pd.DataFrame, letters: list[str], known: dict[str, str], where: str) -> str:
    printed = [label(text) for text in head.reindex(columns=letters, fill_value="").to_numpy().ravel() if text]
    found = {known[text] for text in printed if text in known}
    if len(found) != 1:
        raise BadLayout(
            "a block of columns is not headed by just one procedure that the catalog knows",
            where=f"{where}, columns {letters[0]} to {letters[-1]}",
            expected="one name as in src/survey/catalog/procedures.csv or the dashboard",
            got=", ".join(printed) or "nothing",
            next_step="add the name to the catalog once somebody has read what it means",
        )
    return found.pop()


def _check_words(body: pd.DataFrame, letter: str, words: tuple[str, ...], where: str) -> None:
    cells = body.get(letter, pd.Series("", index=body.index))
    strange = body[~cells.map(label).isin({*words, ""})]
    if len(strange):
        row = strange.iloc[0]
        raise BadCell(
            "an unknown word in a column of words",
            where=f"{where}, cell {letter}{row['row']}",
            expected=", ".join(words) + " or nothing",
            got=repr(row[letter]),
            next_step="compare with the publisher's file; a new word goes into catalog/sources",
        )
