"""One municipality's pack: the files for its office, and pack.json, which records the hashes of inputs and files.

pack.json is deleted first and written last, so a folder that has one is complete. The same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
import threading
from dataclasses import asdict, dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import survey
from survey.errors import NotFound, WrongWorker
from survey.outputs.formats import FORMATS, Format, Options
from survey.paths import Project
from survey.raw.atomic import write_atomic
from survey.settings import Weights, read_settings
from survey.study import Study
from survey.tidy.check import check_unchanged, described_files
from survey.tidy.tables import Tables

RECORD = "pack.json"
PARTS: dict[str, Format] = {name: each for name, each in FORMATS.items() if each.in_pack}
# A cluster's worker may have several threads, and the drawing and writing libraries are not all thread-safe.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Inputs:
    """What all packs of a run are made from: survey's own files, the tidy tables, the weights; and which parts."""

    code_sha256: str
    tables_sha256: dict[str, str]
    weights: Weights
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One pack to make."""

    project: Project
    municipality_code: str
    name_ja: str
    inputs: Inputs

    @property
    def folder(self) -> Path:
        """Where the pack lies."""
        return self.project.outputs(self.municipality_code, self.name_ja)

    @cached_property
    def input_sha256(self) -> str:
        """One hash of the inputs and the municipality: a pack with the same hash need not be made again."""
        identity = {"municipality_code": self.municipality_code, **asdict(self.inputs)}
        return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def named_parts(wanted: str | None = None) -> tuple[str, ...]:
    """Parts by their names, separated by commas (default: all), in the order in which they are made.

    Raises:
        NotFound: there is no such part.
    """
    names = list(PARTS) if wanted is None else wanted.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise NotFound(f"a pack has no part {unknown[0]!r}", expected=", ".join(PARTS))
    return tuple(name for name in PARTS if name in names)


def read_inputs(project: Project, parts: tuple[str, ...]) -> Inputs:
    """What packs made now would be made from."""
    return Inputs(_code_sha256(), described_files(project), read_settings(project.settings).weights, parts)


def jobs(project: Project, municipalities: dict[str, str], parts: tuple[str, ...]) -> list[Job]:
    """A job for each municipality (code to name), from the tables as they are now."""
    inputs = read_inputs(project, parts)
    return [Job(project, code, name, inputs) for code, name in municipalities.items()]


def is_finished(job: Job) -> bool:
    """Whether the pack is there, complete, and made from exactly these inputs."""
    try:
        record = json.loads((job.folder / RECORD).read_bytes())
        files = record["files"].items() if record["input_sha256"] == job.input_sha256 else ()
        return bool(files) and all(_sha256(job.folder / name) == sha256 for name, sha256 in files)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        # pack.json is missing or damaged: the pack is made again.
        return False


def forget(job: Job) -> None:
    """Mark the pack as unfinished, whatever files are there."""
    (job.folder / RECORD).unlink(missing_ok=True)


def make(job: Job) -> None:
    """Make the pack, in this process or a worker; one that is finished stays as it is.

    A scheduler submits a job again when its worker dies before the result was fetched.

    Raises:
        WrongWorker: this process does not see the inputs that the command saw.
    """
    with _ONE_AT_A_TIME:
        own_study = Study(job.municipality_code, job.project, _tables_for(job))
        if is_finished(job):
            return
        forget(job)
        document = own_study.document()
        written = [path for part in job.inputs.parts for path in PARTS[part].write(document, job.folder, Options())]
        _remove_unfinished(job.folder, [*(path.name for path in written), RECORD])
        record = {
            "municipality_code": job.municipality_code,
            "municipality": job.name_ja,
            "input_sha256": job.input_sha256,
            "inputs": asdict(job.inputs),
            "files": {path.name: _sha256(path) for path in written},
        }
        write_atomic(job.folder / RECORD, (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())


def _tables_for(job: Job) -> Tables:
    here = f"{job.project.root} on {platform.node()}"
    if not job.project.settings.is_file():
        raise WrongWorker(
            "a worker does not see the project's folder",
            where=here,
            expected="the same folder under the same path for the command and all workers, as on a shared disk",
            next_step="mount it there, or start the workers where it is; then repeat the command",
        )
    seen = asdict(read_inputs(job.project, job.inputs.parts))
    other = [name for name, value in asdict(job.inputs).items() if seen[name] != value]
    if other:
        raise WrongWorker(
            f"a worker does not see the same {', '.join(name.removesuffix('_sha256') for name in other)}",
            where=here,
            expected="survey's files, data/processed and study.toml as they were when the command began",
            next_step="restart the workers (they keep the code they began with); then repeat the command",
        )
    return _loaded(job.project, tuple(job.inputs.tables_sha256.items()))


# Only the newest tables: a cluster's worker outlives a rebuild of them.
@lru_cache(maxsize=1)
def _loaded(project: Project, tables_sha256: tuple[tuple[str, str], ...]) -> Tables:
    """The tables with these hashes; each process reads them once."""
    check_unchanged(project)
    return Tables(project)


@cache
def _code_sha256() -> str:
    """One hash over every file of the installed package, as this process found them at its first call."""
    folder, digest = Path(survey.__file__).parent, hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder).as_posix()}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _remove_unfinished(folder: Path, names: list[str]) -> None:
    """Remove the temporary files that a killed run left beside these files."""
    for name in names:
        for left in folder.glob(f".{name}.*"):
            left.unlink(missing_ok=True)
