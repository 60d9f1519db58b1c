"""Numbers as people write them into a form, read exactly.

One strict grammar, full-width characters included: a sign, digits, at most one point, perhaps
the unit behind them. What Python would take by accident (``1_000``, ``1e3``, ``nan``, TRUE), or
NFKC would make of 7² and ①, is no number here, nor is one that its cell shows as another
(docs/reading.md, G19).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from wuhao_batch.sheets import Cell

DECIMALS = 6
"""Decimal places that a score may have; scores are kept as whole millionths of a point."""

POINT: int = 10**DECIMALS

_NUMBERS_KEPT = 4_096
"""Points that are made once: a hundred thousand units share some hundreds."""

PERCENT = "%"
"""The unit of rates: there a cell that stores 0.864 and shows 86.4% holds 86.4."""

_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]+)?")
_ON_SCREEN = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{0,12})(?:\.[0-9]*)?")

# Full-width forms to ASCII, unseen characters to nothing.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
)


@dataclass(frozen=True)
class Reading:
    """A cell read as a number: its exact value, and whether it was stored as text."""

    value: Decimal
    was_text: bool

    @cached_property
    def decimals(self) -> int:
        """The decimal places that it needs."""
        return decimals(self.value)


def read_number(cell: Cell, unit: str = "") -> Reading | None:
    """Read the number in a cell; None if it holds none, or shows something else.

    With the unit 分, ``7.5``, ``"7.5"``, ``７．５``, ``" 7.5 "`` and ``7.5分`` are 7.5; the last
    four are marked as text. A number format may add zeros, thousands separators and the unit; one
    of percent makes 86.4 of 0.864 where that is the unit.
    """
    if isinstance(cell.value, str):
        return _read(cell, unit)
    return _kept(cell.value, cell.error, cell.shown, cell.look, unit)


@lru_cache(maxsize=4_096, typed=True)
def _kept(value: object, error: bool, shown: str | None, look: str, unit: str) -> Reading | None:
    """Read the number in a cell that holds no text, and remember it: forms repeat few numbers."""
    return _read(Cell(value, error=error, shown=shown, look=look), unit)


def _read(cell: Cell, unit: str) -> Reading | None:
    reading = None if cell.look else _stored(cell, unit)
    if reading is None or cell.shown is None:
        return reading
    seen = _on_screen(cell.shown, unit)
    if seen is None:
        return None
    meant = (reading, replace(reading, value=_tidy(reading.value * 100)))
    return next(
        (each for each in meant[: 1 + _is_rate(cell, unit)] if _says(seen, each.value)), None
    )


def _is_rate(cell: Cell, unit: str) -> bool:
    """True if a number is shown as percent, in percent."""
    return unit == PERCENT and cell.number is not None and shows_percent(cell)


def shows_percent(cell: Cell) -> bool:
    """True if a person sees a percent sign behind the content of a cell."""
    return cell.seen.translate(_NARROW).rstrip().endswith(PERCENT)


def is_contradicted(cell: Cell, unit: str = "") -> bool:
    """True if a person sees something else than is stored, and not the same number otherwise."""
    return cell.seen_otherwise and read_number(cell, unit) is None


def _says(seen: Decimal, value: Decimal) -> bool:
    """True if the number on the screen is the value, as far as a score has decimals."""
    places = -int(seen.as_tuple().exponent)
    return seen == value or (places >= DECIMALS and round(value, places) == seen)


def _stored(cell: Cell, unit: str) -> Reading | None:
    number = cell.number
    if number is not None:
        # Excel itself keeps 15 digits, so 7.300000000000001 is 7.3.
        return Reading(_tidy(Decimal(format(number, ".15g"))), False) if _finite(number) else None
    if not isinstance(cell.value, str) or cell.error:
        return None
    text = _without_unit(cell.value, unit)
    return Reading(_tidy(Decimal(text)), True) if _PLAIN.fullmatch(text) else None


def _on_screen(shown: str, unit: str) -> Decimal | None:
    """Return the number that a person reads there, in the unit or in 分."""
    text = _without_unit(_without_unit(shown, unit), "分")
    digits = any(sign.isdigit() for sign in text)
    return Decimal(text.replace(",", "")) if digits and _ON_SCREEN.fullmatch(text) else None


def _without_unit(text: str, unit: str) -> str:
    """Return text in half-width signs, without white space around it and the unit behind."""
    text = text.translate(_NARROW).strip()
    return text.removesuffix(unit).rstrip() if unit else text


def _finite(number: float) -> bool:
    return abs(number) < 1e12 and math.isfinite(number)  # noqa: PLR2004  as in the grammar


def _tidy(value: Decimal) -> Decimal:
    return value.normalize() + Decimal(0)  # -0 is 0


@lru_cache(maxsize=4_096)
def decimals(value: Decimal) -> int:
    """Count the decimal places that a number needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def most_decimals(values: Iterable[object]) -> int:
    """Return the decimal places that the finest of the Decimals among those values needs."""
    return max((decimals(value) for value in values if isinstance(value, Decimal)), default=0)


@lru_cache(maxsize=16_384)  # few are ever seen, and those often
def to_points(value: Decimal) -> int:
    """Return points as whole millionths. Raises ValueError if that is not exact."""
    scaled = value * POINT
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than {DECIMALS} decimal places")
    return int(scaled)


@lru_cache(_NUMBERS_KEPT)
def from_points(points: int) -> Decimal:
    """Return the inverse of :func:`to_points`."""
    return _tidy(Decimal(int(points)).scaleb(-DECIMALS))


def plain(value: Decimal) -> str:
    """Return a number as people write it: 7.5, 8, never 8E+1."""
    return format(value.normalize() + Decimal(0), "f")


def with_decimals(value: Decimal, places: int) -> str:
    """Return a number with so many decimals, as one table prints all of its figures."""
    return f"{value:.{places}f}"


def json_number(value: Decimal) -> int | float:
    """Return a number for JSON and for spreadsheet cells, an int if it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def number_or_text(text: str) -> int | float | str:
    """Return a printed figure as a number, and any other text unchanged."""
    return json_number(Decimal(text)) if _PLAIN.fullmatch(text) else text
