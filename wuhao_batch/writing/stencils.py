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
from functools import cache
from itertools import groupby
from zlib import crc32

_VERSION, _DEFLATED, _FIXED_DATE, _OWNERS = 20, 8, 0x0021, 0o600 << 16
"""Of every entry: needs version 2.0, is deflated, of 1980-01-01, may be read by its owner."""

_SAME = struct.pack("<5H", _VERSION, 0, _DEFLATED, 0, _FIXED_DATE)
_ENTRY, _RECORD = b"PK\3\4" + _SAME, b"PK\1\2" + struct.pack("<H", _VERSION) + _SAME
"""How an entry begins, and its record in the directory; checksum and sizes follow both."""

_SIZES, _OFFSET = struct.Struct("<3I"), struct.Struct("<I")
_NAMED, _RECORDED = struct.Struct("<2H"), struct.Struct("<5HI")
"""What stands behind these: in an entry before its name, in a record before where it begins."""

_RECORD_SIZE = len(_RECORD) + _SIZES.size + _RECORDED.size + _OFFSET.size
_END = struct.Struct("<4s4HI")
_NO_REMARK = bytes(2)

_BLOCK = struct.Struct("<BHH")
_LONGEST_BLOCK = 1_000
"""Bytes of a text that is not worth compressing."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A part in pieces with gaps between: ``start``, then each gap's number and what follows it.

    ``crc`` is the checksum of the start; ``steps`` are the gaps by number, each with the tables,
    one for each of its bytes, that carry a checksum over what follows. ``length`` and ``size`` are
    those of all pieces, as they are and packed, ``whole`` is the size of its entry, without gaps.
    """

    name: bytes
    start: bytes
    others: Sequence[bytes]
    crc: int
    steps: Sequence[tuple[int, Sequence[int], Sequence[int], Sequence[int], Sequence[int]]]
    length: int
    size: int
    whole: int


class Stencil:
    """A package with gaps, each of which may stand in several places."""

    def __init__(self, parts: Mapping[str, bytes], gap: re.Pattern[bytes]) -> None:
        """Compress the parts; ``gap`` finds the marks of gaps, its only group a gap's number."""
        cut = [_cut(name, data, gap) for name, data in parts.items()]
        entries: list[bytes | None] = []
        records: list[bytes | None] = []
        self._begins, self._open = 0, [part for part in cut if part.steps]
        for part in (*(part for part in cut if not part.steps), *self._open):
            sizes = offset = None
            if not part.steps:
                sizes = _SIZES.pack(part.crc, part.size, part.length)
                offset = _OFFSET.pack(self._begins)
                self._begins += part.whole
            entries += (_ENTRY, sizes, _NAMED.pack(len(part.name), 0), part.name, part.start)
            for piece in part.others:
                entries += (None, piece)
            behind = _RECORDED.pack(len(part.name), 0, 0, 0, 0, _OWNERS)
            records += (_RECORD, sizes, behind, offset, part.name)
        size = sum(_RECORD_SIZE + len(part.name) for part in cut)
        end = _END.pack(b"PK\5\6", 0, 0, len(cut), len(cut), size)
        self._chunks = _joined([*entries, *records, end, None, _NO_REMARK])

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """Return the package with these texts in its gaps, by number."""
        blocks = [*map(_block, texts)]
        filling: list[bytes] = []
        directory: list[bytes] = []
        at = self._begins
        for part in self._open:
            crc, length, size, own = part.crc, part.length, part.size, []
            for gap, low, second, third, high in part.steps:
                text, block = texts[gap], blocks[gap]
                own.append(block)
                length += len(text)
                size += len(block)
                crc = crc32(text, crc)
                crc = (
                    low[crc & 0xFF]
                    ^ second[crc >> 8 & 0xFF]
                    ^ third[crc >> 16 & 0xFF]
                    ^ high[crc >> 24]
                )
            sizes = _SIZES.pack(crc, size, length)
            filling += (sizes, *own)
            directory += (sizes, _OFFSET.pack(at))
            at += part.whole + size - part.size
        chunks = self._chunks.copy()
        chunks[1::2] = (*filling, *directory, _OFFSET.pack(at))
        return b"".join(chunks)


class GappedPart:
    """A part with gaps that is compressed anew each time it is filled."""

    def __init__(self, part: bytes, gap: re.Pattern[bytes]) -> None:
        """Cut the part; ``gap`` finds the marks of gaps, its only group a gap's number."""
        self._chunks = gap.split(part)
        self._gaps = [*map(int, self._chunks[1::2])]

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """Return the part with these texts in its gaps, by number."""
        chunks = self._chunks.copy()
        chunks[1::2] = [texts[gap] for gap in self._gaps]
        return b"".join(chunks)


def _cut(name: str, data: bytes, gap: re.Pattern[bytes]) -> _Pattern:
    first, *others = gap.split(data)
    numbers, plains = map(int, others[::2]), others[1::2]
    start, *packed = _packed([first, *plains])
    size = sum(map(len, (start, *packed)))
    return _Pattern(
        name.encode("ascii"),
        start,
        packed,
        crc32(first),
        [(number, *_checks(plain)) for number, plain in zip(numbers, plains, strict=True)],
        sum(map(len, (first, *plains))),
        size,
        len(_ENTRY) + _SIZES.size + _NAMED.size + len(name) + size,
    )


def _joined(chunks: Sequence[bytes | None]) -> list[bytes]:
    """Return chunks with those joined that follow each other; None parts them, and is kept."""
    runs = groupby(chunks, key=lambda chunk: chunk is None)
    return [b"".join(chunk for chunk in run if chunk is not None) for _, run in runs]


def _packed(pieces: Sequence[bytes]) -> list[bytes]:
    """Return pieces as parts of one deflated stream; none refers to another."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    ends = [zlib.Z_FULL_FLUSH] * (len(pieces) - 1) + [zlib.Z_FINISH]
    return [
        deflate.compress(piece) + deflate.flush(end)
        for piece, end in zip(pieces, ends, strict=True)
    ]


def _checks(piece: bytes) -> tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]:
    """Return the tables that carry a checksum over a piece.

    A checksum is linear in the bits of the one before it, but for what the piece adds of itself.
    """
    own = crc32(piece)
    bits = [crc32(piece, 1 << bit) ^ own for bit in range(32)]

    def table(first: int) -> Sequence[int]:
        entries = [0 if first else own]
        for bit in bits[first : first + 8]:
            entries += [entry ^ bit for entry in entries]
        return array("I", entries)

    return table(0), table(8), table(16), table(24)


def _block(text: bytes) -> bytes:
    """Return a text as a piece of a deflated stream, which holds it as it is if it is short."""
    if len(text) <= _LONGEST_BLOCK:
        return _heads()[len(text)] + text
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(text) + deflate.flush(zlib.Z_FULL_FLUSH)


@cache
def _heads() -> Sequence[bytes]:
    """Return how a stored block begins, by the length of its text."""
    return [_BLOCK.pack(0, size, size ^ 0xFFFF) for size in range(_LONGEST_BLOCK + 1)]
