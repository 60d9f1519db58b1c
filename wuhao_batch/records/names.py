"""The names under which papers were made for a branch, in ``records.db``.

A branch is its 编号. When it is renamed, papers under its earlier name are still its own.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.moments import now


def remember_names(path: Path, period: str, branches: Iterable[Branch]) -> None:
    """Record the names that branches have now, as far as they are not known."""
    known, at = load_names(path, period), now()
    new = [
        (period, branch.code, branch.name, at)
        for branch in branches
        if branch.name not in known.get(branch.code, ())
    ]
    if new:
        with writing(path) as records:
            records.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)", new)


def load_names(path: Path, period: str) -> dict[str, tuple[str, ...]]:
    """Return 编号 → all names under which papers were made, the oldest first."""
    query = "SELECT branch, name FROM names WHERE period = ? ORDER BY at, rowid"
    found: dict[str, tuple[str, ...]] = {}
    with reading(path) as records:
        for branch, name in records.execute(query, (period,)):
            found[branch] = (*found.get(branch, ()), name)
    return found


def former_names(
    branches: Iterable[Branch], known: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return 编号 → the names that a branch had before, of those that were renamed."""
    other = {
        branch.code: tuple(name for name in known.get(branch.code, ()) if name != branch.name)
        for branch in branches
    }
    return {code: names for code, names in other.items() if names}
