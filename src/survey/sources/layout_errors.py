"""What is said of a layout that the catalog does not know: the cell, and the line of the catalog to be mended."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import pandas as pd

from survey.catalog.layouts import Heading, Item, Part
from survey.errors import BadLayout
from survey.printed.text import label


@dataclass(frozen=True)
class PartOfFile:
    """Which part of which file of which edition an error is about."""

    source_id: str
    edition: str
    part_id: str
    file_name: str
    sheet: str | None = None

    @property
    def name(self) -> str:
        """The file, and its sheet where it has some."""
        return f"{self.file_name}, sheet {self.sheet}" if self.sheet else self.file_name

    def at(self, address: str) -> str:
        """A cell in the words of an error: file, sheet, address."""
        return f"{self.name}, cell {address}"

    @property
    def catalog_file(self) -> str:
        """The file of the catalog that describes the source."""
        return f"src/survey/catalog/sources/{self.source_id}.yml"


def fixed_cell_differs(where: PartOfFile, grid: pd.DataFrame, address: str, expected: str, got: str) -> BadLayout:
    """A cell whose text the catalog knows prints another."""
    return BadLayout(
        "a cell does not print what the catalog says",
        where=where.at(address),
        expected=label(expected),
        got=(label(got) or "an empty cell") + _found_at(grid, [expected]),
        next_step=f"compare the file with {where.catalog_file}; if the publisher changed the layout, say under part "
        f'{where.part_id} what holds from now on: changes: {{"{where.edition}": {{fixed_cells: {{…}}}}}}',
    )


def heading_missing(
    where: PartOfFile, part: Part, grid: pd.DataFrame, missing: list[Heading], unknown: dict[str, str]
) -> BadLayout:
    """Headings of the catalog are nowhere in the line of headings; the first is spoken of, the others are named."""
    heading, *others = missing
    wanted = [label(spelling) for spelling in heading.heading]
    elsewhere = _found_at(grid, wanted)
    at = ""
    line = f"the line of {wanted[0]!r} in {where.catalog_file}"
    gone = f'if this edition does not have the column, complete {line} by until: "LAST EDITION WITH IT"'
    gone += ' (by since: "FIRST EDITION WITH IT" if it is an earlier one)'
    if elsewhere:
        first = part.municipalities.first
        step = (
            f"if the publisher moved the line of headings, say so under part {where.part_id} of {where.catalog_file}: "
            f'changes: {{"{where.edition}": {{headings_at: …, municipalities: {{…, first: …}}}}}} '
            f"(now: headings_at {', '.join(part.headings_at)}, first {first})"
        )
    elif unknown:
        (likest,) = difflib.get_close_matches(wanted[0], unknown.values(), n=1, cutoff=0)
        at = next(position for position, text in unknown.items() if text == likest)
        spellings = ", ".join(f'"{text}"' for text in [*wanted, likest])
        step = f"if the publisher renamed it, let {line} list both spellings, heading: [{spellings}]; {gone}"
    else:
        step = gone
    return BadLayout(
        f"a heading is missing in edition {where.edition}",
        where=_where(where, part, at),
        expected=" or ".join(wanted) + (f" under {heading.under}" if heading.under else ""),
        got=f"no such heading{elsewhere}"
        + (f"; unknown: {_listed(part, unknown)}" if unknown else "")
        + (f"; also missing: {', '.join(other.heading[0] for other in others)}" if others else ""),
        next_step=step,
    )


def heading_unknown(where: PartOfFile, part: Part, unknown: dict[str, str]) -> BadLayout:
    """A column (or row) is headed as the catalog does not know."""
    at, text = next(iter(unknown.items()))
    line = f'{{heading: "{text}", since: "{where.edition}"}}'
    return BadLayout(
        "there is a column or row of figures that the catalog does not know",
        where=_where(where, part, at),
        expected=f"a heading of {where.catalog_file}",
        got=text if len(unknown) == 1 else _listed(part, unknown),
        next_step=f"once somebody knows what it means, add to part {where.part_id} of {where.catalog_file}: under "
        f"other_headings the line - {line} if it is not to be read; or under items the line "
        f'- {{heading: "{text}", since: "{where.edition}", table: …, id: …, reading: …}}; another spelling of a known '
        "heading goes into that heading's line",
    )


def heading_twice(
    where: PartOfFile, part: Part, heading: Heading, found: list[str], item_id: str | None = None
) -> BadLayout:
    """Several columns bear one heading, and nothing tells which is meant."""
    step = f"in {where.catalog_file}, name in its line the group heading above it (under: …, with groups_at: its row)"
    if item_id:
        step += (
            f", or give its address for this edition under part {where.part_id}: "
            f'changes: {{"{where.edition}": {{at: {{{item_id}: {found[0]}}}}}}}'
        )
    return BadLayout(
        "a heading occurs twice, and nothing tells which column is meant",
        where=_where(where, part, found[1]),
        expected=f"one column headed {heading.heading[0]}",
        got=", ".join(found),
        next_step=step,
    )


def given_address_differs(where: PartOfFile, part: Part, item: Item, at: str, got: str) -> BadLayout:
    """The address that the catalog gives for an edition bears another heading."""
    return BadLayout(
        "the column that the catalog gives by address bears another heading",
        where=_where(where, part, at),
        expected=" or ".join(map(label, item.headings[0].heading)),
        got=got or "an empty cell",
        next_step=f"say under part {where.part_id} of {where.catalog_file} where it stands in this edition: "
        f'changes: {{"{where.edition}": {{at: {{{item.id}: …}}}}}}',
    )


def _where(where: PartOfFile, part: Part, at: str) -> str:
    is_row = part.municipalities.along == "rows"
    if not at:
        return f"{where.name}, {'row' if is_row else 'column'} {part.headings_at[0]}"
    return where.at(_address(part, at))


def _address(part: Part, at: str) -> str:
    line = part.headings_at[0]
    return f"{at}{line}" if part.municipalities.along == "rows" else f"{line}{at}"


def _listed(part: Part, unknown: dict[str, str]) -> str:
    return ", ".join(f"{text} ({_address(part, at)})" for at, text in unknown.items())


def _found_at(grid: pd.DataFrame, headings: list[str]) -> str:
    wanted = set(map(label, headings)) - {""}
    for letter in grid.columns.drop("row"):
        for row, text in zip(grid["row"], grid[letter], strict=True):
            if text and label(text) in wanted:
                return f" (that heading stands in {letter}{row})"
    return ""
