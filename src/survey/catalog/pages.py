"""Reads what the catalog knows of wards' pages: the families of sites and where each prints what we read."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated

import soupsieve
from pydantic import AfterValidator, model_validator

from survey.catalog import specs
from survey.catalog.models import Strict
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import NotFound


def _css(selector: str) -> str:
    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error
    return selector


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Selector = Annotated[str, AfterValidator(_css)]
Pattern = Annotated[str, AfterValidator(_regex)]


class Landmark(Strict):
    """Something printed on every page: the first element with text, and what the pattern finds in that text."""

    selectors: tuple[Selector, ...]
    pattern: Pattern | None = None
    required: bool


class Mark(Strict):
    """Where the body begins or ends: at an element, or at a printed text."""

    selectors: tuple[Selector, ...] = ()
    text: Pattern | None = None
    required: bool

    @model_validator(mode="after")
    def _says_where(self) -> Mark:
        if not self.selectors and self.text is None:
            raise ValueError("a mark needs selectors or text")
        return self


class PageFamily(Strict):
    """The landmarks of one family; ``leave_out`` is what lies in the body and is not the page's own matter."""

    name_ja: str
    note: str | None = None
    title: Landmark
    updated: Landmark
    body: Landmark
    body_begins: Mark | None = None
    body_ends: Mark | None = None
    owner: Landmark
    leave_out: tuple[Selector, ...] = ()


class _PageFamilies(Strict):
    kept_words: Pattern
    families: dict[str, PageFamily]


@cache
def _all() -> _PageFamilies:
    path = specs.CATALOG / "page_families.yml"
    return load_model(_PageFamilies, path, read_yaml(path))


def page_families() -> dict[str, PageFamily]:
    """Every family by its id.

    Raises:
        BadCatalog: the file is not valid.
    """
    return dict(_all().families)


def page_family(family: str) -> PageFamily:
    """One family.

    Raises:
        NotFound: the catalog has no such family.
        BadCatalog: the file is not valid.
    """
    families = _all().families
    if family not in families:
        raise NotFound(
            f"there is no page family {family!r}",
            expected=", ".join(families),
            next_step="name one of these in src/survey/catalog/ward_pages.csv",
        )
    return families[family]


def kept_words() -> str:
    """The words that make a page's sentence worth keeping, as one regular expression."""
    return _all().kept_words
