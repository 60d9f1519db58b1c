"""A package compressed once and filled in many times: only what stands in its gaps is made anew.

A part with gaps is deflated in pieces that end in a full flush, so that nothing behind a gap refers
to what stands before it; a text lies between two pieces as a stored block. Parts without gaps come
first and are the same bytes in every package (docs/writing.md).
"""

import re
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_RECORD = struct.Struct("<4s6H3I5H2I")
_BLOCK = struct.Struct("<BHH")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DEFLATED, _FIXED_DATE, _OWNERS = 20, 8, 0x0021, 0o600 << 16
"""Of every entry: needs version 2.0, is deflated, of 1980-01-01, may be read by its owner."""

_LONGEST_BLOCK = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Piece:
    """What follows a gap: its number, the bytes behind it, how many, and how they are packed.

    ``checks`` carry a checksum over them: a table for each of its bytes.
    """

    gap: int
    length: int
    packed: bytes
    checks: tuple[Sequence[int], ...]

    def crc(self, before: int) -> int:
        """Return the checksum behind the piece, from that before it."""
        low, second, third, high = self.checks
        return (
            low[before & 0xFF]
            ^ second[before >> 8 & 0xFF]
            ^ third[before >> 16 & 0xFF]
            ^ high[before >> 24]
        )


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A part: how it begins, its checksum, length and packed bytes, and what follows each gap."""

    name: bytes
    crc: int
    length: int
    packed: bytes
    others: tuple[_Piece, ...]


class _Package:
    """A package in the making: its entries so far, and their records for the directory."""

    def __init__(self, chunks: Sequence[bytes] = (), records: Sequence[bytes] = ()) -> None:
        self.chunks, self.records = list(chunks), list(records)
        self._size = sum(map(len, chunks))

    def add(self, name: bytes, crc: int, length: int, packed: Sequence[bytes]) -> None:
        """Add an entry: checksum and length of its bytes, and these packed."""
        size = sum(map(len, packed))
        same = (_VERSION, 0, _DEFLATED, 0, _FIXED_DATE, crc, size, length, len(name), 0)
        self.chunks += (_LOCAL.pack(b"PK\3\4", *same), name, *packed)
        record = _RECORD.pack(b"PK\1\2", _VERSION, *same, 0, 0, 0, _OWNERS, self._size)
        self.records += (record, name)
        self._size += _LOCAL.size + len(name) + size

    def closed(self) -> bytes:
        """Return the package with its directory."""
        directory = b"".join(self.records)
        count = len(self.records) // 2
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), self._size, 0)
        return b"".join((*self.chunks, directory, end))


class Stencil:
    """A package with gaps, each of which may stand in several places."""

    def __init__(self, parts: Mapping[str, bytes], gap: re.Pattern[bytes]) -> None:
        """Compress the parts; ``gap`` finds the marks of gaps, its only group a gap's number."""
        cut = [_cut(name, data, gap) for name, data in parts.items()]
        package = _Package()
        for part in cut:
            if not part.others:
                package.add(part.name, part.crc, part.length, [part.packed])
        self._chunks, self._records = [b"".join(package.chunks)], package.records
        self._open = [part for part in cut if part.others]

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """Return the package with these texts in its gaps, by number."""
        blocks = [_stored(text) for text in texts]
        package = _Package(self._chunks, self._records)
        for part in self._open:
            crc, length, packed = part.crc, part.length, [part.packed]
            for piece in part.others:
                text = texts[piece.gap]
                crc = piece.crc(zlib.crc32(text, crc))
                length += len(text) + piece.length
                packed += (blocks[piece.gap], piece.packed)
            package.add(part.name, crc, length, packed)
        return package.closed()


def _cut(name: str, data: bytes, gap: re.Pattern[bytes]) -> _Pattern:
    start, *others = gap.split(data)
    numbers, plains = map(int, others[::2]), others[1::2]
    first, *packed = _packed([start, *plains])
    pieces = zip(numbers, map(len, plains), packed, map(_checks, plains), strict=True)
    behind = tuple(_Piece(*piece) for piece in pieces)
    return _Pattern(name.encode("ascii"), zlib.crc32(start), len(start), first, behind)


def _packed(pieces: Sequence[bytes]) -> list[bytes]:
    """Return pieces as parts of one deflated stream; none refers to another."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    ends = [zlib.Z_FULL_FLUSH] * (len(pieces) - 1) + [zlib.Z_FINISH]
    return [
        deflate.compress(piece) + deflate.flush(end)
        for piece, end in zip(pieces, ends, strict=True)
    ]


def _checks(piece: bytes) -> tuple[Sequence[int], ...]:
    """Return the tables that carry a checksum over a piece.

    A checksum is linear in the bits of the one before it, but for what the piece adds of itself.
    """
    own = zlib.crc32(piece)
    bits = [zlib.crc32(piece, 1 << bit) ^ own for bit in range(32)]
    tables = []
    for first in range(0, 32, 8):
        table = [0 if first else own]
        for bit in bits[first : first + 8]:
            table += [entry ^ bit for entry in table]
        tables.append(array("I", table))
    return tuple(tables)


def _stored(text: bytes) -> bytes:
    """Return a text as blocks of a deflated stream that hold it as it is."""
    if len(text) <= _LONGEST_BLOCK:
        return _BLOCK.pack(0, len(text), len(text) ^ 0xFFFF) + text
    return _stored(text[:_LONGEST_BLOCK]) + _stored(text[_LONGEST_BLOCK:])
