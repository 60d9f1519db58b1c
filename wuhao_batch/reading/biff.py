"""Records of an .xls stream, BIFF5 and BIFF8, and the texts in them.

A record is a kind, a size and a body; a body too long for one record goes on in records of their
own kind. Whatever runs over an end is damage.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from wuhao_batch.reading.refusal import Reason, RefusedError

BOF, EOF = 0x0809, 0x000A
BIFF5, BIFF8 = 0x0500, 0x0600
_CONTINUE = b"\x3c\0"
"""The kind of a record that only goes on with the one before."""

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08

Mark = tuple[int, int]
"""(place counted in UTF-16 from 0, number of a font): from that place on, the font is another."""


class Record:
    """A kind, and the body in the pieces that it came in; read from its beginning on."""

    def __init__(self, kind: int, body: bytes) -> None:
        self.kind = kind
        self.pieces = [body]
        self._piece = self._place = 0

    @property
    def body(self) -> bytes:
        """The first piece: for all but long texts the whole body."""
        return self.pieces[0]

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Read numbers by a layout of :mod:`struct`."""
        layout = f"<{layout}"
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def take(self, size: int) -> bytes:
        """Read bytes, over the ends of pieces."""
        taken = bytearray()
        while True:
            found = self.pieces[self._piece][self._place : self._place + size - len(taken)]
            taken += found
            self._place += len(found)
            if len(taken) == size:
                return bytes(taken)
            self._next_piece()

    def characters(self, count: int, flags: int) -> str:
        """Read characters of BIFF8; every further piece says anew how wide they are."""
        units = bytearray()
        while True:
            width = 2 if flags & _WIDE else 1
            left = len(self.pieces[self._piece]) - self._place
            now = min(count, left // width)
            found = self.take(now * width)
            units += found if width > 1 else found.decode("latin-1").encode("utf-16-le")
            count -= now
            if not count:
                return units.decode("utf-16-le", "replace")
            self._next_piece()
            (flags,) = self.take(1)

    def _next_piece(self) -> None:
        self._piece, self._place = self._piece + 1, 0
        if self._piece == len(self.pieces):
            raise RefusedError(Reason.DAMAGED)


def records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield the records from there on, each with what continues it."""
    place = start
    while place < len(stream):
        kind, body, place = _record_at(stream, place)
        record = Record(kind, body)
        while stream.startswith(_CONTINUE, place):
            _, more, place = _record_at(stream, place)
            record.pieces.append(more)
        yield record


def _record_at(stream: bytes, place: int) -> tuple[int, bytes, int]:
    """Return kind and body of the record there, and the place behind it."""
    if place + 4 > len(stream):
        raise RefusedError(Reason.DAMAGED)
    kind, size = struct.unpack_from("<2H", stream, place)
    end = place + 4 + size
    if end > len(stream):
        raise RefusedError(Reason.DAMAGED)
    return kind, stream[place + 4 : end], end


def within(stream: bytes, start: int) -> Iterator[Record]:
    """Yield the records of the part that begins there, without parts within it, to its end."""
    inner = 0
    for record in records(stream, start):
        if record.kind == BOF:
            inner += 1
        elif record.kind == EOF:
            inner -= 1
            if not inner:
                return
        elif inner == 1:
            yield record
        elif not inner:
            break
    raise RefusedError(Reason.DAMAGED)


@dataclass(frozen=True, slots=True)
class Texts:
    """How a version of BIFF writes its texts."""

    version: int
    code_page: str

    def short(self, record: Record) -> str:
        """Read a text whose length is one byte."""
        (count,) = record.numbers("B")
        return self._characters(record, count)

    def long(self, record: Record) -> str:
        """Read a text whose length is two bytes."""
        (count,) = record.numbers("H")
        return self._characters(record, count)

    def marks(self, record: Record) -> tuple[Mark, ...]:
        """Read where the font changes, as it follows a rich text in its cell."""
        layout = "2H" if self.version >= BIFF8 else "2B"
        (count,) = record.numbers(layout[1])
        return tuple(pair(record, layout) for _ in range(count))

    def _characters(self, record: Record, count: int) -> str:
        if self.version < BIFF8:
            return record.take(count).decode(self.code_page, "replace")
        (flags,) = record.numbers("B")
        return record.characters(count, flags)


def shared_text(record: Record) -> tuple[str, tuple[Mark, ...]]:
    """Read one of the texts that cells refer to, and where its font changes."""
    count, flags = record.numbers("HB")
    marks = record.numbers("H")[0] if flags & _RICH else 0
    phonetic = record.numbers("I")[0] if flags & _PHONETIC else 0
    text = record.characters(count, flags)
    found = tuple(pair(record, "2H") for _ in range(marks))
    record.take(phonetic)
    return text, found


def pair(record: Record, layout: str = "2H") -> Mark:
    """Read two numbers."""
    first, second = record.numbers(layout)
    return first, second


def packed_number(stored: int) -> float:
    """Return the number that is stored in 32 bits: 30 of it, if whole, and if a hundredfold."""
    if stored & 2:
        number: float = (stored >> 2) - (1 << 30 if stored & 0x80000000 else 0)
    else:
        (number,) = struct.unpack("<d", bytes(4) + struct.pack("<I", stored & 0xFFFFFFFC))
    return number / 100 if stored & 1 else number
