"""A returned workbook → its inputs, each with the cell it stands in.

Only inputs are taken. Caps and texts found in the form are compared with ours and reported, never
trusted (design.md, Returned forms).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from wuhao_batch.findings import Finding, Place, finding
from wuhao_batch.forms.identity import find_identities
from wuhao_batch.forms.layout import COUNTS, SCORES, TABLES, TOTAL, VETOES, YES, Table, the_table
from wuhao_batch.model import Standard
from wuhao_batch.numbers import plain, read_number
from wuhao_batch.roster import Roster
from wuhao_batch.sheets import Book, Cell, fold


@dataclass(frozen=True, slots=True)
class Entry:
    """One input: what stands in it, and where."""

    cell: Cell
    place: Place


@dataclass(frozen=True)
class Return:
    """The inputs of one returned form.

    ``inputs`` maps a table's input header, such as 数量 or 考评得分, to code → entry.
    ``stored_totals`` are the form's own 合计, for comparison only.
    """

    branch: str
    file: str
    inputs: Mapping[str, Mapping[str, Entry]]
    stored_totals: Mapping[str, Entry]

    @property
    def entries(self) -> Iterator[Entry]:
        """Every input."""
        return chain.from_iterable(column.values() for column in self.inputs.values())

    @property
    def is_blank(self) -> bool:
        """Nothing at all was filled in."""
        return all(entry.cell.blank for entry in self.entries)


def read_identity(
    book: Book, file: str, standard: Standard, roster: Roster
) -> tuple[str | None, list[Finding]]:
    """Whose form this is, by agreement of all the 识别码 in it.

    Returns:
        The branch's 编号 as the roster writes it, or None with the one reason why not
        (I001–I006). Exempt branches are the caller's concern.
    """
    identities, bad = find_identities(book)
    place = Place(file)
    if len(identities) > 1:
        codes = "、".join(sorted(str(identity) for identity in identities))
        return None, [finding("I002", place, codes=codes)]
    if not identities:
        return None, [finding("I003", place, value=bad[0]) if bad else finding("I001", place)]
    (identity,) = identities
    branch = roster.by_code.get(identity.branch)
    code, year = branch.code if branch else None, roster.settings.year
    value = str(identity)
    if identity.year != year:
        facts = {"year": identity.year, "expected": year}
        return None, [finding("I004", place, value=value, branch=code, **facts)]
    if code is None:
        return None, [finding("I006", place, value=value, code=identity.branch)]
    if identity.digest != standard.digest:
        return None, [finding("I005", place, value=value, branch=code)]
    return code, []


def read_entries(
    book: Book, file: str, branch: str, standard: Standard
) -> tuple[Return | None, list[Finding]]:
    """Find every input by header and code.

    Returns:
        The inputs, or None where a table, a row or a code makes the form ambiguous (L001–L004),
        and those findings together with what was edited or added (L005–L007).
    """
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for spec in TABLES:
        table = the_table(book, spec, file)
        if isinstance(table, Finding):
            findings.append(table)
        else:
            tables[spec.name] = table
            findings += _row_faults(table, file, _codes(table, standard))
    refused = any(found.code in ("L001", "L002", "L003", "L004") for found in findings)
    inputs: dict[str, dict[str, Entry]] = {}
    totals: dict[str, Entry] = {}
    if not refused:
        for table in tables.values():
            findings += _edited(table, file, standard)
            for header in table.spec.inputs:
                inputs[header] = {
                    code: _entry(table, file, table.row_of(code), header)
                    for code in _codes(table, standard)
                }
        totals = _totals(tables[SCORES.name], file)
    found = [fault.of_branch(branch) for fault in findings]
    if refused:
        return None, found
    return Return(branch, file, inputs, totals), found


def _codes(table: Table, standard: Standard) -> list[str]:
    """The codes that the standard has for a table."""
    by_table = {
        SCORES.name: [item.code for item in standard.items],
        COUNTS.name: [measure.code for measure in standard.measures],
        VETOES.name: [veto.code for veto in standard.vetoes],
    }
    return by_table[table.spec.name]


def _entry(table: Table, file: str, row: int, header: str) -> Entry:
    return Entry(table.at(row, header), table.place(file, row, header))


def _totals(table: Table, file: str) -> dict[str, Entry]:
    rows = table.rows_of_kind(TOTAL)[-1:]
    return {
        header: _entry(table, file, row, header)
        for row in rows
        for header in ("自评得分", "考评得分")
    }


def _row_faults(table: Table, file: str, codes: list[str]) -> Iterator[Finding]:
    name, key = table.spec.name, table.spec.key
    missing = [code for code in codes if code not in table.keyed_rows]
    if missing:
        place = table.place(file, table.header_row, key)
        yield finding("L003", place, table=name, codes="、".join(missing))
    for code, rows in table.keyed_rows.items():
        place = table.place(file, rows[-1], key)
        if code not in codes:
            if table.spec.code.fullmatch(code):
                yield finding("L006", place, value=code, table=name, code=code)
        elif len(rows) > 1:
            other = table.cell_name(rows[0], key)
            yield finding("L004", place, value=code, table=name, code=code, other=other)


def _edited(table: Table, file: str, standard: Standard) -> Iterator[Finding]:
    """Figures (L005) and wording (L007) of the form that are not ours."""
    for code, header, expected in _printed(table, standard):
        entry = _entry(table, file, table.row_of(code), header)
        value = entry.cell.text or None
        if isinstance(expected, bool):
            if (fold(entry.cell.text) == YES) != expected:
                facts = {"code": code, "header": header, "expected": YES if expected else "空白"}
                yield finding("L005", entry.place, value=value, **facts)
        elif isinstance(expected, str):
            if fold(entry.cell.text) != fold(expected):
                yield finding("L007", entry.place, value=value, code=code, header=header)
        elif not _is_figure(entry.cell, expected):
            figure = "空白" if expected is None else plain(expected)
            facts = {"code": code, "header": header, "expected": figure}
            yield finding("L005", entry.place, value=value, **facts)


def _printed(
    table: Table, standard: Standard
) -> Iterator[tuple[str, str, str | bool | Decimal | None]]:
    """Code, header and what the form should show there: a text, 是 or not, a figure or none."""
    if table.spec is SCORES:
        for item in standard.items:
            yield item.code, "考评内容", item.content
            yield item.code, "考评分数", item.cap
            yield item.code, "考评标准", item.criterion
    elif table.spec is COUNTS:
        for measure in standard.measures:
            yield measure.code, "计分指标", measure.name
            yield measure.code, "每单位加减分", measure.points
            yield measure.code, "出现即为0分", measure.zeroing
            yield measure.code, "不足扣分", measure.shortfall
            yield measure.code, "最少数量", _decimal(measure.minimum)
            yield measure.code, "最多数量", _decimal(measure.maximum)
    else:
        for veto in standard.vetoes:
            yield veto.code, "情形", veto.text


def _decimal(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


def _is_figure(cell: Cell, expected: Decimal | None) -> bool:
    reading = read_number(cell)
    return cell.blank if expected is None else reading is not None and reading.value == expected
