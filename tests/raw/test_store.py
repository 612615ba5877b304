"""The raw store: an edition is there whole or not at all, and is never overwritten or edited silently."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import NotFound, RawConflict
from survey.paths import Project
from survey.raw import atomic, store
from survey.raw.store import RawEdition

EDITION = "2025-03-31"

# Surrogates are left out because UTF-8 has none. A carriage return is left out because Python 3.11's csv writer
# leaves a lone one unquoted when lines end in \n, so that its reader ends the row there; it has a test of its own.
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8) | st.sampled_from(
    [
        *("", " ", " 試験市 ", "\u3000", "\t", "\n", "a\nb", "\n\n", "\u2028", "\x0b", "\0", "\ufeff"),
        *('"', '""', "'", ",", '"a","b"', "1,320", "\\", "#", ";", "NA", "nan", "None", "001", "1e5"),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    columns = draw(st.lists(CELLS, min_size=1, max_size=4, unique=True))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=5))
    return pd.DataFrame(rows, columns=columns, dtype="str")


def made_up(*cells: str, edition: str = EDITION) -> RawEdition:
    rows = [["marks", str(number), cell] for number, cell in enumerate(cells or ("○",), start=12)]
    table = pd.DataFrame(rows, columns=["part", "row", "A"], dtype="str")
    return RawEdition("made_up", edition, table, {"title_ja": "試験の一覧", "files": [{"name": "試験市.xlsx"}]})


def lying(project: Project) -> dict[str, bytes | None]:
    """Everything below data/raw, hidden or not: a file's bytes, None for a folder."""
    return {
        str(path.relative_to(project.raw)): path.read_bytes() if path.is_file() else None
        for path in project.raw.rglob("*")
    }


def fail_once(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, call: int, fault: type[BaseException]
) -> list[int]:
    """Let ``owner.name`` raise at its ``call``-th call and work at every other; the calls made are noted."""
    real: Callable = getattr(owner, name)
    calls: list[int] = []

    def failing(*arguments: object, **options: object) -> object:
        calls.append(len(calls) + 1)
        if calls[-1] == call:
            raise fault("broken off")
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, failing)
    return calls


# Every step at which a write can break off: moving the old edition away and the new one in, and, of each of the two
# files, getting it on to the disk and giving it its name.
STEPS = [
    (Path, "rename", 1),
    *[(owner, name, call) for owner, name in ((os, "fsync"), (Path, "replace")) for call in (1, 2)],
]
FAULTS = [OSError, KeyboardInterrupt]


@given(tables())
def test_any_table_of_text_is_read_back_as_it_was_written(table: pd.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        raw = RawEdition("made_up", EDITION, table, {})
        assert store.write(project, raw)
        again = store.read(project, "made_up", EDITION)
        assert list(again.table.columns) == list(table.columns)
        assert again.table.to_numpy().tolist() == table.to_numpy().tolist()
        assert not store.write(project, again)


@pytest.mark.parametrize("cell", ["a\rb", "\r", "a\r\nb"])
def test_a_carriage_return_within_a_cell_is_read_back_too(scratch: Project, cell: str) -> None:
    raw = made_up("試験市", cell, "試験町")
    store.write(scratch, raw)
    assert store.read(scratch, "made_up", EDITION).table.to_numpy().tolist() == raw.table.to_numpy().tolist()


@given(tables())
def test_one_table_is_always_the_same_bytes(table: pd.DataFrame) -> None:
    assert store.as_csv(table) == store.as_csv(table.copy())


def test_the_csv_is_utf8_with_plain_line_ends_and_no_mark_in_front() -> None:
    assert store.as_csv(made_up("○", "1,320", 'a"b').table) == (
        'part,row,A\nmarks,12,○\nmarks,13,"1,320"\nmarks,14,"a""b"\n'.encode()
    )


def test_empty_cells_stay_empty_text_and_never_become_missing(scratch: Project) -> None:
    store.write(scratch, made_up("", "NA", "nan", "0"))
    again = store.read(scratch, "made_up", EDITION).table
    assert again["A"].tolist() == ["", "NA", "nan", "0"]
    assert not again.isna().any().any()


def test_the_origin_is_kept_and_gains_the_tables_hash(scratch: Project) -> None:
    raw = made_up()
    store.write(scratch, raw)
    folder = scratch.raw / "made_up" / EDITION
    digest = hashlib.sha256((folder / store.TABLE).read_bytes()).hexdigest()
    assert store.read(scratch, "made_up", EDITION).origin == {**raw.origin, "table_sha256": digest}
    assert "試験の一覧" in (folder / store.ORIGIN).read_text(encoding="utf-8")


def test_an_edition_is_two_files_in_a_folder_and_nothing_else(scratch: Project) -> None:
    store.write(scratch, made_up())
    folder = f"made_up/{EDITION}"
    assert set(lying(scratch)) == {"made_up", folder, f"{folder}/{store.TABLE}", f"{folder}/{store.ORIGIN}"}


def test_writing_the_same_again_is_false_and_touches_nothing(scratch: Project) -> None:
    assert store.write(scratch, made_up()) is True
    folder = scratch.raw / "made_up" / EDITION
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, *folder.iterdir())}
    assert store.write(scratch, made_up()) is False
    assert store.write(scratch, made_up(), replace=True) is False
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, *folder.iterdir())} == before


