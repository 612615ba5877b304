"""How findings are shown: notebook pages, figures, slides, workbook. Measures nothing."""
