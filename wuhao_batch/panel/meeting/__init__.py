"""Decisions of the meeting on what the 考评组 has found: ``input/decisions.xlsx``."""