@pytest.mark.parametrize(
    "other",
    [made_up("ー"), made_up("○", "○"), replace(made_up(), origin={"title_ja": "別の一覧"})],
    ids=["other figures", "another row", "another origin"],
)
def test_what_differs_is_refused_unless_replacing_was_asked_for(scratch: Project, other: RawEdition) -> None:
    store.write(scratch, made_up())
    before = lying(scratch)
    with pytest.raises(RawConflict) as caught:
        store.write(scratch, other)
    assert caught.value.where == str(scratch.raw / "made_up" / EDITION)
    assert "--replace" in caught.value.next_step
    assert lying(scratch) == before

    assert store.write(scratch, other, replace=True) is True
    again = store.read(scratch, "made_up", EDITION)
    assert again.table.to_numpy().tolist() == other.table.to_numpy().tolist()
    assert other.origin.items() <= again.origin.items()
    assert set(lying(scratch)) == set(before)


def test_another_edition_leaves_the_first_alone(scratch: Project) -> None:
    store.write(scratch, made_up())
    before = lying(scratch)
    store.write(scratch, made_up("ー", edition="2026-03-31"))
    assert before.items() <= lying(scratch).items()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("owner", "name", "call"), STEPS)
def test_a_first_write_that_breaks_off_leaves_nothing(
    scratch: Project, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, call: int, fault: type[BaseException]
) -> None:
    fail_once(monkeypatch, owner, name, call, fault)
    with pytest.raises(fault, match="broken off"):
        store.write(scratch, made_up())
    assert set(lying(scratch)) <= {"made_up"}
    assert store.editions(scratch, "made_up") == []
    assert store.write(scratch, made_up()) is True


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("owner", "name", "call"), [*STEPS, (Path, "rename", 2)])
def test_a_replacement_that_breaks_off_leaves_the_old_edition_and_no_leftovers(
    scratch: Project, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, call: int, fault: type[BaseException]
) -> None:
    store.write(scratch, made_up("○"))
    before = lying(scratch)
    calls = fail_once(monkeypatch, owner, name, call, fault)
    with pytest.raises(fault, match="broken off"):
        store.write(scratch, made_up("ー"), replace=True)
    assert call in calls
    assert lying(scratch) == before
    assert store.read(scratch, "made_up", EDITION).table["A"].tolist() == ["○"]
    assert store.write(scratch, made_up("ー"), replace=True) is True


def test_a_single_file_is_the_old_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "below" / "table.csv"
    atomic.write_atomic(path, b"old")
    fail_once(monkeypatch, Path, "replace", 1, OSError)
    with pytest.raises(OSError, match="broken off"):
        atomic.write_atomic(path, b"new")
    assert [(lies.name, lies.read_bytes()) for lies in path.parent.iterdir()] == [("table.csv", b"old")]
    atomic.write_atomic(path, b"new")
    assert [(lies.name, lies.read_bytes()) for lies in path.parent.iterdir()] == [("table.csv", b"new")]


def test_stored_files_can_be_read_by_everybody(scratch: Project) -> None:
    store.write(scratch, made_up())
    folder = scratch.raw / "made_up" / EDITION
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    assert modes == {EDITION: 0o755, store.TABLE: 0o644, store.ORIGIN: 0o644}


def test_a_table_edited_by_hand_is_refused_and_both_hashes_named(scratch: Project) -> None:
    store.write(scratch, made_up("○"))
    path = scratch.raw / "made_up" / EDITION / store.TABLE
    stored = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace("○".encode(), "ー".encode()))
    with pytest.raises(RawConflict) as caught:
        store.read(scratch, "made_up", EDITION)
    assert caught.value.where == str(path)
    assert caught.value.expected == f"sha256 {stored}"
    assert caught.value.got == f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert caught.value.expected != caught.value.got


def test_even_one_blank_line_more_is_an_edit(scratch: Project) -> None:
    store.write(scratch, made_up())
    path = scratch.raw / "made_up" / EDITION / store.TABLE
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(RawConflict):
        store.read(scratch, "made_up", EDITION)


