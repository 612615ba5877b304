"""The static words of findings, each finding's in the file of its name beside it; headings that several share.

A finding's file says what it asks, what its sheet and section are called, what it needs, what the numbers of its
sentence and the columns of its table are called, and in what they are counted. ``{unit_ja}`` and ``{group_ja}`` stand
for the comparison group's unit (区) and name (23区).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from survey.analysis.groups import Group
from survey.catalog.models import Strict
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import BadCatalog

_FOLDER = Path(__file__).parent
_SHARED = _FOLDER / "columns.yml"


class ValueText(Strict):
    """What a number of a finding's sentence counts, and in what.

    ``each_name`` and ``each_number``: the value is a list of things, each with its name and number under these keys.
    """

    label_ja: str
    unit_ja: str = ""
    each_name: str | None = None
    each_number: str | None = None


class ColumnText(Strict):
    """A table column's heading, how it is written, what its numbers count, and what it is for where nobody reads it.

    ``format``: text, count (whole), pct (one decimal), decimal (two, or more where they would hide its sign), number
    (as it is), state (a word for a code), day (a date, a month, a year or a fiscal year). ``bare_ja``: the heading
    without its unit, where it names one.
    """

    heading_ja: str
    bare_ja: str = ""
    format: Literal["text", "count", "pct", "decimal", "number", "state", "day"]
    unit_ja: str = ""
    look_up_ja: str = ""

    @property
    def bare_heading_ja(self) -> str:
        """The heading where every number wears its unit."""
        return self.bare_ja or self.heading_ja


class Texts(Strict):
    """One finding's static words. A view has those of its own; ``section_ja`` is the deck's.

    ``is_appendix``: it stands behind the findings that answer the chair's questions.
    """

    question_ja: str
    sheet_ja: str
    section_ja: str
    needs_ja: str
    is_appendix: bool = False
    values: dict[str, ValueText] = Field(default_factory=dict)
    columns: dict[str, ColumnText] = Field(default_factory=dict)

    def asking(self, question_ja: str) -> Texts:
        """The same words for a question that is worded from the figures."""
        return self.model_copy(update={"question_ja": question_ja})

    def on_sheet(self, sheet_ja: str) -> Texts:
        """The same words for one of several views of a kind, whose sheet is named from what it shows."""
        return self.model_copy(update={"sheet_ja": sheet_ja})


@cache
def texts(finding_id: str) -> Texts:
    """The words of the finding (or view) with this id.

    Raises:
        BadCatalog: it has no file, or the file does not fit.
    """
    paths = [path for path in _files() if path.stem == finding_id]
    if len(paths) != 1:
        raise BadCatalog(
            "a finding has one file of words beside it",
            where=str(_FOLDER),
            expected=f"one {finding_id}.yml",
            got=f"{len(paths)} files",
            next_step="add it, as CONTRIBUTING says",
        )
    return load_model(Texts, paths[0], read_yaml(paths[0]))


@cache
def columns() -> dict[str, ColumnText]:
    """Every column that a finding's table may have, by name: the shared ones, then each finding's own.

    Raises:
        BadCatalog: a column is worded in two places.
    """
    shared = read_yaml(_SHARED)
    found = {name: load_model(ColumnText, _SHARED, entry) for name, entry in shared.items()}
    for path in _files():
        own = texts(path.stem).columns
        if twice := sorted(found.keys() & own.keys()):
            raise BadCatalog(
                "a column has one meaning everywhere",
                where=f"{path}, columns",
                got=f"{', '.join(twice)}, worded elsewhere too",
                next_step=f"keep it in {_SHARED.name} if several findings have it",
            )
        found |= own
    return found


def _files() -> list[Path]:
    return sorted(_FOLDER.glob("*/*.yml"))


def filled(template: str, group: Group) -> str:
    """A static text with the comparison group's unit and name in their places."""
    return template.format(unit_ja=group.unit_ja, group_ja=group.name_ja)


@dataclass(frozen=True)
class Citing:
    """A sentence that points to other findings, which each medium calls as its readers know them.

    ``template_ja`` has ``{}`` for each of ``finding_ids``, in order.
    """

    template_ja: str
    finding_ids: tuple[str, ...]

    def rendered(self, name_of: Callable[[str], str]) -> str:
        """The sentence, each finding called as ``name_of`` its id says."""
        return self.template_ja.format(*map(name_of, self.finding_ids))

    def __str__(self) -> str:
        """The sentence, each finding called by its question."""
        return self.rendered(lambda finding_id: f"「{texts(finding_id).question_ja}」")
