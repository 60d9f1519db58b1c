"""The 考评组's own workbooks: made, read back, brought together into one score."""
