"""How the catalog describes a source: one model a kind, told by ``reads``, and what is known of single editions."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from survey.catalog.layouts import MinutesLayout, Part, RecordsLayout
from survey.catalog.models import FetchSpec, IsoDate, Strict, Text


class Licence(Strict):
    """The publisher's terms as far as anybody stated them; nulls with a note otherwise."""

    name: str | None = None
    url: str | None = None
    note: str | None = None


class Edition(Strict):
    """What is known of one edition beyond its file; nulls are dates that nobody established."""

    published_on: IsoDate | None = None
    retrieved_at: str | None = None
    download_url: str | None = None
    obtained_from: str | None = None
    as_of: dict[str, IsoDate | None] = Field(default={})
    fiscal_year: int | None = None
    note: str | None = None
    municipalities_on: IsoDate | None = None  # the day whose municipalities it prints, where that is not its own


class _Source(Strict):
    """What every source says of itself, whatever it is read from."""

    id: str
    title_ja: str
    publisher_ja: str
    landing_url: str | None
    licence: Licence
    definition_ja: str
    notes: tuple[str, ...] = ()
    needs_edition_entry: bool = False
    is_verified: bool = True  # False: the layout was built on a description; no real file has been read yet
    fetch: FetchSpec | None = None
    editions: dict[Text, Edition] = Field(default={})

    # Whether it is the study's own record, of pages or of answers, and not a publisher's figures or words.
    is_record: ClassVar[bool] = False
    # What stands in the place of a page's address where the source has no one page.
    no_page_ja: ClassVar[str] = "掲載ページの住所は不明"

    @property
    def by_hand(self) -> str:
        """The command that brings in what somebody has at hand."""
        return f"survey add FILE --source {self.id} --edition EDITION"

    def edition(self, edition: str) -> Edition:
        """What the catalog knows of ``edition`` (nothing, for one that it does not list)."""
        return self.editions.get(edition, Edition())


class FiguresSource(_Source):
    """Files of figures, in parts. ``reader`` names the module of ``sources`` where a publisher's file is odd."""

    reads: Literal["figures"]
    reader: str = Field(default="figures", pattern=r"^[a-z][a-z0-9_]*$")
    parts: dict[str, Part] = Field(min_length=1)


class _WithoutParts(_Source):
    @property
    def parts(self) -> dict[str, Part]:
        """None: only files of figures have parts."""
        return {}


class MinutesSource(_WithoutParts):
    """Minutes of meetings: who said what."""

    reads: Literal["minutes"]
    minutes: MinutesLayout


class RecordsSource(_WithoutParts):
    """A list that people keep, one record a line."""

    reads: Literal["records"]
    records: RecordsLayout

    is_record: ClassVar[bool] = True
    no_page_ja: ClassVar[str] = "ページの住所は一件ごと（ワークブックにある）"


class PagesSource(_WithoutParts):
    """Web pages that the catalog lists."""

    reads: Literal["pages"]


class HearingsSource(_WithoutParts):
    """Kits for hearings that somebody filled in."""

    reads: Literal["hearings"]

    is_record: ClassVar[bool] = True
    no_page_ja: ClassVar[str] = "聞き取りの記録で、掲載ページはない"

    @property
    def by_hand(self) -> str:
        """The command that brings in what somebody has at hand."""
        return "survey hearing add FILE"


# One publisher's series of files, pages or answers; and how a file of the catalog is read as the kind that it names.
SourceSpec = FiguresSource | MinutesSource | RecordsSource | PagesSource | HearingsSource
ANY_SOURCE: TypeAdapter[SourceSpec] = TypeAdapter(Annotated[SourceSpec, Field(discriminator="reads")])
