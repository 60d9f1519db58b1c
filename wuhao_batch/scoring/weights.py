"""Weights of categories: the share of a category's points that counts in the total (占20%).

A share is a fraction and points are whole millionths; what comes out is whole millionths again,
because a sheet with shares takes no finer scores than that allows (:attr:`.Standard.decimals`).
"""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from wuhao_batch.numbers import DECIMALS, decimals

if TYPE_CHECKING:
    import pandas as pd

SHARE_DECIMALS = 2
"""Decimal places that a share in percent may have: two are left for scores, as means need them."""

Points = TypeVar("Points", int, "pd.Series")
"""One number of points, or a whole column."""


def weight_of(share: Decimal | None) -> Fraction:
    """Return the weight of a share in percent; without one all of the points count."""
    return Fraction(1) if share is None else Fraction(share) / 100


def weigh(points: Points, weight: Fraction) -> Points:
    """Return the part of whole points that counts; whole parts first, so that nothing overflows."""
    if weight == 1:
        return points
    whole, rest = points // weight.denominator, points % weight.denominator
    return whole * weight.numerator + rest * weight.numerator // weight.denominator


def decimals_left(share: Decimal | None) -> int:
    """Return the decimals that a score may have, so that its share of a total stays exact."""
    return DECIMALS if share is None else DECIMALS - decimals(share / 100)
