"""Tables that no sheet holds: whole in Parquet, beside the workbook with their first part."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import most_decimals, plain
from wuhao_batch.outputs.columns import PaperTable
from wuhao_batch.outputs.paper_names import PAPERS, long_table
from wuhao_batch.outputs.tables_workbook import on_a_sheet

_DIGITS = 38


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
    """Return a table as a Parquet file, points as exact decimals; None if pyarrow is missing."""
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra: nobody but the largest needs it
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        return None
    columns = [_column(table.values(column), pa) for column in table.columns]
    file = io.BytesIO()
    parquet.write_table(pa.table(columns, names=table.headers), file, compression="zstd")
    return file.getvalue()


def _column(values: Sequence[object], pa: Any) -> Any:
    """Return a column in one type: points, whole numbers, or texts where there is anything else."""
    known = [None if value is None or value != value else value for value in values]  # noqa: PLR0124
    kinds = {type(value) for value in known} - {type(None)}
    if kinds == {Decimal}:
        return pa.array(known, pa.decimal128(_DIGITS, most_decimals(known)))
    if kinds == {int}:
        return pa.array(known, pa.int64())
    return pa.array([None if value is None else _text(value) for value in known], pa.string())


def _text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
