"""Times at which forms were first made, in ``records.db``."""

from collections.abc import Mapping
from pathlib import Path

from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.moments import now


def remember_issued(path: Path, period: str, forms: Mapping[str, str]) -> None:
    """Record when forms, 编号 → SHA-256, were first made."""
    known, at = load_issued(path, period), now()
    new = [
        (period, code, sha256, at) for code, sha256 in forms.items() if (code, sha256) not in known
    ]
    if new:
        with writing(path) as records:
            records.executemany("INSERT OR IGNORE INTO issued VALUES (?, ?, ?, ?)", new)


def load_issued(path: Path, period: str) -> dict[tuple[str, str], str]:
    """Return (编号, SHA-256 of the form) → when it was first made (UTC), in that order."""
    query = "SELECT branch, sha256, at FROM issued WHERE year = ? ORDER BY at"
    with reading(path) as records:
        return {(branch, sha256): at for branch, sha256, at in records.execute(query, (period,))}
