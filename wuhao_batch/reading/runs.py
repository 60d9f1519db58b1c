"""A text of OOXML, plain or in runs that are set in fonts of their own."""

import re
from collections.abc import Sequence

from wuhao_batch.reading.fonts import FONT_ELEMENTS, FontReader, Palette
from wuhao_batch.reading.styles import Font
from wuhao_batch.reading.xml import Attributes
from wuhao_batch.sheets import clean

Rich = tuple[tuple[str, Font | None], ...]
"""Texts, not yet cleaned, and their fonts; without one of its own a run is set as its cell."""

TAKEN = frozenset(("t", "r", "rPr", "rPh", *FONT_ELEMENTS))
"""The elements that :class:`RunReader` wants to know of; whoever passes on others loses time."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Return text as a person sees it, with ``_x000D_`` and the like as characters."""
    return clean(_with_escaped(text))


def _with_escaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def together(runs: Sequence[tuple[str, Font | None]]) -> str | Rich:
    """Return runs as one text, plain if none has a font of its own."""
    if all(font is None for _, font in runs):
        return unescape("".join(text for text, _ in runs))
    return tuple((_with_escaped(text), font) for text, font in runs)


class RunReader:
    """Take the elements of one text after another; phonetic runs are left out."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self.begin()

    def begin(self) -> None:
        """Begin another text."""
        self._runs: list[tuple[str, Font | None]] = []
        self._parts: list[str] = []
        self._font: FontReader | None = None
        self._inside = self._phonetic = self._describing = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element inside, by its local name."""
        if self._describing and self._font is not None:
            self._font.take(name, attributes)
        elif name == "t":
            self._inside = not self._phonetic
        elif name == "r":
            self._close_run()
        elif name == "rPr":
            self._font, self._describing = FontReader(), True
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """Take the end of an element inside."""
        if name == "t":
            self._inside = False
        elif name == "r":
            self._close_run()
        elif name == "rPr":
            self._describing = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        """Take characters, which count within ``<t>`` only."""
        if self._inside:
            self._parts.append(text)

    def finish(self) -> str | Rich:
        """Return the text that was begun."""
        if not self._runs:
            return unescape("".join(self._parts))
        self._close_run()
        return together(self._runs)

    def _close_run(self) -> None:
        if self._parts:
            font = None if self._font is None else self._font.font(self._palette)
            self._runs.append(("".join(self._parts), font))
        self._parts, self._font = [], None


def words(text: str | Rich) -> str:
    """Return all words of a text, whatever their looks."""
    return text if isinstance(text, str) else clean("".join(words for words, _ in text))
