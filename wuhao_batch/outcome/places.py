"""Places shared out by rank: a tie across the line is left to the committee."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SharedOut(Generic[T]):
    """Candidates with a place, and those of a rank for which the places left are too few."""

    placed: tuple[T, ...] = ()
    tied: tuple[T, ...] = ()


def share_out(ranked: Iterable[tuple[int, T]], places: int) -> SharedOut[T]:
    """Give places to candidates by rank, until those of a rank are more than the places left."""
    by_rank: dict[int, list[T]] = {}
    for rank, candidate in ranked:
        by_rank.setdefault(rank, []).append(candidate)
    placed: list[T] = []
    for _, equals in sorted(by_rank.items()):
        left = places - len(placed)
        if len(equals) > left:
            return SharedOut(tuple(placed), tuple(equals) if left else ())
        placed += equals
    return SharedOut(tuple(placed))
