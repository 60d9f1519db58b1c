"""Texts, fonts and cell formats that the sheets of an .xlsb package share."""

from collections.abc import Callable, Sequence

from wuhao_batch.reading.biff import Mark
from wuhao_batch.reading.biff12 import Record12, records12
from wuhao_batch.reading.colours import BLACK, INDEXED, WHITE, pick, tinted
from wuhao_batch.reading.formats.codes import code_of
from wuhao_batch.reading.limits import MAX_DECLARED, MAX_FORMATS
from wuhao_batch.reading.looks import CharacterLook, Colour
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.styles import Font, Style

_SUPERSCRIPT, _SUBSCRIPT = 1, 2
_STRUCK = 0x08
_WINDOW = {64: BLACK, 65: WHITE}
_NO_FILL, _SOLID = 0, 1
_MOST_TINT = 32_767
_HEAD_OF_TEXTS, _TEXT = 159, 19

_Paint = tuple[int, ...]
"""A colour as it is stored: how it is named, index, tint, red, green, blue and opacity."""


def read_texts(part: bytes) -> list[tuple[str, tuple[Mark, ...]]]:
    """Read the texts that cells refer to by number.

    Raises:
        RefusedError: F002 or F018.
    """
    found: list[tuple[str, tuple[Mark, ...]]] = []
    for record in records12(part):
        if record.kind == _HEAD_OF_TEXTS:
            _uses, count = record.numbers("2I")
            if count > MAX_DECLARED:
                raise RefusedError(Reason.TOO_MUCH, what="声明的文字", limit=str(MAX_DECLARED))
        elif record.kind == _TEXT:
            found.append(record.rich_text())
    return found


def read_styles(part: bytes, theme: Sequence[Colour]) -> tuple[list[Font], list[Style]]:
    """Read fonts and cell formats by their numbers.

    Raises:
        RefusedError: F002 or F018.
    """
    reader = _StyleRecords(theme)
    for record in records12(part):
        read = reader.readers.get(record.kind)
        if read is not None:
            read(record)
        if reader.count > MAX_FORMATS:
            raise RefusedError(Reason.TOO_MUCH, what="单元格样式", limit=str(MAX_FORMATS))
    return reader.closed()


class _StyleRecords:
    """Read the records of cell formats and of what they refer to by number."""

    def __init__(self, theme: Sequence[Colour]) -> None:
        self._theme = theme
        self._colours: list[Colour] = []
        self._codes: dict[int, str] = {}
        self._fonts: list[tuple[CharacterLook, _Paint]] = []
        self._fills: list[tuple[int, _Paint, _Paint]] = []
        self._formats: list[tuple[int, ...]] = []
        self._are_cells = False
        self.count = 0
        self.readers: dict[int, Callable[[Record12], None]] = {
            43: self._font,
            44: self._code,
            45: self._fill,
            47: self._format,
            475: self._own_colour,
            617: self._begin_cells,
            618: self._end_cells,
        }

    def closed(self) -> tuple[list[Font], list[Style]]:
        """Return fonts and cell formats, put together."""
        fonts = [Font(look, self._colour(colour)) for look, colour in self._fonts]
        grounds = [self._ground(*fill) for fill in self._fills]
        return fonts, [self._style(stored, fonts, grounds) for stored in self._formats]

    def _style(
        self, stored: tuple[int, ...], fonts: Sequence[Font], grounds: Sequence[Colour | None]
    ) -> Style:
        number, font, fill = stored
        ground = grounds[fill] if fill < len(grounds) else None
        look = (fonts[font] if font < len(fonts) else Font()).on(ground)
        return Style(code_of(number, self._codes.get(number)), look, ground)

    def _font(self, record: Record12) -> None:
        _height, flags, _weight, script = record.numbers("4H4x")
        look = CharacterLook(bool(flags & _STRUCK), script == _SUPERSCRIPT, script == _SUBSCRIPT)
        self._fonts.append((look, _paint(record)))
        self.count += 1

    def _code(self, record: Record12) -> None:
        number = record.number("H")
        self._codes[number] = record.text()
        self.count += 1

    def _fill(self, record: Record12) -> None:
        pattern = record.number("I")
        self._fills.append((pattern, _paint(record), _paint(record)))
        self.count += 1

    def _format(self, record: Record12) -> None:
        if self._are_cells:
            _parent, *stored = record.numbers("4H")
            self._formats.append(tuple(stored))
            self.count += 1

    def _begin_cells(self, _record: Record12) -> None:
        self._are_cells = True

    def _end_cells(self, _record: Record12) -> None:
        self._are_cells = False

    def _own_colour(self, record: Record12) -> None:
        red, green, blue, _ = record.numbers("4B")
        self._colours.append((red, green, blue))

    def _ground(self, pattern: int, front: _Paint, back: _Paint) -> Colour | None:
        """Return the colour behind a text, for a pattern the one between its two."""
        if pattern in (_NO_FILL, _SOLID):
            return self._colour(front) if pattern == _SOLID else None
        ends = zip(self._colour(front) or BLACK, self._colour(back) or WHITE, strict=True)
        red, green, blue = ((one + other) // 2 for one, other in ends)
        return red, green, blue

    def _colour(self, paint: _Paint) -> Colour | None:
        """Return a colour; None if it is automatic."""
        named, index, tint, red, green, blue, _ = paint
        found: Colour | None = None
        match named >> 1:
            case 1:
                indexed = (*self._colours, *INDEXED[len(self._colours) :])
                found = pick(indexed, index) or _WINDOW.get(index)
            case 2:
                found = red, green, blue
            case 3:
                found = pick(self._theme, index)
        return None if found is None else tinted(found, tint / _MOST_TINT)


def _paint(record: Record12) -> _Paint:
    return record.numbers("2Bh4B")
