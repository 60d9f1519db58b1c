"""The first part of an .xls stream: texts, cell formats, the epoch, and where the sheets are."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wuhao_batch.reading.biff import (
    BIFF8,
    Record,
    Texts,
    records,
    shared_text,
    within,
)
from wuhao_batch.reading.binary import Shared
from wuhao_batch.reading.colours import BLACK, INDEXED, WHITE, pick
from wuhao_batch.reading.formats.codes import code_of
from wuhao_batch.reading.limits import MAX_DECLARED
from wuhao_batch.reading.looks import CharacterLook, Colour
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.styles import Font, Style

_SUPERSCRIPT, _SUBSCRIPT = 1, 2
_STRUCK = 0x08
_FIRST_OF_PALETTE, _WINDOW_TEXT, _WINDOW = 8, 64, 65
_FONT_LEFT_OUT = 4
_SOLID = 1
_WORKSHEET = 0
_CODE_PAGES = {1200: "utf-16-le", 0x8000: "mac_roman", 0x8001: "cp1252"}


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A sheet's name, if anybody sees it, and where its records begin."""

    name: str
    visible: bool
    start: int


@dataclass(frozen=True, slots=True)
class _StoredFormat:
    """A cell format as it is stored: numbers of its font, number format and colours."""

    font: int
    number: int
    fill: int
    colour: int


@dataclass
class Workbook:
    """The first part of an .xls stream."""

    texts: Texts
    places: list[SheetPlace] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)


def read_workbook(stream: bytes) -> Workbook:
    """Read the first part of an .xls stream, BIFF5 or BIFF8.

    Raises:
        RefusedError: F002, F006 or F018.
    """
    version, _ = next(records(stream, 0)).numbers("2H")
    reader = _Globals(version)
    for record in within(stream, 0):
        read = reader.readers.get(record.kind)
        if read is not None:
            read(record)
    return reader.closed()


class _Globals:
    """Read the records before those of the sheets."""

    def __init__(self, version: int) -> None:
        self._workbook = Workbook(Texts(version, "cp1252"))
        self._is_8 = version >= BIFF8
        self._colours = list(INDEXED)
        self._fonts: list[tuple[CharacterLook, int]] = []
        self._codes: dict[int, str] = {}
        self._formats: list[_StoredFormat] = []
        self.readers: dict[int, Callable[[Record], None]] = {
            0x0022: self._epoch,
            0x002F: self._password,
            0x0031: self._font,
            0x0042: self._code_page,
            0x0085: self._place,
            0x0092: self._palette,
            0x00E0: self._format,
            0x00FC: self._shared,
            0x041E: self._code,
        }

    def closed(self) -> Workbook:
        """Return the workbook with its fonts and cell formats put together."""
        workbook = self._workbook
        fonts = [Font(look, self._colour(colour, BLACK)) for look, colour in self._fonts]
        fonts.insert(_FONT_LEFT_OUT, Font())  # no font has this number
        workbook.shared.fonts = fonts
        workbook.shared.styles = [self._style(each, fonts) for each in self._formats]
        return workbook

    def _style(self, stored: _StoredFormat, fonts: list[Font]) -> Style:
        font = fonts[stored.font] if stored.font < len(fonts) else Font()
        ground = self._colour(stored.colour, WHITE) if stored.fill == _SOLID else None
        code = code_of(stored.number, self._codes.get(stored.number))
        return Style(code, font.on(ground), ground)

    def _colour(self, index: int, automatic: Colour) -> Colour:
        by_window = {_WINDOW_TEXT: BLACK, _WINDOW: WHITE}.get(index)
        return by_window or pick(self._colours, index) or automatic

    def _epoch(self, record: Record) -> None:
        self._workbook.shared.since_1904 = record.numbers("H") == (1,)

    def _password(self, _record: Record) -> None:
        raise RefusedError(Reason.PASSWORD)

    def _font(self, record: Record) -> None:
        _height, flags, colour, _weight, script = record.numbers("5H")
        look = CharacterLook(bool(flags & _STRUCK), script == _SUPERSCRIPT, script == _SUBSCRIPT)
        self._fonts.append((look, colour))

    def _code_page(self, record: Record) -> None:
        (number,) = record.numbers("H")
        name = _CODE_PAGES.get(number, f"cp{number}")
        try:
            b"".decode(name)
        except LookupError:
            return
        self._workbook.texts = Texts(self._workbook.texts.version, name)

    def _place(self, record: Record) -> None:
        start, state, kind = record.numbers("I2B")
        name = self._workbook.texts.short(record)
        if kind == _WORKSHEET:
            self._workbook.places.append(SheetPlace(name, not state & 3, start))

    def _palette(self, record: Record) -> None:
        (count,) = record.numbers("H")
        for number in range(min(count, len(INDEXED) - _FIRST_OF_PALETTE)):
            red, green, blue, _ = record.numbers("4B")
            self._colours[_FIRST_OF_PALETTE + number] = (red, green, blue)

    def _format(self, record: Record) -> None:
        font, number, _flags = record.numbers("3H")
        if self._is_8:
            fill, colours = record.numbers("8xIH")
            self._formats.append(_StoredFormat(font, number, fill >> 26, colours & 0x7F))
        else:
            (colours,) = record.numbers("2xI")
            self._formats.append(_StoredFormat(font, number, colours >> 16 & 0x3F, colours & 0x7F))

    def _code(self, record: Record) -> None:
        (number,) = record.numbers("H")
        texts = self._workbook.texts
        self._codes[number] = texts.long(record) if self._is_8 else texts.short(record)

    def _shared(self, record: Record) -> None:
        _uses, count = record.numbers("2I")
        if count > MAX_DECLARED:
            raise RefusedError(Reason.TOO_MUCH, what="声明的文字", limit=str(MAX_DECLARED))
        self._workbook.shared.texts = [shared_text(record) for _ in range(count)]
