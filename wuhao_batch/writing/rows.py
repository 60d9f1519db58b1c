"""Rows of cells, laid out and written at once: the library draws the sheets around them, once.

That is for papers of which there are many, whose columns, paper and looks are the same while their
rows differ: a cast is the package without rows. And for papers that have many rows below their
heads (docs/writing.md).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid4

from openpyxl.utils import absolute_coordinate, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.cells import Value, escaped, in_cell, is_quoted, plain
from wuhao_batch.writing.line_breaks import with_breaks
from wuhao_batch.writing.packages import Results, parts_of
from wuhao_batch.writing.packing import packed
from wuhao_batch.writing.paper import HEAD, Look, style_of
from wuhao_batch.writing.printing import page_breaks, page_room
from wuhao_batch.writing.row_heights import LEAST_HEIGHT, text_height
from wuhao_batch.writing.stencils import Stencil

_letter = lru_cache(get_column_letter)


class Worn(NamedTuple):
    """A look, and if the text in it is marked as quoted."""

    look: Look
    quoted: bool = False


_worn = lru_cache(Worn)
"""One of each: a table has thousands of cells in a few styles."""


class LiveFormula(str):
    """A formula, beginning with ``=``; programs compute it."""

    __slots__ = ()


class Merged(NamedTuple):
    """Cells of a row that are one, from one column to another."""

    row: int
    first: int
    last: int


@dataclass
class PaperRows:
    """Cells of a sheet whose columns have these widths, from some row on.

    ``heights`` are the least of rows. ``head`` is repeated on every page; pages end before the rows
    ``starts``.
    """

    widths: Sequence[float]
    heights: dict[int, float] = field(default_factory=dict)
    head: int = 1
    starts: Sequence[int] = ()
    cells: dict[int, dict[int, tuple[Value, Worn]]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)

    def write(self, row: int, column: int, value: object, look: Look) -> None:
        """Put a value into a cell, in its look."""
        written = plain(value)
        self._row(row)[column] = written, _worn(look, is_quoted(written))

    def compute(self, row: int, column: int, formula: str, look: Look) -> None:
        """Put a formula into a cell, in its look."""
        self._row(row)[column] = LiveFormula(formula), _worn(look)

    def _row(self, row: int) -> dict[int, tuple[Value, Worn]]:
        return self.cells.setdefault(row, {})

    def merge(self, row: int, first: int, last: int) -> None:
        """Merge the cells of a row from one column to another."""
        if first < last:
            self.merged.append(Merged(row, first, last))

    def across(self, row: int, text: str, look: Look) -> None:
        """Write one text over all columns."""
        self.write(row, 1, text, look)
        self.merge(row, 1, len(self.widths))

    def in_a_row(self, row: int, values: Sequence[object], looks: Iterable[Look]) -> None:
        """Write values side by side."""
        for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
            self.write(row, column, value, look)

    def heading(self, row: int, headers: Sequence[str]) -> None:
        """Write the head of a table."""
        self.in_a_row(row, headers, [HEAD] * len(headers))

    @property
    def styles(self) -> set[Worn]:
        """The styles of its cells."""
        return {style for row in self.cells.values() for _, style in row.values()}

    @property
    def last(self) -> int:
        """The last row."""
        return max(self.cells)

    @property
    def area(self) -> str:
        """All of the sheet down to the last row."""
        return f"A1:{_letter(len(self.widths))}{self.last}"

    def written(self, numbers: Mapping[Worn, int], room: float) -> "_Written":
        """Return the markup of the rows on pages of a height, with the numbers of their styles."""
        wide = {each[:2]: sum(self.widths[each.first - 1 : each.last]) for each in self.merged}
        columns = [(_letter(column), width) for column, width in enumerate(self.widths, start=1)]
        heights: list[float] = []
        chunks: list[str] = []
        for row in range(min(self.cells), self.last + 1):
            height, cells = max(LEAST_HEIGHT, self.heights.get(row, 0.0)), []
            for column, (value, style) in sorted(self.cells.get(row, {}).items()):
                letter, width = columns[column - 1]
                look = style.look
                kind, content, asked = _laid(
                    value, wide.get((row, column)) or width, look.size, look.locked
                )
                height = max(height, asked)
                cells.append(f'<c r="{letter}{row}" s="{numbers[style]}"{kind}>{content}</c>')
            heights.append(height)
            chunks += (f'<row r="{row}" ht="{height:.16g}" customHeight="1">', *cells, "</row>")
        return _Written(
            dimension=self.area,
            area=absolute_coordinate(self.area),
            rows="".join(chunks),
            merged=_merged(self.merged),
            breaks=breaks_after(page_breaks(heights, self.starts, self.head, room)),
        )


class _Written(NamedTuple):
    """What differs in a sheet with other rows, in the order of a cast's gaps."""

    dimension: str
    area: str
    rows: str
    merged: str
    breaks: str


