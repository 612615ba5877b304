"""The way in end to end: landing page -> file -> raw -> tidy -> findings, against a publisher in a box."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openpyxl.utils import get_column_letter

import box
from box import Box, Page
from survey import study
from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.errors import FetchFailed, NotFound, RawConflict, SurveyError
from survey.fetch import validators
from survey.fetch.client import Client, FetchPolicy
from survey.paths import Project
from survey.raw import store
from survey.study import Study

# What is fetched is few workbooks again and again; how one is read is tested in tests/sources.
pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("grids_read_once"), pytest.mark.slow]

QUICK = FetchPolicy("survey-test (test@example.invalid)", delay_s=0.0, tries=3, backoff_s=0.01, longest_wait_s=2.0)
MARKS, FINANCE, PEOPLE, DASHBOARD = "da_procedures_online", "mic_finance", "mic_population", "da_dx_dashboard"
COMMAND = Path(sys.executable).with_name("survey")


def _route(url: str) -> str:
    parts = urlsplit(url)
    return f"/{parts.netloc}{parts.path}"


def _landing(source_id: str) -> str:
    return _route(source_spec(source_id).landing_url)


def _page(*links: tuple[str, str]) -> Page:
    body = "".join(f'<p><a href="{href}">{text}</a></p>' for href, text in links)
    return Page(f"<html><head><title>試験の一覧</title></head><body>{body}</body></html>".encode())


@pytest.fixture
def server() -> Iterator[Box]:
    with box.opened() as opened:
        yield opened


@pytest.fixture
def own(scratch: Project, project: Project) -> Project:
    """A scratch project that holds the committed raw tables."""
    shutil.copytree(project.raw, scratch.raw)
    return scratch


@pytest.fixture(scope="module")
def marks_file(project: Project) -> bytes:
    """A made-up next edition: one year later, and 豊島区 has one more procedure online. It never reaches data/."""
    raw = store.read(project, MARKS, "2025-03-31").table
    row = raw.loc[raw["D"] == "豊島区", "row"].item()
    blank = next(letter for letter in map(get_column_letter, range(21, 48)) if _cell(raw, letter, row) == "")
    return box.workbook(project, MARKS, "2025-03-31", BE5="（令和７年度末時点）", **{f"{blank}{row}": "○"})


def _cell(raw: object, letter: str, row: str) -> str:
    return raw.loc[raw["row"] == row, letter].item()


@pytest.fixture(scope="module")
def finance_file(project: Project) -> bytes:
    return box.workbook(project, FINANCE, "FY2023", A1="全市町村の主要財政指標（令和６年度）")


def _serve_marks(server: Box, content: bytes | Page | box.Behaviour) -> str:
    """Put the landing page and the file up; the file's route."""
    href = "/assets/20270120_policies_administrative_procedures_online_01.xlsx"
    server.routes[_landing(MARKS)] = _page(("/policies/", "政策"), (href, "オンライン化状況一覧"))
    server.routes[f"/www.digital.go.jp{href}"] = (
        Page(content, "application/octet-stream") if isinstance(content, bytes) else content
    )
    return f"/www.digital.go.jp{href}"


def _fetch(project: Project, server: Box, source_id: str, **options: bool) -> collect.Collected:
    return collect.fetch(project, source_id, Client(QUICK, mirror=server.url), **options)


def _tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_edition_changes_the_findings_from_the_landing_page_on(
    own: Project, server: Box, marks_file: bytes
) -> None:
    study.tidy(own)
    before = Study("131164", own).compute(["standing"])[0].values
    _serve_marks(server, marks_file)
    collected = _fetch(own, server, MARKS)
    assert (collected.edition, collected.state) == ("2026-03-31", "new")
    assert f"availability/{MARKS}/{collected.edition}.csv" in study.tidy(own)
    after = Study("131164", own).compute(["standing"])[0]
    assert after.values["online"] == before["online"] + 1
    assert after.values["unmarked"] == before["unmarked"] - 1
    assert after.as_of == ("2026-03-31",)