@pytest.mark.parametrize("name", [store.TABLE, store.ORIGIN])
def test_an_edit_by_hand_is_not_taken_for_the_same_and_replacing_mends_it(scratch: Project, name: str) -> None:
    store.write(scratch, made_up())
    whole = lying(scratch)
    path = scratch.raw / "made_up" / EDITION / name
    path.write_bytes(path.read_bytes().replace("試験".encode(), "別の".encode()).replace("○".encode(), "ー".encode()))
    assert lying(scratch) != whole
    with pytest.raises(RawConflict):
        store.write(scratch, made_up())
    assert store.write(scratch, made_up(), replace=True) is True
    assert lying(scratch) == whole


def test_an_edition_that_is_not_there_is_answered_with_those_that_are(scratch: Project) -> None:
    for edition in ("2025-03-31", "2023-03-31"):
        store.write(scratch, made_up(edition=edition))
    with pytest.raises(NotFound) as caught:
        store.read(scratch, "made_up", "2024-03-31")
    assert "2024-03-31" in caught.value.what
    assert caught.value.expected == "2023-03-31, 2025-03-31"
    assert "--source made_up --edition 2024-03-31" in caught.value.next_step


def test_where_nothing_is_stored_the_answer_says_so(scratch: Project) -> None:
    with pytest.raises(NotFound) as caught:
        store.read(scratch, "made_up", EDITION)
    assert caught.value.expected == "at least one edition"


def test_editions_are_listed_oldest_first(scratch: Project) -> None:
    for edition in ("2025-03-31", "2023-03-31", "2024-12-01"):
        store.write(scratch, made_up(edition=edition))
    assert store.editions(scratch, "made_up") == ["2023-03-31", "2024-12-01", "2025-03-31"]
    assert store.editions(scratch, "never_stored") == []


def test_half_of_an_edition_that_a_killed_run_left_is_not_an_edition(scratch: Project) -> None:
    store.write(scratch, made_up())
    half = scratch.raw / "made_up" / ".2026-03-31.abc123"
    half.mkdir()
    (half / store.ORIGIN).write_text("{}", encoding="utf-8")
    (scratch.raw / "made_up" / "2027-03-31").mkdir()
    assert store.editions(scratch, "made_up") == [EDITION]


def test_every_stored_edition_of_this_checkout_is_as_it_was_stored(project: Project) -> None:
    read = [
        store.read(project, folder.name, edition)
        for folder in sorted(project.raw.iterdir())
        for edition in store.editions(project, folder.name)
    ]
    assert read
    for raw in read:
        assert list(raw.table.columns[:2]) == ["part", "row"]
        assert len(raw.table) > 0
        assert not raw.table.duplicated(["part", "row"]).any()
        path = project.raw / raw.source_id / raw.edition
        assert store.as_csv(raw.table) == (path / store.TABLE).read_bytes()
        assert json.loads((path / store.ORIGIN).read_text(encoding="utf-8")) == raw.origin


KILLED_AT_RENAME = """
import os, sys
from pathlib import Path
import pandas as pd
from survey.paths import Project
from survey.raw import store

renames = 0
rename = Path.rename

def dying(self, target):
    global renames
    renames += 1
    if renames == int(sys.argv[2]):
        os._exit(9)
    return rename(self, target)

Path.rename = dying
table = pd.DataFrame([["marks", "1", "試験"]], columns=["part", "row", "A"], dtype="str")
edition = store.RawEdition("synthetic", "2025-03-31", table, {"files": []})
store.write(Project(Path(sys.argv[1])), edition, replace=True)
"""


@pytest.mark.parametrize("stored_before", [False, True])
@pytest.mark.parametrize("moment", [1, 2])
def test_a_run_killed_at_any_rename_leaves_nothing_behind_once_it_is_run_again(
    tmp_path: Path, moment: int, stored_before: bool
) -> None:
    project = Project(tmp_path)
    old = RawEdition("synthetic", EDITION, pd.DataFrame([["old"]], columns=["A"], dtype="str"), {"files": []})
    if stored_before:
        store.write(project, old)
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_RENAME, tmp_path, str(moment)], check=False)
    assert killed.returncode == (0 if moment == 2 and not stored_before else 9)
    again = subprocess.run([sys.executable, "-c", KILLED_AT_RENAME, tmp_path, "0"], check=False)
    assert again.returncode == 0
    folder = project.raw / "synthetic"
    assert sorted(path.name for path in folder.iterdir()) == [EDITION]
    assert store.read(project, "synthetic", EDITION).table.iloc[0, -1] == "試験"
