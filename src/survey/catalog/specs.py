"""The catalog as data: its sources, tidy tables, corrections and lists, each file read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from survey.catalog.models import Correction, TableSpec
from survey.catalog.source_models import ANY_SOURCE, SourceSpec
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import BadCatalog, NotFound

CATALOG = Path(__file__).parent


def source_ids() -> list[str]:
    """Every source the catalog describes, in alphabetical order."""
    return sorted(path.stem for path in (CATALOG / "sources").glob("*.yml"))


@cache
def source_spec(source_id: str) -> SourceSpec:
    """The catalog's description of one source.

    Raises:
        NotFound: the catalog has no such source.
        BadCatalog: the file is not valid, or its id is not its name.
    """
    path = CATALOG / "sources" / f"{source_id}.yml"
    if source_id not in source_ids():
        raise NotFound(
            f"there is no source {source_id!r}",
            expected=", ".join(source_ids()),
            next_step="name one of these",
        )
    spec = load_model(ANY_SOURCE, path, read_yaml(path))
    if spec.id != source_id:
        raise BadCatalog("a source's id must be its file's name", where=str(path), got=spec.id)
    return spec


@cache
def table_specs() -> dict[str, TableSpec]:
    """Every tidy table's description, keyed by name."""
    specs = [load_model(TableSpec, path, read_yaml(path)) for path in sorted((CATALOG / "tables").glob("*.yml"))]
    return {spec.name: spec for spec in specs}


@cache
def corrections() -> tuple[Correction, ...]:
    """Every reviewed correction, in order of its id."""
    found = []
    for path in sorted((CATALOG / "corrections").glob("*.yml")):
        entries = read_yaml(path) or []
        if not isinstance(entries, list):
            raise BadCatalog("a corrections file holds a list", where=str(path), got=type(entries).__name__)
        found += [load_model(Correction, path, entry) for entry in entries]
    return tuple(sorted(found, key=lambda entry: entry.id))


@cache
def _listed(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as error:
        raise BadCatalog(
            f"the catalog's list cannot be read: {error}", where=str(path), next_step="take it back from git"
        ) from error


def listed(name: str) -> pd.DataFrame:
    """A catalog list (municipalities, procedures, indicators, marks, columns) as text; empty means nothing."""
    # Copy-on-write keeps the one that was read as it is.
    return _listed(CATALOG / f"{name}.csv").copy(deep=False)
