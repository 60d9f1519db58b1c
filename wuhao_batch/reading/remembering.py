"""Results remembered by the bytes of a part: the forms of a year share most of theirs."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

T = TypeVar("T")
P = ParamSpec("P")
Reading = Callable[Concatenate[bytes, P], T]

LONGEST = 256 * 1024
"""Bytes of a part of which anything is remembered."""
_MOST = 64
"""Parts whose results are kept for each function."""


def by_bytes(read: Reading[P, T]) -> Reading[P, T]:
    """Remember what a function made of the last small parts.

    It has to depend on its arguments alone; nobody may change what it gives.
    """
    remembered = cast("Reading[P, T]", lru_cache(maxsize=_MOST)(read))

    @wraps(read)
    def found(part: bytes, /, *more: P.args, **named: P.kwargs) -> T:
        return (remembered if len(part) <= LONGEST else read)(part, *more, **named)

    return found
