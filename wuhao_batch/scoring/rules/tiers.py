"""档次, tiers of a number: “≥98=25、≥95=20、≥93=10、其余=0”."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

from wuhao_batch.numbers import decimals, plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import LEVELS
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import (
    CellOf,
    Done,
    Effect,
    ScoringRule,
    Stated,
    effects_of,
    in_words,
    told,
)
from wuhao_batch.scoring.rules.written import REST, MiswrittenError, Part, read_parts, refuse

if TYPE_CHECKING:
    import pandas as pd

_REACHED: Mapping[str, Callable[[Any, int], Any]] = {
    "≥": operator.ge,
    ">": operator.gt,
    "≤": operator.le,
    "<": operator.lt,
}
_IN_FORMULAS = {"≥": ">=", ">": ">", "≤": "<=", "<": "<"}
_WORDS = {"≥": "达到{}", ">": "超过{}", "≤": "不超过{}", "<": "少于{}"}


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: ``sign`` is one of ≥ > ≤ <."""

    sign: str
    bound: Decimal
    points: Decimal

    def reached(self, answer: Answer, count: Any) -> Any:
        """Return whether a count, or each of many, reaches it."""
        return _REACHED[self.sign](count, answer.count(self.bound))

    @property
    def upwards(self) -> bool:
        """True if more is needed, False if not more."""
        return self.sign in ("≥", ">")

    @property
    def strictness(self) -> tuple[Decimal, bool]:
        """A value that is larger, the harder it is to reach."""
        bound = self.bound if self.upwards else -self.bound
        return bound, self.sign in (">", "<")

    def __str__(self) -> str:
        return f"{self.sign}{plain(self.bound)}"


@dataclass(frozen=True, slots=True)
class Tiers(ScoringRule):
    """The points of the first tier that a number reaches, or else those of the ``rest``.

    None are 0 that nobody has written.
    """

    tiers: tuple[Tier, ...]
    rest: Decimal | None = None
    text: str = field(default="", compare=False)

    blank: ClassVar[Mapping[str, Stated]] = {LEVELS: None}

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 档次 where it has tiers; words to choose from are a rule of their own."""
        parts = read_parts(row)
        if not any(part.sign for part in parts):
            return None
        try:
            tiers = _tiers(parts, row.places)
        except MiswrittenError as fault:
            refuse(row, fault)
            return None
        *_, last = parts
        return cls(tiers, None if last.sign else last.points, row.text(LEVELS))

    @property
    def has_hole(self) -> bool:
        """True if nothing is said of numbers that reach no tier, and there are such."""
        return self.rest is None and str(self.tiers[-1]) != "≥0"

    @property
    def else_points(self) -> Decimal:
        """The points of a number that reaches no tier."""
        return Decimal(0) if self.rest is None else self.rest

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The text."""
        return {LEVELS: self.text}

    @property
    def digested(self) -> Mapping[str, Stated]:
        """The tiers and their points, however they are written."""
        listed = [f"{tier}={plain(tier.points)}" for tier in self.tiers]
        return {LEVELS: "、".join([*listed, f"{REST}={plain(self.else_points)}"])}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Tiers above 0 earn, those below lose."""
        return effects_of([*(tier.points for tier in self.tiers), self.else_points])

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points of every tier."""
        return *(tier.points for tier in self.tiers), self.else_points

    def never(self, answer: Answer) -> tuple[str, str] | None:
        """Return the first tier that no number reaches which is taken."""
        largest = answer.count(answer.largest)
        for tier in self.tiers:
            if not tier.reached(answer, largest if tier.upwards else 0):
                return LEVELS, f"里的“{tier}”，能填的{answer.limits}都够不上"
        return None

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the points: each tier adds what it gives more than the next."""
        below = [*(tier.points for tier in self.tiers[1:]), self.else_points]
        more = (
            tier.reached(answer, counts).astype("Int64") * to_points(tier.points - next_points)
            for tier, next_points in zip(self.tiers, below, strict=True)
        )
        return sum(more, start=counts * 0 + to_points(self.else_points))

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the points of the tier, one question for each."""
        asked = "".join(
            f"IF({count}{_IN_FORMULAS[tier.sign]}{plain(tier.bound)},{plain(tier.points)},"
            for tier in self.tiers
        )
        return f"+{asked}{plain(self.else_points)}{')' * len(self.tiers)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the points and the tier; None where nothing is taken."""
        for tier in self.tiers:
            if tier.reached(answer, count):
                return told(f"{self._words(tier, answer)}，", tier.points, self.effects)
        return told("在各档以外，", self.else_points, self.effects)

    def words(self, answer: Answer) -> str:
        """Such as 达到98%得25分、达到95%得20分、其余0分."""
        listed = [f"{self._words(tier, answer)}{in_words(tier.points)}" for tier in self.tiers]
        return "、".join([*listed, f"{REST}{in_words(self.else_points)}"])

    def _words(self, tier: Tier, answer: Answer) -> str:
        return _WORDS[tier.sign].format(answer.amount(tier.bound))


def _tiers(parts: list[Part], places: int) -> tuple[Tier, ...]:
    """Return the tiers, all in one direction, from hard to easy. Raises MiswrittenError."""
    for part in parts[:-1]:
        if not part.sign:
            raise MiswrittenError(f"里的“{part.label}”没有≥或≤，只有最后一档可以写“{REST}”")
    last = parts[-1]
    if not last.sign and last.label != REST:
        raise MiswrittenError(f"里的“{last.label}”没有≥或≤，最后一档可以写“{REST}”")
    tiers = tuple(Tier(part.sign, part.bound, part.points) for part in parts if part.sign)
    _check_order(tiers)
    for tier in tiers:
        if decimals(tier.bound) > places:
            form = f"最多填{places}位小数" if places else "只填整数"
            raise MiswrittenError(f"里的“{tier}”有小数，数量{form}")
    return tiers


def _check_order(tiers: tuple[Tier, ...]) -> None:
    if len({tier.upwards for tier in tiers}) > 1:
        raise MiswrittenError("里≥、>和≤、<不能混用")
    for tier, following in pairwise(tiers):
        if tier.strictness == following.strictness:
            raise MiswrittenError(f"里“{tier}”写了两次")
        if tier.strictness < following.strictness:
            raise MiswrittenError(f"里“{following}”应写在“{tier}”前面，难达到的在前")
