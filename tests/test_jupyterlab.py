"""What an analyst meets in JupyterLab: ``make lab`` is started for real and its page is used in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest

from survey.errors import SurveyError
from survey.outputs.drawing import pictures as figures
from survey.paths import Project
from survey.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = "20_gap"
SHOWN = ("behind", "ahead", "beyond_27")
# Long enough for a busy machine; nothing is judged by how long it takes.
PATIENCE_S = 120
RUN_ALL = '.lm-Menu-item[data-command="runmenu:run-all"]'
CELLS = ".jp-NotebookPanel .jp-CodeCell"
IDLE = "text=| アイドル"
ALL_NUMBERED = f"[...document.querySelectorAll('{CELLS} .jp-InputPrompt')].every(at => /[0-9]/.test(at.textContent))"
ERRORS = '[data-mime-type="application/vnd.jupyter.stderr"]'


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: the copy it shows, its address, and what opens it."""

    notebooks: Path
    url: str
    token: str

    def page(self, path: str = "") -> str:
        """The address of a file's page, else of the start."""
        return f"{self.url}{f'lab/tree/{path}' if path else ''}?token={self.token}"


@pytest.fixture(scope="module")
def lab(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """``make lab`` in a scratch copy whose notebooks have no outputs: what is seen there was made there."""
    root = tmp_path_factory.mktemp("調査 の写し")
    shutil.copy(project.root / "Makefile", root)
    shutil.copytree(project.root / "lab", root / "lab")
    shutil.copytree(project.notebooks, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "data").symlink_to(project.root / "data")
    (root / "study.toml").write_text('[study]\nmunicipality = "豊島区"\n', encoding="utf-8")
    for path in (root / "notebooks").glob("*.ipynb"):
        _without_outputs(path)
    runtime = root / "runtime"
    flags = "--allow-root --no-browser --ServerApp.ip=127.0.0.1 --ServerApp.port=0"
    command = ["make", "--old-file=.venv/.stamp", "lab", f"BIN={Path(sys.executable).parent}", f"LAB_FLAGS={flags}"]
    with (root / "log").open("w") as log:
        make = subprocess.Popen(
            command, cwd=root, env=_environment(root, runtime), stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield _started(make, root)
        finally:
            _end(make, runtime)
    assert not list(runtime.glob("kernel-*.json")), "a kernel outlived its server"


def _without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def _environment(root: Path, runtime: Path) -> dict[str, str]:
    """Ours without what says which study or whose settings, and folders of its own for all that Jupyter keeps."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SURVEY_", "JUPYTER"))}
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "kept", "JUPYTERLAB_SETTINGS_DIR": "settings"}
    own |= {"JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython"}
    return {**ours, **{name: str(root / folder) for name, folder in own.items()}, "JUPYTER_RUNTIME_DIR": str(runtime)}


def _started(make: subprocess.Popen[bytes], root: Path) -> Lab:
    runtime = root / "runtime"
    _wait_for(lambda: make.poll() is not None or bool(list(runtime.glob("jpserver-*.json"))))
    assert make.poll() is None, (root / "log").read_text(encoding="utf-8")
    (path,) = runtime.glob("jpserver-*.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    return Lab(root / "notebooks", f"http://127.0.0.1:{told['port']}/", told["token"])


def _end(make: subprocess.Popen[bytes], runtime: Path) -> None:
    """End the server, which ends its kernels first; make ends with it. Without a server end make and what it began."""
    told = list(runtime.glob("jpserver-*.json"))
    if told:
        os.kill(json.loads(told[0].read_text(encoding="utf-8"))["pid"], signal.SIGTERM)
    elif make.poll() is None:
        os.killpg(make.pid, signal.SIGTERM)
    make.wait(PATIENCE_S)


def _wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def page(chromium: Browser, lab: Lab) -> Iterator[Page]:
    """A window of its own, tall enough for a whole notebook; no fault on the page, nothing asked outside."""
    context = chromium.new_context(viewport={"width": 1400, "height": 6000})
    context.set_default_timeout(PATIENCE_S * 1000)
    page = context.new_page()
    faults, asked = [], []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    assert page.locator(".Toastify__toast").count() == 0
    context.close()
    assert faults == []
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("blob:", "data:"))}
    assert hosts == {"127.0.0.1"}


def _open(page: Page, lab: Lab, municipality: str = "") -> None:
    """Open a copy of the notebook of the test's own, its first cell aimed at a municipality as the notebook says."""
    copy = lab.notebooks / f"{municipality}{NOTEBOOK}.ipynb"
    if municipality:
        shutil.copy(lab.notebooks / f"{NOTEBOOK}.ipynb", copy)
    page.goto(f"{lab.page(copy.name)}&reset")
    page.wait_for_selector(IDLE)
    page.wait_for_selector(f"{CELLS} >> nth={len(SHOWN) - 1}")
    if municipality:
        first = next(cell.source for cell in nbformat.read(copy, as_version=4).cells if cell.cell_type == "code")
        assert first.count("survey.Study()") == 1
        page.locator(f"{CELLS} .cm-content").first.click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(first.replace("survey.Study()", f'survey.Study("{municipality}")'))


def _run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="実行", exact=True).click()
    page.locator(RUN_ALL).click()


def _wait_until_run(page: Page) -> None:
    page.wait_for_function(ALL_NUMBERED)
    page.wait_for_selector(IDLE)


def _sentences(page: Page) -> list[str]:
    return page.locator(f"{CELLS} .jp-OutputArea-output h3").all_inner_texts()


def test_a_notebook_runs_from_the_menu_and_shows_sentence_figure_and_table(
    page: Page, lab: Lab, toshima: Study
) -> None:
    _open(page, lab)
    assert _sentences(page) == []
    _run_all(page)
    _wait_until_run(page)
    found = toshima.compute(SHOWN)
    assert sorted(_sentences(page)) == sorted(finding.headline_ja for finding in found)
    assert page.locator(ERRORS).count() == 0
    pictures = page.locator(f"{CELLS} .jp-OutputArea-output img").all()
    assert len(pictures) == len(SHOWN)
    assert all(picture.evaluate("image => image.naturalWidth") > 0 for picture in pictures)
    outputs = page.locator(f"{CELLS} .jp-OutputArea-output").all_inner_texts()
    assert {f"図：{figures.alt_text(finding.charts)}" for finding in found} <= {text.strip() for text in outputs}
    tables = page.locator(f"{CELLS} .jp-OutputArea-output:has(table)").all()
    assert len(tables) == len(SHOWN)
    # A table wider than the page is reached by scrolling.
    assert {table.evaluate("output => getComputedStyle(output).overflowX") for table in tables} == {"auto"}


def test_one_changed_line_re_aims_every_cell(page: Page, lab: Lab, study_of: Callable[[str], Study]) -> None:
    _open(page, lab, "渋谷区")
    _run_all(page)
    _wait_until_run(page)
    found = study_of("渋谷区").compute(SHOWN)
    assert sorted(_sentences(page)) == sorted(finding.headline_ja for finding in found)
    assert "渋谷区" in "".join(_sentences(page))
    assert "豊島区" not in "".join(_sentences(page))


def test_a_misspelt_name_is_answered_by_sentences_not_by_a_traceback(page: Page, lab: Lab, project: Project) -> None:
    with pytest.raises(SurveyError) as raised:
        Study("豊嶋区", project)
    _open(page, lab, "豊嶋区")
    _run_all(page)
    page.wait_for_selector(ERRORS)
    (shown,) = page.locator(ERRORS).all_inner_texts()
    assert shown.strip() == str(raised.value)
    assert "did you mean 豊島区?" in shown
    assert _sentences(page) == []


def test_it_starts_with_an_overview_in_japanese_that_leads_to_the_notebooks(page: Page, lab: Lab) -> None:
    page.goto(lab.page())
    page.locator(f'.jp-MarkdownViewer a[href*="{NOTEBOOK}"]').click()
    page.wait_for_selector(IDLE)
    assert page.locator(".jp-NotebookPanel h1").first.inner_text().startswith(NOTEBOOK[:2])
