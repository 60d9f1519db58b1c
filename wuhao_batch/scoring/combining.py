"""Several evaluators' scores on one item → one score (设置项 计分方法).

Exact throughout: scores are whole millionths of a point and means are fractions. Each item's result
is rounded to two decimals, half up, here and only here; totals add the rounded items
(docs/scoring.md).
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import floor
from statistics import median

from wuhao_batch.numbers import POINT


class Combining(StrEnum):
    """The way in which several evaluators' scores become one (计分方法)."""

    MEAN = "平均"
    WEIGHTED = "加权平均"
    TRIMMED = "去掉最高最低后平均"
    MEDIAN = "中位数"


HUNDREDTH = POINT // 100
"""Millionths of a point in the second decimal."""

Weighed = Sequence[tuple[Fraction, Fraction]]
"""Scores with the weights of those who gave them."""


def combine(method: Combining, scores: Weighed) -> int:
    """Combine several scores into one, in millionths of a point, in whole hundredths.

    Args:
        method: A value of the 设置项 计分方法.
        scores: At least one score in millionths, with its weight; for 去掉最高最低后平均 at least
            three, of which the sheet 评委 makes sure.
    """
    return _half_up(_METHODS[method](scores) / HUNDREDTH) * HUNDREDTH


def _mean(scores: Weighed) -> Fraction:
    return sum((score for score, _ in scores), Fraction(0)) / len(scores)


def _weighted(scores: Weighed) -> Fraction:
    weights = sum((weight for _, weight in scores), Fraction(0))
    return sum((score * weight for score, weight in scores), Fraction(0)) / weights


def _trimmed(scores: Weighed) -> Fraction:
    """Average without one highest and one lowest score, even if others equal them."""
    return _mean(sorted(scores)[1:-1])


def _median(scores: Weighed) -> Fraction:
    return Fraction(median(score for score, _ in scores))


_METHODS: Mapping[Combining, Callable[[Weighed], Fraction]] = {
    Combining.MEAN: _mean,
    Combining.WEIGHTED: _weighted,
    Combining.TRIMMED: _trimmed,
    Combining.MEDIAN: _median,
}


def _half_up(number: Fraction) -> int:
    """Return the nearest whole number, the larger one of two that are equally near."""
    return floor(number + Fraction(1, 2))
