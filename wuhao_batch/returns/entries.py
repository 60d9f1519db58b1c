"""A returned workbook → its inputs, each with the cell it stands in.

Only inputs are taken. Caps and texts found in the form are compared with ours and reported, never
trusted (docs/forms.md).
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain

from wuhao_batch.assessment.identity import find_replaced
from wuhao_batch.assessment.layout import (
    CAP,
    CEILING,
    COUNTS,
    NATURE,
    SCORES,
    START,
    TABLES,
    TOP,
    VETOES,
)
from wuhao_batch.findings.finding import Finding, Place, Severity, finding, shorten, together
from wuhao_batch.numbers import PERCENT, plain, read_number, to_points
from wuhao_batch.returns.figures import (
    GIVEN,
    OWN,
    Figure,
    read_cells,
    read_figures,
    tell_other_figures,
)
from wuhao_batch.returns.printed import OurTexts
from wuhao_batch.returns.unread import find_missing, find_unread, tell_missing, tell_unread
from wuhao_batch.scoring.answer import YES
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Standard, item_of
from wuhao_batch.scoring.rules.kinds import columns
from wuhao_batch.scoring.rules.rule import Stated
from wuhao_batch.scoring.scale import UNLIMITED
from wuhao_batch.sheets import BLANK, Book, Cell, CellAddress, address, fold
from wuhao_batch.tables import RowKind, Table, TableSpec, find_tables, tell_unseen, the_table

FOREIGN_TOLD = 20

RULES = (*columns(original=True), *columns(original=False))
"""Columns that state rules: what stands there is more than wording."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its cell and its place.

    ``absent`` where its row or table is not in the return: its place is only where it is missed.
    """

    cell: Cell
    place: Place
    absent: bool = False


def is_filled(cell: Cell) -> bool:
    """True if somebody filled in a cell that is to stay as it is: blank, or with our 不考评."""
    return not cell.blank and fold(cell.text) != LEFT_OUT


def as_placed(entries: Iterable[Input]) -> Iterator[tuple[Place, Cell]]:
    """Yield place and cell of the inputs that are there."""
    return ((entry.place, entry.cell) for entry in entries if not entry.absent)


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """A form as it went out: its standard, its other texts, if the 考评组 scores apart.

    ``left_out`` are the items that do not apply to its branch.
    """

    standard: Standard
    printed: OurTexts
    panel_apart: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Return:
    """The inputs of one returned form.

    ``inputs`` maps a table's input header, such as 数量 or 考评得分, to code → entry, for every
    code of the standard. ``figures`` are the scores that the form itself shows, to compare;
    ``findings`` are those of its layout; ``replaces`` is the SHA-256 of the return that it
    corrects. ``panel_apart`` where the 考评组 scores apart: its columns here do not count. Nor does
    anything on the items ``left_out``, which do not apply to the branch.
    """

    branch: str
    file: str
    inputs: Mapping[str, Mapping[str, Input]]
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    replaces: str | None = None
    sha256: str | None = None
    panel_apart: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def counting(self) -> Mapping[str, Mapping[str, Input]]:
        """The inputs that count: no others of the panel's columns, none on items left out."""
        return {
            header: {code: each for code, each in column.items() if not self._leaves(header, code)}
            for header, column in self.inputs.items()
            if header not in self._apart
        }

    @property
    def _apart(self) -> tuple[str, ...]:
        return SCORES.inputs if self.panel_apart else ()

    def _leaves(self, header: str, code: str) -> bool:
        """True if an input is on an item that does not apply."""
        if header in VETOES.inputs:
            return False
        return (item_of(code) if header in COUNTS.inputs else code) in self.left_out

    @property
    def entries(self) -> Iterator[Input]:
        """All inputs that count."""
        return chain.from_iterable(column.values() for column in self.counting.values())

    @property
    def not_counting(self) -> list[Input]:
        """The filled inputs in columns that do not count."""
        columns = (self.inputs[header] for header in self._apart)
        filled = (entry for column in columns for entry in column.values())
        return [entry for entry in filled if is_filled(entry.cell)]

    @property
    def filled_beside(self) -> Mapping[str, list[Input]]:
        """Item → the inputs that are filled although it does not apply."""
        found: dict[str, list[Input]] = {}
        for header, column in self.inputs.items():
            for code, entry in column.items():
                if header not in self._apart and self._leaves(header, code):
                    item = item_of(code) if header in COUNTS.inputs else code
                    found.setdefault(item, []).extend([entry] if is_filled(entry.cell) else [])
        return {item: entries for item, entries in found.items() if entries}

    @property
    def asks_nothing(self) -> bool:
        """True if there is nothing to fill in: such a form is complete as it is."""
        return next(self.entries, None) is None

    @property
    def is_found(self) -> bool:
        """True if at least some of the form is there."""
        return self.asks_nothing or not all(entry.absent for entry in self.entries)

    @property
    def is_blank(self) -> bool:
        """True if the form is there whole and nothing was filled in that was asked for."""
        blank = all(entry.cell.blank and not entry.absent for entry in self.entries)
        return blank and not self.asks_nothing


