"""A returned workbook → its inputs, each with the cell it stands in.

Only inputs are taken. Caps and texts found in the form are compared with ours and reported, never
trusted (docs/forms.md).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from wuhao_batch.assessment.identity import find_replaced
from wuhao_batch.assessment.layout import (
    CAP,
    SCORES,
    TABLES,
)
from wuhao_batch.findings.finding import Finding, Place, Severity
from wuhao_batch.numbers import to_points
from wuhao_batch.returns.comparing import edited, mismatched, row_faults
from wuhao_batch.returns.figures import (
    GIVEN,
    OWN,
    Figure,
    figure_rows,
    read_cells,
    read_figures,
    tell_other_figures,
)
from wuhao_batch.returns.inputs import InputColumn, Return
from wuhao_batch.returns.kept import Kept
from wuhao_batch.returns.precedents import (
    ColumnSpots,
    FigureSpot,
    Precedents,
    column_spots,
    precedent,
    spot_of,
)
from wuhao_batch.returns.printed import OurTexts
from wuhao_batch.returns.rows import OurRows, codes_of, rows_of_codes
from wuhao_batch.returns.unread import find_missing, find_unread, tell_missing, tell_unread
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import BLANK, Book, Cell, CellAddress, address
from wuhao_batch.tables import RowKind, Table, TableSpec, find_tables, tell_unseen, the_table


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """A form as it went out: its standard, its texts, if the 考评组 scores apart.

    ``rows`` are those of its tables, by their names; ``left_out`` are the items that do not apply
    to its branch; ``precedents`` the returns of such forms that were read before.
    """

    standard: Standard
    rows: Mapping[str, OurRows]
    printed: OurTexts
    precedents: Precedents
    panel_apart: bool = False
    left_out: tuple[str, ...] = ()


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
    before = issued.precedents.like(book, issued.printed)
    if before is not None:
        inputs = {header: spots.of(book, file) for header, spots in before.inputs.items()}
        figures = tuple(before.figures_in(book, file))
        findings: Sequence[Finding] = ()
    else:
        inputs, figures, findings = _look_for_entries(book, file, issued)
    return Return(
        branch,
        file,
        Kept(inputs),
        figures,
        tuple(fault.of_branch(branch) for fault in findings),
        find_replaced(book),
        panel_apart=issued.panel_apart,
        left_out=issued.left_out,
    )


Inputs = dict[str, InputColumn]


def _look_for_entries(
    book: Book, file: str, issued: IssuedForm
) -> tuple[Inputs, tuple[Figure, ...], Sequence[Finding]]:
    """Return inputs, figures and what is wrong with the layout, and remember one without faults."""
    standard, panel_apart = issued.standard, issued.panel_apart
    wanted = standard.without(issued.left_out)
    inputs: Inputs = {}
    figures: tuple[Figure, ...] = ()
    findings: list[Finding] = []
    tables: list[Table] = []
    unclear: set[str | None] = set()
    for spec in TABLES:
        ours = issued.rows[spec.name]
        if not ours.codes:
            inputs |= _absent(spec, Place(file), ours)
            continue
        table = the_table(book, spec, file, spec.ways, partial(_is_ours, ours))
        if isinstance(table, Finding):
            inputs |= _absent(spec, table.place, ours)
            told = [table]
            unclear |= {
                table.place.sheet,
                *(e.sheet.name for e in find_tables(book, spec, spec.ways)),
            }
        else:
            read, told = _read_table(table, file, ours, codes_of(spec, wanted))
            inputs |= read
            tables.append(table)
        if spec is SCORES and isinstance(table, Table):
            figures = tuple(read_figures(table, file, standard, (OWN, GIVEN)))
            told += _other_caps(table, file, standard)
        findings += _bearable(told) if spec is SCORES and panel_apart else told
    findings += _beside_the_tables(book, tables, file, issued, unclear)
    if not findings:
        _remember(book, tables, inputs, issued)
    return inputs, figures, findings


def _remember(book: Book, tables: Sequence[Table], inputs: Inputs, issued: IssuedForm) -> None:
    """Remember a form in whose layout nothing is wrong, and nothing is missing."""
    if any(None in column.names.values() for column in inputs.values()):
        return
    spots = {header: ColumnSpots(0, "", {}, {}) for header in inputs}  # so without any code
    figures: list[FigureSpot] = []
    read: dict[str, set[CellAddress]] = {}
    for table in tables:
        ours = issued.rows[table.spec.name]
        read.setdefault(table.sheet.name, set()).update(_places(table, ours))
        rows = rows_of_codes(table, ours)
        for header in table.spec.inputs:
            places = {code: (rows[code][0], table.columns[header]) for code in ours.codes}
            spots[header] = column_spots(book, table, inputs[header], places)
        for header in (OWN, GIVEN) if table.spec is SCORES else ():
            for row, what, weights in figure_rows(table, issued.standard, header):
                figures.append(FigureSpot(header, what, weights, spot_of(book, table, row, header)))
    found = precedent(book, issued.printed, read, spots, figures)
    if found is not None:
        issued.precedents.add(found)


def _read_table(
    table: Table, file: str, ours: OurRows, wanted: Collection[str]
) -> tuple[Inputs, list[Finding]]:
    """Return the inputs of one table by header and code, and what is wrong with its layout.

    Rows of codes that are not ``wanted`` may be missing, stand there twice or be mixed up.
    """
    rows = rows_of_codes(table, ours)
    findings = list(row_faults(table, rows, file, ours, wanted))
    mixed_up = dict(mismatched(table, rows, file, ours))
    findings += (found for code, found in mixed_up.items() if code in wanted)
    rows = {code: found for code, found in rows.items() if code not in mixed_up}
    findings += edited(table, rows, file, ours)
    row_of = {code: rows[code][0] for code in ours.codes if len(rows.get(code, [])) == 1}
    inputs = {header: _column(table, header, file, ours, row_of) for header in table.spec.inputs}
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
        cells = _places(table, issued.rows[table.spec.name])
        read.setdefault(table.sheet.name, set()).update(cells)
        within.setdefault(table.sheet.name, set()).update(cells, table.frame)
        unseen = _unseen_print(table, cells | table.frame, file, issued.printed)
        yield from tell_unseen(unseen, code="L017")
    yield from tell_unread(list(find_unread(book, read, issued.printed, unclear)), file)
    if not unclear:
        yield from tell_missing(find_missing(book, within, issued.printed), file)


def _unseen_print(
    table: Table, cells: Iterable[CellAddress], file: str, printed: OurTexts
) -> Iterator[tuple[Place, Cell]]:
    """Yield those cells of a table that nobody sees and that only explain what is filled in.

    None of a column in which something filled in is not seen either: that is told already; none
    whose text the form hides itself.
    """
    unseen = {place for place in cells if table.sheet.at(*place).unseen}
    rows = table.rows_of_kind(RowKind.ITEM)
    filled_in = {table.columns[each] for each in table.spec.inputs if each in table.columns}
    told = {c for c in filled_in if any(table.sheet.at(row, c).unseen for row in rows)}
    for row, column in sorted(unseen):
        cell = table.sheet.at(row, column)
        if column not in told and not printed.hides(cell.text):
            yield Place(file, table.sheet.name, address(row, column)), cell


def _places(table: Table, ours: OurRows) -> set[CellAddress]:
    """Return the cells of a table that are read, or compared, or reported as foreign (L006)."""
    coded = (row for rows in rows_of_codes(table, ours).values() for row in rows)
    return read_cells(table, coded)


def _bearable(findings: list[Finding]) -> list[Finding]:
    """Return the findings without errors, for columns that are not needed here."""
    return [found for found in findings if found.severity is not Severity.ERROR]


def _is_ours(ours: OurRows, table: Table) -> bool:
    """True if a row holds one of the standard's codes, or the text printed beside it."""
    return not rows_of_codes(table, ours).keys().isdisjoint(ours.codes)


def _absent(spec: TableSpec, place: Place, ours: OurRows) -> Inputs:
    missed = InputColumn(place, dict.fromkeys(ours.codes), {})
    return dict.fromkeys(spec.inputs, missed)


def _column(
    table: Table, header: str, file: str, ours: OurRows, row_of: Mapping[str, int]
) -> InputColumn:
    """Return the inputs under a header; absent where there is no row, or not only one."""
    names = {
        code: table.cell_name(row_of[code], header) if code in row_of else None
        for code in ours.codes
    }
    found = {code: table.at(row, header) for code, row in row_of.items()}
    cells = {code: cell for code, cell in found.items() if cell is not BLANK}
    return InputColumn(Place(file, table.sheet.name), names, cells)
