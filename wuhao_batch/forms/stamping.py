"""Forms stamped: of one that is drawn, only what is a branch's own is made anew for others.

That is the texts that name the branch, the 识别码, and the list of its 党支部. Where these lead to
other heights of rows, sizes of type or limits, the form has another layout, and is drawn once more.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar
from uuid import uuid4

from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from wuhao_batch.assessment.fields import BRACED, ID_FIELD
from wuhao_batch.assessment.layout import ID_LABEL, META_SHEET
from wuhao_batch.assessment.roster import NAME
from wuhao_batch.forms.hidden_identity import ID_CELL, NAME_CELL, replace_property
from wuhao_batch.forms.pages import lay_out
from wuhao_batch.tables import Table
from wuhao_batch.writing.cells import escaped
from wuhao_batch.writing.line_breaks import in_one_line, keeps_marks, with_breaks
from wuhao_batch.writing.packages import Results, parts_of, to_bytes
from wuhao_batch.writing.printing import fitted_to_margin, put_foot
from wuhao_batch.writing.row_heights import (
    over_several_rows,
    readable_size,
    runs_on,
    text_height,
)
from wuhao_batch.writing.sizes import texts as sized_texts
from wuhao_batch.writing.stencils import Stencil

_UNUSUAL = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|&\\[")
"""What the library refuses in a text, or writes in one place otherwise than in another."""

_END = "\t"
"""Stands behind the mark of a gap for blanks at an end."""

_USUAL = "字"
"""Is laid out as any text in one line."""

_MOST_CHARACTERS = 32_767  # of a cell

_MOST_LAYOUTS = 200
"""Layouts that are kept: each takes the memory of a few forms."""

T = TypeVar("T")


class Layouts(dict[object, T]):
    """Layout of a form → the thing made once for it; of very many layouts the latest."""

    def of(self, layout: object, make: Callable[[], T]) -> T:
        """Return what is kept for a layout, made when it is first needed."""
        if layout not in self:
            if len(self) >= _MOST_LAYOUTS:
                del self[next(iter(self))]
            self[layout] = make()
        return self[layout]


class Once(Generic[T]):
    """Makes a thing when it is first asked for, and gives the same again."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Make nothing yet."""
        self._make = make

    def __call__(self) -> T:
        """Return the thing."""
        return self._made

    @cached_property
    def _made(self) -> T:
        return self._make()


@dataclass(frozen=True)
class Drawn:
    """A branch's form as a workbook that is not laid out for paper yet.

    ``tables`` are those that the template has;
    ``naming`` are the cells that name the branch, with their texts in the template;
    ``offering`` is the limit that lists its 党支部.
    """

    workbook: Workbook
    results: Results
    tables: Sequence[Table]
    naming: Sequence[tuple[Cell, str]]
    offering: DataValidation | None
    foot: str

    def laid_out(self) -> Workbook:
        """Return the workbook with its rows and pages fitted to its texts."""
        lay_out(self.workbook, self.tables, self.foot)
        return self.workbook

    def to_bytes(self) -> bytes:
        """Return the form as an .xlsx package."""
        return to_bytes(self.laid_out(), self.results)


@dataclass(frozen=True, slots=True)
class Own:
    """A branch's own: the items left out, the texts of fields, the list of its 党支部."""

    left_out: tuple[str, ...]
    fields: Mapping[str, str]
    parts: str

    @property
    def identity(self) -> str:
        """The 识别码."""
        return self.fields[ID_FIELD]

    @property
    def foot(self) -> str:
        """The line at the foot of every page."""
        return f"{ID_LABEL} {self.identity}"