def read_entries(
    book: Book,
    file: str,
    branch: str,
    issued: IssuedForm,
) -> Return:
    """Find all inputs by header and code, or by printed text if the codes are gone.

    What is missing or ambiguous (L001–L004, L010, L011) leaves its inputs absent; what was edited
    or added is reported beside it (L005–L007, L009, L015). Where the 考评组 scores apart, faults of
    its table here do not matter.
    """
    standard, panel_apart = issued.standard, issued.panel_apart
    wanted = standard.without(issued.left_out)
    inputs: dict[str, dict[str, Input]] = {}
    figures: tuple[Figure, ...] = ()
    findings: list[Finding] = []
    tables: list[Table] = []
    unclear: set[str | None] = set()
    for spec in TABLES:
        if not codes_of(spec, standard):
            inputs |= {header: {} for header in spec.inputs}
            continue
        table = the_table(book, spec, file, spec.ways, partial(_is_ours, standard))
        if isinstance(table, Finding):
            inputs |= _absent(spec, table.place, standard)
            told = [table]
            unclear |= {
                table.place.sheet,
                *(e.sheet.name for e in find_tables(book, spec, spec.ways)),
            }
        else:
            read, told = _read_table(table, file, standard, wanted)
            inputs |= read
            tables.append(table)
        if spec is SCORES and isinstance(table, Table):
            figures = tuple(read_figures(table, file, standard, (OWN, GIVEN)))
            told += _other_caps(table, file, standard)
        findings += _bearable(told) if spec is SCORES and panel_apart else told
    findings += _beside_the_tables(book, tables, file, issued, unclear)
    replaces = find_replaced(book)
    own = tuple(fault.of_branch(branch) for fault in findings)
    return Return(
        branch,
        file,
        inputs,
        figures,
        own,
        replaces,
        panel_apart=panel_apart,
        left_out=issued.left_out,
    )


def _read_table(
    table: Table, file: str, standard: Standard, wanted: Standard
) -> tuple[dict[str, dict[str, Input]], list[Finding]]:
    """Return the inputs of one table by header and code, and what is wrong with its layout.

    Rows of items that are not ``wanted`` may be missing, stand there twice or be mixed up.
    """
    rows = rows_of_codes(table, standard)
    findings = list(_row_faults(table, rows, file, standard, wanted))
    mismatched = dict(_mismatched(table, rows, file, standard))
    needed = codes_of(table.spec, wanted)
    findings += (found for code, found in mismatched.items() if code in needed)
    rows = {code: found for code, found in rows.items() if code not in mismatched}
    findings += _edited(table, rows, file, standard)
    inputs = {
        header: {
            code: _entry(table, rows.get(code, []), file, header)
            for code in codes_of(table.spec, standard)
        }
        for header in table.spec.inputs
    }
    return inputs, findings


def _other_caps(table: Table, file: str, standard: Standard) -> Iterator[Finding]:
    """Report a 小计 or 合计 of the caps that is not ours (S003)."""
    caps = {item.code: to_points(item.scale.full) for item in standard.items}
    return tell_other_figures(read_figures(table, file, standard, (CAP,)), CAP, caps)


