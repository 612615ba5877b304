"""The way out, on one screen: data/raw -> tidy -> check -> findings -> notebooks, slides, workbook, report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.analysis.chosen_measure import ONLINE_27
from survey.analysis.groups import Subject, find_subject
from survey.errors import NotFound
from survey.findings import registry as register
from survey.findings.coverage.tile_map import mapped
from survey.findings.finding import Finding, computed
from survey.paths import Project, find_project
from survey.raw.atomic import write_atomic
from survey.settings import read_settings
from survey.tidy.tables import Tables

if TYPE_CHECKING:
    from survey.outputs.document.document import Document
    from survey.outputs.formats import Options
    from survey.outputs.notebook import Shown

# Set while notebooks run for another municipality than study.toml's.
FOR_VARIABLE = "SURVEY_FOR"
Step = Callable[[str], None]


class Study:
    """The study of one municipality; analysts' front door.

    ``Study()`` takes the municipality of study.toml, ``Study("渋谷区")`` any other, by name or code. ``tables``
    are those of a study that has already read them.
    """

    def __init__(
        self, municipality: str | None = None, project: Project | None = None, tables: Tables | None = None
    ) -> None:
        self.project = project or find_project()
        self.tables = tables or Tables(self.project)
        settings = read_settings(self.project.settings)
        wanted = _asked(municipality) or os.environ.get(FOR_VARIABLE) or settings.municipality
        self.subject: Subject = replace(find_subject(self.tables.municipalities, wanted), weights=settings.weights)
        self._found: dict[str, Finding] = {}

    def __repr__(self) -> str:
        return f"{self.subject.name_ja}（{self.subject.code}）　比較の相手：{self.subject.group.name_ja}"

    def compute(self, ids: Iterable[str] | None = None) -> list[Finding]:
        """The findings with these ids, in order, each computed once; a view's id asks for its finding.

        Default: all that appear for the municipality (``registry.appearing``).

        One that the published figures do not allow is there all the same, with the reason as its headline.

        Raises:
            NotFound: no finding or view has that id.
        """
        wanted = register.appearing(self.tables, self.subject) if ids is None else register.named(ids)
        for name in wanted:
            if name not in self._found:
                self._found[name] = computed(name, register.FINDINGS[name], self.tables, self.subject)
        return [self._found[name] for name in wanted]

    def finding(self, finding_id: str) -> Shown:
        """One finding, or the view with this id, which shows itself in a notebook."""
        return self._shown(self.page(finding_id))

    def page(self, finding_id: str) -> Finding:
        """The finding, or the view, with this id; where a view's finding cannot be computed, that one, with the reason.

        Raises:
            NotFound: no finding or view has that id.
        """
        (finding,) = self.compute([finding_id])
        return next((page for page in finding.pages if page.id == finding_id), finding)

    def map(self, measure: str = ONLINE_27) -> Shown:
        """One measure on the map of tiles, which shows itself in a notebook.

        ``measure`` is ``online_27`` (how many of the 27 are online), a procedure_id (its newest online application
        rate) or an indicator_id (its newest edition).
        """
        on_map = partial(mapped, wanted=measure)
        return self._shown(computed("map", on_map, self.tables, self.subject))

    def _shown(self, finding: Finding) -> Shown:
        from survey.outputs.document.document import document
        from survey.outputs.notebook import Shown

        found = document([finding], self.subject, self.tables)
        return Shown(found.pages[0], found.words)

    def document(self, only: Iterable[str] | None = None) -> Document:
        """What outputs are made from: all findings with their cells, or those of these ids as an extract.

        A finding brings its views along; a view's id stands for the view alone.

        Raises:
            NotFound: no finding or view has that id.
        """
        from survey.outputs.document.document import document

        if only is None:
            return document(self.compute(), self.subject, self.tables)
        wanted = set(only)
        found = [
            page
            for finding in self.compute(wanted)
            for page in ([finding] if finding.id in wanted else [view for view in finding.views if view.id in wanted])
        ]
        return document(found, self.subject, self.tables, is_extract=True)

    @property
    def findings(self) -> pd.DataFrame:
        """Every finding's id, question and sentence."""
        rows = [(finding.id, finding.question_ja, finding.headline_ja) for finding in self.compute()]
        return pd.DataFrame(rows, columns=["finding", "question_ja", "headline_ja"])

    @property
    def outputs(self) -> Path:
        """The folder of this municipality's slides, workbook, report and notebooks."""
        return self.project.outputs(self.subject.code, self.subject.name_ja)


