"""The part of an OOXML package that describes its cell formats → :class:`Style` by number."""

from collections.abc import Sequence, Sized
from functools import cache

from wuhao_batch.reading.colours import BLACK, INDEXED, WHITE, parse_colour
from wuhao_batch.reading.fonts import FontReader, Palette, without_unread
from wuhao_batch.reading.formats.codes import code_of
from wuhao_batch.reading.limits import MAX_DECLARED, MAX_FORMATS
from wuhao_batch.reading.looks import Colour
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.styles import Font, Style, style_of
from wuhao_batch.reading.xml import Attributes, local, walk


def check_declared(attributes: Attributes, *names: str) -> None:
    """Refuse a declared count for which a reader would reserve too much memory."""
    for name in names:
        count = parse_number(attributes.get(name, "0"))
        if not isinstance(count, int) or count > MAX_DECLARED:
            raise RefusedError(Reason.TOO_MUCH, what="声明的文字", limit=str(MAX_DECLARED))


def read_stylesheet(part: bytes, theme: Sequence[Colour]) -> tuple[list[Style], Palette]:
    """Return the cell formats by their numbers, and what colours stand for in the workbook.

    The flags ``applyFont`` and the like are passed over, as Excel and LibreOffice do.

    Raises:
        RefusedError: It declares or holds too many (F018), or as :func:`.xml.walk`.
    """
    reader = _StylesheetReader()
    walk(without_unread(part), reader.start, reader.end)
    indexed = (*reader.colours, *INDEXED[len(reader.colours) :])
    palette = Palette(theme, indexed)
    return reader.styles(palette), palette


_SECTIONS = ("numFmts", "fonts", "fills", "cellXfs", "indexedColors")


class _StylesheetReader:
    """Take fonts, fills, codes and cell formats; other things are passed over."""

    def __init__(self) -> None:
        self.colours: list[Colour] = []
        self._section = ""
        self._codes: dict[int, str] = {}
        self._fonts: list[FontReader] = []
        self._fills: list[_Fill] = []
        self._formats: list[Attributes] = []

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if name in _SECTIONS:
            self._section = name
            if name == "cellXfs":
                check_declared(attributes, "count")
        elif self._section == "fonts":
            self._take_font(name, attributes)
        elif self._section == "fills":
            self._take_fill(name, attributes)
        elif self._section == "cellXfs" and name == "xf":
            self._formats.append(attributes)
            _check_many(self._formats)
        elif self._section == "numFmts" and name == "numFmt":
            self._take_code(attributes)
        elif name == "rgbColor":
            self.colours.append(parse_colour(attributes.get("rgb", "")) or BLACK)
            _check_many(self.colours)

    def end(self, element: str) -> None:
        if local(element) == self._section:
            self._section = ""

    def _take_code(self, attributes: Attributes) -> None:
        number = parse_number(attributes.get("numFmtId", ""))
        if isinstance(number, int):
            self._codes[number] = attributes.get("formatCode", "")
            _check_many(self._codes)

    def _take_font(self, name: str, attributes: Attributes) -> None:
        if name == "font":
            self._fonts.append(FontReader())
            _check_many(self._fonts)
        elif self._fonts:
            self._fonts[-1].take(name, attributes)

    def _take_fill(self, name: str, attributes: Attributes) -> None:
        if name == "fill":
            self._fills.append(_Fill())
            _check_many(self._fills)
        elif self._fills:
            self._fills[-1].take(name, attributes)

    def styles(self, palette: Palette) -> list[Style]:
        """Return the cell formats in order."""
        fonts = [reader.font(palette) for reader in self._fonts] or [Font()]
        grounds = [fill.ground(palette) for fill in self._fills] or [None]

        @cache
        def style(code: str, font: int, fill: int) -> Style:
            return style_of(code, fonts[font].on(grounds[fill]), grounds[fill])

        return [
            style(
                self._code(attributes),
                _place(attributes, "fontId", len(fonts)),
                _place(attributes, "fillId", len(grounds)),
            )
            for attributes in self._formats
        ]

    def _code(self, attributes: Attributes) -> str:
        number = parse_number(attributes.get("numFmtId", "0"))
        number = number if isinstance(number, int) else 0
        return code_of(number, self._codes.get(number))


class _Fill:
    """Take the elements of one ``<fill>``."""

    def __init__(self) -> None:
        self._pattern = "none"
        self._colours: dict[str, Attributes] = {}

    def take(self, name: str, attributes: Attributes) -> None:
        if name == "patternFill":
            self._pattern = attributes.get("patternType", "none")
        elif name in ("fgColor", "bgColor"):
            self._colours[name] = attributes
        elif name == "color":  # a stop of a gradient
            self._pattern = "gradient"
            place = "bgColor" if "fgColor" in self._colours else "fgColor"
            self._colours[place] = attributes

    def ground(self, palette: Palette) -> Colour | None:
        """Return the colour behind the text; for a pattern the one between its two.

        None is paper.
        """
        front, behind = (
            palette.colour(self._colours.get(name, {})) for name in ("fgColor", "bgColor")
        )
        if self._pattern in ("none", "solid"):
            return front if self._pattern == "solid" else None
        ends = zip(front or BLACK, behind or WHITE, strict=True)
        red, green, blue = ((one + other) // 2 for one, other in ends)
        return red, green, blue


def _place(attributes: Attributes, name: str, places: int) -> int:
    """Return the number by which a format refers to a font or a fill; 0 for one not there."""
    number = parse_number(attributes.get(name, "0"))
    return number if isinstance(number, int) and 0 <= number < places else 0


def _check_many(found: Sized) -> None:
    if len(found) > MAX_FORMATS:
        raise RefusedError(Reason.TOO_MUCH, what="单元格样式", limit=str(MAX_FORMATS))
