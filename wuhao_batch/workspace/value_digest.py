"""The SHA-256 of a value: equal for equal values, whichever process asks."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import chain
from operator import attrgetter
from pathlib import PurePath
from re import Pattern
from typing import Any

_PLAIN = (str, int, float, bool, bytes, Decimal, Fraction, date, PurePath, type(None))


def digest_of(value: object) -> bytes:
    """Return the SHA-256 of a value made of dataclasses, collections and plain values.

    The order in a mapping counts, since it may decide in which order something is told.

    Raises:
        TypeError: There is something else in it, whose value nobody can tell.
    """
    whole = hashlib.sha256()
    for part in _parts(value):
        whole.update(part)
    return whole.digest()


def _parts(value: object) -> Iterator[bytes]:
    """Yield what tells a value from all others, each part with its kind and its length."""
    kind: Any = type(value)
    if isinstance(value, Enum):
        yield _part(kind, value.name)
    elif isinstance(value, _PLAIN):
        yield _part(kind, repr(value))
    elif isinstance(value, Set):
        yield _part(kind, str(len(value)))
        yield from sorted(map(digest_of, value))
    else:
        inner = _inner(value)
        yield _part(kind, str(len(inner)))
        for each in inner:
            yield from _parts(each)


def _inner(value: object) -> Sequence[object]:
    """Return the values that make up another one."""
    if isinstance(value, tuple | list):
        return value
    if isinstance(value, Mapping):
        return [*chain.from_iterable(value.items())]
    if isinstance(value, Pattern):
        return value.pattern, value.flags
    if is_dataclass(value):
        kind: Any = type(value)
        return [each(value) for each in _getters(kind)]
    raise TypeError(f"{type(value).__qualname__} has no digest")


def _part(kind: Any, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"%b %d:%b" % (_name(kind), len(data), data)


@cache
def _name(kind: Any) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__}".encode()


@cache
def _getters(kind: Any) -> tuple[Callable[[object], object], ...]:
    return tuple(attrgetter(each.name) for each in fields(kind))
