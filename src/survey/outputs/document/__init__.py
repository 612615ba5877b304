"""The findings with the cells behind each row, worked out once for every medium."""
