"""study.toml, the catalog, the store's own records and messages: damaged ones end in a SurveyError. All is made up."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog import specs
from survey.catalog.source_models import ANY_SOURCE
from survey.catalog.specs import source_spec
from survey.catalog.yaml_files import load_model, read_yaml
from survey.errors import LONGEST_LINE, BadCatalog, NotFound, RawConflict, SurveyError
from survey.fetch import validators
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.settings import HEAVIEST, MOST_BYTES, Settings, read_settings
from survey.tidy import build

SOURCE, EDITION = "da_procedures_online", "2025-03-31"

# Messages


def test_a_message_shows_what_is_not_seen_and_moves_no_cursor() -> None:
    error = SurveyError("a\x1b[2J", where="b\u202ec", got="d\ud800e", next_step="f\u200bg\u2028h")
    assert str(error).split("\n") == [
        "a\\x1b[2J",
        "  where:    b\\u202ec",
        "  got:      d\\ud800e",
        "  next:     f\\u200bg\\u2028h",
    ]


def test_a_message_does_not_repeat_ten_megabytes() -> None:
    shown = str(SurveyError("試験", got="x" * 10_000_000))
    assert len(shown) < LONGEST_LINE + 100
    assert "10,000,012 characters" in shown


def test_print_is_shown_as_it_is() -> None:
    printed = "豊島区\u3000１，３２０ ㎡ 髙﨑 𠮷 🙂"
    assert printed in str(SurveyError("試験", got=printed))


# study.toml


@pytest.mark.parametrize(
    "text",
    [
        "[study]\nmunicipality=" + "[" * 3_000,
        '[study]\nmunicipality="試験市"\n[priorities]\nneed=1' + "0" * 400,
        '[study]\nmunicipality="試験市"\n[priorities]\nneed=1' + "0" * 5_000,
        '[study]\nmunicipality="試験市"\n[priorities]\nneed=0x' + "F" * 5_000,
        f'[study]\nmunicipality="試験市"\n[priorities]\nneed={HEAVIEST + 1}',
        "a." * 2_000 + "a=1",
        "#" * (MOST_BYTES + 1),
    ],
    ids=["nested", "too large a float", "too many digits", "too many digits in hex", "too heavy", "dotted", "long"],
)
def test_settings_made_to_hurt_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalog) as caught:
        read_settings(path)
    assert caught.value.where.partition(", line ")[0] == str(path)
    assert caught.value.next_step


def settings_or_refusal(path: Path) -> Settings | BadCatalog:
    try:
        return read_settings(path)
    except BadCatalog as error:
        return error


@given(
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda text: f'[study]\nmunicipality = "{text}"'.encode(errors="replace"))
)
def test_whatever_the_bytes_settings_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("hostile") / "study.toml"
    path.write_bytes(content)
    found = settings_or_refusal(path)
    assert found.next_step if isinstance(found, BadCatalog) else found.municipality


# The catalog


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000 + "]" * 30_000,
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(20)),
        "1" + ":9" * 200_000,
        "a: 2022-13-45",
        "!!int x",
        "!!timestamp x",
        "!!bool x",
        "!!python/object/apply:os.getcwd []",
        "1" + "0" * 5_000,
    ],
    ids=["nested", "repeated", "sixties", "no date", "no int", "no timestamp", "no bool", "an object", "digits"],
)
def test_a_catalog_file_made_to_hurt_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "made_up.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalog) as caught:
        read_yaml(path)
    assert str(path) in caught.value.where


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(["id:", "parts:", *"a[]{}-&*!|>'\"#?,1:\n"])).map(" ".join).map(str.encode)
)
def test_whatever_the_bytes_a_catalog_file_fits_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("hostile") / "made_up.yml"
    path.write_bytes(content)
    with pytest.raises(BadCatalog):
        load_model(ANY_SOURCE, path, read_yaml(path))


def test_a_list_that_cannot_be_read_is_the_catalogs_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specs, "CATALOG", tmp_path)
    (tmp_path / "made_up.csv").write_bytes(b"\xff\xfe\xff")
    for name in ("made_up", "not_there"):
        with pytest.raises(BadCatalog):
            specs.listed(name)


@pytest.mark.parametrize("source_id", ["../tables/hearings", "/etc/hostname", "a\0b", "", "."])
def test_a_source_is_looked_for_in_the_catalog_only(source_id: str) -> None:
    with pytest.raises(NotFound):
        source_spec(source_id)


# data/raw


@pytest.mark.parametrize("edition", ["../../outside", "/tmp/x", "a/b", "..", "", ".hidden", "a\nb", "a\\b", "x" * 65])
def test_an_edition_that_would_lie_elsewhere_is_refused(scratch: Project, edition: str) -> None:
    before = sorted(scratch.root.rglob("*"))
    table = made_up().table
    with pytest.raises(NotFound):
        store.write(scratch, RawEdition("made_up", edition, table, {}))
    assert sorted(scratch.root.rglob("*")) == before


def made_up() -> RawEdition:
    import pandas as pd

    return RawEdition("made_up", EDITION, pd.DataFrame({"part": ["a"], "row": ["1"], "A": ["○"]}, dtype="str"), {})


def forged(project: Project, table: bytes, origin: object = None) -> None:
    """A stored edition whose hash was made to fit, as somebody would who edits both."""
    folder = project.raw / "made_up" / EDITION
    folder.mkdir(parents=True, exist_ok=True)
    (folder / store.TABLE).write_bytes(table)
    record = {"table_sha256": hashlib.sha256(table).hexdigest()} if origin is None else origin
    (folder / store.ORIGIN).write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    "table",
    [b"", b"\xff\xfe", b'part,row,A\n"', b"part,row\na,1,2,3\n", b"part,row,A\n" + b"x" * 200_000],
    ids=["empty", "no text", "an open quote", "a cell too many", "a long cell"],
)
def test_a_damaged_table_whose_hash_fits_is_refused(scratch: Project, table: bytes) -> None:
    forged(scratch, table)
    with pytest.raises(RawConflict) as caught:
        store.read(scratch, "made_up", EDITION)
    assert store.TABLE in caught.value.where


@pytest.mark.parametrize("origin", ["[" * 5_000, "null", "[]", "1", '{"table_sha256": 1e999}', "{"])
def test_a_damaged_record_is_refused(scratch: Project, origin: str) -> None:
    forged(scratch, b"part,row,A\n", origin)
    with pytest.raises(RawConflict):
        store.read(scratch, "made_up", EDITION)


@pytest.mark.parametrize("damage", [{"files": None}, {"files": ["x"]}, {"files": [{"name": 1}]}, {"licence": None}])
def test_a_record_that_lost_what_it_must_say_stops_the_tidying(project: Project, damage: dict) -> None:
    raw = store.read(project, SOURCE, EDITION)
    with pytest.raises(RawConflict) as caught:
        build._sources([RawEdition(SOURCE, EDITION, raw.table, {**raw.origin, **damage})])
    assert f"{SOURCE}/{EDITION}/{store.ORIGIN}" in caught.value.where


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "[]", "1", "{", '{"https://x.example/": 1}', '{"https://x.example/": {"edition": "../../x"}}']
)
def test_a_damaged_memory_of_fetches_remembers_nothing(scratch: Project, text: str) -> None:
    path = scratch.originals / SOURCE / validators.FETCHED
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert validators.stored(scratch, SOURCE) == {}


def test_files_are_written_as_the_machines_own_settings_say_and_none_can_be_run(scratch: Project) -> None:
    before = os.umask(0o077)
    try:
        store.write(scratch, made_up())
    finally:
        os.umask(before)
    folder = scratch.raw / "made_up" / EDITION
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
