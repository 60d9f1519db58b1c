"""A table of a returned form beside ours: rows that are missing, foreign, doubled or edited."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from wuhao_batch.findings.finding import Finding, Place, finding, shorten, together
from wuhao_batch.numbers import plain, read_number
from wuhao_batch.returns.rows import OurRows
from wuhao_batch.scoring.answer import YES
from wuhao_batch.scoring.rules.kinds import columns
from wuhao_batch.scoring.rules.rule import Stated
from wuhao_batch.sheets import Cell, fold
from wuhao_batch.tables import Table

FOREIGN_TOLD = 20

RULES = (*columns(original=True), *columns(original=False))
"""Columns that state rules: what stands there is more than wording."""


def row_faults(
    table: Table,
    rows: Mapping[str, list[int]],
    file: str,
    ours: OurRows,
    wanted: Collection[str],
) -> Iterator[Finding]:
    """Report headers, and rows of the codes wanted, that are missing (L009, L003) or not ours.

    Foreign codes are L006, codes that stand there twice L004.
    """
    name = table.spec.name
    key = table.spec.key if table.spec.key in table.columns else table.spec.label
    if table.lacking:
        headers = "、".join(f"“{header}”" for header in table.lacking)
        yield finding("L009", Place(file, table.sheet.name), table=name, headers=headers)
    missing = [code for code in wanted if code not in rows]
    if missing:
        place = table.place(file, table.header_row, key)
        yield finding("L003", place, table=name, codes="、".join(missing))
    yield from _foreign_rows(table, rows, file, ours.codes)
    for code, standing in rows.items():
        if len(standing) > 1 and code in wanted:
            place = table.place(file, standing[-1], key)
            other = table.cell_name(standing[0], key)
            yield finding("L004", place, value=code, table=name, code=code, other=other)


def _foreign_rows(
    table: Table, rows: Mapping[str, list[int]], file: str, codes: Collection[str]
) -> Iterator[Finding]:
    """Report codes that the standard does not have (L006); of many, the first and their number."""
    foreign = [code for code in rows if code not in codes and table.spec.code.fullmatch(code)]
    if foreign:
        told = foreign[:FOREIGN_TOLD]
        place = together(table.place(file, rows[code][-1], table.spec.key) for code in told)
        more = f"等{len(foreign)}个" if len(foreign) > len(told) else ""
        named = "、".join(f"“{shorten(code)}”" for code in told) + more
        yield finding("L006", place, table=table.spec.name, codes=named)


def edited(
    table: Table, rows: Mapping[str, list[int]], file: str, ours: OurRows
) -> Iterator[Finding]:
    """Report figures (L005) and wording (L007) of the form that are not ours."""
    row_of = {code: standing[0] for code, standing in rows.items() if len(standing) == 1}
    for code, header, expected, unit in ours.printed:
        if header not in table.columns or code not in row_of:
            continue
        cell = table.at(row_of[code], header)
        if _is_printed(cell, expected, unit):
            continue
        place, value = table.place(file, row_of[code], header), cell.seen or None
        if isinstance(expected, str) and header not in RULES:
            yield finding("L007", place, value=value, code=code, header=header)
        else:
            facts = {"code": code, "header": header, "expected": _as_printed(expected)}
            yield finding("L005", place, value=value, **facts)


def mismatched(
    table: Table, rows: Mapping[str, list[int]], file: str, ours: OurRows
) -> Iterator[tuple[str, Finding]]:
    """Report codes beside another code's text (L011): either may have been filled in."""
    if not {table.spec.key, table.spec.label} <= table.columns.keys():
        return
    for code in ours.codes:
        for row in rows.get(code, []):
            text = table.at(row, table.spec.label).text
            other = ours.by_text.get(fold(text), code)
            if other != code:
                place = table.place(file, row, table.spec.label)
                facts = {"code": code, "header": table.spec.label, "other": other}
                yield code, finding("L011", place, value=text, **facts)


def _is_printed(cell: Cell, expected: Stated, unit: str) -> bool:
    """True if a cell shows what the form printed there."""
    if isinstance(expected, bool):
        return (fold(cell.seen) == YES) == expected
    if isinstance(expected, str):
        return fold(cell.seen) == fold(expected)
    if expected is None:
        return cell.blank
    reading = read_number(cell, unit)
    return reading is not None and reading.value == expected


def _as_printed(expected: Stated) -> str:
    if isinstance(expected, bool):
        return YES if expected else "空白"
    if isinstance(expected, str):
        return shorten(expected)
    return "空白" if expected is None else plain(Decimal(expected))
