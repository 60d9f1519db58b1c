"""records.db: events and decisions that cannot be made again from the spreadsheets.

One SQLite file with a rollback journal, so that it can be copied as it is and lives on a network
share; what is written is on disk before the program goes on (docs/contracts.md). Here is the
file itself with its schema; the other modules of this folder, and nothing else, read and write what
stands in it.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wuhao_batch.workspace.folders import UnusableWorkspaceError

APPLICATION = 0x77756861
"""SQLite application_id that marks a file as ours."""


PATIENCE = 10.0
"""Seconds to wait for another program."""


_SCHEMA = (
    """
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
    """,
    """
    CREATE TABLE issued (
        year TEXT NOT NULL,
        branch TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (year, branch, sha256)
    );
    CREATE TABLE sent (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        year TEXT NOT NULL,
        address TEXT NOT NULL,
        message_id TEXT NOT NULL,
        state TEXT NOT NULL,
        said TEXT NOT NULL DEFAULT '',
        begun TEXT NOT NULL,
        ended TEXT
    );
    CREATE TABLE sent_about (
        mail INTEGER NOT NULL REFERENCES sent (id),
        branch TEXT NOT NULL,
        content TEXT NOT NULL,
        resend TEXT,
        PRIMARY KEY (mail, branch)
    );
    CREATE TABLE received (
        id INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        content TEXT NOT NULL,
        sender TEXT NOT NULL,
        subject TEXT NOT NULL,
        sent TEXT,
        source TEXT NOT NULL,
        verdict TEXT NOT NULL,
        note TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (message_id, content)
    );
    CREATE TABLE received_files (
        mail INTEGER NOT NULL REFERENCES received (id),
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL
    );
    CREATE TABLE fetched (
        mailbox TEXT NOT NULL,
        uid INTEGER NOT NULL,
        PRIMARY KEY (mailbox, uid)
    );
    """,
)
"""Additions of each version of the schema; ``user_version`` counts them."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of the records in memory, in today's schema. The file is not changed.

    Raises:
        UnusableWorkspaceError: The file is no records of ours, or of a newer program.
        OSError: It cannot be read.
    """
    with _translated(path), closing(sqlite3.connect(":memory:")) as copy:
        if path.exists() and not (path.is_file() and not path.stat().st_size):
            # "rw": what a killed program has left half written is rolled back on opening
            with _opened(path, "rw") as records:
                _check(records, path)
                records.backup(copy)
        _upgrade(copy)
        try:
            yield copy
        except (sqlite3.Error, ValueError):  # of a copy in memory: what was read makes no sense
            raise _foreign(path) from None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the records in a transaction of its own, on disk when the block ends.

    Nobody else can write meanwhile, so that what is read inside still holds when it is written.

    Raises:
        UnusableWorkspaceError, OSError: As for :func:`reading`; or it cannot be written.
    """
    with _opened(path, "rwc") as records:
        _prepare(records, path)
        records.execute("BEGIN IMMEDIATE")
        with records:
            yield records


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Open the file in SQLite's mode ``rw`` or ``rwc``."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with _translated(path), closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as file:
        file.execute("PRAGMA synchronous = FULL")
        yield file


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors on the file into our own exceptions."""
    try:
        yield
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
    """Make the tables of a new file, or those that an older one lacks."""
    (tables,) = records.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables:
        _check(records, path)
    _upgrade(records)


def _upgrade(records: sqlite3.Connection) -> None:
    """Bring the tables up to today's schema."""
    (version,) = records.execute("PRAGMA user_version").fetchone()
    if version < len(_SCHEMA):
        records.executescript(
            f"BEGIN; {''.join(_SCHEMA[version:])} PRAGMA application_id = {APPLICATION};"
            f"PRAGMA user_version = {len(_SCHEMA)}; COMMIT;"
        )


def _check(records: sqlite3.Connection, path: Path) -> None:
    """Refuse the records of another or of a newer program."""
    (application,) = records.execute("PRAGMA application_id").fetchone()
    (version,) = records.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise _foreign(path)
    if version > len(_SCHEMA):
        raise UnusableWorkspaceError(f"“{path}”由更新版本的程序写成。请升级本程序后再试。")


def _foreign(path: Path) -> UnusableWorkspaceError:
    return UnusableWorkspaceError(
        f"“{path}”不是本程序的记录，或已损坏。请换回备份；没有备份时先把它改名，再重新决定。"
    )
