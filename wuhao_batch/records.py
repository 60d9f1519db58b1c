"""records.db: what was decided and cannot be made again from the spreadsheets.

One SQLite file with a rollback journal, so that it can be copied as it is and lives on a network
share; every decision is on disk before the command ends (design.md, Workspace).
"""

import errno
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from wuhao_batch.returns.settle import Decisions
from wuhao_batch.workspace import UnusableWorkspaceError

VERSION = 1
"""Of the schema, in SQLite's ``user_version``."""

APPLICATION = 0x77756861
"""By which SQLite files are told to be ours."""

PATIENCE = 10.0
"""Seconds that another program is waited for."""

_SCHEMA = """
CREATE TABLE assigned (
    sha256 TEXT PRIMARY KEY,
    branch TEXT NOT NULL,
    decided TEXT NOT NULL
);
CREATE TABLE set_aside (
    sha256 TEXT PRIMARY KEY,
    chosen TEXT NOT NULL,
    branch TEXT NOT NULL,
    decided TEXT NOT NULL
);
"""


def load_decisions(path: Path, *, latest: bool = False) -> Decisions:
    """What has been decided so far; nothing where there are no records yet. Never writes.

    Raises:
        UnusableWorkspaceError: The file is no records of ours, or of a newer program.
        OSError: It cannot be read.
    """
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return Decisions(latest=latest)
    with _opened(path, "ro") as records:
        _check(records, path)
        assigned = dict(records.execute("SELECT sha256, branch FROM assigned"))
        set_aside = dict(records.execute("SELECT sha256, chosen FROM set_aside"))
    return Decisions(assigned, set_aside, latest)


def assign(path: Path, sha256: str, branch: str) -> None:
    """Remember whose a file is that does not say so itself."""
    with _opened(path) as records, records:
        records.execute(
            "INSERT OR REPLACE INTO assigned VALUES (?, ?, ?)", (sha256, branch, _now())
        )


def accept(path: Path, branch: str, chosen: str, others: Iterable[str]) -> None:
    """Remember that one version of a branch's return was chosen over the others.

    A version that comes later was not among them: it has to be decided on again.
    """
    now = _now()
    with _opened(path) as records, records:
        records.execute("DELETE FROM set_aside WHERE sha256 = ?", (chosen,))
        records.executemany(
            "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?)",
            [(other, chosen, branch, now) for other in others if other != chosen],
        )


@contextmanager
def _opened(path: Path, mode: str = "rwc") -> Iterator[sqlite3.Connection]:
    """The records, ready to be used in SQLite's mode ``ro`` or ``rwc``."""
    try:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as records:
            records.execute("PRAGMA synchronous = FULL")
            if mode == "rwc":
                _prepare(records, path)
            yield records
    except sqlite3.OperationalError as fault:
        reason = next((text for sign, text in _REASONS.items() if sign in str(fault)), "读写不了")
        raise OSError(errno.EIO, reason, str(path)) from None
    except sqlite3.DatabaseError:
        raise _foreign(path) from None


_REASONS = {
    "locked": "正被别的程序占用",
    "readonly": "没有写入的权限",
    "unable to open": "打不开，请看它是不是一个文件、有没有权限",
    "full": "磁盘已满",
}


def _prepare(records: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file."""
    (tables,) = records.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables:
        _check(records, path)
        return
    with records:
        records.executescript(
            f"BEGIN; {_SCHEMA} PRAGMA application_id = {APPLICATION};"
            f"PRAGMA user_version = {VERSION}; COMMIT;"
        )


def _check(records: sqlite3.Connection, path: Path) -> None:
    """Refuse the records of another or of a newer program."""
    (application,) = records.execute("PRAGMA application_id").fetchone()
    (version,) = records.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise _foreign(path)
    if version > VERSION:
        raise UnusableWorkspaceError(f"“{path}”由更新版本的程序写成。请升级本程序后再试。")


def _foreign(path: Path) -> UnusableWorkspaceError:
    return UnusableWorkspaceError(
        f"“{path}”不是本程序的记录，或已损坏。请换回备份；没有备份时先把它改名，再重新决定。"
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
