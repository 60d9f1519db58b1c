"""Counts → scores, pure: the standard as values, the rules, how scores are combined."""
