"""Workbooks in a folder of ours that are none of ours."""

import os
from collections.abc import Iterable
from os.path import normcase
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.workspace.folders import Workspace


def foreign_files(folder: Path, names: Iterable[str], workspace: Workspace) -> list[Finding]:
    """Return D005 for each workbook there that has none of these names; it is left alone."""
    known = set(map(normcase, names))
    there = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208  there are many
    others = (name for name in there if name.endswith(".xlsx") and normcase(name) not in known)
    return [finding("D005", Place(workspace.relative(folder / name))) for name in sorted(others)]
