"""What a hostile, odd or broken file is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Hostile:
    """A file by the name under which it is dropped, and the findings that may name it.

    More than one code stands where more than one verdict can be defended.
    """

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str]


def case(name: str, codes: str, make: Callable[..., bytes], *values: Any) -> Hostile:
    """A case that is made of those values only when it is asked for."""
    return Hostile(name, partial(make, *values), frozenset(codes.split()))


def given(data: bytes) -> bytes:
    """Bytes that are short enough to stand here."""
    return data
