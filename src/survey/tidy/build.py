"""From all raw editions to the tidy tables, in memory. Writing them is ``package``'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from survey.catalog.municipalities import day_of, every_municipality
from survey.catalog.source_models import FiguresSource
from survey.catalog.specs import listed, source_ids, source_spec, table_specs
from survey.errors import NotFound, RawConflict
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.tidy import corrections, minutes, practices
from survey.tidy import hearings as hearing_answers
from survey.tidy.channels_table import channels_table
from survey.tidy.files import typed
from survey.tidy.harmonise import cell_in_words, long_rows
from survey.tidy.marks import read_cells


def read_edition(raw: RawEdition) -> pd.DataFrame:
    """The long rows of one edition of figures with what each cell says (see ``harmonise`` and ``marks``)."""
    spec = source_spec(raw.source_id)
    if not isinstance(spec, FiguresSource):
        raise TypeError(f"{raw.source_id} holds no figures")
    rows = read_cells(long_rows(raw, spec), lambda locator: cell_in_words(raw, spec, locator))
    return rows.assign(source_id=raw.source_id, edition=raw.edition, fiscal_year=spec.edition(raw.edition).fiscal_year)


def prove(raw: RawEdition) -> None:
    """Read an edition of files as tidy would; whatever cannot be read fails here, before it is stored."""
    match source_spec(raw.source_id).reads:
        case "minutes":
            minutes.commitments([raw])
            minutes.problems([raw])
        case "records":
            practices.practices([raw])
        case "hearings":
            hearing_answers.hearings([raw])
        case _:
            read_edition(raw)


def tidy_tables(project: Project, step: Callable[[str], None] = lambda _: None) -> dict[str, pd.DataFrame]:
    """Every tidy table, keyed by name, sorted by key, columns and types as in catalog/tables.

    ``step`` is told each edition as it is read. Tables without rows are there, empty.

    Raises:
        NotFound: data/raw holds no edition of figures.
    """
    editions = [(source, edition) for source in source_ids() for edition in store.editions(project, source)]
    read: dict[str, list[RawEdition]] = {"figures": [], "minutes": [], "records": [], "pages": [], "hearings": []}
    for source_id, edition in editions:
        step(f"{source_id} {edition}")
        read[source_spec(source_id).reads].append(store.read(project, source_id, edition))
    if not read["figures"]:
        raise NotFound(
            "there are no raw tables of figures to tidy",
            where=str(project.raw),
            next_step="survey add FILE --source SOURCE --edition EDITION",
        )
    every = pd.concat(map(read_edition, read["figures"]), ignore_index=True)
    tables = {
        "municipalities": _municipalities(every),
        "procedures": listed("procedures"),
        "indicator_definitions": listed("indicators"),
        "corrections": corrections.as_table(),
        "sources": _sources([raw for editions in read.values() for raw in editions]),
        "channels": channels_table(read["pages"]),
        "hearings": hearing_answers.hearings(read["hearings"]),
        "commitments": minutes.commitments(read["minutes"]),
        "problems": minutes.problems(read["minutes"]),
        "practices": practices.practices(read["records"]),
        "availability": _of(every, "availability").rename(
            columns={"id": "procedure_id", "state": "status", "cell_printed": "mark_printed"}
        ),
        "take_up": corrections.flag(
            _of(every, "take_up").rename(
                columns={"id": "procedure_id", "value": "online_share_pct", "state": "cell_state"}
            ),
            "take_up",
        ),
        "indicators": corrections.flag(
            _of(every, "indicators").rename(columns={"id": "indicator_id", "state": "cell_state"}),
            "indicators",
        ),
    }
    return {name: _in_order(table, name) for name, table in tables.items()}


def _of(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    return rows[rows["table"] == table]


def _municipalities(every: pd.DataFrame) -> pd.DataFrame:
    """All that there are or were; those not on the day of the newest marks are of kind ``ended`` or ``to_come``.

    A figure of an earlier edition needs its municipality in the table, and no group counts one that is no more.
    """
    sites, marks = _of(every, "sites"), _of(every, "availability")
    latest = sites[sites["edition"] == sites["edition"].max()]
    addresses = latest.set_index("municipality_code")["cell_printed"]
    known = every_municipality()
    day = max(map(day_of, (marks if len(marks) else every)["edition"].unique()))
    kind = known["kind"].mask((known["valid_until"] != "") & (known["valid_until"] < day), "ended")
    kind = kind.mask(known["valid_from"] > day, "to_come")
    return known.assign(kind=kind, site_url=known["municipality_code"].map(addresses))


def _sources(editions: list[RawEdition]) -> pd.DataFrame:
    rows = []
    for raw in editions:
        try:
            rows.append(_source(raw.origin))
        except (KeyError, TypeError, AttributeError) as error:
            raise RawConflict(
                f"the origin record is not as it was written: {type(error).__name__} {error}",
                where=f"data/raw/{raw.source_id}/{raw.edition}/{store.ORIGIN}",
                next_step="git checkout the file, or add the publisher's file again",
            ) from error
    return pd.DataFrame(rows)


def _source(origin: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: origin.get(name) for name in table_specs()["sources"].columns},
        "file_names": "; ".join(file["name"] for file in origin["files"]),
        "file_sha256": "; ".join(file["sha256"] for file in origin["files"]),
        "licence_name": origin["licence"]["name"],
    }


def _in_order(table: pd.DataFrame, name: str) -> pd.DataFrame:
    spec = table_specs()[name]
    # procedures keep the publisher's order, which is the order of the catalog's file.
    ordered = table if name == "procedures" else table.sort_values(list(spec.primary_key), kind="stable")
    return typed(ordered[spec.columns].reset_index(drop=True), spec)
