"""Colours and fonts as OOXML describes them, for a cell's format or for the run of a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wuhao_batch.reading.colours import (
    BLACK,
    INDEXED,
    OFFICE_THEME,
    WHITE,
    parse_colour,
    pick,
    tinted,
)
from wuhao_batch.reading.looks import PLAIN, CharacterLook, Colour
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.styles import Font
from wuhao_batch.reading.xml import Attributes

_SYSTEM = {64: BLACK, 65: WHITE}
"""The indexes of a window's text and ground."""

_OFF = ("0", "false")

FONT_ELEMENTS = ("strike", "vertAlign", "color")
"""The elements of a font that are looked at."""


_UNREAD = re.compile(
    rb"<(?:[biu]|sz|name|rFont|family|charset|scheme|alignment|protection)(?:\s[^<>]*)?/>"
    rb"|<borders[\s>].*?</borders>",
    re.DOTALL,
)


def without_unread(part: bytes) -> bytes:
    """Remove what describes fonts and cells but decides nothing: most of some parts."""
    if b"<!" in part:  # what stands in a comment or in CDATA is no element
        return part
    return _UNREAD.sub(b"", part)


@dataclass(frozen=True)
class Palette:
    """The colours that a workbook names by a number."""

    theme: Sequence[Colour] = OFFICE_THEME
    indexed: Sequence[Colour] = INDEXED

    def colour(self, attributes: Attributes) -> Colour | None:
        """Return the colour of an element; None if it is automatic."""
        base = self._untinted(attributes)
        tint = parse_number(attributes.get("tint", "0"))
        return base if base is None or tint is None else tinted(base, tint)

    def _untinted(self, attributes: Attributes) -> Colour | None:
        if "rgb" in attributes:
            return parse_colour(attributes["rgb"])
        if "theme" in attributes:
            return pick(self.theme, _index(attributes["theme"]))
        index = _index(attributes.get("indexed", ""))
        return pick(self.indexed, index) or _SYSTEM.get(index)


def _index(text: str) -> int:
    number = parse_number(text)
    return number if isinstance(number, int) else -1


class FontReader:
    """Take the elements of one ``<font>`` or ``<rPr>``."""

    def __init__(self) -> None:
        self._struck, self._place = False, ""
        self._colour: Attributes = {}

    def take(self, name: str, attributes: Attributes) -> None:
        """Take an element inside, by its local name."""
        if name == "strike":
            self._struck = attributes.get("val", "1") not in _OFF
        elif name == "vertAlign":
            self._place = attributes.get("val", "")
        elif name == "color":
            self._colour = attributes

    def font(self, palette: Palette) -> Font:
        """Return the font, as far as it was taken."""
        colour = palette.colour(self._colour)
        if not self._struck and not self._place:
            return Font(PLAIN, colour)
        look = CharacterLook(self._struck, self._place == "superscript", self._place == "subscript")
        return Font(look, colour)
