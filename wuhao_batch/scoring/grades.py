"""等次: what a unit has to reach for each, best first, and how many may have it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.numbers import plain


@dataclass(frozen=True, slots=True)
class Quota:
    """The most units of a ranking that may have a grade: a number, or so many of a hundred."""

    figure: Decimal
    of_hundred: bool

    def places(self, units: int) -> int:
        """Return the places among so many units; a part of a place is none."""
        return int(self.figure * units / 100 if self.of_hundred else self.figure)

    def __str__(self) -> str:
        return f"{plain(self.figure)}{'%' if self.of_hundred else '个'}"


@dataclass(frozen=True, slots=True)
class Grade:
    """One 等次; what is None or empty asks for nothing.

    ``least`` is the 最低分, ``most_lost`` the most points that any one item may lose, ``needs`` are
    the codes of the items that have to score more than 0, ``quota`` is the 名额.
    """

    name: str
    least: Decimal | None = None
    quota: Quota | None = None
    most_lost: Decimal | None = None
    needs: tuple[str, ...] = ()

    @property
    def asks_more_than_points(self) -> bool:
        """True if a total alone does not reach it."""
        return self.quota is not None or self.most_lost is not None or bool(self.needs)

    def is_reached(
        self, total: Decimal, scores: Mapping[str, Decimal], lost: Iterable[Decimal]
    ) -> bool:
        """True if a unit meets all of its conditions; the quota is another matter.

        Args:
            total: The unit's total.
            scores: Item code → score. An item that does not apply is not there and asks nothing.
            lost: The points that each item lost.
        """
        enough = self.least is None or total >= self.least
        even = self.most_lost is None or all(points <= self.most_lost for points in lost)
        return enough and even and all(scores[code] > 0 for code in self.needs if code in scores)

    @property
    def words(self) -> str:
        """Its conditions in words, such as 总分不低于90分，名额不超过参评单位的10%."""
        return "，".join(self._conditions()) or "其余单位"

    def _conditions(self) -> Iterator[str]:
        if self.least is not None:
            yield f"总分不低于{plain(self.least)}分"
        if self.most_lost is not None:
            yield f"任何一项失分不超过{plain(self.most_lost)}分"
        if self.needs:
            yield f"{'、'.join(self.needs)}得分大于0"
        if self.quota is not None:
            of_all = self.quota.of_hundred
            share = f"参评单位的{self.quota}，不足一个的零头不计" if of_all else str(self.quota)
            yield f"名额不超过{share}"
