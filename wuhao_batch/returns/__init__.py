"""Incoming workbooks: guarded, read, turned into entries, checked."""
