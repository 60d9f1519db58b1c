"""Several evaluators' scores on one item → one score (设置项 计分方法 and 组别权重).

Exact throughout: scores are whole millionths of a point, means are fractions.
:mod:`wuhao_batch.scoring.rounding` rounds them (docs/scoring.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from wuhao_batch.numbers import plain


class Combining(StrEnum):
    """The way in which several evaluators' scores become one (计分方法)."""

    MEAN = "平均"
    WEIGHTED = "加权平均"
    TRIMMED = "去掉最高最低后平均"
    MEDIAN = "中位数"


Weighed = Sequence[tuple[Fraction, Fraction]]
"""Scores with the weights of those who gave them."""


def combine(method: Combining, scores: Weighed) -> Fraction:
    """Combine several scores into one, in millionths of a point.

    Args:
        method: A value of the 设置项 计分方法.
        scores: At least one score in millionths, with its weight; for 去掉最高最低后平均 at least
            three, of which the sheet 评委 makes sure.
    """
    return _METHODS[method](scores)


OWN = "自评"
"""The group that is nobody: the branch's own score, computed from its counts."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Group → its share of a score in percent, 100 together (组别权重), in the order written."""

    of: tuple[tuple[str, Decimal], ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of evaluators."""
        return tuple(group for group, _ in self.of if group != OWN)

    @property
    def takes_own(self) -> bool:
        """True if a part of each score is the branch's own."""
        return any(group == OWN for group, _ in self.of)

    def share_of(self, group: str) -> str:
        """Return the share of a group for people."""
        return f"{plain(dict(self.of)[group])}%"

    def combine(self, points: Mapping[str, Fraction]) -> Fraction:
        """Return the score that the scores of all groups give."""
        weighed = (points[group] * Fraction(share) for group, share in self.of)
        return sum(weighed, Fraction(0)) / 100

    @property
    def words(self) -> str:
        """The shares in a clause for people."""
        return "、".join(f"{group}占{self.share_of(group)}" for group, _ in self.of)

    def __str__(self) -> str:
        return "、".join(f"{group}={plain(share)}" for group, share in self.of)


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
