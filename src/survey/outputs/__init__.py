"""How findings go out: slides, workbook, report, figures, the kit for hearings, notebooks."""
