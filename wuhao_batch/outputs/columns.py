"""Tables of papers: columns that say how they look and how their value comes out of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Place

R = TypeVar("R")

NOTHING = float("nan")
"""Value of a cell where the column has no meaning for the row: a number cell without a number."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column, for rows of type ``R``.

    ``value`` returns a number, a text, None where it is not known or :data:`NOTHING`; ``width`` is
    in characters. ``anchor`` marks the column that stays in sight while one scrolls, ``subtotal``
    one that adds up others. ``link`` returns the cell to which the value is a link; ``full`` is
    the value at which nothing is lost, ``least`` that at which all is: it is coloured between them.
    ``finer`` marks points that may need more decimals than those of the other columns, and are
    shown with their own. ``fill`` returns the colour (RRGGBB) behind a value, None for none.
    """

    header: str
    value: Callable[[R], object]
    width: float = 10.0
    centred: bool = True
    wrapped: bool = True
    anchor: bool = False
    subtotal: bool = False
    upright: bool = False
    link: Callable[[R], Place] | None = None
    full: Decimal | None = None
    least: Decimal = Decimal(0)
    finer: bool = False
    fill: Callable[[R], str | None] | None = None


@dataclass(frozen=True, slots=True)
class PaperTable(Generic[R]):
    """A table under its sheet's name."""

    name: str
    columns: tuple[Column[R], ...]
    rows: tuple[R, ...]

    @property
    def headers(self) -> list[str]:
        """Return the texts of row 1."""
        return [column.header for column in self.columns]

    def values(self, column: Column[R]) -> list[object]:
        """Return the values below a header, from top to bottom."""
        return [column.value(row) for row in self.rows]

    def place_of(self, column: Column[R]) -> int:
        """Return the number of a column, counted from 1."""
        return self.columns.index(column) + 1


def text_column(
    header: str,
    value: Callable[[R], object],
    width: float,
    *,
    link: Callable[[R], Place] | None = None,
) -> Column[R]:
    """Return a column of longer texts, set from the left."""
    return Column(header, value, width, centred=False, link=link)


def branch_columns(
    branch: Callable[[R], Branch | None], words: Words, widths: tuple[float, float] = (10.0, 26.0)
) -> tuple[Column[R], Column[R]]:
    """Return 编号 and the column of names, with which a table of branches begins."""

    def code(row: R) -> object:
        own = branch(row)
        return own.code if own else NOTHING

    def name(row: R) -> object:
        own = branch(row)
        return own.name if own else NOTHING

    return (
        Column("编号", code, widths[0]),
        Column(words.unit, name, widths[1], centred=False, anchor=True),
    )
