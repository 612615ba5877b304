"""A tidy table whose cells look like formulas is written inert and loaded as it was, its types whole."""

from __future__ import annotations

import pandas as pd

from survey.catalog.specs import table_specs
from survey.paths import Project
from survey.tidy import package, tables


def test_a_tidy_table_with_a_formula_in_it_is_inert_on_disk_and_as_it_was_when_loaded(scratch: Project) -> None:
    spec = table_specs()["procedures"]
    row = dict.fromkeys(spec.columns, "") | {"procedure_id": "made_up", "name_ja": "=1+1", "short_ja": "'plain"}
    files = package.contents({"procedures": pd.DataFrame([row], dtype="str")})
    assert ",'=1+1,'plain," in files["procedures.csv"].decode()
    package.write(scratch, files)
    loaded = tables.load(scratch, "procedures")
    assert list(loaded.loc[0, ["name_ja", "short_ja"]]) == ["=1+1", "'plain"]
    assert loaded["note_ja"].isna().all()
    assert {str(loaded[field.name].dtype) for field in spec.fields if field.type == "string"} == {"str"}