class Laid(NamedTuple):
    """The size of type and the height of the row that a text asks for, and if it is any.

    ``keeps_ends`` is true of one with blanks at an end, which its cell has to say. ``number`` tells
    apart what one text has become by its breaks in several cells.
    """

    size: float
    height: float
    is_any: bool
    keeps_ends: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class NamingCell:
    """A cell whose text names the branch, and what it is laid out by: nothing without any width."""

    sheet: str
    cell: str
    width: float = 0.0
    size: float = 0.0
    is_broken: bool = False
    runs_on: bool = False
    asks_height: bool = False

    @property
    def in_one_line(self) -> int:
        """How many characters, whichever they are, stand there in one line."""
        return in_one_line(self.width, self.size) if self.width else sys.maxsize

    def laid(self, text: str) -> tuple[str, Laid]:
        """Return a text with its breaks, as :func:`lay_out` would lay it out."""
        size = readable_size(text, self.width, self.size) if self.runs_on else self.size
        broken = with_breaks(text, self.width, size) if self.is_broken else text
        height = text_height(broken, self.width, size) if self.asks_height else 0.0
        return broken, Laid(size, height, bool(text), text.strip() not in ("", text))


@dataclass(frozen=True)
class NamingText:
    """A text that names the branch: with ``%s`` for each of the fields ``names``, in its cells."""

    wording: str
    names: tuple[str, ...]
    cells: tuple[NamingCell, ...]

    def laid(self, fields: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Laid, ...]]:
        """Return the text for one branch, once for all alike breaks, and its look in each cell."""
        text = self.wording % self._values(fields)
        if 0 < len(text) <= self._in_one_line and text == text.strip() and "\n" not in text:
            return (text,), self._usual
        broken, laid = zip(*(cell.laid(text) for cell in self.cells), strict=True)
        different = tuple(dict.fromkeys(broken))
        numbers = map(different.index, broken)
        return different, tuple(
            look._replace(number=number) for look, number in zip(laid, numbers, strict=True)
        )

    @cached_property
    def _values(self) -> Callable[[Mapping[str, str]], str | tuple[str, ...]]:
        return itemgetter(*self.names)

    @cached_property
    def _in_one_line(self) -> int:
        return min(cell.in_one_line for cell in self.cells)

    @cached_property
    def _usual(self) -> tuple[Laid, ...]:
        return tuple(cell.laid(_USUAL)[1] for cell in self.cells)


@dataclass(frozen=True)
class Stamps:
    """The stencils of an assessment's forms, each cut when a branch first needs it."""

    _naming: dict[tuple[str, ...], tuple[NamingText, ...]] = field(default_factory=dict)
    _stencils: Layouts[Stencil] = field(default_factory=Layouts)

    def stamp(self, own: Own, draw: Callable[[], Drawn]) -> bytes:
        """Return a branch's form as an .xlsx package; ``draw`` makes it where it is needed.

        The parts of the package are those of the form as it is drawn and laid out, byte for byte.
        """
        drawn = Once(draw)
        naming = self.naming(own, drawn)
        texts, laid = laid_texts(naming, own)
        if not is_usual(texts):
            return drawn().to_bytes()
        layout = (own.left_out, laid, bool(own.parts))
        stencil = self._stencils.of(layout, lambda: _cut(drawn(), naming, laid, len(texts)))
        return stencil.filled(gaps_of(texts))

    def naming(self, own: Own, draw: Callable[[], Drawn]) -> tuple[NamingText, ...]:
        """Return the texts that differ from branch to branch in forms like this one."""
        if own.left_out not in self._naming:
            self._naming[own.left_out] = tuple(_naming(draw(), own.fields))
        return self._naming[own.left_out]


Looks = tuple[tuple[Laid, ...], ...]
"""How each text that names the branch is laid out in its cells."""


def laid_texts(naming: Sequence[NamingText], own: Own) -> tuple[list[str], Looks]:
    """Return the texts that are a branch's own, and how those in cells are laid out."""
    texts: list[str] = []
    looks: list[tuple[Laid, ...]] = []
    for each in naming:
        shown, laid = each.laid(own.fields)
        texts += shown
        looks.append(laid)
    texts += (own.foot, own.identity, own.parts)
    return texts, tuple(looks)


