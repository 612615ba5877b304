"""Every format that a document is written in: one line each, which study, packs, commands and README read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.raw.atomic import write_atomic

if TYPE_CHECKING:
    from survey.outputs.document.document import Document


@dataclass(frozen=True)
class Options:
    """What may be asked of a format; each looks at what concerns it.

    ``template``: an office's own .pptx; ``with_svg``: figures as SVG beside PNG; ``step`` takes remarks, a sentence
    each.
    """

    template: Path | None = None
    with_svg: bool = True
    step: Callable[[str], None] = lambda _: None


def _findings(document: Document, folder: Path, _: Options) -> list[Path]:
    from survey.outputs.findings_json import json_text

    path = folder / "findings.json"
    write_atomic(path, f"{json_text(document)}\n".encode())
    return [path]


def _deck(document: Document, folder: Path, options: Options) -> list[Path]:
    """An extract and a template's deck have names of their own."""
    from survey.outputs.slides.build import write

    extract = "_抜粋" if document.is_extract else ""
    look = f"（{options.template.stem}）" if options.template else ""
    path = folder / f"{_name(document)}{extract}{look}.pptx"
    write(path, document, options.template, options.step)
    return [path]


def _workbook(document: Document, folder: Path, _: Options) -> list[Path]:
    from survey.outputs.workbook.build import build

    path = folder / f"{_name(document)}.xlsx"
    write_atomic(path, build(document))
    return [path]


def _report(document: Document, folder: Path, _: Options) -> list[Path]:
    from survey.outputs.report.build import build

    path = folder / f"{_name(document)}.html"
    write_atomic(path, build(document))
    return [path]


def _figures(document: Document, folder: Path, options: Options) -> list[Path]:
    from survey.outputs.drawing.pictures import png, svg
    from survey.outputs.drawing.scale import pictures

    written = []
    for finding in document.findings:
        if pictures(finding.charts):
            made = {f"{finding.id}.png": png(finding.charts)}
            if options.with_svg:
                made[f"{finding.id}.svg"] = svg(finding.charts, finding.headline_ja)
            for name, content in made.items():
                write_atomic(folder / name, content)
                written.append(folder / name)
    return written


def _name(document: Document) -> str:
    return f"{document.subject.name_ja}_オンライン化"


@dataclass(frozen=True)
class Format:
    """One way to hand a document over.

    ``write`` writes it into a folder and returns the files' paths. ``command`` is the command line's name for it, ""
    where it has none; ``in_study`` and ``in_pack`` whether the main job and a pack hold it; ``subfolder`` where its
    files lie in the outputs.
    """

    id: str
    about: str
    write: Callable[[Document, Path, Options], list[Path]]
    command: str = ""
    in_study: bool = False
    in_pack: bool = True
    subfolder: str = ""


FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format("findings", "the findings with their values and sources, as JSON for programs", _findings),
        Format("deck", "slides; every chart and table native, sources in the notes", _deck, "slides", in_study=True),
        Format("workbook", "a sheet a finding, an index, methods and sources", _workbook, "workbook", in_study=True),
        Format("report", "one html file for any browser, offline", _report, "report", in_study=True),
        Format("figures", "every figure as PNG and SVG", _figures, "figures", in_pack=False, subfolder="figures"),
    )
}
