"""The one way in which long work shows how far it is."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Track(Protocol):
    """Pass items on one by one while somebody watches.

    The label says in Chinese what is being done with them.
    """

    def __call__(self, items: Sequence[T], label: str, /) -> Iterable[T]:
        """Return the items, unchanged and in their order."""


def unwatched(items: Sequence[T], _label: str, /) -> Iterable[T]:
    """Return the items; nobody watches."""
    return items
