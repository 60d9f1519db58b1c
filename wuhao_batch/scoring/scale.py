"""The points that an item may have: where it starts, where it ends, what of it can be lost.

性质, 起评 and 最高得分 of 评分表 say so. Where all three are blank, an item has from 0 to its
考评分数: it earns them from 0 where a measure awards points, and loses them from the top where
none does.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.rules.row import LARGEST

NOTHING = Decimal(0)


class Nature(StrEnum):
    """The nature of an item (性质), as its column says it."""

    ORDINARY = ""
    BONUS = "加分"
    PENALTY = "扣分"


class Start(StrEnum):
    """The place where counting begins (起评)."""

    FULL = "满分"
    ZERO = "0分"


UNLIMITED = "不封顶"
"""The word in 最高得分 for an item that takes any number of points."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The columns of 评分表 on an item beside its 考评分数; blank in most templates.

    ``top`` is 最高得分 as a number, ``unlimited`` the word for none.
    """

    nature: Nature = Nature.ORDINARY
    start: Start | None = None
    top: Decimal | None = None
    unlimited: bool = False


BLANK = Terms()
"""The terms of an item of which 评分表 says nothing else."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of an item.

    ``start`` is the score before anything is counted, ``full`` the one at which nothing is lost: it
    is also what the item brings to the total of the sheet. ``lowest`` and ``highest`` are its
    limits, None where there is none.
    """

    start: Decimal
    full: Decimal
    lowest: Decimal | None
    highest: Decimal | None

    def lost(self, score: Decimal) -> Decimal:
        """Return the points that are lost: bonus that nobody earned is none."""
        return max(NOTHING, self.full - score)

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The lowest and the highest score; None where there is no limit."""
        return self.lowest, self.highest

    @property
    def at_stake(self) -> Decimal | None:
        """The most that can be lost; None without a limit."""
        return None if self.lowest is None else self.full - self.lowest

    @property
    def width(self) -> Decimal | None:
        """The distance between its limits; None if one is missing."""
        return None if self.lowest is None or self.highest is None else self.highest - self.lowest

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest 考评得分 that is taken: never more than a template may say."""
        return (
            Decimal(-LARGEST) if self.lowest is None else self.lowest,
            Decimal(LARGEST) if self.highest is None else self.highest,
        )

    @property
    def range(self) -> str:
        """The scores that are taken, for people: 0到8之间."""
        if self.highest is None:
            return f"不小于{plain(self.bounds[0])}"
        if self.lowest is None:
            return f"不大于{plain(self.highest)}"
        return f"{plain(self.lowest)}到{plain(self.highest)}之间"


def scale_of(cap: Decimal | None, terms: Terms, *, earns: bool) -> Scale:
    """Return the scale of an item.

    Args:
        cap: Its 考评分数; without one 加分 and 扣分 have no limit.
        terms: What else 评分表 says.
        earns: True if one of its measures awards points.
    """
    if terms.nature is Nature.PENALTY:
        return Scale(NOTHING, NOTHING, None if cap is None else -cap, NOTHING)
    if terms.nature is Nature.BONUS or cap is None:
        return Scale(NOTHING, NOTHING, NOTHING, cap)
    start = terms.start or (Start.ZERO if earns else Start.FULL)
    highest = None if terms.unlimited else terms.top or cap
    return Scale(cap if start is Start.FULL else NOTHING, cap, NOTHING, highest)


def worth(cap: Decimal | None, terms: Terms) -> str:
    """Return the points of an item for people: 8分, 8分，最高10分, 加分，最多5分."""
    if terms.nature is not Nature.ORDINARY:
        return f"{terms.nature}，" + ("没有上限" if cap is None else f"最多{plain(cap)}分")
    most = "" if terms.top in (None, cap) else f"，最高{plain(terms.top or NOTHING)}分"
    return f"{plain(cap or NOTHING)}分" + (f"，{UNLIMITED}" if terms.unlimited else most)


def worth_in_short(cap: Decimal | None, terms: Terms) -> str:
    """Return the same where there is little room: 8, 加5, 扣20; without a limit 加分, 扣分."""
    if terms.nature is Nature.ORDINARY:
        return plain(cap or NOTHING)
    return terms.nature if cap is None else f"{terms.nature[0]}{plain(cap)}"


def beginning(scale: Scale, terms: Terms, *, measured: bool) -> str:
    """Return in words where an item starts and where it ends, as a clerk holds it to the scheme.

    ``measured`` is True if its score can be counted.
    """
    if not measured:
        start = "没有计分指标，由评分的人评定"
    elif terms.nature is Nature.PENALTY:
        start = "从0分扣起"
    else:
        start = "从满分扣起" if scale.start else "从0分加起"
    return f"{start}，{_least(scale)}，{_most(scale)}{_apart(terms)}"


def _least(scale: Scale) -> str:
    return "扣分没有上限" if scale.lowest is None else f"最低{plain(scale.lowest)}分"


def _most(scale: Scale) -> str:
    return UNLIMITED if scale.highest is None else f"最高{plain(scale.highest)}分"


def _apart(terms: Terms) -> str:
    """Return how an item stands to the points of the sheet, if it stands outside."""
    if terms.nature is Nature.BONUS:
        return "，另外加，不占总分"
    return "，从总分里扣" if terms.nature is Nature.PENALTY else ""
