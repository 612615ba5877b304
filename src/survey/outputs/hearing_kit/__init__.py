"""The kit for hearings: the interviewer's workbook and the letter."""
