"""Both sides' figures beside each other, as printed, with what they mean and where they come from."""

from __future__ import annotations

from survey.findings.next_steps.asking import Asking
from survey.outputs.hearing_kit.looks import LINE_PT, TITLE_PT, lines, print_setup
from survey.outputs.text import cite
from survey.outputs.text.displayed import written

_WIDTHS = (6, 46, 11, 11, 13, 13, 30, 30)


def figure_headings(asking: Asking) -> tuple[str, ...]:
    """The headings of both sides' figures, with their dates."""
    here, there = asking.subject.name_ja, asking.asked.name_ja
    return (
        "番号", "手続", f"{here}の印", f"{there}の印", f"{here}の申請率", f"{there}の申請率", "使う前に確かめること",
        "出典の欄（一覧／ダッシュボード）",
    )  # fmt: skip


def figure_notes(asking: Asking) -> list[str]:
    """What the figures mean, and where they come from."""
    return [
        f"印は{asking.marks_as_of}時点、申請率（オンライン申請数÷全申請数）は{asking.fiscal_year}の実績で、時点が異なります。",
        "印の空欄は「できない」と「未回答」を、申請率の空欄は「未提供」「申請なし」「未回答」を区別できません。"
        "「ー」は該当する手続がないという印です。",
        cite.line(asking.sources),
    ]


def write(sheet, asking: Asking, formats: dict) -> None:  # noqa: ANN001 - an xlsxwriter worksheet
    """Fill the sheet."""
    title = f"公表されている数値　{asking.subject.name_ja}と{asking.asked_ja}"
    sheet.set_row(0, TITLE_PT)
    sheet.write_string(0, 0, title, formats["title"])
    reasons = [f"{asking.asked_ja}に聞く理由：{asking.reasons_ja}"] * bool(asking.reasons_ja)
    notes = [*reasons, *figure_notes(asking)]
    for row, note in enumerate(notes, start=1):
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, note, formats["wrapped"])
        sheet.set_row(row, LINE_PT * lines(note, sum(_WIDTHS)))
    top = len(notes) + 2
    for column, (heading, width) in enumerate(zip(figure_headings(asking), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading, formats["head"])
    names = [
        "name_ja",
        "mark_here",
        "mark_there",
        "share_here_printed",
        "share_there_printed",
        "rate_flags_ja",
        "locators_ja",
    ]
    looks = ["cell", "mark", "mark", "number", "number", "cell", "small"]
    for row, figure in enumerate(asking.figures.to_dict("records"), start=top + 1):
        texts = zip((figure[name] for name in names[:-1]), _WIDTHS[1:-1], strict=True)
        sheet.set_row(row, LINE_PT * max(lines(text, width) for text, width in texts))
        sheet.write_string(row, 0, written(figure["number_27"], "number_27"), formats["number"])
        for column, (name, look) in enumerate(zip(names, looks, strict=True), start=1):
            sheet.write_string(row, column, figure[name], formats[look])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    # Corrections belong into an answer; whatever was written here would not be read.
    sheet.protect()
    print_setup(sheet, title)
