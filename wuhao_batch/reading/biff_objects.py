"""Things over the cells of an .xls sheet: notes, text boxes, pictures, charts and shapes."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wuhao_batch.reading.biff import BIFF8, Record, Texts
from wuhao_batch.reading.looks import CHART, NOTE, PICTURE, SHAPE, TEXT_BOX
from wuhao_batch.reading.refusal import RefusedError
from wuhao_batch.sheets import Beside

_DRAWING, _OBJECT, _TEXT, _NOTE = 0x00EC, 0x005D, 0x01B6, 0x001C
_ANCHOR = struct.pack("<HI", 0xF010, 18)
_OF_A_NOTE = 0x19
_KINDS = {0x05: CHART, 0x06: TEXT_BOX, 0x08: PICTURE}
_SHAPES = (0x01, 0x02, 0x03, 0x04, 0x09, 0x1E)
"""Lines, rectangles, ovals, arcs, polygons and what later programs draw; the others are controls
such as the arrows of a filter, of which only words are told."""


@dataclass(slots=True)
class _Object:
    kind: int
    number: int
    row: int
    column: int
    text: str = ""


class Objects:
    """Take the records of a sheet's objects; damage costs no more than the object."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._anchor = (0, 0)
        self._objects: list[_Object] = []
        self._notes: list[tuple[int, int, int]] = []
        self._own_notes: list[Beside] = []
        self._readers: dict[int, Callable[[Record], None]] = {_NOTE: self._old_note}
        if texts.version >= BIFF8:
            self._readers = {
                _DRAWING: self._drawing,
                _OBJECT: self._object,
                _TEXT: self._text,
                _NOTE: self._note,
            }

    def take(self, record: Record) -> None:
        """Take a record of any kind."""
        read = self._readers.get(record.kind)
        if read is None:
            return
        try:
            read(record)
        except (RefusedError, struct.error):
            return

    def beside(self) -> Iterator[Beside]:
        """Yield what is beside the cells."""
        yield from self._own_notes
        texts = {each.number: each.text for each in self._objects if each.kind == _OF_A_NOTE}
        for row, column, number in self._notes:
            yield Beside(NOTE, row + 1, column + 1, texts.get(number, ""))
        for each in self._objects:
            kind = _KINDS.get(each.kind, TEXT_BOX if each.text else SHAPE)
            seen = each.text or each.kind in _KINDS or each.kind in _SHAPES
            if seen and each.kind != _OF_A_NOTE:
                yield Beside(kind, each.row + 1, each.column + 1, each.text)

    def _drawing(self, record: Record) -> None:
        """Note where the object that follows begins."""
        body = b"".join(record.pieces)
        place = body.rfind(_ANCHOR)
        if place >= 0:
            _flags, column, _right, row = struct.unpack_from("<4H", body, place + len(_ANCHOR))
            self._anchor = row, column

    def _object(self, record: Record) -> None:
        _kind, _size, kind, number = record.numbers("4H")
        self._objects.append(_Object(kind, number, *self._anchor))

    def _text(self, record: Record) -> None:
        (count,) = record.numbers("10xH6x")
        if count and self._objects:
            (flags,) = record.take(1)
            self._objects[-1].text = record.characters(count, flags)

    def _note(self, record: Record) -> None:
        row, column, _flags, number = record.numbers("4H")
        self._notes.append((row, column, number))

    def _old_note(self, record: Record) -> None:
        row, column, size = record.numbers("3H")
        text = record.take(min(size, len(record.body) - 6)).decode(self._texts.code_page, "replace")
        self._own_notes.append(Beside(NOTE, row + 1, column + 1, text))
