"""Values by label as they are kept of a hundred thousand units: labels and numbers are shared."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_RECENT = 4_096
"""Sets of labels, and numbers, that are looked for to be shared."""


class Labelled(Mapping[str, T], Generic[T]):
    """Label → value, which takes eight bytes for each: a dictionary takes a hundred or more.

    Units mostly have the same labels, and numbers that are few: counts and points.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, values: Mapping[str, T]) -> None:
        self._places = _places(tuple(values))
        self._values = tuple(
            _one(value) if type(value) is int else value for value in values.values()
        )

    def __getitem__(self, label: str) -> T:
        return self._values[self._places[label]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type["Labelled[T]"], tuple[dict[str, T]]]:
        return Labelled, (dict(self),)


@lru_cache(_RECENT)
def _places(labels: tuple[str, ...]) -> Mapping[str, int]:
    return {label: place for place, label in enumerate(labels)}


@lru_cache(_RECENT)
def _one(number: T) -> T:
    """Return the number that is equal to this one and was there first."""
    return number
