"""Results remembered by the bytes of a part: the forms of a year share most of theirs."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

T = TypeVar("T")
P = ParamSpec("P")
Reading = Callable[Concatenate[bytes, P], T]

LONGEST = 256 * 1024
"""Bytes of a part of which anything is remembered."""


def by_bytes(most: int = 64) -> Callable[[Reading[P, T]], Reading[P, T]]:
    """Remember what a function made of the last small parts, so many of them.

    It has to depend on its arguments alone; nobody may change what it gives.
    """

    def remembering(read: Reading[P, T]) -> Reading[P, T]:
        remembered = cast("Reading[P, T]", lru_cache(maxsize=most)(read))

        @wraps(read)
        def found(part: bytes, /, *more: P.args, **named: P.kwargs) -> T:
            return (remembered if len(part) <= LONGEST else read)(part, *more, **named)

        return found

    return remembering
