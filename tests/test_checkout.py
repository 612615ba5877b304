"""What Git makes of the figures on a machine whose texts end their lines otherwise."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _git(folder: Path, *words: str) -> None:
    nobody = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.invalid")
    subprocess.run(["git", *nobody, *words], cwd=folder, check=True, capture_output=True)


def test_a_checkout_for_windows_keeps_every_byte_of_the_figures(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    tables = ["data/processed/procedures.csv", "data/processed/datapackage.json"]
    tables += [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("data/raw/mic_finance/*/*"))]
    for name in (".gitattributes", "README.md", *tables):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes((ROOT / name).read_bytes())
    _git(here, "init", "--quiet")
    _git(here, "add", ".")
    _git(here, "commit", "--quiet", "-m", "figures")
    _git(tmp_path, "clone", "--quiet", "--config", "core.autocrlf=true", str(here), str(there))
    assert b"\r\n" in (there / "README.md").read_bytes(), "this clone is one of Windows"
    for name in tables:
        assert (there / name).read_bytes() == (here / name).read_bytes(), name