def _beside_the_tables(
    book: Book,
    tables: Iterable[Table],
    file: str,
    issued: IssuedForm,
    unclear: Collection[str | None],
) -> Iterator[Finding]:
    """Report what is seen but not read (L015), and what is not seen any more (L016, L017).

    Nothing of either where tables are missing on ``unclear`` sheets: that is told already.
    """
    read: dict[str, set[CellAddress]] = {}
    within: dict[str, set[CellAddress]] = {}
    for table in tables:
        cells = _places(table, issued.standard)
        read.setdefault(table.sheet.name, set()).update(cells)
        within.setdefault(table.sheet.name, set()).update(cells, table.frame)
        shown = _printed_cells(table, cells | table.frame, file, issued.printed.hidden)
        yield from tell_unseen(shown, code="L017")
    yield from tell_unread(list(find_unread(book, read, issued.printed, unclear)), file)
    if not unclear:
        yield from tell_missing(find_missing(book, within, issued.printed), file)


def _printed_cells(
    table: Table, cells: Iterable[CellAddress], file: str, hidden: Container[str]
) -> Iterator[tuple[Place, Cell]]:
    """Yield those of a table's cells that only explain what is filled in, each with its place.

    None of a column in which something filled in is not seen either: that is told already; none
    whose text the form hides itself.
    """
    rows = set(table.rows_of_kind(RowKind.ITEM))
    filled_in = {table.columns[each] for each in table.spec.inputs if each in table.columns}
    told = {c for c in filled_in if any(table.sheet.at(row, c).unseen for row in rows)}
    for row, column in sorted(cells):
        cell = table.sheet.at(row, column)
        if column in told or (row in rows and column in filled_in) or fold(cell.text) in hidden:
            continue
        yield Place(file, table.sheet.name, address(row, column)), cell


def _places(table: Table, standard: Standard) -> set[CellAddress]:
    """Return the cells of a table that are read, or compared, or reported as foreign (L006)."""
    coded = (row for rows in rows_of_codes(table, standard).values() for row in rows)
    return read_cells(table, coded)


def _bearable(findings: list[Finding]) -> list[Finding]:
    """Return the findings without errors, for columns that are not needed here."""
    return [found for found in findings if found.severity is not Severity.ERROR]


def _foreign_rows(
    table: Table, rows: Mapping[str, list[int]], file: str, codes: list[str]
) -> Iterator[Finding]:
    """Report codes that the standard does not have (L006); of many, the first and their number."""
    foreign = [code for code in rows if code not in codes and table.spec.code.fullmatch(code)]
    if foreign:
        told = foreign[:FOREIGN_TOLD]
        place = together(table.place(file, rows[code][-1], table.spec.key) for code in told)
        more = f"等{len(foreign)}个" if len(foreign) > len(told) else ""
        named = "、".join(f"“{shorten(code)}”" for code in told) + more
        yield finding("L006", place, table=table.spec.name, codes=named)


def _is_ours(standard: Standard, table: Table) -> bool:
    """True if a row holds one of the standard's codes, or the text printed beside it."""
    return not rows_of_codes(table, standard).keys().isdisjoint(codes_of(table.spec, standard))


def _absent(spec: TableSpec, place: Place, standard: Standard) -> dict[str, dict[str, Input]]:
    missed = Input(BLANK, place, absent=True)
    return {header: dict.fromkeys(codes_of(spec, standard), missed) for header in spec.inputs}


def _entry(table: Table, rows: list[int], file: str, header: str) -> Input:
    """Return the input in its row; absent where there is no such row, or not only one."""
    if len(rows) != 1:
        return Input(BLANK, Place(file, table.sheet.name), absent=True)
    return Input(table.at(rows[0], header), table.place(file, rows[0], header))


def rows_of_codes(table: Table, standard: Standard) -> Mapping[str, list[int]]:
    """Return code → rows, by the code column or else by the text printed beside it."""
    if table.spec.key in table.columns:
        return table.keyed_rows
    codes = _codes_by_text(table.spec, standard)
    rows: dict[str, list[int]] = {}
    for row in table.rows_of_kind(RowKind.ITEM):
        code = codes.get(fold(table.at(row, table.spec.label).text))
        if code is not None:
            rows.setdefault(code, []).append(row)
    return rows


def _codes_by_text(spec: TableSpec, standard: Standard) -> dict[str, str]:
    """Return printed text → code, for texts that stand in the standard once."""
    texts = [
        (fold(expected), code)
        for code, header, expected in _printed(spec, standard)
        if header == spec.label and isinstance(expected, str)
    ]
    times = Counter(text for text, _ in texts)
    return {text: code for text, code in texts if times[text] == 1}


