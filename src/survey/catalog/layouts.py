"""How the catalog describes the layout of files: where figures, municipalities, speakers and records are printed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from survey.catalog.models import Strict, Text
from survey.errors import required


def _as_tuple(written: Any) -> Any:  # noqa: ANN401 - whatever the file holds; the model judges it
    return (written,) if isinstance(written, str | int) else written


class Heading(Strict):
    """The printed heading of one column (or row): the spellings that editions printed, compared as ``printed.label``.

    Written as a text or a list of texts where nothing else is said of it. ``under`` is the group heading above it,
    where one heading is printed for several columns; ``since`` and ``until`` are the first and the last edition that
    has the column; ``optional`` columns may be missing from any.
    """

    heading: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    under: str | None = None
    since: str | None = None
    until: str | None = None
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return {"heading": written} if isinstance(written, str | list | tuple) else written

    def is_in(self, edition: str) -> bool:
        """Whether an edition has the column; dates, and fiscal years, are in the order of their names."""
        return (self.since or edition) <= edition <= (self.until or edition)


class Item(Heading):
    """One column (or row) of figures, or several: how it is headed, and which tidy rows it becomes.

    ``sum_of`` are the headings of columns to be added. ``at`` is an address, given only where the file prints no
    heading, or one heading twice: a column letter, columns to be summed (``F:H``, ``D+G+J``), all and part for a
    ratio (``H/I``), or a row number where municipalities are columns; ``sources.layout`` fills it in elsewhere.
    ``as_of`` is ``edition``, ``unknown``, ``heading:X`` (printed in the column headed X of the same row) or a key of
    the edition's ``as_of`` mapping. ``reading`` names how the cell is read.
    """

    sum_of: tuple[Heading, ...] = ()
    at: Text | None = None
    table: Literal["availability", "take_up", "indicators", "sites"]
    id: str
    reading: Literal["availability", "yes_no", "share", "ratio", "number", "text"]
    as_of: str = "edition"

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The heading of each of its columns."""
        return self.sum_of or (self,)

    @property
    def address(self) -> str:
        """``at``, as the catalog gives it or ``sources.layout`` filled it in."""
        return required(self.at, f"item {self.id} is asked for its address before its layout was found")


class Axis(Strict):
    """Where the municipalities are: which way they run, where they start, what names them, and which they are.

    ``name``, ``code`` and ``prefecture`` are headings where municipalities are rows under headings, else the letter
    of the column (the number of the row). ``coverage`` is ``all``, a kind (``special_ward``) or a prefecture
    (``東京都``); ``without`` are the codes of those among them that the publisher does not print singly. A list that
    ``may_lag`` may still print a municipality that another one has succeeded.
    """

    along: Literal["rows", "columns"]
    first: Text
    name: Text
    code: Text | None = None  # None: no code is printed; they are joined by prefecture and name, or by position
    prefecture: Text | None = None
    code_digits: Literal[5, 6] = 6  # 5: printed without the check digit, leading zeros kept
    coverage: str
    without: tuple[str, ...] = ()
    may_lag: bool = False


class Blocks(Strict):
    """Equal blocks of columns, one a procedure, told by its name somewhere above the figures.

    ``total`` and ``online`` are the offsets, from a block's first column, of all and of online applications; every
    offset in ``words`` may print only the words listed for it.
    """

    first: str
    width: int
    count: int
    total: int
    online: int
    words: dict[int, tuple[str, ...]] = Field(default={})


class LayoutChange(Strict):
    """What a part has elsewhere from some edition on; what is not named stays. ``at``: addresses by an item's id."""

    file: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    edition_printed_at: Text | None = None
    headings_at: Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)] | None = None
    groups_at: Text | None = None
    fixed_cells: dict[str, str] | None = None
    municipalities: Axis | None = None
    blocks: Blocks | None = None
    at: dict[str, Text] = Field(default={})


class Part(Strict):
    """One sheet or file of an edition, and its layout.

    Columns of figures are found by their headings, which are in the row (or column) ``headings_at``: several where
    some columns print theirs in another row, the first that prints anything counts. ``groups_at`` is the row of the
    group headings. Everything else that is told by address holds until ``changes`` names another, by the first
    edition that has it.
    """

    file: str  # a regular expression that the file's (or zip member's) name must match
    media_type: Literal["xlsx", "csv"]
    sheet: str | None = None  # likewise: some sheets' names bear their year
    encoding: str = "utf-8-sig"
    edition_printed_at: Text | None = None  # a cell, or a row in which just one cell prints a date
    edition_printed_to: Literal["day", "month", "year"] = "day"  # some files print only the month or year of their date
    # (): nobody has seen the headings; only fixed_cells are checked, and columns are told by address
    headings_at: Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)] = ()
    groups_at: Text | None = None
    fixed_cells: dict[str, str] = Field(default={})
    other_headings: tuple[Heading, ...] = ()  # of columns that are known and not read
    other_columns: tuple[str, ...] = ()  # likewise, where no heading was seen
    municipalities: Axis
    items: tuple[Item, ...] = ()
    blocks: Blocks | None = None
    # Of the rows below the headings: ``only`` those are kept, and none to ``leave_out``, whose cells match as a whole
    # the regular expression given for their heading.
    only: dict[str, str] = Field(default={})
    leave_out: dict[str, str] = Field(default={})
    changes: dict[Text, LayoutChange] = Field(default={})

    @model_validator(mode="after")
    def _is_located_one_way(self) -> Part:
        for item in self.items:
            if self.headings_at and (item.at or not all(heading.heading for heading in item.headings)):
                raise ValueError(f"item {item.id}: its columns are told by heading, an address belongs under changes")
            if not self.headings_at and not item.at:
                raise ValueError(f"item {item.id}: without headings_at its column is told by address: at")
        return self

    def of_edition(self, edition: str) -> Part:
        """The part as an edition has it: its own columns, and whatever changed up to it."""
        changed: dict[str, Any] = {"changes": {}}
        at: dict[str, str] = {}
        for first in sorted(self.changes):
            if first <= edition:
                change = self.changes[first]
                changed |= {name: getattr(change, name) for name in change.model_fields_set - {"at"}}
                at |= change.at
        items = tuple(
            item.model_copy(update={"at": at.get(item.id, item.at)}) for item in self.items if item.is_in(edition)
        )
        others = tuple(heading for heading in self.other_headings if heading.is_in(edition))
        return self.model_copy(update={**changed, "items": items, "other_headings": others})


class MinutesLayout(Strict):
    """How the minutes of a body's meetings print who speaks; ``roles`` are the speakers as printed, the rest patterns.

    ``meeting`` and ``held_on`` match the lines that print the meeting's name and day, each as its group; ``heading``
    the first line of an item of the agenda, ``unspoken`` the lines that nobody says, ``ends`` the last line.
    """

    file: str
    encoding: str = "utf-8-sig"
    municipality_code: Text
    meeting: str
    held_on: str
    heading: str
    roles: tuple[str, ...]
    unspoken: tuple[str, ...] = ()
    ends: str


class RecordsLayout(Strict):
    """A list that people keep, one record a line, whose headings are the columns of a tidy table.

    ``at`` is the column that a record's locator leads to: the one that says what the record is about.
    """

    file: str
    encoding: str = "utf-8-sig"
    table: Literal["practices"]
    headings: tuple[str, ...]
    at: str
