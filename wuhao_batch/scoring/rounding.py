"""Rounding of points, half up: each combined score, or only totals (设置项 小数位数 and 取整).

It happens once on the way of a score to its total, and nowhere else (docs/scoring.md).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from wuhao_batch.numbers import DECIMALS
from wuhao_batch.scoring.left_out import LeftOut, ratio
from wuhao_batch.scoring.model import Item, Standard


class Rounded(StrEnum):
    """The points that are rounded (取整)."""

    ITEMS = "每项"
    TOTAL = "总分"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimals that points keep, and which points are rounded."""

    places: int = 2
    of: Rounded = Rounded.ITEMS

    @property
    def unit(self) -> int:
        """Millionths of a point in the last decimal that is kept."""
        unit: int = 10 ** (DECIMALS - self.places)
        return unit

    def points(self, exact: Fraction | int) -> int:
        """Return millionths of a point, the larger ones of two that are equally near."""
        return floor(Fraction(exact) / self.unit + Fraction(1, 2)) * self.unit

    @property
    def words(self) -> str:
        """The rounding in a clause for people; "" where it is the usual one."""
        if self == Rounding():
            return ""
        kept = f"保留{self.places}位小数" if self.places else "取整数"
        return f"只有总分{kept}" if self.of is Rounded.TOTAL else f"每项{kept}"


@dataclass(frozen=True, slots=True)
class Sums:
    """The points of one branch, rounded only here: of its categories by name, and its total."""

    categories: Mapping[str, int]
    total: int


def summed(
    standard: Standard,
    items: Mapping[str, Fraction],
    rounding: Rounding,
    how: LeftOut = LeftOut.SCALED,
    left_out: Collection[str] = (),
) -> Sums:
    """Add up the exact scores of one branch, in millionths, each category by its share.

    ``left_out`` are the items that do not apply, which enter the total as ``how`` says.
    """
    counted = {code: Fraction(how.points(standard, code)) for code in left_out} | dict(items)
    known = counted if how is LeftOut.FULL else items
    categories = {
        each.name: rounding.points(_sum(counted, each.items))
        for each in standard.categories
        if any(item.code in known for item in each.items)
    }
    weighed = {code: points * standard.weights[code] for code, points in counted.items()}
    ordinary = _sum(weighed, [item for item in standard.items if item.is_ordinary])
    beside = _sum(weighed, [item for item in standard.items if not item.is_ordinary])
    times = ratio(standard, left_out) if how.scales(standard, left_out) else 1
    return Sums(categories, rounding.points(ordinary * times + beside))


def _sum(points: Mapping[str, Fraction], items: Iterable[Item]) -> Fraction:
    return sum((points[item.code] for item in items), Fraction(0))
