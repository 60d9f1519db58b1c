"""The inputs of a return as they are kept among a hundred thousand others: packed.

Opened they take thirty kilobytes of memory a form, packed one or two; each is opened where it is
looked at, a few times in a run.
"""

import pickle
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar, cast

T = TypeVar("T")

_FAST = 1
_OPENED = 8
"""Returns that stay open: what looks at one mostly does so several times."""

Columns = Mapping[str, Mapping[str, T]]
"""Header → code → input."""


class Kept(Mapping[str, Mapping[str, T]], Generic[T]):
    """The columns of inputs of one return; once it has come from a child it is packed."""

    __slots__ = ("_columns", "_packed")

    def __init__(self, columns: Columns[T] | None, packed: bytes = b"") -> None:
        self._columns, self._packed = columns, packed

    def __getitem__(self, header: str) -> Mapping[str, T]:
        return self._opened[header]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened)

    def __len__(self) -> int:
        return len(self._opened)

    def __repr__(self) -> str:
        return repr(self._opened)

    @property
    def _opened(self) -> Columns[T]:
        if self._columns is not None:
            return self._columns
        return cast("Columns[T]", _unpacked(self._packed))

    def __reduce__(self) -> tuple[type["Kept[T]"], tuple[None, bytes]]:
        packed = self._packed or zlib.compress(pickle.dumps(self._columns), _FAST)
        return Kept, (None, packed)


@lru_cache(_OPENED)
def _unpacked(packed: bytes) -> object:
    return pickle.loads(zlib.decompress(packed))  # noqa: S301  our own child's
