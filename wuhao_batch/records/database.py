"""records.db: events and decisions that cannot be made again from the spreadsheets.

One SQLite file with a rollback journal, so that it can be copied as it is and lives on a network
share; what is written is on disk before the program goes on (docs/contracts.md). Here is the
file itself with its schema; the other modules of this folder, and nothing else, read and write what
stands in it. Before anything is read or written, the whole file is held against its own structure
and against its witness, so that nothing that was once there goes missing without a word.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from wuhao_batch.records.witness import Witness, load_witness, save_witness
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import UnusableWorkspaceError
from wuhao_batch.workspace.plan import write_atomically

APPLICATION = 0x77756861
"""SQLite application_id that marks a file as ours."""


PATIENCE = 10.0
"""Seconds to wait for another program."""


_SMALLEST = 512
"""Size in bytes of the smallest page, so of every database."""

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
    """
    CREATE TABLE writes (
        id INTEGER PRIMARY KEY,
        mark TEXT NOT NULL
    );
    """,
    "",  # mails to evaluators and of feedback are kinds that an earlier program does not know
    """
    CREATE TABLE acts (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        period TEXT NOT NULL,
        command TEXT NOT NULL,
        subject TEXT NOT NULL,
        what TEXT NOT NULL,
        "by" TEXT NOT NULL,
        why TEXT NOT NULL,
        sha256 TEXT NOT NULL
    );
    ALTER TABLE sent ADD COLUMN deadline TEXT;
    CREATE TABLE names (
        period TEXT NOT NULL,
        branch TEXT NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (period, branch, name)
    );
    INSERT INTO acts (at, period, command, subject, what, "by", why, sha256)
        SELECT at, '', command, subject, what, '', '', sha256 FROM (
            SELECT decided AS at, 'assign' AS command, replace(branch, 'WHP-', '') AS subject,
                '指定一份文件是它的表' AS what, sha256
            FROM assigned
            UNION ALL
            SELECT max(decided), 'accept', branch, '选定一份文件作为它的表', chosen
            FROM set_aside GROUP BY branch, chosen
        ) ORDER BY at;
    """,
    """
    CREATE TABLE stages (
        id INTEGER PRIMARY KEY,
        year TEXT NOT NULL,
        period TEXT NOT NULL,
        stage TEXT NOT NULL,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL,
        why TEXT NOT NULL,
        folder TEXT NOT NULL,
        digest TEXT NOT NULL,
        begins TEXT NOT NULL,
        ends TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE confirmed (
        sha256 TEXT PRIMARY KEY,
        branch TEXT NOT NULL,
        veto TEXT NOT NULL,
        decided TEXT NOT NULL
    );
    """,
)
"""Additions of each version of the schema; ``user_version`` counts them."""


class LostRecordsError(UnusableWorkspaceError):
    """Something that was recorded is missing; only the clerk can say how to go on."""


class OlderRecordsError(LostRecordsError):
    """The records are sound, but something that was written later is missing in them."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of the records in memory, in today's schema. The file is not changed.

    Raises:
        LostRecordsError: The file is missing, empty, damaged, older than its witness or not ours.
        UnusableWorkspaceError: It is of a newer program.
        OSError: It cannot be read.
    """
    witness = load_witness(path)  # first: what is written meanwhile only adds to it
    with closing(sqlite3.connect(":memory:")) as copy:
        if _exists(path, witness):
            with _opened(path) as records:
                _copy(records, path, witness, copy)
        else:
            _upgrade(copy)
        try:
            yield copy
        except (sqlite3.Error, ValueError):  # of a copy in memory: what was read makes no sense
            raise _damaged(path) from None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the records in a transaction of its own, on disk when the block ends.

    Nobody else can write meanwhile, so that what is read inside still holds when it is written.
    The witness follows at once: records that are ahead of it have lost nothing.

    Raises:
        UnusableWorkspaceError, OSError: As for :func:`reading`; or it cannot be written.
    """
    witness, mark = load_witness(path), uuid4().hex
    if not _exists(path, witness):
        _create(path)
    with _opened(path) as records:
        with closing(sqlite3.connect(":memory:")) as copy:
            _copy(records, path, witness, copy)
        records.execute("BEGIN IMMEDIATE")
        with records:
            _upgrade(records)  # on disk with its mark or not at all: else the witness is against it
            yield records
            records.execute("INSERT INTO writes (mark) VALUES (?)", (mark,))
        sha256 = digest(records.serialize())
    save_witness(path, Witness(mark, sha256))


def _exists(path: Path, witness: Witness | None) -> bool:
    """True if there are records; none at all are right only where nothing was ever written."""
    if not os.path.lexists(path):
        if witness is not None:
            raise LostRecordsError(f"“{path}”不见了，发信、收信的记录和您的决定都在里面。{_ADVICE}")
        return False
    if not path.is_file():
        raise LostRecordsError(f"“{path}”不是一个文件，或指到的文件找不到。{_ADVICE}")
    if path.stat().st_size < _SMALLEST:
        raise LostRecordsError(f"“{path}”是空的或只剩开头，里面的记录丢了。{_ADVICE}")
    return True


def _create(path: Path) -> None:
    """Write new records that are complete from the start: ours are never an empty file."""
    with closing(sqlite3.connect(":memory:")) as new:
        _upgrade(new)
        new.commit()
        write_atomically(path, new.serialize())


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, which has to be there.

    What a killed program has left half written is rolled back at the first look.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"
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
        raise _damaged(path) from None


_REASONS = {
    "locked": "正被别的程序占用",
    "readonly": "没有写入的权限",
    "unable to open": "打不开，请看它是不是一个文件、有没有权限",
    "is full": "磁盘已满",
}


def _copy(
    records: sqlite3.Connection, path: Path, witness: Witness | None, into: sqlite3.Connection
) -> None:
    """Copy the records into memory, in today's schema, and refuse what is not sound or not all."""
    data = records.serialize()
    if path.stat().st_size % _SMALLEST:  # SQLite itself reads zeros where a page ends too soon
        raise _damaged(path)
    try:
        into.deserialize(data)
        _check_origin(into, path)
        (said,) = into.execute("PRAGMA quick_check(1)").fetchone()
        _upgrade(into)
        sound = said == "ok" and _columns(into) >= _expected_columns()
        marks = [mark for (mark,) in into.execute("SELECT mark FROM writes ORDER BY id")]
    except sqlite3.Error:
        raise _damaged(path) from None
    if not sound:
        raise _damaged(path)
    if witness is not None and witness.last:
        if witness.last not in marks:
            raise OlderRecordsError(f"“{path}”是旧的，后来记下的不在里面。{_ADVICE}")
        if witness.last == marks[-1] and witness.sha256 != digest(data):
            raise _damaged(path)


def _upgrade(records: sqlite3.Connection) -> None:
    """Bring the tables up to today's schema, in the transaction of the caller."""
    (version,) = records.execute("PRAGMA user_version").fetchone()
    if version < len(_SCHEMA):
        for statement in "".join(_SCHEMA[version:]).split(";"):
            records.execute(statement)
        records.execute(f"PRAGMA application_id = {APPLICATION}")
        records.execute(f"PRAGMA user_version = {len(_SCHEMA)}")


def _check_origin(records: sqlite3.Connection, path: Path) -> None:
    """Refuse the records of another or of a newer program."""
    (application,) = records.execute("PRAGMA application_id").fetchone()
    (version,) = records.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION or version < 1:
        raise _damaged(path)
    if version > len(_SCHEMA):
        raise UnusableWorkspaceError(f"“{path}”由更新版本的程序写成。请升级本程序后再试。")


def _columns(records: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return all tables with their columns."""
    query = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
    return set(records.execute(query))


def _expected_columns() -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as new:
        _upgrade(new)
        return _columns(new)


_ADVICE = (
    "请从备份里换回它；确实找不回来的，运行 wuhao send --records-lost 重新开始记，"
    "可能发过的邮件，您核实以前不会再发；公示、公示结束、表彰各步的记录找不回来，要另作说明。"
)


def _damaged(path: Path) -> LostRecordsError:
    return LostRecordsError(f"“{path}”不是本程序的记录，或已损坏。{_ADVICE}")