def _asked(municipality: str | None) -> str | None:
    """What was asked for; a number or an empty text is not taken for the municipality of study.toml."""
    if municipality is None or (isinstance(municipality, str) and municipality.strip()):
        return municipality
    raise NotFound(
        "a municipality is named by text",
        expected='its name or six-digit code, in quotes: survey.Study("豊島区"), survey.Study("131164")',
        got=repr(municipality),
        next_step="put the name in quotes; survey.Study() takes the municipality of study.toml",
    )


@dataclass(frozen=True)
class Made:
    """What a run of the study left behind."""

    study: Study
    findings: list[Finding]
    files: list[Path]


def tidy(project: Project, step: Step = lambda _: None, *, dry_run: bool = False) -> list[str]:
    """Build, check and write the tidy tables; the names of the files that changed (or would, with ``dry_run``).

    Nothing is written unless every promise holds.
    """
    from survey.tidy import build, check, package

    tables = build.tidy_tables(project, step)
    check.check_tables(tables)
    files = package.contents(tables)
    return package.changed(project, files) if dry_run else package.write(project, files)


def run(project: Project, municipality: str | None = None, step: Step = lambda _: None) -> Made:
    """The main job: tidy, check, findings, the formats of the study, notebooks. Offline."""
    from survey.outputs.formats import FORMATS, Options

    step("tidy")
    tidy(project, lambda edition: step(f"tidy {edition}"))
    study = Study(municipality, project)
    step("findings")
    whole = study.document()
    files = []
    for each in FORMATS.values():
        if each.in_study:
            step(each.command)
            files += each.write(whole, study.outputs / each.subfolder, Options())
    files += notebooks(study, step=step)
    return Made(study, study.compute(), files)


def write(
    study: Study,
    format_id: str,
    only: Iterable[str] | None = None,
    folder: Path | None = None,
    options: Options | None = None,
) -> list[Path]:
    """Write one of ``outputs.formats.FORMATS``, of all findings or of those in ``only``; the files' paths.

    ``folder`` is by default the format's own in the outputs.
    """
    from survey.outputs.formats import FORMATS, Options

    wanted = FORMATS[format_id]
    return wanted.write(study.document(only), folder or study.outputs / wanted.subfolder, options or Options())


def hearing_kit(
    study: Study, asked: str, folder: Path | None = None, letter_template: Path | None = None
) -> list[Path]:
    """Write the workbook and the letter for a hearing with ``asked`` (default: hearing/ in the outputs); their paths.

    ``letter_template`` is an office's changed copy of the letter's .docx.

    Raises:
        NotFound: there is no such municipality, or it is one's own.
        RawConflict: another file of that name is there, which may hold answers.
        BadFile: the template cannot be used.
    """
    from survey.findings.next_steps.asking import asking
    from survey.outputs.hearing_kit.write import write as write_kit

    known = asking(study.tables, study.subject, asked)
    return write_kit(known, folder or study.outputs / "hearing", letter_template)


def notebooks(study: Study, *, in_place: bool = False, step: Step = lambda _: None) -> list[Path]:
    """Run every notebook for the study's municipality, from the top; the executed copies' paths.

    They go to the outputs, or back to notebooks/ with ``in_place``.
    """
    import nbformat
    from nbclient import NotebookClient

    target = study.project.notebooks if in_place else study.outputs / "notebooks"
    written = []
    for path in sorted(study.project.notebooks.glob("*.ipynb")):
        step(f"notebook {path.stem}")
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            record_timing=False,
            # The kernel talks over loopback; its notice that this is unencrypted would follow every notebook.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": str(study.project.notebooks)}},
        )
        client.execute(env={**os.environ, FOR_VARIABLE: study.subject.code})
        notebook.metadata = {
            "kernelspec": notebook.metadata["kernelspec"],
            "language_info": {"name": "python"},
        }
        write_atomic(target / path.name, f"{nbformat.writes(notebook).rstrip()}\n".encode())
        written.append(target / path.name)
    return written


def json_text(study: Study, findings: Iterable[Finding]) -> str:
    """Findings as one JSON object keyed by id."""
    from survey.outputs import findings_json
    from survey.outputs.document.document import document

    return findings_json.json_text(document(findings, study.subject, study.tables))
