"""Totals of units to which some items do not apply (设置项 不考评的分).

Where the other items are scaled up, the total is exact until its end: only there it is rounded,
half up. 加分 and 扣分 stand outside the points of the sheet and are never scaled.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from wuhao_batch.numbers import from_points, plain, to_points
from wuhao_batch.scoring.model import Standard

if TYPE_CHECKING:
    import pandas as pd

LEFT_OUT = "不考评"
"""The word that stands where a score would, and the header of the column in 名单."""

Points = TypeVar("Points", int, "pd.Series")
"""One number of points in millionths, or a column of them as Python integers."""


class LeftOut(StrEnum):
    """The way in which items that do not apply enter the total (不考评的分)."""

    SCALED = "折算"
    FULL = "满分"
    NONE = "不计"

    def points(self, standard: Standard, code: str) -> int:
        """Return what an item that does not apply brings to its category, in millionths."""
        return to_points(standard.item(code).scale.full) if self is LeftOut.FULL else 0

    def scales(self, standard: Standard, codes: Collection[str]) -> bool:
        """True if a total without those items is scaled up."""
        lost = standard.without(codes).total != standard.total
        return self is LeftOut.SCALED and lost

    def told(self, standard: Standard, codes: Collection[str]) -> str:
        """Return what papers say behind the items that do not apply."""
        if self.scales(standard, codes):
            return f"总分由{plain(standard.without(codes).total)}分折算"
        return "按满分计" if self is LeftOut.FULL else "不计分"

    def total(
        self, standard: Standard, scores: Mapping[str, Decimal], codes: Collection[str], unit: int
    ) -> Decimal:
        """Return the total of one unit.

        Args:
            standard: The whole standard.
            scores: Item code → score, of the items that apply.
            codes: The items that do not.
            unit: Millionths of a point to whole ones of which a total that is scaled up is rounded.
        """
        full = {code: from_points(self.points(standard, code)) for code in codes}
        total = standard.total_of({**scores, **full})
        if not self.scales(standard, codes):
            return total
        ordinary = to_points(standard.total_of(ordinary_of(standard, scores)))
        rest = to_points(total) - ordinary
        return from_points(scaled(ordinary, rest, ratio(standard, codes), unit))


def ordinary_of(standard: Standard, scores: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the scores of the items that count among the points of the sheet."""
    return {code: each for code, each in scores.items() if standard.item(code).is_ordinary}


def scale_up(
    standard: Standard,
    ordinary: "pd.Series",
    rest: "pd.Series",
    codes: Collection[str],
    unit: int,
) -> "pd.Series":
    """Return the totals of several units to which the same items do not apply, in millionths.

    Args:
        standard: The whole standard.
        ordinary: Their points among those of the sheet.
        rest: Their 加分 and 扣分.
        codes: The items that do not apply.
        unit: Millionths of a point to whole ones of which totals are rounded.
    """
    own = ratio(standard, codes)
    points = scaled(ordinary.astype(object), rest.astype(object), own, unit)
    return points.astype("Int64")


def scaled(ordinary: Points, rest: Points, times: Fraction, unit: int) -> Points:
    """Return both together, the first so many times, in whole units of points, half up."""
    halves = 2 * (ordinary * times.numerator + rest * times.denominator)
    whole = times.denominator * unit
    return (halves + whole) // (2 * whole) * unit


def ratio(standard: Standard, codes: Collection[str]) -> Fraction:
    """Return how many times the points of the items that apply count, without those codes."""
    return Fraction(standard.total) / Fraction(standard.without(codes).total)