def gaps_of(texts: Sequence[str]) -> list[bytes]:
    """Return such texts as they stand in the gaps."""
    *in_cells, foot, identity, parts = texts
    together = "\0".join((*in_cells, fitted_to_margin(foot), identity, parts))
    return escaped(together).encode().split(b"\0")


def is_usual(written: Sequence[str]) -> bool:
    """True if texts stand in a package as they are, but for the marks of XML."""
    joined = "".join(written)
    return len(joined) < _MOST_CHARACTERS and not _UNUSUAL.search(joined)


def _naming(drawn: Drawn, fields: Mapping[str, str]) -> Iterator[NamingText]:
    """Yield the texts that differ from branch to branch in forms that leave out the same items."""
    cells: dict[tuple[str, tuple[str, ...]], list[NamingCell]] = {
        ("%s", (ID_FIELD,)): [NamingCell(META_SHEET, ID_CELL)],
        ("%s", (NAME,)): [NamingCell(META_SHEET, NAME_CELL)],
    }
    for worksheet in drawn.workbook.worksheets:
        widths = {cell.coordinate: width for cell, width in sized_texts(worksheet)}
        tall = over_several_rows(worksheet)
        for cell, text in drawn.naming:
            if cell.parent is worksheet:
                width, is_tall = widths.get(cell.coordinate, 0.0), (cell.row, cell.column) in tall
                naming_cell = _naming_cell(cell, width, is_tall=is_tall)
                cells.setdefault(_worded(text, fields), []).append(naming_cell)
    for (wording, names), alike in cells.items():
        yield NamingText(wording, names, tuple(alike))


def _worded(text: str, fields: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return a text with ``%s`` for each of its fields, and their names."""
    names = tuple(name for name in BRACED.findall(text) if name in fields)
    wording = BRACED.sub(lambda match: "\0" if match[1] in fields else match[0], text).replace(
        "%", "%%"
    )
    return wording.replace("\0", "%s"), names


def _naming_cell(cell: Cell, width: float, *, is_tall: bool) -> NamingCell:
    if not width:
        return NamingCell(cell.parent.title, cell.coordinate)
    return NamingCell(
        cell.parent.title,
        cell.coordinate,
        width,
        cell.font.sz,
        is_broken=keeps_marks(cell),
        runs_on=runs_on(cell),
        asks_height=runs_on(cell) and not is_tall,
    )


def _cut(drawn: Drawn, naming: Sequence[NamingText], laid: Looks, texts: int) -> Stencil:
    """Lay a form out, and cut out what is the branch's own, in the order in which it is stamped."""
    workbook, secret = drawn.laid_out(), uuid4().hex
    mark_own(drawn, naming, laid, [f"gap{number}x{secret}" for number in range(texts)])
    return Stencil(parts_of(workbook, drawn.results), re.compile(gap_pattern(secret)))


def mark_own(drawn: Drawn, naming: Sequence[NamingText], laid: Looks, marks: Sequence[str]) -> None:
    """Put marks into a form that is laid out, where the texts that are the branch's own stand."""
    workbook = drawn.workbook
    *in_cells, foot, identity, offered = marks
    for text, looks in zip(naming, laid, strict=True):
        for each, look in zip(text.cells, looks, strict=True):
            if look.is_any:
                cell = workbook[each.sheet][each.cell]
                cell.value, cell.data_type = in_cells[look.number] + _END * look.keeps_ends, "s"
        del in_cells[: 1 + max(look.number for look in looks)]
    for worksheet in workbook.worksheets:
        if worksheet.title != META_SHEET:
            put_foot(worksheet, foot)
    replace_property(workbook, identity)
    if drawn.offering is not None:
        drawn.offering.formula1 = f'"{offered}"'


def gap_pattern(secret: str) -> bytes:
    """Return the pattern of such marks, with a number before a secret, in the parts."""
    return rf"gap(\d+)x{secret}{_END}?".encode()