ROW_GAPS = len(_Written._fields)
"""Gaps of a sheet whose rows differ."""


class Cast:
    """A workbook without its rows, from which packages with any rows are made."""

    def __init__(self, workbook: Workbook, styles: Iterable[Worn], own: Sequence[str]) -> None:
        """Cut out what differs.

        Args:
            workbook: Its sheets have columns and paper, but no cells.
            styles: Those of all cells that will be written.
            own: Texts that stand in it for those of a package's own.
        """
        self._numbers = number_styles(workbook, styles)
        self._rooms = [page_room(worksheet) for worksheet in workbook.worksheets]
        for place, worksheet in enumerate(workbook.worksheets):
            leave_open(worksheet, place)
        secret = uuid4().hex
        parts = parts_of(workbook)
        for number, text in enumerate(own):
            mark = _mark(number, secret)
            parts = {name: part.replace(text.encode(), mark) for name, part in parts.items()}
        for place in range(len(workbook.worksheets)):
            first = len(own) + place * ROW_GAPS
            marks = (_mark(first + number, secret) for number in range(ROW_GAPS))
            cut_rows(parts, place, [*marks])
        self._stencil = Stencil(parts, re.compile(rf"gap(\d+)x{secret}".encode()))

    def filled(self, sheets: Sequence[PaperRows], own: Sequence[str]) -> bytes:
        """Return the package with these rows and texts."""
        texts = [*map(escaped, own)]
        for rows, room in zip(sheets, self._rooms, strict=True):
            texts += rows.written(self._numbers, room)
        return self._stencil.filled([text.encode() for text in texts])


def with_rows(workbook: Workbook, below: Mapping[str, PaperRows], results: Results) -> bytes:
    """Return a workbook as a package, with rows below what its sheets of these names hold."""
    numbers = number_styles(workbook, {style for rows in below.values() for style in rows.styles})
    for name, rows in below.items():
        workbook[name].print_area = rows.area
    parts = parts_of(workbook)
    for place, worksheet in enumerate(workbook.worksheets, start=1):
        name = f"xl/worksheets/sheet{place}.xml"
        for cell, text in results.get(worksheet.title, {}).items():
            parts[name] = _with_result(parts[name], cell, text)
        if worksheet.title in below:
            written = below[worksheet.title].written(numbers, page_room(worksheet))
            part = _once(
                rb'<dimension ref="[^"]*',
                f'<dimension ref="{written.dimension}'.encode(),
                parts[name],
            )
            parts[name] = _once(b"</sheetData>", written.rows.encode() + b"</sheetData>", part)
    return packed(parts)


def number_styles(workbook: Workbook, styles: Iterable[Worn]) -> dict[Worn, int]:
    """Give styles their numbers in a workbook, the same for the same styles."""
    first = workbook.worksheets[0]
    in_order = sorted(styles, key=repr)
    return {style: style_of(first, style.look, quoted=style.quoted) for style in in_order}


