"""Tables that no sheet holds: whole in Parquet, beside the workbook with their first part."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import most_decimals, plain
from wuhao_batch.outputs.columns import PaperTable
from wuhao_batch.outputs.paper_names import PAPERS, long_table
from wuhao_batch.outputs.tables_workbook import on_a_sheet

_DIGITS = 38
_PIECE = 65_536
"""Rows that are written at once."""


def long_tables(tables: Iterable[PaperTable[Any]]) -> tuple[dict[str, bytes], list[Finding]]:
    """Return file name → the tables that are longer than a sheet, and where they are told to be."""
    files: dict[str, bytes] = {}
    told: list[Finding] = []
    for table in tables:
        kept = len(on_a_sheet(table).rows)
        if kept == len(table.rows):
            continue
        place = Place(f"output/{PAPERS['results']}", table.name)
        facts = {"rows": str(len(table.rows)), "kept": str(kept)}
        data, file = as_parquet(table), long_table(table.name)
        if data is None:
            told.append(finding("P032", place, **facts))
        else:
            files[file] = data
            told.append(finding("P031", place, file=f"output/{file}", **facts))
    return files, told


def as_parquet(table: PaperTable[Any]) -> bytes | None:
    """Return a table as a Parquet file, points as exact decimals; None if pyarrow is missing.

    It is written piece by piece, so that no more than a piece of it is in memory beside its rows.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra: nobody but the largest needs it
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        return None
    kinds = [_Kind() for _ in table.columns]
    for piece in _pieces(table):
        for kind, column in zip(kinds, table.columns, strict=True):
            kind.take(_known(piece.values(column)))
    types = [kind.type_in(pa) for kind in kinds]
    schema = pa.schema(zip(table.headers, types, strict=True))
    file = io.BytesIO()
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in _pieces(table):
            columns = [
                pa.array(kind.told(_known(piece.values(column))), own)
                for kind, own, column in zip(kinds, types, table.columns, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
    return file.getvalue()


def _pieces(table: PaperTable[Any]) -> Iterator[PaperTable[Any]]:
    for start in range(0, len(table.rows), _PIECE):
        yield replace(table, rows=table.rows[start : start + _PIECE])


def _known(values: Iterable[object]) -> list[object]:
    return [None if value is None or value != value else value for value in values]  # noqa: PLR0124


@dataclass(slots=True)
class _Kind:
    """The one type of a column: points, whole numbers, or texts where there is anything else."""

    types: set[type] = field(default_factory=set)
    places: int = 0

    def take(self, values: Sequence[object]) -> None:
        """Look at some of its values."""
        self.types |= {type(value) for value in values} - {type(None)}
        self.places = max(self.places, most_decimals(values))

    def type_in(self, pa: Any) -> Any:
        """Return the type that holds all of them."""
        if self.types == {Decimal}:
            return pa.decimal128(_DIGITS, self.places)
        return pa.int64() if self.types == {int} else pa.string()

    def told(self, values: Sequence[object]) -> Sequence[object]:
        """Return values as that type takes them."""
        if self.types in ({Decimal}, {int}):
            return values
        return [None if value is None else _text(value) for value in values]


def _text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
