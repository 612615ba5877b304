"""What several commands share: the option --for, lists in an option, and how findings are printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from survey.findings.finding import Finding
    from survey.study import Study

For = Annotated[str | None, typer.Option("--for", help="Municipality, by name or six-digit code; default: study.toml.")]
Only = Annotated[str | None, typer.Option(help="Findings, separated by commas.")]


def ids(only: str | None) -> list[str] | None:
    """The ids that ``--only`` names; None for all."""
    return only.split(",") if only else None


def findings_text(study: Study, findings: Iterable[Finding]) -> str:
    """Whose study it is, then a line a finding: its id and its sentence."""
    return "\n".join([repr(study), *(f"{finding.id:<17} {finding.headline_ja}" for finding in findings)])
