"""What a reader must know of some procedures' figures, by catalog/procedures.csv."""

from __future__ import annotations

from collections.abc import Iterable

from survey.tidy.tables import Tables


def procedure_notes(tables: Tables, ids: Iterable[str], name: str = "name_ja") -> tuple[tuple[str, str], ...]:
    """Of these procedures those with a note, in the publisher's order: name (by column ``name``) and note."""
    procedures = tables.procedures
    noted = procedures[procedures["procedure_id"].isin(set(ids))].dropna(subset=["note_ja"])
    return tuple(zip(noted[name], noted["note_ja"], strict=True))
