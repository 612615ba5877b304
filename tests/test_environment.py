"""The environment's four descriptions agree: pyproject, the lock, environment.yml and what is imported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from survey.paths import Project


def _pyproject(project: Project) -> dict:
    return tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(project: Project) -> dict[str, str]:
    text = (project.root / "requirements.lock").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.\-]+)==([^\s;\\]+)", text, re.M)}


def test_environment_yml_is_thin_and_takes_its_dependencies_from_pyproject(project: Project) -> None:
    parsed = yaml.safe_load((project.root / "environment.yml").read_text(encoding="utf-8"))
    python = _pyproject(project)["project"]["requires-python"]
    assert parsed["name"] == _pyproject(project)["project"]["name"]
    assert parsed["dependencies"] == [f"python{python}", "pip", {"pip": ["-e .[dev]"]}]


def test_every_dependency_is_locked_to_a_version_it_allows(project: Project) -> None:
    described = _pyproject(project)["project"]
    wanted = [*described["dependencies"], *described["optional-dependencies"]["dev"]]
    locked = _locked(project)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_the_lock_carries_hashes_and_no_address(project: Project) -> None:
    text = (project.root / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) == len(re.findall(r"^\S+==", text, re.M))
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_front_door_is_light(project: Project) -> None:
    heavy = ["pandas", "matplotlib", "pptx", "pandera", "openpyxl", "xlsxwriter", "requests"]
    code = f"import sys, survey, survey.cli; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_lock_of_the_browser_tests_carries_hashes_and_no_address(project: Project) -> None:
    locked = json.loads((project.root / "tests" / "browser" / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in locked["packages"].items() if name]
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages)
