"""How the report prints its figures: each table with the decimals that its finest figure needs."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from wuhao_batch.numbers import most_decimals, with_decimals
from wuhao_batch.scoring.model import Item, Standard

NONE = "—"
"""What stands where there is no figure."""


def shown(points: Iterable[Decimal | None]) -> Callable[[Decimal], str]:
    """Return how a table prints its figures: all with the decimals that the finest one needs."""
    return partial(with_decimals, places=most_decimals(points))


def both_shown(
    standard: Standard, parts: Sequence[Decimal], totals: Sequence[Decimal | None]
) -> tuple[Callable[[Decimal], str], Callable[[Decimal], str]]:
    """Return how parts and totals are printed: alike, unless shares make the totals finer."""
    together = shown((*parts, *totals))
    return (shown(parts) if standard.is_weighed else together), together


def worth_shown(item: Item, show: Callable[[Decimal], str]) -> str:
    """Return the points of an item as its table prints figures, or in words."""
    return show(item.cap) if item.is_ordinary and item.cap else item.worth_in_short
