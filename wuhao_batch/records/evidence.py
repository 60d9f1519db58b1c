"""Decisions and arrivals, as they stand in ``records.db``: the part of it that results rest on.

A run keeps them beside its results (``output/run.json``), so that it can be made again from them
whatever is recorded later, and so that a decision which was changed afterwards is found.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wuhao_batch.records.database import reading, writing

Value = str | int | float | None
Row = Mapping[str, Value]

TABLES = {
    "assigned": "指定归属",
    "set_aside": "选定版本",
    "confirmed": "核实一票否决",
    "received": "收信",
    "received_files": "收信的文件",
    "acts": "经办记录",
    "stages": "公示的阶段",
    "names": "单位的名称",
}
"""The tables that results rest on, and the word for what stands in them."""

REPLACEABLE = ("assigned", "set_aside", "confirmed")
"""Tables of what holds now, in which another decision takes the place of an earlier one."""

GROWING = ("names",)
"""Tables to which making papers adds; more in them changes no result of before."""

_TIMES = ("decided", "at")


@dataclass(frozen=True)
class Evidence:
    """The rows of :data:`TABLES` in their order, by the table's name; blank tables are left out."""

    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of all rows."""
        return sum(map(len, self.tables.values()))

    @property
    def latest(self) -> str:
        """The last moment at which something was recorded; "" where nothing was."""
        times = (
            str(row[name])
            for rows in self.tables.values()
            for row in rows
            for name in _TIMES
            if row.get(name)
        )
        return max(times, default="")

    def without(self, other: "Evidence") -> Iterator[tuple[str, Row]]:
        """Yield table and row of what stands here and not in the other."""
        for table, rows in self.tables.items():
            there = set(map(_key, other.tables.get(table, ())))
            yield from ((table, row) for row in rows if _key(row) not in there)


def _key(row: Row) -> str:
    """Return what two rows have in common that hold the same, whatever a forger put in them."""
    return json.dumps(row, sort_keys=True)


def load_evidence(path: Path) -> Evidence:
    """Load what results rest on; there is nothing without records.

    Raises:
        UnusableWorkspaceError: The records are lost or damaged.
        OSError: They cannot be read.
    """
    with reading(path) as records:
        found = {name: tuple(_rows(records, name)) for name in _there(records)}
    return Evidence({name: rows for name, rows in found.items() if rows})


def restore(path: Path, evidence: Evidence) -> None:
    """Write new records that hold this and nothing else; none where it holds nothing.

    Raises:
        ValueError: It names a table or a column that records do not have.
        OSError: They cannot be written.
    """
    if not evidence.tables:
        return
    with writing(path) as records:
        for table, rows in evidence.tables.items():
            known = _columns(records, table) if table in _there(records) else set()
            for row in rows:
                if not row or not row.keys() <= known:
                    raise ValueError(f"records have no such row in {table}")
                names = ", ".join(f'"{name}"' for name in row)
                places = ", ".join("?" * len(row))
                records.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608  both known
                    tuple(row.values()),
                )


def _there(records: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = {name for (name,) in records.execute(query)}
    return [name for name in TABLES if name in names]


def _columns(records: sqlite3.Connection, table: str) -> set[str]:
    return set(_names(records.execute("SELECT name FROM pragma_table_info(?)", (table,))))


def _names(rows: Iterable[tuple[str]]) -> Iterator[str]:
    for (name,) in rows:
        yield name


def _rows(records: sqlite3.Connection, table: str) -> Iterator[Row]:
    cursor = records.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608  one of TABLES
    names = [column[0] for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, values, strict=True))
