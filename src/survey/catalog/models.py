"""What the catalog's files may hold: an entry cannot be changed, and a key that nobody would obey is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Strict(BaseModel):
    """A catalog entry: it cannot be changed, and a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Licence(Strict):
    """The publisher's terms as far as anybody stated them; nulls with a note otherwise."""

    name: str | None = None
    url: str | None = None
    note: str | None = None


class Item(Strict):
    """One column (or row) of figures: where it is, what it is headed, which tidy rows it becomes.

    ``at`` is a column letter, columns to be summed (``F:H``, ``D+G+J``), all and part for a ratio (``H/I``), or a
    row number where municipalities are columns. Of several columns the first bears the heading.
    ``as_of`` is ``edition``, ``unknown``, ``column:G`` (printed in that column of the same row) or a key of the
    edition's ``as_of`` mapping. ``reading`` names how the cell is read.
    """

    at: Text
    heading: str
    table: Literal["availability", "take_up", "indicators", "sites"]
    id: str
    reading: Literal["availability", "yes_no", "share", "ratio", "number", "text"]
    as_of: str = "edition"


class Axis(Strict):
    """Where the municipalities are: which way they run, where they start, what names them, and which they are.

    ``coverage`` is ``all``, a kind (``special_ward``) or a prefecture (``東京都``); ``without`` are the codes of those
    among them that the publisher does not print singly.
    """

    along: Literal["rows", "columns"]
    first: Text
    name: Text
    code: Text | None = None  # None: no code is printed; they are joined by prefecture and name, or by position
    prefecture: Text | None = None
    code_digits: Literal[5, 6] = 6  # 5: printed without the check digit, leading zeros kept
    coverage: str
    without: tuple[str, ...] = ()


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
    words: dict[int, tuple[str, ...]] = {}


class Part(Strict):
    """One sheet or file of an edition, and its layout."""

    file: str  # a regular expression that the file's (or zip member's) name must match
    media_type: Literal["xlsx", "csv"]
    sheet: str | None = None  # likewise: some sheets' names bear their year
    encoding: str = "utf-8-sig"
    edition_printed_at: str | None = None
    edition_printed_to: Literal["day", "month", "year"] = "day"  # some files print only the month or year of their date
    headings_at: Text | None = None  # None: nobody has seen the headings; only fixed_cells are checked
    fixed_cells: dict[str, str] = {}
    other_headings: dict[Text, str] = {}
    municipalities: Axis
    items: tuple[Item, ...] = ()
    blocks: Blocks | None = None


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


class Edition(Strict):
    """What is known of one edition beyond its file; nulls are dates that nobody established."""

    published_on: IsoDate | None = None
    retrieved_at: str | None = None
    download_url: str | None = None
    obtained_from: str | None = None
    as_of: dict[str, IsoDate | None] = {}
    fiscal_year: int | None = None
    note: str | None = None


class LinkRule(Strict):
    """A link to follow: regular expressions for its whole address and its printed text."""

    href: str = ""
    text: str = ""


class FetchSpec(Strict):
    """How the newest edition is found from the landing page: one link a step, the last one to the file."""

    hosts: tuple[str, ...]
    steps: tuple[LinkRule, ...]


class SourceSpec(Strict):
    """One publisher's series of files."""

    id: str
    title_ja: str
    publisher_ja: str
    landing_url: str | None
    licence: Licence
    obtained_from: str | None = None
    retrieved_at: str | None = None
    definition_ja: str
    notes: tuple[str, ...] = ()
    needs_edition_entry: bool = False
    is_verified: bool = True  # False: the layout was built on a description; no real file has been read yet
    fetch: FetchSpec | None = None
    # figures: files in parts; minutes: who said what, one part; records: a list that people keep, one part;
    # pages: web pages that the catalog lists; hearings: kits that somebody filled in
    reads: Literal["figures", "minutes", "records", "pages", "hearings"] = "figures"
    parts: dict[str, Part] = {}
    minutes: MinutesLayout | None = None
    records: RecordsLayout | None = None
    editions: dict[Text, Edition] = {}

    @model_validator(mode="after")
    def _is_one_kind(self) -> SourceSpec:
        has = {"figures": self.parts, "minutes": self.minutes, "records": self.records}
        if any(bool(layout) != (self.reads == kind) for kind, layout in has.items()):
            raise ValueError(
                f"a source that reads {self.reads} has parts for figures, minutes for minutes, records for records, "
                "else none of them"
            )
        return self

    @property
    def is_record(self) -> bool:
        """Whether it is the study's own record, of pages or of answers, and not a publisher's figures or words."""
        return self.reads in ("records", "hearings")

    @property
    def no_page_ja(self) -> str:
        """What stands in the place of a page's address where the source has no one page."""
        own = {
            "records": "ページの住所は一件ごと（ワークブックにある）",
            "hearings": "聞き取りの記録で、掲載ページはない",
        }
        return own.get(self.reads, "掲載ページの住所は不明")

    @property
    def by_hand(self) -> str:
        """The command that brings in what somebody has at hand."""
        if self.reads == "hearings":
            return "survey hearing add FILE"
        return f"survey add FILE --source {self.id} --edition EDITION"

    def edition(self, edition: str) -> Edition:
        """What the catalog knows of ``edition`` (nothing, for one that it does not list)."""
        return self.editions.get(edition, Edition())


class FieldSpec(Strict):
    """One column of a tidy table, in the words of a Frictionless Table Schema."""

    name: str
    type: Literal["string", "number", "integer", "date"]
    description: str
    constraints: dict[str, Any] = {}


class ForeignKey(Strict):
    """Columns that must occur in another table."""

    fields: tuple[str, ...]
    table: str
    table_fields: tuple[str, ...]


class TableSpec(Strict):
    """One tidy table.

    ``by_edition``: a table that grows with every edition lies in one file an edition, so that nobody has to read them
    all; datapackage.json lists which values of these columns each file holds. None: the table is one file.
    """

    name: str
    title: str
    description: str
    fields: tuple[FieldSpec, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    by_edition: tuple[str, ...] | None = None

    @property
    def columns(self) -> list[str]:
        """Column names, in order."""
        return [field.name for field in self.fields]


class Correction(Strict):
    """A reviewed decision on one published cell; ``expect`` makes it fail once the publisher repairs it."""

    id: str
    table: Literal["take_up", "indicators"]
    match: dict[str, Text]
    expect: str
    action: Literal["set_aside"]
    reason_ja: str
