"""Reads title_rules.yml: which printed titles name which of the 27 priority procedures."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pydantic import Field

from survey.catalog.models import Strict
from survey.catalog.specs import CATALOG, listed
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import BadCatalog

FILE = "title_rules.yml"


class Refusal(Strict):
    """A title in which one of ``any_of`` occurs is none of the 27."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    any_of: tuple[re.Pattern[str], ...] = Field(min_length=1)
    why: str

    def fires(self, normalised: str) -> bool:
        """Does one of the patterns occur?"""
        return any(pattern.search(normalised) for pattern in self.any_of)


class Rule(Strict):
    """A title in which all of ``all_of`` and none of ``none_of`` occur is procedure ``number_27``.

    ``despite`` names the refusals that the rule overrides.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number_27: int
    all_of: tuple[re.Pattern[str], ...] = Field(min_length=1)
    none_of: tuple[re.Pattern[str], ...] = ()
    despite: frozenset[str] = frozenset()
    why: str

    def fires(self, normalised: str) -> bool:
        """Do all of the patterns occur, and none of the forbidden ones?"""
        return all(pattern.search(normalised) for pattern in self.all_of) and not any(
            pattern.search(normalised) for pattern in self.none_of
        )


class TitleRules(Strict):
    """The whole file."""

    refuse: tuple[Refusal, ...]
    rules: tuple[Rule, ...]


@cache
def title_rules() -> TitleRules:
    """The rules, in the file's order.

    Raises:
        BadCatalog: an unknown key, a pattern that is none, an id twice, a refusal or number that does not exist.
    """
    path = CATALOG / FILE
    found = load_model(TitleRules, path, read_yaml(path))
    twice = [
        entry for entry, count in Counter(entry.id for entry in (*found.refuse, *found.rules)).items() if count > 1
    ]
    if twice:
        raise BadCatalog("an id is used twice", where=str(path), got=", ".join(twice))
    refusals, numbers = {refusal.id for refusal in found.refuse}, set(listed("procedures")["number_27"])
    for rule in found.rules:
        if str(rule.number_27) not in numbers:
            raise BadCatalog("no procedure has this number_27", where=f"{path}, {rule.id}", got=str(rule.number_27))
        if unknown := rule.despite - refusals:
            raise BadCatalog(
                "a rule overrides a refusal that does not exist",
                where=f"{path}, {rule.id}",
                expected=", ".join(sorted(refusals)),
                got=", ".join(sorted(unknown)),
            )
    return found