def test_a_fetched_edition_says_where_and_when_it_was_got(own: Project, server: Box, marks_file: bytes) -> None:
    _serve_marks(server, marks_file)
    _fetch(own, server, MARKS)
    origin = store.read(own, MARKS, "2026-03-31").origin
    assert origin["how"] == "fetched"
    assert origin["obtained_from"] == "the publisher"
    assert origin["retrieved_at"] == box.DATE_ISO
    assert origin["download_url"].startswith("https://www.digital.go.jp/assets/")
    kept = own.originals / MARKS / "2026-03-31" / origin["files"][0]["name"]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == origin["files"][0]["sha256"]


def test_two_steps_lead_to_the_latest_years_finance_table(own: Project, server: Box, finance_file: bytes) -> None:
    server.routes[_landing(FINANCE)] = _page(
        ("/iken/zaisei/R04_chiho.html", "令和4年度"), ("/iken/zaisei/R06_chiho.html", "令和6年度")
    )
    server.routes["/www.soumu.go.jp/iken/zaisei/R06_chiho.html"] = _page(
        ("/main_content/1.xlsx", "全都道府県の主要財政指標"), ("/main_content/2.xlsx", "全市町村の主要財政指標")
    )
    server.routes["/www.soumu.go.jp/main_content/2.xlsx"] = Page(finance_file)
    assert _fetch(own, server, FINANCE).edition == "FY2024"


def test_the_dashboards_zip_of_a_stored_release_is_known_to_be_the_same_figures(own: Project, server: Box) -> None:
    import csv
    import io
    import zipfile

    raw = store.read(own, DASHBOARD, "2024-07-12")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file, part_id in zip(raw.origin["files"], source_spec(DASHBOARD).parts, strict=True):
            text = io.StringIO()
            part = raw.table[raw.table["part"] == part_id].iloc[:, 2:]
            csv.writer(text).writerows(part.itertuples(index=False, name=None))
            archive.writestr(file["name"], "\ufeff" + text.getvalue())
    href = "/assets/20240712_resources_govdashboard_local_governmentdx_table_01.zip"
    server.routes[_landing(DASHBOARD)] = _page((href, "データ"))
    server.routes[f"/www.digital.go.jp{href}"] = Page(buffer.getvalue())
    before = _tree(own.raw)
    assert _fetch(own, server, DASHBOARD).state == "same"
    assert _tree(own.raw) == before


def test_what_the_server_says_is_unchanged_is_not_read_again(own: Project, server: Box, marks_file: bytes) -> None:
    path = _serve_marks(server, box.validated(Page(marks_file), '"v1"'))
    assert _fetch(own, server, MARKS).state == "new"
    before = _tree(own.root)
    assert _fetch(own, server, MARKS).state == "unchanged"
    assert _tree(own.root) == before
    assert len(server.times(path)) == 2


def test_a_stored_edition_that_was_lost_is_fetched_whole_again(own: Project, server: Box, marks_file: bytes) -> None:
    _serve_marks(server, box.validated(Page(marks_file), '"v1"'))
    _fetch(own, server, MARKS)
    shutil.rmtree(own.raw / MARKS / "2026-03-31")
    assert _fetch(own, server, MARKS).state == "new"


def test_a_revised_edition_is_replaced_only_when_asked(
    own: Project, project: Project, server: Box, marks_file: bytes
) -> None:
    path = _serve_marks(server, marks_file)
    _fetch(own, server, MARKS)
    server.routes[path] = Page(box.workbook(project, MARKS, "2025-03-31", BE5="（令和７年度末時点）"))
    before = _tree(own.raw)
    with pytest.raises(RawConflict, match="--replace"):
        _fetch(own, server, MARKS)
    assert _tree(own.raw) == before
    assert _fetch(own, server, MARKS, replace=True).state == "new"


