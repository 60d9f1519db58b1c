"""Forms made again with what was filled in: of one that is drawn, little is made anew for others.

That is what is a branch's own (:mod:`wuhao_batch.forms.stamping`), the cells of inputs with the
heights of their rows, the pages that follow from these, and the rows of a sheet that stands first.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from html import escape
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

from openpyxl.cell.cell import Cell
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break, RowBreak
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import Armed, draw
from wuhao_batch.forms.pages import blocks_of
from wuhao_batch.forms.stamping import (
    Drawn,
    Layouts,
    Looks,
    NamingText,
    Once,
    Own,
    gap_pattern,
    gaps_of,
    is_usual,
    laid_texts,
    mark_own,
)
from wuhao_batch.tables import RowKind, Table
from wuhao_batch.writing.cells import Value, is_quoted
from wuhao_batch.writing.line_breaks import keeps_marks
from wuhao_batch.writing.packages import parts_of
from wuhao_batch.writing.paper import restyled
from wuhao_batch.writing.printing import heights_of, page_breaks, page_room, put_foot, scale_for
from wuhao_batch.writing.row_heights import readable_size, runs_on
from wuhao_batch.writing.rows import (
    ROW_GAPS,
    PaperRows,
    Worn,
    breaks_after,
    cut_rows,
    leave_open,
    number_styles,
    put_value,
)
from wuhao_batch.writing.sizes import column_widths
from wuhao_batch.writing.stencils import GappedPart, Stencil

At = tuple[str, str]
"""A cell: its sheet and its name."""


class PutBack(NamedTuple):
    """A value put back into an input, and the colour behind it (RRGGBB), None for its own."""

    value: Value
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class First:
    """The sheet that stands first: its rows, row → the cell that its first cell is a link to.

    ``own`` are the texts that stand in the workbook around it.
    """

    rows: PaperRows
    links: Mapping[int, str]
    own: Sequence[str]


class _Place(NamedTuple):
    """How an input is laid out; one in a hidden column has no width."""

    width: float
    size: float
    is_broken: bool
    runs_on: bool

    def smaller(self, entry: PutBack) -> float:
        """Return the size of type in which an entry can be read."""
        if not (self.runs_on and self.width and isinstance(entry.value, str)):
            return self.size
        return readable_size(entry.value, self.width, self.size)


@dataclass(frozen=True)
class Refills:
    """The forms of an assessment, each layout drawn when it is first needed.

    ``colours`` are those that entries may have. ``prepare`` puts a sheet without rows in front of a
    workbook, and around it the texts that it is given; its rows have the ``styles``.
    """

    armed: Armed
    colours: Sequence[str]
    prepare: Callable[[Workbook, Sequence[str]], Worksheet]
    styles: frozenset[Worn]
    _places: dict[object, Mapping[At, _Place]] = field(default_factory=dict)
    moulds: Layouts["_Mould"] = field(default_factory=Layouts)

    def form(self, branch: Branch, entries: Mapping[At, PutBack], first: First) -> bytes:
        """Return the form of a branch as an .xlsx package, with these entries."""
        own, draw_it = self.armed.own(branch), Once(partial(draw, self.armed, branch))
        naming = self.armed.stamps.naming(own, draw_it)
        places = self._places_of(own, draw_it)
        texts, laid = laid_texts(naming, own)
        smaller = tuple(
            (at, size)
            for at, entry in entries.items()
            if (size := places[at].smaller(entry)) != places[at].size
        )
        usual = is_usual(texts)
        layout = own.left_out, laid, bool(own.parts), smaller, () if usual else tuple(texts)

        def make() -> _Mould:
            sized = {at: places[at]._replace(size=size) for at, size in smaller}
            marked = (naming, laid, len(texts)) if usual else None
            return _Mould(self, draw_it(), {**places, **sized}, marked, len(first.own))

        mould = self.moulds.of(layout, make)
        return mould.filled(gaps_of(texts) if usual else [], entries, first)

    def _places_of(self, own: Own, draw_it: Callable[[], Drawn]) -> Mapping[At, _Place]:
        if own.left_out not in self._places:
            self._places[own.left_out] = dict(_places(draw_it()))
        return self._places[own.left_out]


def _places(drawn: Drawn) -> Iterator[tuple[At, _Place]]:
    for table in drawn.tables:
        worksheet = drawn.workbook[table.sheet.name]
        widths = column_widths(worksheet)
        for name in _inputs(table):
            cell = worksheet[name]
            width = widths[cell.column]
            yield (
                (worksheet.title, name),
                _Place(width, cell.font.sz, bool(width) and keeps_marks(cell), runs_on(cell)),
            )


def _inputs(table: Table) -> Iterator[str]:
    for row in table.rows_of_kind(RowKind.ITEM):
        for header in table.spec.inputs:
            yield table.cell_name(row, header)


class _Mould:
    """The package of a layout, made once, with gaps for what is filled in."""

    def __init__(
        self,
        refills: Refills,
        drawn: Drawn,
        places: Mapping[At, _Place],
        marked: tuple[Sequence[NamingText], Looks, int] | None,
        own: int,
    ) -> None:
        workbook, secret = drawn.laid_out(), uuid4().hex
        numbers = count()

        def mark() -> str:
            return f"gap{next(numbers)}x{secret}"

        naming, laid, texts = marked or ((), (), 0)
        names = [mark() for _ in range(texts)]
        self._first = refills.prepare(workbook, [mark() for _ in range(own)])
        put_foot(self._first, drawn.foot)
        if marked:
            mark_own(drawn, naming, laid, names)
        self._numbers = number_styles(workbook, refills.styles)
        leave_open(self._first, 0)
        self._sheets = [
            _Sheet(workbook, table, places, refills.colours, len(names)) for table in drawn.tables
        ]
        parts = parts_of(workbook)
        cut_rows(parts, 0, [mark().encode() for _ in range(ROW_GAPS)])
        _cut_first(parts, mark)
        for sheet in self._sheets:
            sheet.cut(parts, secret)
            parts[sheet.part] = mark().encode()
        self._stencil = Stencil(parts, re.compile(gap_pattern(secret)))

    def filled(self, names: Sequence[bytes], entries: Mapping[At, PutBack], first: First) -> bytes:
        """Return the package."""
        widths = first.rows.widths
        texts = (
            *(escape(text, quote=False) for text in first.own),
            *first.rows.written(self._numbers, page_room(self._first)),
            _links(first.links),
            f"{widths[0]:.16g}",
            str(scale_for(self._first, widths)),
        )
        sheets = (sheet.filled(names, entries) for sheet in self._sheets)
        return self._stencil.filled([*names, *(text.encode() for text in texts), *sheets])


def _cut_first(parts: dict[str, bytes], mark: Callable[[], str]) -> None:
    """Put marks for the links of the first sheet, the width of its first column, and its scale."""
    name = "xl/worksheets/sheet1.xml"
    for pattern in (rb"(?=<printOptions)", rb'(?<=<col width=")[^"]*', rb'(?<= scale=")[^"]*'):
        gap = mark().encode()
        parts[name] = re.sub(pattern, lambda _, gap=gap: gap, parts[name], count=1)


def _links(links: Mapping[int, str]) -> str:
    each = (f'<hyperlink ref="A{row}" location="{escape(to)}"/>' for row, to in links.items())
    return f"<hyperlinks>{''.join(each)}</hyperlinks>" if links else ""


class _Sheet:
    """A sheet with inputs."""

    def __init__(
        self,
        workbook: Workbook,
        table: Table,
        places: Mapping[At, _Place],
        colours: Sequence[str],
        names: int,
    ) -> None:
        worksheet = workbook[table.sheet.name]
        self._title, self._names = worksheet.title, names
        self._heights = heights_of(worksheet)
        self._paginated = partial(
            page_breaks,
            blocks=blocks_of(table),
            header_row=table.header_row,
            room=page_room(worksheet),
        )
        self._inputs: dict[str, tuple[int, _Place, Mapping[tuple[str | None, bool], int]]] = {}
        for name in _inputs(table):
            cell, place = worksheet[name], places[worksheet.title, name]
            _set(cell, place.size)
            self._inputs[name] = cell.row, place, _styles(cell, colours)
        worksheet.row_breaks = RowBreak(brk=[Break(id=1)])
        self.part = f"xl/worksheets/sheet{workbook.index(worksheet) + 1}.xml"

    def cut(self, parts: Mapping[str, bytes], secret: str) -> None:
        """Cut the cells of inputs out of the part, the heights of their rows, and the pages."""
        numbers = count(self._names)
        rows = {row for row, _, _ in self._inputs.values()}
        in_order: list[str | int] = []

        def gap(what: str | int) -> bytes:
            in_order.append(what)
            return f"gap{next(numbers)}x{secret}".encode()

        def cell(found: re.Match[bytes]) -> bytes:
            name = found[1].decode()
            return b'<c r="%b" %b' % (found[1], gap(name)) if name in self._inputs else found[0]

        def row(found: re.Match[bytes]) -> bytes:
            return found[1] + gap(int(found[2])) if int(found[2]) in rows else found[0]

        part = re.sub(rb'<c r="([A-Z]+\d+)" s="\d+" t="n"></c>', cell, parts[self.part])
        part = re.sub(rb'(<row r="(\d+)"[^>]*? ht=")[^"]*', row, part)
        part = re.sub(rb"<rowBreaks .*?</rowBreaks>", lambda _: gap("pages"), part, flags=re.DOTALL)
        self._in_order = in_order
        self._pieces = GappedPart(part, re.compile(gap_pattern(secret)))

    def filled(self, names: Sequence[bytes], entries: Mapping[At, PutBack]) -> bytes:
        """Return the part."""
        heights, texts = self._heights.copy(), dict[str | int, str]()
        for name, (row, place, styles) in self._inputs.items():
            value, colour = entries.get((self._title, name), _BLANK)
            written, asked = put_value(value, *place[:3])
            texts[name] = f's="{styles[colour, is_quoted(value)]}"{written}</c>'
            if place.runs_on:
                heights[row - 1] = max(heights[row - 1], asked)
        texts["pages"] = breaks_after(self._paginated(heights))
        for row, _, _ in self._inputs.values():
            texts[row] = f"{heights[row - 1]:.16g}"
        return self._pieces.filled([*names, *(texts[each].encode() for each in self._in_order)])


_BLANK = PutBack(None)


def _set(cell: Cell, size: float) -> None:
    if cell.font.sz != size:
        font: Any = copy(cell.font)
        font.sz = size
        cell.font = font


def _styles(cell: Cell, colours: Iterable[str]) -> Mapping[tuple[str | None, bool], int]:
    """Return the numbers of a cell's styles, by the colour behind it and if its text is marked."""
    return {
        (colour, quoted): restyled(
            cell, PatternFill("solid", fgColor=colour) if colour else None, quoted=quoted
        )
        for colour in (None, *colours)
        for quoted in (False, True)
    }
