"""The catalog as data: its sources, tidy tables, corrections and lists, each file read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from survey.catalog.models import Correction, TableSpec
from survey.catalog.source_models import ANY_SOURCE, FiguresSource, SourceSpec
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
    if isinstance(spec, FiguresSource):
        _check_ids(spec, path)
    return spec


# Which list words the ids of a tidy table's rows.
_LISTS = {"availability": "procedures", "take_up": "procedures", "indicators": "indicators"}


def _check_ids(spec: FiguresSource, path: Path) -> None:
    """Refuse a column of figures whose id no list words: its figures could be stored and never be read."""
    for item in (item for part in spec.parts.values() for item in part.items):
        name = _LISTS.get(item.table)
        if name and item.id not in set(listed(name).iloc[:, 0]):
            raise BadCatalog(
                f"a column of figures has an id that {name}.csv does not list",
                where=f"{path}, items",
                got=f"{item.id} ({' or '.join(item.heading) or item.at})",
                next_step=f"add a line for it to {CATALOG / name}.csv, or mend the id",
            )


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