@pytest.mark.parametrize(
    "first",
    [box.too_many("0"), box.unavailable(), "reset", "cut"],
    ids=["429", "503", "reset in mid-file", "cut short"],
)
def test_a_passing_trouble_ends_in_success(own: Project, server: Box, marks_file: bytes, first: Page | str) -> None:
    good = Page(marks_file)
    bad = (
        {"reset": box.reset_in_the_middle(good), "cut": box.cut_short(good)}.get(first, first)
        if isinstance(first, str)
        else first
    )
    path = _serve_marks(server, good)
    server.routes[path] = [bad, good]
    assert _fetch(own, server, MARKS).state == "new"


ERROR_PAGE = Page(
    "<html><head><title>ご利用のページが見つかりません</title></head></html>".encode("cp932"),
    "application/vnd.ms-excel",
)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (box.too_many("0"), "429"),
        (box.unavailable(), "503"),
        (Page(b"", status=404), "404"),
        (ERROR_PAGE, "ご利用のページが見つかりません"),
        (box.moved("https://elsewhere.example.invalid/x.xlsx"), "outside the source's own sites"),
        (box.gzip_bomb(60), "larger than allowed"),
        (Page(b"PK\x03\x04 no workbook at all"), "damaged"),
        (Page(b""), "empty file"),
    ],
    ids=["429 for good", "503 for good", "404", "error page", "other host", "gzip bomb", "damaged", "empty"],
)
def test_a_lasting_trouble_names_the_address_and_the_next_step_and_leaves_raw_alone(
    own: Project, server: Box, answer: Page, message: str
) -> None:
    _serve_marks(server, answer)
    before = _tree(own.raw)
    with pytest.raises(SurveyError) as caught:
        collect.fetch(
            own,
            MARKS,
            Client(FetchPolicy(QUICK.user_agent, 0.0, tries=2, backoff_s=0.01, max_bytes=5_000_000), server.url),
        )
    told = str(caught.value)
    assert message in told
    assert "https://" in told
    assert "next:" in told
    assert _tree(own.raw) == before


def test_a_changed_landing_page_is_named_with_what_it_is(own: Project, server: Box) -> None:
    server.routes[_landing(MARKS)] = _page(("/news/", "お知らせ"))
    with pytest.raises(SurveyError, match="試験の一覧") as caught:
        _fetch(own, server, MARKS)
    assert caught.value.where == source_spec(MARKS).landing_url


def test_a_changed_layout_keeps_the_file_for_a_second_look(own: Project, project: Project, server: Box) -> None:
    _serve_marks(server, box.workbook(project, MARKS, "2025-03-31", BE5="（令和７年度末時点）", G11="試験手続"))
    before = _tree(own.raw)
    with pytest.raises(SurveyError) as caught:
        _fetch(own, server, MARKS)
    assert "cell G11" in caught.value.where
    assert "https://www.digital.go.jp/" in caught.value.where
    (kept,) = (own.originals / MARKS / collect.REFUSED).glob("*.xlsx")
    assert str(kept.relative_to(own.root)) in caught.value.where
    assert _tree(own.raw) == before


def test_a_refused_file_does_not_touch_the_original_of_the_stored_edition(
    own: Project, project: Project, server: Box, marks_file: bytes
) -> None:
    path = _serve_marks(server, marks_file)
    _fetch(own, server, MARKS)
    before = _tree(own.originals / MARKS / "2026-03-31")
    server.routes[path] = Page(box.workbook(project, MARKS, "2025-03-31", BE5="（令和７年度末時点）"))
    with pytest.raises(RawConflict):
        _fetch(own, server, MARKS)
    assert _tree(own.originals / MARKS / "2026-03-31") == before


@pytest.mark.parametrize(
    "name", ["..%2F..%2F..%2Fraw%2Fx.xlsx", "x%2F..", "a%00.xlsx", ".hidden.xlsx", "a" * 300 + ".xlsx"]
)
def test_an_address_cannot_name_a_place_outside_the_originals(
    own: Project, server: Box, marks_file: bytes, name: str
) -> None:
    path = _serve_marks(server, marks_file)
    target = f"/assets/{name}"
    server.routes[path] = box.moved(f"https://www.digital.go.jp{target}")
    server.routes[f"/www.digital.go.jp{target}"] = Page(marks_file)
    before = _tree(own.raw)
    if name.startswith("..%2F"):
        assert _fetch(own, server, MARKS).state == "new"
        assert (own.originals / MARKS / "2026-03-31" / "x.xlsx").is_file()
        assert not list(own.raw.rglob("*.xlsx"))
        return
    with pytest.raises(FetchFailed, match="name of a file"):
        _fetch(own, server, MARKS)
    assert _tree(own.raw) == before


