"""Where an edition prints what: columns are found by their headings, and a heading that nobody knows is an error.

Used twice: when a file is added, and each time a stored edition is made tidy, so that what the catalog learns of a
later edition never changes what an earlier one says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import digits

import pandas as pd

from survey.catalog.layouts import Axis, Heading, Item, Part
from survey.errors import BadLayout
from survey.printed.text import label
from survey.sources import layout_errors
from survey.sources.layout_errors import PartOfFile
from survey.sources.readers import column_number


@dataclass(frozen=True)
class Layout:
    """A part as one edition prints it. ``part`` tells items and municipalities by address.

    ``columns`` are the columns (rows, where municipalities are columns) of every known heading by its normalised
    spelling, of one that is printed twice the first; ``headed`` are all columns that bear a known one.
    """

    part: Part
    columns: dict[str, str]
    headed: frozenset[str] = frozenset()

    def column(self, grid: pd.DataFrame, heading: str) -> pd.Series:
        """What the column with a heading prints."""
        return grid[self.columns[label(heading)]]


def cell(grid: pd.DataFrame, address: str) -> str:
    """The text at a cell address (U11); empty outside the grid."""
    letters, number = _split(address)
    row = grid[grid["row"] == number]
    return row[letters].iloc[0] if letters in grid and len(row) else ""


def find_layout(part: Part, grid: pd.DataFrame, where: PartOfFile, *, is_stored: bool = False) -> Layout:
    """Find every heading of a part (as ``Part.of_edition`` gives it) in a grid.

    Of a stored grid, fixed cells are checked as far as their rows are kept.

    Raises:
        BadLayout: a fixed cell prints something else; a heading is missing, unknown, or printed twice where one is
            needed. Says which line of the catalog is to be mended.
    """
    rows = set(grid["row"])
    for address, text in part.fixed_cells.items():
        if is_stored and _split(address)[1] not in rows:
            continue
        if label(cell(grid, address)) != label(text):
            raise layout_errors.fixed_cell_differs(where, grid, address, text, cell(grid, address))
    if not part.headings_at:
        return Layout(part, {})
    printed = _printed_headings(part, grid)
    groups = _group_headings(part, grid)
    positions = {heading: _positions(heading, printed, groups) for heading in _known_headings(part)}
    unknown = {
        at: text for at, text in printed.items() if text and not any(at in found for found in positions.values())
    }
    given = {heading for item in part.items if item.at for heading in item.headings}
    needed = [heading for heading in positions if not heading.optional and heading not in given]
    if missing := [heading for heading in needed if not positions[heading]]:
        raise layout_errors.heading_missing(where, part, grid, missing, unknown)
    if unknown:
        raise layout_errors.heading_unknown(where, part, unknown)
    columns = {
        label(spelling): found[0] for heading, found in positions.items() if found for spelling in heading.heading
    }
    for name in _named_columns(part):
        for heading, found in positions.items():
            if len(found) > 1 and label(name) in map(label, heading.heading):
                raise layout_errors.heading_twice(where, part, heading, found)
    items = tuple(_with_address(item, part, where, printed, positions, columns) for item in part.items)
    located = part.model_copy(
        update={"items": tuple(filter(None, items)), "municipalities": _axis_at(part.municipalities, columns)}
    )
    return Layout(located, columns, frozenset(at for found in positions.values() for at in found))


def check_nothing_else(grid: pd.DataFrame, layout: Layout, where: PartOfFile) -> None:
    """Check that no figure stands outside the columns (or rows) the catalog knows, headed or not.

    Raises:
        BadLayout: names the first such cell.
    """
    part, axis = layout.part, layout.part.municipalities
    along_rows = axis.along == "rows"
    first = min(map(int, part.headings_at), default=int(axis.first)) if along_rows else 0
    known = {column for item in part.items for column in re.split("[+/]", item.at or "")}
    known |= {*layout.headed, *part.other_columns, axis.name, axis.code or "", axis.prefecture or ""}
    known |= {_split(address)[0 if along_rows else 1] for address in part.fixed_cells}
    for run in [column for column in known if ":" in column]:
        start, _, end = run.partition(":")
        letters = list(grid.columns)
        known |= set(letters[letters.index(start) : letters.index(end) + 1])
    if along_rows:
        body = grid[grid["row"].astype(int) >= first].set_index("row")
    else:
        body = grid.set_index("row").T.loc[axis.first :]
    strangers = body.loc[:, ~body.columns.isin(known)]
    filled = strangers.apply(lambda column: column.str.strip() != "")
    for name in filled.columns[filled.any()]:
        at = filled.index[filled[name]][0]
        raise BadLayout(
            "there is a figure outside the columns and rows that the catalog knows",
            where=where.at(f"{name}{at}" if along_rows else f"{at}{name}"),
            expected="an empty cell",
            got=strangers.at[at, name],
            next_step=f"say in {where.catalog_file} what it means, then add the file again",
        )


def _split(address: str) -> tuple[str, str]:
    letters = address.rstrip(digits)
    return letters, address.removeprefix(letters)


def _known_headings(part: Part) -> list[Heading]:
    """Every heading that the edition may print, those of the figures first; no entry twice."""
    own = [heading for item in part.items for heading in item.headings if heading.heading]
    others = [*own, *part.other_headings]
    spelled = {label(spelling) for heading in others for spelling in heading.heading}
    others += [Heading(heading=(name,)) for name in _named_columns(part) if label(name) not in spelled]
    return list(dict.fromkeys(others))


def _named_columns(part: Part) -> list[str]:
    """The headings by which the catalog names columns that tell rows apart, or date them; each must be printed once."""
    axis = part.municipalities
    names = [axis.name, axis.code, axis.prefecture] if axis.along == "rows" else []
    names += [*part.only, *part.leave_out]
    names += [item.as_of.removeprefix("heading:") for item in part.items if item.as_of.startswith("heading:")]
    return list(dict.fromkeys(filter(None, names)))


def _printed_headings(part: Part, grid: pd.DataFrame) -> dict[str, str]:
    """The heading of each column (row), by its letter (number): the first of ``headings_at`` that prints anything."""
    lines = [_line(part, grid, at) for at in part.headings_at]
    return {at: next((line[at] for line in lines if line.get(at)), "") for at in lines[0]} if lines else {}


def _line(part: Part, grid: pd.DataFrame, at: str) -> dict[str, str]:
    if part.municipalities.along == "rows":
        row = grid[grid["row"] == at].drop(columns="row")
        return {letter: label(row[letter].iloc[0]) if len(row) else "" for letter in row.columns}
    texts = grid[at] if at in grid else pd.Series("", index=grid.index)
    return dict(zip(grid["row"], map(label, texts), strict=True))


def _group_headings(part: Part, grid: pd.DataFrame) -> dict[str, str]:
    """The group heading above each column: the last one printed at or before it, as merged cells print theirs."""
    groups, current = {}, ""
    for at, text in (_line(part, grid, part.groups_at) if part.groups_at else {}).items():
        current = text or current
        groups[at] = current
    return groups


def _positions(heading: Heading, printed: dict[str, str], groups: dict[str, str]) -> list[str]:
    spellings = {label(spelling) for spelling in heading.heading}
    found = [at for at, text in printed.items() if text in spellings]
    return found if heading.under is None else [at for at in found if groups.get(at) == label(heading.under)]


def _with_address(
    item: Item,
    part: Part,
    where: PartOfFile,
    printed: dict[str, str],
    positions: dict[Heading, list[str]],
    columns: dict[str, str],
) -> Item | None:
    """The item with the address of its columns, and of the column of its dates; None for one that is not there."""
    if item.at:
        _check_given(item, part, where, printed)
    elif any(not positions[heading] for heading in item.headings):
        return None
    for heading in () if item.at else item.headings:
        if len(positions[heading]) > 1:
            raise layout_errors.heading_twice(where, part, heading, positions[heading], item.id)
    at = item.at or _joined(positions[heading][0] for heading in item.headings)
    dated = item.as_of.removeprefix("heading:")
    as_of = item.as_of if dated == item.as_of else f"column:{columns[label(dated)]}"
    return item.model_copy(update={"at": at, "as_of": as_of})


def _check_given(item: Item, part: Part, where: PartOfFile, printed: dict[str, str]) -> None:
    """An address that the catalog gives for an edition must bear one of the item's headings."""
    first = re.split("[:+/]", item.address)[0]
    spellings = [label(spelling) for spelling in item.headings[0].heading]
    if spellings and printed.get(first) not in spellings:
        raise layout_errors.given_address_differs(where, part, item, first, printed.get(first, ""))


def _joined(letters: Iterable[str]) -> str:
    """The address of columns that are added: a run where they are neighbours; a single one as it is."""
    found = list(letters)
    if len(found) == 1:
        return found[0]
    found.sort(key=column_number)
    numbers = list(map(column_number, found))
    is_run = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return f"{found[0]}:{found[-1]}" if is_run else "+".join(found)


def _axis_at(axis: Axis, columns: dict[str, str]) -> Axis:
    if axis.along != "rows":
        return axis
    names = {name: getattr(axis, name) for name in ("name", "code", "prefecture")}
    return axis.model_copy(update={name: columns[label(text)] for name, text in names.items() if text})