def codes_of(spec: TableSpec, standard: Standard) -> list[str]:
    """Return the codes that the standard has for a kind of table."""
    by_table = {
        SCORES.name: [item.code for item in standard.items],
        COUNTS.name: [measure.code for measure in standard.measures],
        VETOES.name: [veto.code for veto in standard.vetoes],
    }
    return by_table[spec.name]


def _row_faults(
    table: Table, rows: Mapping[str, list[int]], file: str, standard: Standard, wanted: Standard
) -> Iterator[Finding]:
    name, codes = table.spec.name, codes_of(table.spec, wanted)
    key = table.spec.key if table.spec.key in table.columns else table.spec.label
    if table.lacking:
        headers = "、".join(f"“{header}”" for header in table.lacking)
        yield finding("L009", Place(file, table.sheet.name), table=name, headers=headers)
    missing = [code for code in codes if code not in rows]
    if missing:
        place = table.place(file, table.header_row, key)
        yield finding("L003", place, table=name, codes="、".join(missing))
    yield from _foreign_rows(table, rows, file, codes_of(table.spec, standard))
    for code, standing in rows.items():
        if code in codes and len(standing) > 1:
            place = table.place(file, standing[-1], key)
            other = table.cell_name(standing[0], key)
            yield finding("L004", place, value=code, table=name, code=code, other=other)


def _edited(
    table: Table, rows: Mapping[str, list[int]], file: str, standard: Standard
) -> Iterator[Finding]:
    """Report figures (L005) and wording (L007) of the form that are not ours."""
    rates = {each.code for each in standard.measures if each.answer.percent}
    for code, header, expected in _printed(table.spec, standard):
        if header not in table.columns or len(rows.get(code, [])) != 1:
            continue
        unit = PERCENT if code in rates else ""
        entry = _entry(table, rows[code], file, header)
        value = entry.cell.seen or None
        if _is_printed(entry.cell, expected, unit):
            continue
        if isinstance(expected, str) and header not in RULES:
            yield finding("L007", entry.place, value=value, code=code, header=header)
        else:
            facts = {"code": code, "header": header, "expected": _as_printed(expected)}
            yield finding("L005", entry.place, value=value, **facts)


def _mismatched(
    table: Table, rows: Mapping[str, list[int]], file: str, standard: Standard
) -> Iterator[tuple[str, Finding]]:
    """Report codes beside another code's text (L011): either may have been filled in."""
    if not {table.spec.key, table.spec.label} <= table.columns.keys():
        return
    codes = _codes_by_text(table.spec, standard)
    for code in codes_of(table.spec, standard):
        for row in rows.get(code, []):
            text = table.at(row, table.spec.label).text
            other = codes.get(fold(text), code)
            if other != code:
                place = table.place(file, row, table.spec.label)
                facts = {"code": code, "header": table.spec.label, "other": other}
                yield code, finding("L011", place, value=text, **facts)


def _printed(spec: TableSpec, standard: Standard) -> Iterator[tuple[str, str, Stated]]:
    """Yield code, header and the content that the form should show there."""
    for code in codes_of(spec, standard):
        yield code, spec.key, code
    if spec is SCORES:
        for item in standard.items:
            yield item.code, "考评内容", item.content
            yield item.code, CAP, item.cap
            yield item.code, NATURE, item.terms.nature
            yield item.code, START, item.terms.start or ""
            yield item.code, TOP, UNLIMITED if item.terms.unlimited else item.terms.top
            yield item.code, "考评标准", item.criterion
    elif spec is COUNTS:
        for measure in standard.measures:
            yield measure.code, "计分指标", measure.name
            yield measure.code, "单位", measure.unit
            for header, content in measure.stated.items():
                yield measure.code, header, content
    else:
        for veto in standard.vetoes:
            yield veto.code, "情形", veto.text
            yield veto.code, CEILING, veto.ceiling


def _is_printed(cell: Cell, expected: Stated, unit: str) -> bool:
    """True if a cell shows what the form printed there."""
    if isinstance(expected, bool):
        return (fold(cell.seen) == YES) == expected
    if isinstance(expected, str):
        return fold(cell.seen) == fold(expected)
    reading = read_number(cell, unit)
    return cell.blank if expected is None else reading is not None and reading.value == expected


def _as_printed(expected: Stated) -> str:
    if isinstance(expected, bool):
        return YES if expected else "空白"
    if isinstance(expected, str):
        return shorten(expected)
    return "空白" if expected is None else plain(Decimal(expected))
