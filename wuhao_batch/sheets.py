"""A workbook as plain values, whatever format it was read from.

However a workbook came (:mod:`wuhao_batch.reading`), what is known of it is its filled cells, its
own properties and what it carries along.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from itertools import chain, takewhile
from operator import attrgetter
from typing import Any

CellAddress = tuple[int, int]
"""(row, column), both counted from 1."""

LONGEST_HEADER = 60
"""Characters of a text that may be a header."""

PICTURE = "[图片]"
"""Stands for a picture placed in a cell: pictures are not read."""


class Travelling:
    """A frozen dataclass that goes from process to process by the hundred.

    It is pickled as a call of its class, without the last arguments that are the defaults.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        values, defaults = _fields(kind)
        given = values(self)
        count = len(given)
        while count and given[count - 1] is defaults[count - 1]:
            count -= 1
        return kind, given[:count]


@cache
def _fields(kind: Any) -> tuple[Callable[[object], tuple[Any, ...]], tuple[Any, ...]]:
    """Return what gives the values of a class's fields, and their defaults."""
    own = fields(kind)
    return attrgetter(*(each.name for each in own)), tuple(each.default for each in own)


@dataclass(frozen=True, slots=True)
class Cell(Travelling):
    """The content of one cell.

    ``value`` is None, a number, a text, a bool, a date or datetime; for a formula (whose text is
    ``formula``) it is the result stored in the file, which may be missing. An error value such as
    ``#N/A`` is a text with ``error`` set.

    ``shown`` is the text on the screen where that says something else than ``value``, by its number
    format or because words are struck out (these are left out); None where it says the same.
    ``look`` tells what makes the difference, such as “2”已划去 or “1”是上标, and is set too where
    the characters are the same but mean something else. ``unseen`` tells why nobody sees the cell,
    such as 所在的行已隐藏; "" where it is in plain sight.
    """

    value: Any = None
    formula: str = ""
    error: bool = False
    shown: str | None = None
    look: str = ""
    unseen: str = ""

    @property
    def blank(self) -> bool:
        """True if there is no formula, and no value but white space."""
        if self.formula or self.value is None:
            return not self.formula
        return isinstance(self.value, str) and not self.value.strip()

    @property
    def picture(self) -> bool:
        """True if a picture was placed in the cell."""
        return isinstance(self.value, str) and self.value == PICTURE

    @property
    def has_no_result(self) -> bool:
        """True for an error value or a formula without a stored result."""
        return self.error or (bool(self.formula) and self.value is None)

    @property
    def text(self) -> str:
        """The value as a person would read it."""
        return text_of(self.value)

    @property
    def seen(self) -> str:
        """The text on the screen."""
        return self.text if self.shown is None else self.shown

    @property
    def seen_otherwise(self) -> bool:
        """True if a person sees something else than the value; a date may be written anyhow."""
        is_date = isinstance(self.value, date)
        return bool(self.look) or (self.shown is not None and not is_date)

    @property
    def number(self) -> float | int | None:
        """The value if it is a real number, else None; a bool is none."""
        return (
            self.value
            if isinstance(self.value, int | float) and not isinstance(self.value, bool)
            else None
        )


