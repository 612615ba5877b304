"""Renders everything the study made for one municipality to PNG, so that whoever changes something sees it.

Slides and workbook go through LibreOffice, notebooks and the report through Chromium, as their readers would see them.
The pictures lie in outputs/look/<municipality>/<kind>/, with one contact sheet a kind beside these folders.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PIL import Image

from survey.errors import SurveyError
from survey.study import Study

# What each kind needs: a program (or several names of one), and the package that apt installs it from. Calibri's twin
# gives columns the width they have in Excel.
PACKAGES = {
    "soffice": "libreoffice-calc libreoffice-impress",
    "pdftoppm": "poppler-utils",
    "chromium": "chromium",
    "Noto Sans CJK JP": "fonts-noto-cjk",
    "Carlito": "fonts-crosextra-carlito",
}
_FONTS = ("Noto Sans CJK JP", "Carlito")
_OFFICE, _BROWSER = ("soffice", "pdftoppm", *_FONTS), ("chromium", "pdftoppm", "Noto Sans CJK JP")
KINDS = {"slides": _OFFICE, "sheets": _OFFICE, "notebooks": _BROWSER, "report": _BROWSER}
_NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_DPI = 96
_COLUMNS, _THUMBNAIL_PX = 5, 420
_QUIET = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update")


def missing(has: Callable[[str], bool]) -> dict[str, list[str]]:
    """The kinds that cannot be rendered, each with the apt packages it lacks; ``has`` tells what is on the machine."""
    lacking = {kind: [PACKAGES[name] for name in needs if not has(name)] for kind, needs in KINDS.items()}
    return {kind: packages for kind, packages in lacking.items() if packages}


def sentence(lacking: Mapping[str, Iterable[str]]) -> str:
    """What is not rendered, and what to install, in one sentence; "" if nothing is lacking."""
    if not lacking:
        return ""
    packages = dict.fromkeys(package for names in lacking.values() for package in names)
    return f"not rendered: {', '.join(lacking)}; next: apt-get install {' '.join(packages)}"


def on_this_machine(name: str) -> bool:
    """Whether a program can be started, or a font is there."""
    if name == "chromium":
        return _chromium() is not None
    if name in _FONTS:
        listed = shutil.which("fc-list") and subprocess.run(
            ["fc-list", name], capture_output=True, text=True, check=True
        )
        return bool(listed and listed.stdout.strip())
    return shutil.which(name) is not None


def look(study: Study, kinds: Iterable[str]) -> list[Path]:
    """Render the kinds that the study's outputs hold; the contact sheets' paths."""
    target = study.project.all_outputs / "look" / study.outputs.name
    sheets = []
    for kind in kinds:
        shutil.rmtree(target / kind, ignore_errors=True)
        with tempfile.TemporaryDirectory() as scratch:
            for pdf in _PDFS[kind](study, Path(scratch)):
                (target / kind).mkdir(parents=True, exist_ok=True)
                _run("pdftoppm", "-r", str(_DPI), "-png", str(pdf), str(target / kind / pdf.stem))
        pages = sorted((target / kind).glob("*.png"))
        if pages:
            sheets.append(contact_sheet(pages, target / f"{kind}.png"))
    return sheets


def contact_sheet(pages: list[Path], path: Path) -> Path:
    """All pages in small on one picture, in order."""
    small = []
    for page in pages:
        with Image.open(page) as picture:
            small.append(picture.convert("RGB"))
        small[-1].thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
    width, height = (max(sizes) for sizes in zip(*(picture.size for picture in small), strict=True))
    rows = -(-len(small) // _COLUMNS)
    sheet = Image.new("RGB", (min(len(small), _COLUMNS) * (width + 8), rows * (height + 8)), "grey")
    for number, picture in enumerate(small):
        sheet.paste(picture, (number % _COLUMNS * (width + 8), number // _COLUMNS * (height + 8)))
    sheet.save(path)
    return path


def _office(files: Iterable[Path], scratch: Path) -> list[Path]:
    """Office files as PDF, by a LibreOffice with a profile of its own, so that one that is open is left alone."""
    made = []
    for path in files:
        profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(scratch), str(path))
        made.append(scratch / f"{path.stem}.pdf")
        if not made[-1].is_file():
            raise SurveyError("LibreOffice made no PDF", where=str(path), next_step="open the file and see why")
    return made


def _notebooks(study: Study, scratch: Path) -> list[Path]:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="lab", embed_images=True)
    pages = []
    for path in sorted((study.outputs / "notebooks").glob("*.ipynb")):
        page = scratch / f"{path.stem}.html"
        page.write_text(exporter.from_filename(str(path))[0], encoding="utf-8")
        pages.append(page)
    return _printed(pages, scratch)


def _report(study: Study, scratch: Path) -> list[Path]:
    return _printed(sorted(study.outputs.glob("*.html")), scratch)


def _printed(pages: list[Path], scratch: Path) -> list[Path]:
    """Web pages as PDF on A4, and nothing but the page itself loaded: what is not in the file is not there."""
    from playwright.sync_api import sync_playwright

    made: list[Path] = []
    if not pages:
        return made
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_QUIET))
        context = browser.new_context(offline=True)
        context.route(lambda address: not address.startswith(("file:", "data:", "blob:")), lambda route: route.abort())
        for path in pages:
            page = context.new_page()
            page.goto(path.as_uri())
            made.append(scratch / f"{path.stem}.pdf")
            page.pdf(path=made[-1], format="A4", landscape=True, print_background=True)
            page.close()
        browser.close()
    return made


def _chromium() -> str | None:
    return next((found for name in _NAMES_OF_CHROMIUM if (found := shutil.which(name))), None)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SurveyError(f"{command[0]} failed", where=command[-1], got=done.stderr.strip()[-300:])


_PDFS: dict[str, Callable[[Study, Path], list[Path]]] = {
    "slides": lambda study, scratch: _office(sorted(study.outputs.glob("*.pptx")), scratch),
    "sheets": lambda study, scratch: _office(sorted(study.outputs.glob("*.xlsx")), scratch),
    "notebooks": _notebooks,
    "report": _report,
}


def main() -> int:
    """Render what can be rendered; status 1 and a sentence if something could not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--for", dest="municipality", help="by name or six-digit code; default: study.toml")
    parser.add_argument("--only", choices=KINDS, action="append", help="a kind; default: all")
    given = parser.parse_args()
    study = Study(given.municipality)
    wanted = given.only or list(KINDS)
    lacking = {kind: packages for kind, packages in missing(on_this_machine).items() if kind in wanted}
    try:
        for sheet in look(study, [kind for kind in wanted if kind not in lacking]):
            sys.stdout.write(f"{sheet.relative_to(study.project.root)}\n")
    except SurveyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if lacking:
        sys.stderr.write(f"{sentence(lacking)}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