def _area(place: int) -> str:
    """Return an area to print that is no other sheet's."""
    return f"A1:B{1_000_000 + place}"


def _mark(number: int, secret: str) -> bytes:
    return f"gap{number}x{secret}".encode()


def leave_open(worksheet: Worksheet, place: int) -> None:
    """Give a sheet without rows, at that place, something to be cut out."""
    worksheet.merged_cells.add("A1:B1")
    worksheet.row_breaks.append(Break(id=1))
    worksheet.print_area = _area(place)


def cut_rows(parts: dict[str, bytes], place: int, in_order: Sequence[bytes]) -> None:
    """Put marks where a sheet with other rows differs, in the order of what is written there."""
    marks = dict(zip(_Written._fields, in_order, strict=True))
    name = f"xl/worksheets/sheet{place + 1}.xml"
    for what, pattern in {
        "dimension": rb'(?<=<dimension ref=")[^"]*',
        "rows": rb"(?<=<sheetData>)(?=</sheetData>)",
        "merged": rb"<mergeCells .*?</mergeCells>",
        "breaks": rb"<rowBreaks .*?</rowBreaks>",
    }.items():
        parts[name] = _once(pattern, marks[what], parts[name])
    area = re.escape(absolute_coordinate(_area(place))).encode()
    parts["xl/workbook.xml"] = _once(area, marks["area"], parts["xl/workbook.xml"])


def _with_result(part: bytes, cell: str, text: str) -> bytes:
    """Store what a formula gives; a cell that holds none is left as it is."""
    formula = rf'(<c r="{cell}"[^>]*)(><f>[^<]*</f>)<v></v>'.encode()
    result = f"<v>{escaped(text)}</v>".encode()
    return re.sub(formula, lambda found: found[1] + b' t="str"' + found[2] + result, part)


def _once(pattern: bytes, mark: bytes, part: bytes) -> bytes:
    cut, times = re.subn(pattern, lambda _: mark, part, flags=re.DOTALL)
    if times != 1:
        raise ValueError("the library writes a sheet otherwise than it did")
    return cut


def put_value(value: Value, width: float, size: float, locked: bool) -> tuple[str, float]:
    """Return the markup of a cell from behind its style on, and the height that it asks for."""
    kind, content, height = _laid(value, width, size, locked)
    return f"{kind}>{content}", height


def _laid(value: Value, width: float, size: float, locked: bool) -> tuple[str, str, float]:
    """Return kind and content of a cell of that width, and the height that it asks for."""
    if isinstance(value, LiveFormula):
        return "", f"<f>{escaped(value[1:])}</f><v></v>", 0.0
    if isinstance(value, str):
        return ' t="inlineStr"', *_laid_out(value, width, size, locked)
    return ' t="n"', "" if value is None else f"<v>{value:.16g}</v>", 0.0


@lru_cache(maxsize=16_384)
def _laid_out(text: str, width: float, size: float, locked: bool) -> tuple[str, float]:
    broken = with_breaks(text, width, size) if locked else text
    return f"<is>{in_cell(broken)}</is>", text_height(broken, width, size)


def _merged(merged: Sequence[Merged]) -> str:
    cells = (f"{_letter(first)}{row}:{_letter(last)}{row}" for row, first, last in merged)
    each = "".join(f'<mergeCell ref="{place}"/>' for place in cells)
    return f'<mergeCells count="{len(merged)}">{each}</mergeCells>' if merged else ""


def breaks_after(rows: Sequence[int]) -> str:
    """Return the markup of pages that end after these rows."""
    each = "".join(f'<brk id="{row}" min="0" max="16383" man="1"/>' for row in rows)
    counts = f'count="{len(rows)}" manualBreakCount="{len(rows)}"'
    return f"<rowBreaks {counts}>{each}</rowBreaks>" if rows else ""