def test_figures_that_were_replaced_by_hand_are_fetched_again_and_not_taken_for_unchanged(
    own: Project, project: Project, server: Box, marks_file: bytes
) -> None:
    _serve_marks(server, box.validated(Page(marks_file), '"v1"'))
    _fetch(own, server, MARKS)
    by_hand = own.root / "x.xlsx"
    by_hand.write_bytes(box.workbook(project, MARKS, "2025-03-31", BE5="（令和７年度末時点）"))
    collect.add(own, [by_hand], MARKS, "2026-03-31", replace=True)
    with pytest.raises(RawConflict):
        _fetch(own, server, MARKS)
    assert _fetch(own, server, MARKS, replace=True).state == "new"


def test_a_damaged_raw_table_is_healed_by_fetching_it_anew(own: Project, server: Box, marks_file: bytes) -> None:
    _serve_marks(server, marks_file)
    _fetch(own, server, MARKS)
    whole = _tree(own.raw)
    (own.raw / MARKS / "2026-03-31" / "table.csv").write_text("damaged", encoding="utf-8")
    assert _fetch(own, server, MARKS, replace=True).state == "new"
    assert _tree(own.raw) == whole


def test_a_server_with_a_broken_clock_or_memory_is_no_traceback(
    own: Project, server: Box, marks_file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box, "DATE", "yesterday")
    path = _serve_marks(server, marks_file)
    assert _fetch(own, server, MARKS).state == "new"
    server.routes[path] = Page(b"", status=304)
    (own.originals / MARKS / validators.FETCHED).write_text("damaged", encoding="utf-8")
    with pytest.raises(FetchFailed, match="304"):
        _fetch(own, server, MARKS)


def test_the_populations_next_year_is_found_by_the_words_of_its_link(
    own: Project, project: Project, server: Box
) -> None:
    server.routes[_landing(PEOPLE)] = _page(
        ("/main_content/1.xlsx", "【総計】令和6年住民基本台帳人口・世帯数、令和5年人口動態（市区町村別）"),
        ("/main_content/2.xlsx", "【総計】令和6年住民基本台帳年齢階級別人口（市区町村別）"),
        ("/main_content/3.xlsx", "【日本人住民】令和6年住民基本台帳年齢階級別人口（市区町村別）"),
    )
    title = "令和6年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）"
    server.routes["/www.soumu.go.jp/main_content/2.xlsx"] = Page(box.workbook(project, PEOPLE, "2023-01-01", A1=title))
    collected = _fetch(own, server, PEOPLE)
    assert (collected.edition, collected.state) == ("2024-01-01", "new")


def test_a_source_without_a_landing_page_says_how_it_comes_in(own: Project, server: Box) -> None:
    with pytest.raises(NotFound, match="survey add"):
        _fetch(own, server, "municipality_sites")


def test_a_site_that_forbids_programs_is_left_alone(own: Project, server: Box, marks_file: bytes) -> None:
    _serve_marks(server, marks_file)
    server.routes["/www.digital.go.jp/robots.txt"] = Page(b"User-agent: *\nDisallow: /assets/*.xlsx\n")
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        _fetch(own, server, MARKS)


