"""Numbers and words live apart: no text in Japanese stands in the code of analysis/."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ANALYSIS = Path(__file__).resolve().parents[2] / "src" / "survey" / "analysis"


def _literals(path: Path) -> list[str]:
    """Every text in a module's code; what documents it is none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = [
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    ]
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in texts if not any(node is each for each in documented)]


@pytest.mark.parametrize("path", sorted(ANALYSIS.glob("*.py")), ids=lambda path: path.stem)
def test_an_analysis_says_nothing_in_japanese(path: Path) -> None:
    # From U+3000 on: Japanese punctuation, kana, kanji, full-width forms.
    assert not [text for text in _literals(path) if any(letter >= "\u3000" for letter in text)]
