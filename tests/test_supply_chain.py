"""What the code may not do, and what is installed, as SECURITY.md promises it."""

from __future__ import annotations

import ast
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.paths import Project

FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads",
    "shelve.open", "yaml.unsafe_load", "yaml.full_load", "tempfile.mktemp", "pd.read_pickle", "pd.eval",
}  # fmt: skip
MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "subprocess", "pty", "ctypes", "telnetlib", "ftplib"}
UNKEPT = {"__pycache__", "node_modules", "outputs"}
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abp]-[0-9A-Za-z-]{10,}"
    r"|(?i:password|passwd|secret|api_?key|token)\s*[:=]\s*['\"][^'\"\s]{8,}['\"]"
)


def sources(project: Project) -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((project.root / "src").rglob("*.py"))}


def broken_rules(tree: ast.Module) -> Iterator[str]:
    """What a module does that none of ours may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (name for name in names if name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if name in FORBIDDEN or keywords.get("shell") == "True" or keywords.get("verify") == "False":
                yield ast.unparse(node)
            if name == "yaml.load" and keywords.get("Loader") not in ("yaml.CSafeLoader", "yaml.SafeLoader"):
                yield ast.unparse(node)


@pytest.mark.parametrize(
    "code",
    [
        *("eval('1')", "import pickle", "from subprocess import run", "f(x, shell=True)", "yaml.load(x)"),
        *("yaml.load(x, Loader=yaml.Loader)", "requests.get(u, verify=False)", "yaml.unsafe_load(x)", "os.system('a')"),
    ],
)
def test_the_walk_finds_what_is_forbidden(code: str) -> None:
    assert list(broken_rules(ast.parse(code)))


def test_no_module_runs_what_it_reads(project: Project) -> None:
    trees = sources(project)
    assert len(trees) > 100
    assert {str(path): found for path, tree in trees.items() if (found := list(broken_rules(tree)))} == {}


def test_only_the_room_that_fetches_imports_a_network(project: Project) -> None:
    network = {"requests", "urllib3", "socket", "http", "httpx", "aiohttp"}
    found = set()
    for path, tree in sources(project).items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in network or name == "urllib.request" for name in names):
                found.add(path.parent.name)
    assert found == {"fetch"}


def test_ruffs_own_rules_on_security_hold_for_the_package(project: Project) -> None:
    lint = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not any(rule.startswith("S") and rule != "SIM" for rule in lint["ignore"])
    assert not any(pattern.startswith("src") for pattern in lint["per-file-ignores"])


def test_every_locked_package_has_a_hash_and_none_an_address(project: Project) -> None:
    lock = (project.root / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", lock.strip())
    for package in packages:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package
    assert "://" not in lock
    assert "--require-hashes" in (project.root / "Makefile").read_text(encoding="utf-8")


def committed(project: Project) -> list[Path]:
    """Every file that is kept: those beside study.toml, and those in the folders that README's tree names."""
    folders = ["src", "tests", "notebooks", "benchmarks", "docs", "data/raw", "data/processed", ".ci"]
    found = [path for folder in folders for path in sorted((project.root / folder).rglob("*"))]
    return [
        path for path in [*project.root.iterdir(), *found] if path.is_file() and not UNKEPT.intersection(path.parts)
    ]


def test_no_committed_file_holds_a_secret(project: Project) -> None:
    for text in ('password = "hunter2hunter2"', "-----BEGIN RSA PRIVATE KEY-----"):
        assert SECRET.search(text)
    found = [path for path in committed(project) if path.suffix not in (".csv", ".png", ".xlsx")]
    assert found
    # This file spells out what is looked for.
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in found if path != Path(__file__)}
    assert [str(path) for path, text in texts.items() if SECRET.search(text)] == []


def test_no_committed_file_can_be_run_but_what_ci_runs(project: Project) -> None:
    executable = {path.name for path in committed(project) if path.stat().st_mode & stat.S_IXUSR}
    assert executable <= {"run"}


def test_what_reads_a_workbooks_xml_guards_itself_too(project: Project) -> None:
    """Our own check comes first; that openpyxl finds the guarded parser is a second one."""
    import openpyxl

    assert openpyxl.DEFUSEDXML
    dependencies = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    assert any(dependency.startswith("defusedxml") for dependency in dependencies)


def test_the_policy_names_tests_that_are_there(project: Project) -> None:
    policy = (project.root / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[^`]+)`", policy)
    assert named
    assert all(list(project.root.glob(name)) for name in named)