def _run(project: Project, server: Box, *arguments: str) -> subprocess.Popen:
    command = [COMMAND, "fetch", *arguments, "--mirror", server.url, "--delay", "0"]
    environment = {**os.environ, "SURVEY_PROJECT": str(project.root)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_nothing_is_fetched_in_nobodys_name(own: Project, server: Box) -> None:
    run = _run(own, server)
    told = run.communicate()[1]
    assert run.returncode == 1
    assert "contact" in told
    assert server.asked == []


def _name_somebody(project: Project) -> None:
    text = project.settings.read_text(encoding="utf-8")
    project.settings.write_text(text.replace("someone@example.invalid", "test@office.invalid"), encoding="utf-8")


def test_the_command_fetches_what_it_can_and_lists_what_it_cannot(own: Project, server: Box, marks_file: bytes) -> None:
    _name_somebody(own)
    _serve_marks(server, marks_file)
    run = _run(own, server, MARKS, FINANCE)
    out, told = run.communicate()
    assert run.returncode == 1
    assert "2026-03-31" in out
    assert FINANCE in told
    assert "Traceback" not in told
    assert "test@office.invalid" in server.asked[-1][1]["User-Agent"]


def test_a_fetch_that_is_killed_at_any_moment_ends_as_an_undisturbed_one_when_run_again(
    own: Project, scratch: Project, tmp_path_factory: pytest.TempPathFactory, server: Box, finance_file: bytes
) -> None:
    server.routes[_landing(FINANCE)] = _page(("/iken/zaisei/R06_chiho.html", "令和6年度"))
    server.routes["/www.soumu.go.jp/iken/zaisei/R06_chiho.html"] = _page(
        ("/main_content/2.xlsx", "全市町村の主要財政指標")
    )
    server.routes["/www.soumu.go.jp/main_content/2.xlsx"] = box.dripping(
        Page(finance_file), pause_s=0.02, step=len(finance_file) // 10
    )
    undisturbed = Project(tmp_path_factory.mktemp("undisturbed"))
    shutil.copytree(own.root, undisturbed.root, dirs_exist_ok=True)
    for project in (own, undisturbed):
        _name_somebody(project)
    started = time.monotonic()
    whole = _run(undisturbed, server, FINANCE)
    whole.communicate()
    took = time.monotonic() - started
    assert whole.returncode == 0
    moments = random.Random(7)
    for _ in range(8):
        run = _run(own, server, FINANCE)
        time.sleep(moments.uniform(0.2, 1.0) * took)
        run.kill()
        run.communicate()
        assert set(store.editions(own, FINANCE)) in ({"FY2022", "FY2023"}, {"FY2022", "FY2023", "FY2024"})
    last = _run(own, server, FINANCE)
    last.communicate()
    assert last.returncode == 0
    assert _tree(own.raw) == _tree(undisturbed.raw)


@pytest.mark.originals
@pytest.mark.parametrize(
    ("source_id", "edition", "folder", "steps"),
    [
        (MARKS, "2025-03-31", "da_procedures_online/2025-03-31", ["/x_administrative_procedures_online_01_.xlsx"]),
        (FINANCE, "FY2023", "mic_finance/FY2023", ["/R05_chiho.html", "/soumu_000983094.xlsx"]),
        (PEOPLE, "2023-01-01", "mic_population/2023-01-01", ["/2304ssnen.xlsx"]),
    ],
)
def test_the_publishers_real_file_fetched_gives_the_committed_figures(
    own: Project, server: Box, originals: Path, source_id: str, edition: str, folder: str, steps: list[str]
) -> None:
    texts = {
        "/R05_chiho.html": "令和5年度",
        "/soumu_000983094.xlsx": "全市町村の主要財政指標",
        "/2304ssnen.xlsx": "【総計】令和5年住民基本台帳年齢階級別人口（市区町村別）",
    }
    host = urlsplit(source_spec(source_id).landing_url).netloc
    pages = [_landing(source_id), *(f"/{host}{step}" for step in steps)]
    for page, step in zip(pages, steps, strict=False):
        server.routes[page] = _page((step, texts.get(step, "一覧")))
    (file,) = (originals / folder).glob("*.xlsx")
    server.routes[pages[-1]] = Page(file.read_bytes())
    shutil.rmtree(own.raw / source_id / edition)
    committed = store.read(Project(Path(__file__).resolve().parents[1]), source_id, edition)
    assert _fetch(own, server, source_id).edition == edition
    assert store.read(own, source_id, edition).table.equals(committed.table)
