"""A pack for each of many municipalities: whole or not there, made once, and one that fails stops no other."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from survey import study
from survey.batch import pack
from survey.batch import run as packs
from survey.batch.pack import PARTS, RECORD, Job
from survey.batch.pool import Item, Outcome
from survey.cli import main as cli
from survey.errors import NotFound, SurveyError, WrongWorker
from survey.findings import registry as register
from survey.outputs.document.document import Document
from survey.outputs.formats import Options
from survey.paths import Project

pytestmark = pytest.mark.slow

# A ward, a city and a village: each with another group.
THREE = {"131164": "豊島区", "132012": "八王子市", "134023": "青ヶ島村"}
# One text file and one that is zipped, where it does not matter which.
QUICK = ("findings", "workbook")


@dataclasses.dataclass
class Alone:
    """A crew of one, in this process. Takes the items in whatever order it likes."""

    shuffle: random.Random | None = None
    asked: list = dataclasses.field(default_factory=list)

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], on_change: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        items = list(items)
        if self.shuffle:
            self.shuffle.shuffle(items)
        with ThreadPoolExecutor(1) as thread:
            for item in items:
                self.asked.append(item)
                on_change([item])
                yield Outcome(item, thread.submit(function, item).exception())


def _project(root: Path, project: Project) -> Project:
    """A project of its own over this checkout's data."""
    root.mkdir()
    (root / "data").symlink_to(project.root / "data")
    own = Project(root)
    own.settings.write_bytes(project.settings.read_bytes())
    return own


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Project:
    """A project in a folder that a Japanese office might have."""
    return _project(tmp_path_factory.mktemp("packs") / "調査 2026", project)


@pytest.fixture(scope="module")
def place_of_whole_packs(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Project:
    """Another, where tests leave the packs as they found them."""
    return _project(tmp_path_factory.mktemp("whole") / "調査 2026", project)


@pytest.fixture
def two_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    few = ("standing", "behind")
    monkeypatch.setattr(register, "FINDINGS", {name: register.FINDINGS[name] for name in few})


@pytest.fixture
def of_three(place: Project, project: Project, two_findings: None) -> list[Job]:
    """Jobs for three packs of two findings and two quick parts, none made yet."""
    place.settings.write_bytes(project.settings.read_bytes())
    jobs = pack.jobs(place, THREE, QUICK)
    for path in place.root.glob("outputs/*/*"):
        path.unlink()
    return jobs


@pytest.fixture
def whole(place_of_whole_packs: Project, two_findings: None) -> list[Job]:
    """Jobs for three packs of two findings and every part, all finished: made by whichever test comes first."""
    jobs = pack.jobs(place_of_whole_packs, THREE, tuple(PARTS))
    ran = packs.run(jobs, Alone())
    assert (ran.made + ran.skipped, ran.failures, ran.done) == (3, [], 3)
    return jobs


def _files(job: Job) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in job.folder.iterdir()}


def _made(jobs: list[Job]) -> dict[Path, dict[str, bytes]]:
    return {job.folder: _files(job) for job in jobs}


