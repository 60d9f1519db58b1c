"""Records of the binary parts of an .xlsb package, and the texts in them.

A record is a kind and a size, both in groups of seven bits, and a body.
"""

import struct
from collections.abc import Iterator

from wuhao_batch.reading.biff import Mark
from wuhao_batch.reading.refusal import Reason, RefusedError

_MORE = 0x80
_LONGEST_KIND, _LONGEST_SIZE = 2, 4
_RICH = 0x01
_NO_TEXT = 0xFFFFFFFF


class Record12:
    """A kind and a body, which is read from its beginning on."""

    def __init__(self, kind: int, body: bytes) -> None:
        self.kind, self._body = kind, body
        self._place = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Read numbers by a layout of :mod:`struct`."""
        layout = f"<{layout}"
        found = struct.unpack_from(layout, self._body, self._place)
        self._place += struct.calcsize(layout)
        return found

    def number(self, layout: str) -> int:
        """Read one number by a layout of :mod:`struct`."""
        (found,) = self.numbers(layout)
        return found

    def real(self) -> float:
        """Read a number in eight bytes."""
        (found,) = struct.unpack("<d", struct.pack("<Q", self.number("Q")))
        return float(found)

    def text(self) -> str:
        """Read a text; one that is not there is ``""``."""
        count = self.number("I")
        if count == _NO_TEXT:
            return ""
        end = self._place + 2 * count
        if end > len(self._body):
            raise RefusedError(Reason.DAMAGED)
        found = self._body[self._place : end]
        self._place = end
        return found.decode("utf-16-le", "replace")

    def rich_text(self) -> tuple[str, tuple[Mark, ...]]:
        """Read a text, and where its font changes."""
        flags = self.number("B")
        text = self.text()
        if not flags & _RICH:
            return text, ()
        count = self.number("I")
        if 4 * count > len(self._body):
            raise RefusedError(Reason.DAMAGED)
        numbers = self.numbers(f"{2 * count}H")
        return text, tuple(zip(numbers[::2], numbers[1::2], strict=True))


def records12(part: bytes) -> Iterator[Record12]:
    """Yield the records of a part; one that runs over its end is damage."""
    place = 0
    while place < len(part):
        kind, place = _grouped(part, place, _LONGEST_KIND)
        size, place = _grouped(part, place, _LONGEST_SIZE)
        if place + size > len(part):
            raise RefusedError(Reason.DAMAGED)
        yield Record12(kind, part[place : place + size])
        place += size


def _grouped(part: bytes, place: int, longest: int) -> tuple[int, int]:
    """Return the number that begins there, and the place behind it."""
    number = 0
    for group in range(longest):
        if place == len(part):
            raise RefusedError(Reason.DAMAGED)
        byte = part[place]
        place += 1
        number |= (byte & ~_MORE) << 7 * group
        if not byte & _MORE:
            break
    return number, place
