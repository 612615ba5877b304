"""The way out, on one screen: data/raw -> tidy -> check -> findings -> notebooks, slides, workbook, report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.analysis.any_measure import ONLINE_27
from survey.analysis.groups import Subject, find_subject
from survey.errors import NotFound
from survey.findings import registry as register
from survey.findings.as_json import as_json
from survey.findings.coverage.tile_map import mapped
from survey.findings.finding import Finding, computed
from survey.findings.trace import cited_sources
from survey.paths import Project, find_project
from survey.raw.atomic import write_whole
from survey.settings import read_settings
from survey.tidy.tables import Tables

if TYPE_CHECKING:
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
        """The findings with these ids (default: all that appear for the municipality), in order, each computed once.

        One that the published figures do not allow is there all the same, with the reason as its headline.

        Raises:
            NotFound: no finding has that id.
        """
        wanted = register.appearing(self.tables, self.subject) if ids is None else register.named(ids)
        for name in wanted:
            if name not in self._found:
                self._found[name] = computed(name, register.FINDINGS[name], self.tables, self.subject)
        return [self._found[name] for name in wanted]

    def finding(self, finding_id: str) -> Shown:
        """One finding, which shows itself in a notebook."""
        return self._shown(self.compute([finding_id])[0])

    def map(self, measure: str = ONLINE_27) -> Shown:
        """One measure on the map of tiles, which shows itself in a notebook.

        ``measure`` is ``online_27`` (how many of the 27 are online), a procedure_id (its newest online application
        rate) or an indicator_id (its newest edition).
        """
        on_map = partial(mapped, wanted=measure)
        return self._shown(computed("map", on_map, self.tables, self.subject))

    def _shown(self, finding: Finding) -> Shown:
        from survey.outputs.notebook import Shown

        return Shown(finding, cited_sources(finding, self.tables.sources))

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
    """The main job: tidy, check, findings, slides, workbook, report, notebooks. Offline."""
    step("tidy")
    tidy(project, lambda edition: step(f"tidy {edition}"))
    study = Study(municipality, project)
    step("findings")
    findings = study.compute()
    step("slides")
    files = [slides(study, findings)]
    step("workbook")
    files.append(workbook(study, findings))
    step("report")
    files.append(report(study, findings))
    files += notebooks(study, step=step)
    return Made(study, findings, files)


def pages(findings: Iterable[Finding]) -> list[Finding]:
    """Findings and their views, in the order in which they are shown."""
    return [page for finding in findings for page in finding.pages]


def slides(
    study: Study,
    findings: list[Finding] | None = None,
    *,
    only: Iterable[str] | None = None,
    template: Path | None = None,
    step: Step = lambda _: None,
) -> Path:
    """Write the deck, or an extract of it (``only``), in the house style or an office's template; its path.

    An extract and a template's deck have names of their own. ``step`` is told what of a template is missing.
    """
    from survey.outputs.slides import build as show

    part = "_抜粋" if only else ""
    look = f"（{template.stem}）" if template else ""
    path = study.outputs / f"{study.subject.name_ja}_オンライン化{part}{look}.pptx"
    found = findings or study.compute(only)
    show.write(path, pages(found), study.subject, study.tables.sources, template, step)
    return path


def workbook(study: Study, findings: list[Finding] | None = None) -> Path:
    """Write the workbook; its path."""
    from survey.outputs.workbook import build as show

    path = study.outputs / f"{study.subject.name_ja}_オンライン化.xlsx"
    show.write(path, pages(findings or study.compute()), study.subject, study.tables.sources)
    return path


def report(study: Study, findings: list[Finding] | None = None) -> Path:
    """Write the report, one html file that loads nothing from elsewhere; its path."""
    from survey.outputs.report import build as show

    path = study.outputs / f"{study.subject.name_ja}_オンライン化.html"
    write_whole(path, show.build(pages(findings or study.compute()), study.subject, study.tables))
    return path


def figures(
    study: Study, only: Iterable[str] | None = None, folder: Path | None = None, *, with_svg: bool = True
) -> list[Path]:
    """Write each figure as PNG and SVG to ``folder`` (default: figures/ in the outputs); their paths."""
    from survey.outputs.drawing import pictures as show
    from survey.outputs.drawing import scale as drawing

    target = folder or study.outputs / "figures"
    written = []
    for finding in pages(study.compute(only)):
        if drawing.pictures(finding.charts):
            made = {f"{finding.id}.png": show.png(finding.charts)}
            if with_svg:
                made[f"{finding.id}.svg"] = show.svg(finding.charts, finding.headline_ja)
            for name, content in made.items():
                write_whole(target / name, content)
                written.append(target / name)
    return written


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
        write_whole(target / path.name, f"{nbformat.writes(notebook).rstrip()}\n".encode())
        written.append(target / path.name)
    return written


def findings_json(study: Study, findings: list[Finding] | None = None) -> Path:
    """Write the findings as one JSON object keyed by finding; its path."""
    path = study.outputs / "findings.json"
    write_whole(path, f"{json_text(study, findings or study.compute())}\n".encode())
    return path


def json_text(study: Study, findings: Iterable[Finding]) -> str:
    """Findings as one JSON object keyed by id."""
    found = as_json(findings, study.subject, study.tables.sources)
    return json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False)
