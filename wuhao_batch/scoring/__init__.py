"""Counts → scores, pure: the standard as values, its rules, and the combining of scores."""