def test_a_pack_is_findings_deck_workbook_report_and_a_record_of_their_hashes(whole: list[Job]) -> None:
    for job in whole:
        assert job.folder.name == f"{job.municipality_code}-{job.name_ja}"
        files = _files(job)
        record = json.loads(files.pop(RECORD))
        assert {Path(name).suffix for name in files} >= {".json", ".pptx", ".xlsx", ".html"}
        assert len(files) == len(PARTS)
        assert record["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        findings = json.loads(files["findings.json"])
        assert list(findings) == list(register.FINDINGS)
        assert {finding["municipality_code"] for finding in findings.values()} == {job.municipality_code}


def test_a_second_run_makes_nothing_and_asks_nobody(of_three: list[Job]) -> None:
    ran = packs.run(of_three, Alone())
    assert (ran.made, ran.skipped, ran.failures, ran.done) == (3, 0, [], 3)
    before = {path: path.stat().st_mtime_ns for job in of_three for path in job.folder.iterdir()}
    crew = Alone()
    ran = packs.run(of_three, crew)
    assert (ran.made, ran.skipped, crew.asked) == (0, 3, [])
    assert {path: path.stat().st_mtime_ns for job in of_three for path in job.folder.iterdir()} == before


def test_fresh_makes_all_again_with_the_same_bytes_in_any_order(whole: list[Job]) -> None:
    before = _made(whole)
    ran = packs.run(whole, Alone(shuffle=random.Random(7)), fresh=True)
    assert (ran.made, ran.skipped) == (3, 0)
    assert _made(whole) == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_damaged_or_missing_file_is_made_again_and_no_other_pack(whole: list[Job]) -> None:
    before, damaged = _made(whole), whole[1]
    for name in before[damaged.folder].keys() - {RECORD}:
        for damage in (_cut, _flip, Path.unlink):
            assert pack.is_finished(damaged)
            damage(damaged.folder / name)
            assert not pack.is_finished(damaged), (name, damage)
            (damaged.folder / name).write_bytes(before[damaged.folder][name])
    _cut(damaged.folder / name)
    crew = Alone()
    packs.run(whole, crew)
    assert crew.asked == [damaged]
    assert _made(whole) == before


def test_a_record_of_another_shape_counts_for_nothing(of_three: list[Job]) -> None:
    packs.run(of_three[:1], Alone())
    right = f'"input_sha256": "{of_three[0].input_sha256}"'
    assert pack.is_finished(of_three[0])
    for files in ("{}", "[]", "[1]", "null", '{"findings.json": null}', '{"no.such": "0"}'):
        (of_three[0].folder / RECORD).write_text(f'{{{right}, "files": {files}}}')
        assert not pack.is_finished(of_three[0]), files
    for record in (b"", b"{", b"[]", b"null", b"\xff"):
        (of_three[0].folder / RECORD).write_bytes(record)
        assert not pack.is_finished(of_three[0]), record


def test_other_weights_in_study_toml_make_all_again(of_three: list[Job]) -> None:
    packs.run(of_three, Alone())
    project = of_three[0].project
    text = project.settings.read_text(encoding="utf-8")
    project.settings.write_text(text.replace("need = 1", "need = 3"), encoding="utf-8")
    heavier = pack.jobs(project, THREE, QUICK)
    assert packs.run(heavier, Alone()).made == 3
    assert packs.run(heavier, Alone()).skipped == 3


def test_what_does_not_matter_to_a_pack_makes_none_again(of_three: list[Job]) -> None:
    project = of_three[0].project
    text = project.settings.read_text(encoding="utf-8")
    project.settings.write_text(text.replace("someone@", "another@").replace("豊島区", "渋谷区"), encoding="utf-8")
    assert [job.input_sha256 for job in pack.jobs(project, THREE, QUICK)] == [job.input_sha256 for job in of_three]


def test_every_input_counts(of_three: list[Job]) -> None:
    job, inputs = of_three[0], of_three[0].inputs
    others = [
        dataclasses.replace(inputs, code_sha256="0"),
        dataclasses.replace(inputs, tables_sha256={**inputs.tables_sha256, "take_up": "sha256:0"}),
        dataclasses.replace(inputs, weights=dataclasses.replace(inputs.weights, readiness=0.5)),
        dataclasses.replace(inputs, parts=("findings",)),
    ]
    jobs = [job, of_three[1], *(dataclasses.replace(job, inputs=other) for other in others)]
    assert len({one.input_sha256 for one in jobs}) == len(jobs)


def test_one_that_fails_is_listed_with_its_reason_and_stops_no_other(
    of_three: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = pack.PARTS["workbook"]

    def failing(document: Document, folder: Path, options: Options) -> list[Path]:
        if document.subject.name_ja == "豊島区":
            raise SurveyError("the table does not fit", next_step="make it fit")
        if document.subject.name_ja == "八王子市":
            raise ZeroDivisionError("first line\nlast line")
        return workbook.write(document, folder, options)

    with monkeypatch.context() as broken:
        broken.setitem(pack.PARTS, "workbook", dataclasses.replace(workbook, write=failing))
        ran = packs.run(of_three, Alone())
    assert {failure.job.name_ja: failure.reason for failure in ran.failures} == {
        "豊島区": "the table does not fit\n  next:     make it fit",
        "八王子市": "ZeroDivisionError: last line",
    }
    assert (ran.made, ran.done) == (1, 3)
    assert [(job.folder / RECORD).exists() for job in of_three] == [False, False, True]
    again = packs.run(of_three, Alone())
    assert (again.made, again.skipped, again.failures) == (2, 1, [])


def test_one_that_fails_when_made_again_does_not_pass_for_finished(
    of_three: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.run(of_three, Alone())

    def failing(*_: object) -> list[Path]:
        raise SurveyError("no")

    with monkeypatch.context() as broken:
        broken.setitem(pack.PARTS, "workbook", dataclasses.replace(pack.PARTS["workbook"], write=failing))
        assert len(packs.run(of_three, Alone(), fresh=True).failures) == 3
    assert not any(pack.is_finished(job) for job in of_three)


def test_what_a_killed_run_left_half_written_is_swept_away(of_three: list[Job]) -> None:
    folder = of_three[0].folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".findings.json.abc123").write_bytes(b"{")
    (folder / f".{RECORD}.abc123").write_bytes(b"{")
    (folder / "notes of an analyst.txt").write_text("mine")
    packs.run(of_three[:1], Alone())
    assert not [name for name in _files(of_three[0]) if name.startswith(".")]
    assert (folder / "notes of an analyst.txt").exists()
    (folder / "notes of an analyst.txt").unlink()


def test_fewer_parts_are_made_alone(of_three: list[Job]) -> None:
    jobs = pack.jobs(of_three[0].project, THREE, pack.named_parts("findings"))
    assert packs.run(jobs, Alone()).made == 3
    assert set(_files(jobs[0])) == {"findings.json", RECORD}
    with pytest.raises(NotFound, match="no part 'film'"):
        pack.named_parts("findings,film")


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"code_sha256": "0"}, "the same code"), ({"tables_sha256": {"take_up": "sha256:0"}}, "the same tables")],
)
def test_a_worker_that_sees_other_inputs_ends_the_run(of_three: list[Job], changed: dict, told: str) -> None:
    jobs = [dataclasses.replace(job, inputs=dataclasses.replace(job.inputs, **changed)) for job in of_three]
    crew = Alone()
    with pytest.raises(WrongWorker, match=told) as caught:
        packs.run(jobs, crew)
    assert "restart the workers" in caught.value.next_step
    assert len(crew.asked) == 1
    assert not any(job.folder.exists() and _files(job) for job in jobs)


