"""The letter that is sent ahead of a hearing: why, what is known from published figures, and what will be asked.

Its words and looks are those of a Word file, letter.docx or an office's changed copy of it, whose marks in double
braces are filled in here (docxtpl). ``context`` says what a template may name; tools/letter_template.py made
letter.docx.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.errors import BadFile
from survey.findings.next_steps.asking import Asking
from survey.outputs.hearing_kit.figures import figure_notes
from survey.outputs.office_zip import saved
from survey.outputs.text.displayed import written

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

TEMPLATE = Path(__file__).with_name("letter.docx")
_MAIN_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# What no XML file holds, escaped or not.
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def content(asking: Asking, template: Path = TEMPLATE) -> bytes:
    """The letter as a file's bytes, the same for the same hearing and template.

    Raises:
        BadFile: the template is no .docx, or has a mark that cannot be filled in.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from lxml.etree import XMLSyntaxError

    # An office's template fills in words and does nothing else.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = _opened(template)
        document.render(context(asking), environment, autoescape=True)
    except TemplateError as error:
        raise BadFile(
            "the letter's template has a mark that cannot be filled in",
            where=str(template),
            expected="in braces only what the template that comes with the study has",
            got=str(error),
            next_step=f"mend it in Word, or begin again from a copy of {TEMPLATE}",
        ) from error
    except (zipfile.BadZipFile, KeyError, OSError, PackageNotFoundError, XMLSyntaxError) as error:
        raise BadFile(
            "the letter's template cannot be read as a Word document",
            where=str(template),
            expected="a .docx without a password and without macros",
            got=str(error),
            next_step=f"save it in Word as Word document (.docx), or begin again from a copy of {TEMPLATE}",
        ) from error
    return saved(document)


def _opened(template: Path) -> DocxTemplate:
    from docxtpl import DocxTemplate

    held = template.read_bytes()
    with zipfile.ZipFile(io.BytesIO(held)) as package:
        if _MAIN_PART not in package.read("[Content_Types].xml").decode("utf-8", "replace"):
            raise KeyError("another kind of file")
    return DocxTemplate(io.BytesIO(held))


def context(asking: Asking) -> dict[str, Any]:
    """What a template may name.

    asking, asked (with its prefecture where that is another), asked_short, reasons ("" for none), marks_as_of,
    fiscal_year; problems (name, procedures, questions: id, text, choices); figures (number, name, mark_here,
    mark_there, share_here, share_there, rate_flags); notes.
    """
    return _printable(
        {
            "asking": asking.subject.name_ja,
            "asked": asking.asked_ja,
            "asked_short": asking.asked.name_ja,
            "reasons": asking.reasons_ja,
            "marks_as_of": asking.marks_as_of,
            "fiscal_year": asking.fiscal_year,
            "problems": _problems(asking),
            "figures": [
                {
                    "number": written(figure["number_27"], "number_27"),
                    "name": figure["name_ja"],
                    "mark_here": figure["mark_here"],
                    "mark_there": figure["mark_there"],
                    "share_here": figure["share_here_printed"],
                    "share_there": figure["share_there_printed"],
                    "rate_flags": figure["rate_flags_ja"],
                }
                for figure in asking.figures.to_dict("records")
            ],
            "notes": figure_notes(asking),
        }
    )


def _problems(asking: Asking) -> list[dict[str, Any]]:
    """The questions under their problems, numbered as in the workbook."""
    return [
        {
            "name": name,
            "procedures": questions["procedures_ja"].iloc[0],
            "questions": [
                {"id": each["question_id"], "text": each["question_ja"], "choices": "／".join(each["allowed"])}
                for each in questions.to_dict("records")
            ],
        }
        for name, questions in asking.questions.groupby("problem_ja", sort=False)
    ]


def _printable(value: Any) -> Any:  # noqa: ANN401 - texts in lists and dictionaries
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
