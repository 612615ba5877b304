"""What the catalog's files may hold: an entry cannot be changed, and a key that nobody would obey is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Strict(BaseModel):
    """A catalog entry: it cannot be changed, and a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkRule(Strict):
    """A link to follow: regular expressions for its whole address and its printed text."""

    href: str = ""
    text: str = ""


class FetchSpec(Strict):
    """How the newest edition is found from the landing page: one link a step, the last one to the file."""

    hosts: tuple[str, ...]
    steps: tuple[LinkRule, ...]


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