def test_a_worker_that_does_not_see_the_projects_folder_says_so(of_three: list[Job], tmp_path: Path) -> None:
    job = dataclasses.replace(of_three[0], project=Project(tmp_path / "elsewhere"))
    with pytest.raises(WrongWorker, match="does not see the project's folder") as caught:
        packs.run([job], Alone())
    assert "shared disk" in caught.value.expected


def test_stopped_by_hand_what_is_finished_stays(of_three: list[Job]) -> None:
    def stop(progress: packs.Progress) -> None:
        if progress.made == 2:
            raise KeyboardInterrupt

    with pytest.raises(SurveyError, match="stopped by hand") as caught:
        packs.run(of_three, Alone(), stop)
    assert caught.value.got.startswith("2 of 3")
    assert packs.run(of_three, Alone()).skipped == 2


def test_a_prefecture_has_its_own_municipalities_and_all_of_them(toshima: study.Study) -> None:
    table = toshima.tables.municipalities
    for prefecture, rows in table.groupby("prefecture"):
        assert list(packs.chosen(str(prefecture)).items()) == sorted(
            zip(rows["municipality_code"], rows["name_ja"], strict=True)
        )
    assert set(packs.chosen()) == set(table["municipality_code"])


def test_an_unknown_prefecture_is_refused_with_near_names() -> None:
    with pytest.raises(NotFound, match="'東京'") as caught:
        packs.chosen("東京")
    assert "東京都" in caught.value.got


@pytest.fixture
def ran_with_a_failure(of_three: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    progress = packs.Progress(3, made=1, skipped=1, failures=[packs.Failure(of_three[1], "the deck does not fit")])
    monkeypatch.setenv("SURVEY_PROJECT", str(of_three[0].project.root))
    monkeypatch.setattr(study, "tidy", lambda *_: [])
    monkeypatch.setattr(packs, "run", lambda *_, **__: progress)


@pytest.mark.usefixtures("ran_with_a_failure")
def test_the_command_tells_what_was_made_and_ends_with_status_1_where_one_was_not() -> None:
    ran = CliRunner().invoke(cli.app, ["study", "--all", "--prefecture", "東京都"])
    assert "3 packs: 1 made, 1 as they were, 1 not made" in ran.stdout
    assert "132012 八王子市: the deck does not fit" in ran.stderr
    assert ran.exit_code == 1
    assert "1 of 3 packs could not be made" in str(ran.exception)


def test_no_part_of_a_deck_or_workbook_tells_when_it_was_made(whole: list[Job]) -> None:
    moments, days = set(), set()

    def look(content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for part in file.infolist():
                days.add(part.date_time)
                if part.filename.endswith(".xlsx"):
                    look(file.read(part))
                if part.filename == "docProps/core.xml":
                    moments.update(text.split(b"<")[0] for text in file.read(part).split(b'W3CDTF">')[1:])

    for name, content in _files(whole[0]).items():
        if name.endswith((".pptx", ".xlsx")):
            look(content)
    assert len(moments) == len(days) == 1