BLANK = Cell()
_value = attrgetter("value")


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that a person sees on a sheet, but that is in no cell.

    ``kind`` is its word for people, such as 批注, 文本框 or 图片; ``row`` and ``column`` are the
    place of the cell that it belongs to or begins over; ``text`` is "" for a picture.
    """

    kind: str
    row: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class Sheet:
    """The filled cells of one sheet, and what else is seen on it."""

    name: str
    visible: bool
    cells: Mapping[CellAddress, Cell]
    beside: tuple[Beside, ...] = ()

    def at(self, row: int, column: int) -> Cell:
        """Return the cell at that place, blank if nothing is there."""
        return self.cells.get((row, column), BLANK)

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, Cell]]:
        """Row number → column number → cell, in order, blank cells left out."""
        rows: dict[int, dict[int, Cell]] = {}
        for place in sorted(self.cells):
            cell = self.cells[place]
            if not cell.blank:
                rows.setdefault(place[0], {})[place[1]] = cell
        return rows

    def texts(self) -> Iterator[str]:
        """Yield the texts of all cells."""
        values = [cell.value for cell in self.cells.values()]
        return (value for value in values if isinstance(value, str))

    def texts_of_row(self, number: int) -> Mapping[str, int]:
        """Return folded text → the first column that it stands in, for the short texts of a row."""
        found = self._folded.get(number)
        if found is None:
            found = self._folded[number] = {}
            for column, cell in self.rows.get(number, {}).items():
                if len(cell.text) <= LONGEST_HEADER:
                    found.setdefault(fold(cell.text), column)
        return found

    def first_texts(self, rows: int) -> Set[str]:
        """Return the folded short texts of the first so many rows."""
        found = self._first.get(rows)
        if found is None:
            numbers = takewhile(lambda number: number <= rows, self.rows)
            found = self._first[rows] = set(chain.from_iterable(map(self.texts_of_row, numbers)))
        return found

    @cached_property
    def _first(self) -> dict[int, Set[str]]:
        return {}

    @cached_property
    def _folded(self) -> dict[int, dict[str, int]]:
        """The rows that were asked for: every kind of table looks through the same ones."""
        return {}


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets in order, its own properties, when it was saved and by what program.

    ``saved`` is as the file has it, without a time zone; ``carried`` names what is neither read nor
    run, such as 宏.
    """

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None
    program: str = ""
    carried: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts of all sheets, hidden ones included, and the properties' values."""
        values: set[object] = {*self.properties.values()}
        for sheet in self.sheets:
            values.update(map(_value, sheet.cells.values()))
        return frozenset([value for value in values if isinstance(value, str)])

    @cached_property
    def visible_texts(self) -> frozenset[str]:
        """The texts of all visible sheets."""
        return frozenset(text for sheet in self.sheets if sheet.visible for text in sheet.texts())


LONGEST_KEPT = 1_024
"""Characters of a text whose other forms are remembered: forms print the same texts."""


def text_of(value: Any) -> str:
    """Return a cell's value as a person would read it; ``""`` for a blank."""
    match value:
        case str():
            text = _composed(value) if len(value) <= LONGEST_KEPT else _compose(value)
        case None:
            text = ""
        case bool():
            text = str(value).upper()
        case float():
            text = str(int(value)) if value.is_integer() else format(value, ".15g")
        case datetime():
            text = value.isoformat(sep=" ", timespec="minutes").removesuffix(" 00:00")
        case _:
            text = str(value)
    return text


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


_composed = lru_cache(maxsize=4_096)(_compose)


_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]")
_PARTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2065-\u2069\ufdd0-\ufdef"
    "\ufffe\uffff\ud800-\udfff]+"
)
"""Controls, and marks that turn what follows: what stands before and behind is not one word."""


def clean(text: str) -> str:
    """Return text without invisible characters: controls, zero widths, marks of direction (G20).

    A control inside becomes a space, because 3 and 5 on two lines are not 35.
    """
    if text.isprintable():  # as nearly all are
        return text
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _PARTING.sub(_space_inside, text)


def _space_inside(match: re.Match[str]) -> str:
    return " " if match.start() and match.end() < len(match.string) else ""


def fold(text: str) -> str:
    """Return the form in which headers and codes are compared: NFKC, without any white space."""
    return _folded(text) if len(text) <= LONGEST_KEPT else _fold(text)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


_folded = lru_cache(maxsize=4_096)(_fold)


def quoted(sheet: str) -> str:
    """Return a sheet's name as references write it: 评分表 → ``'评分表'``."""
    return "'" + sheet.replace("'", "''") + "'"


def address(row: int, column: int) -> str:
    """Return the name of a cell: (5, 7) → ``G5``."""
    return f"{column_letters(column)}{row}"


@cache
def column_letters(column: int) -> str:
    """Return the name of a column: 7 → ``G``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def spans(cells: Iterable[str]) -> list[str]:
    """Return the names of cells, a run of cells below each other as ``G6:G9``."""
    runs: list[list[str]] = []
    for cell in cells:
        if runs and _below(runs[-1][-1]) == cell:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]


def _below(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"{letters}{int(cell.removeprefix(letters)) + 1}"
