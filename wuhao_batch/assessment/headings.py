"""The column 项目: a category's name, its points and its share of the total.

“领导班子好（15）”, “班子建设（100分，占20%）”; a category of 加分 or 扣分 alone needs no points.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_HEADING = re.compile(
    r"(?P<name>.+?)\("
    r"(?P<points>[0-9]+(?:\.[0-9]+)?)分?"
    r"(?:[,、;]?(?:占比|占|权重|比重):?(?P<share>[0-9]+(?:\.[0-9]+)?)%)?"
    r"\)"
)
_BARE = re.compile(r"[^()]+")

POINTS_BEHIND = re.compile(r"\([0-9][^()]*\)$")
"""Points and share behind a name, in the form in which texts are compared."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A category's name, the points printed behind it and its share in percent, if there are."""

    name: str
    points: Decimal | None
    share: Decimal | None


def read_heading(text: str) -> Heading | None:
    """Read a heading in the form in which texts are compared; None if it is none."""
    match = _HEADING.fullmatch(text)
    if match is None:
        return Heading(text, None, None) if _BARE.fullmatch(text) else None
    share = match["share"]
    return Heading(match["name"], Decimal(match["points"]), Decimal(share) if share else None)
