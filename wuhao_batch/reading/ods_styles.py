"""Styles of an OpenDocument workbook: of its own and of its template, each with a parent."""

import re
from collections.abc import Iterable, Mapping

from wuhao_batch.reading.colours import BLACK, WHITE, parse_colour
from wuhao_batch.reading.limits import MAX_FORMATS
from wuhao_batch.reading.looks import CharacterLook, alike
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes, by_local_name, local

CELL, TEXT, PARAGRAPH, ROW, COLUMN, TABLE = (
    "table-cell",
    "text",
    "paragraph",
    "table-row",
    "table-column",
    "table",
)
"""Families of styles."""

StyleName = tuple[str, str]
"""(family, name); the family's default has no name."""

_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0 "
_DATA = "data-style"
_PLAIN_NUMBER = "number-style"
_PLAIN_INSIDE = "number"
_OWN_WORDS, _BY_CONDITION = "own-words", "by-condition"
_LINES = ("text-line-through-style", "text-line-through-type")
_COLOURS = ("color", "use-window-font-color")
_PROPERTIES = {
    "text-properties": (*_LINES, "text-position", *_COLOURS),
    "table-cell-properties": ("background-color",),
    "table-row-properties": ("row-height",),
    "table-column-properties": ("column-width",),
    "table-properties": ("display",),
}
_NONE = "none"
_LONGEST_LINE = 20
"""Generations of styles that are followed to a parent."""

_LENGTH = re.compile(r"([0-9.]+)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_LEGIBLE = 3
"""Points of a row or column below which nobody reads anything in it."""


class Styles:
    """Take the elements that describe styles, and tell what they make of a cell."""

    def __init__(self) -> None:
        self._own: dict[StyleName, dict[str, str]] = {}
        self._parents: dict[StyleName, StyleName] = {}
        self._open: dict[str, str] = {}
        self._looks: dict[tuple[StyleName, ...], CharacterLook] = {}
        self._with_parents: dict[StyleName, dict[str, str]] = {}

    def take(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element; most say nothing of styles."""
        if name.startswith(_NUMBER):
            self._take_data(local(name), attributes)
        elif name in (f"{_STYLE}style", f"{_STYLE}default-style"):
            self._begin(by_local_name(attributes))
        elif name == f"{_STYLE}map":
            self._open[_BY_CONDITION] = "true"
        elif name.startswith(_STYLE) and local(name) in _PROPERTIES:
            own = by_local_name(attributes)
            self._open |= {key: own[key] for key in _PROPERTIES[local(name)] if key in own}

    def look(self, styles: Iterable[StyleName]) -> CharacterLook:
        """Return how characters look that are set in these styles, the innermost last."""
        key = tuple(styles)
        found = self._looks.get(key)
        if found is None:
            merged: dict[str, str] = {}
            for style in key:
                _lay_over(merged, self.properties(style))
                _lay_over(merged, self._colour_of_data(style))
            found = self._looks[key] = _look(merged)
        return found

    def properties(self, style: StyleName) -> Mapping[str, str]:
        """Return the properties of a style, those of its parents included.

        Asked for only once all styles are taken.
        """
        found = self._with_parents.get(style)
        if found is None:
            found = self._with_parents[style] = self._merged(style)
        return found

    def _merged(self, style: StyleName) -> dict[str, str]:
        line = [style]
        while (parent := self._parents.get(line[-1])) and len(line) < _LONGEST_LINE:
            line.append(parent)
        merged: dict[str, str] = {}
        for each in ((style[0], ""), *reversed(line)):
            _lay_over(merged, self._own.get(each, {}))
        return merged

    def too_small(self, style: StyleName, size: str) -> bool:
        """True if a row or column of that style is too small to be read."""
        match = _LENGTH.fullmatch(self.properties(style).get(size, ""))
        number = None if match is None else parse_number(match[1])
        return match is not None and number is not None and number * _POINTS[match[2]] < _LEGIBLE

    def changes_numbers(self, cell: StyleName) -> bool:
        """True if a cell of that style shows of a number more or less than its digits."""
        return not {_OWN_WORDS, _BY_CONDITION}.isdisjoint(self._data(cell))

    def _data(self, style: StyleName) -> Mapping[str, str]:
        """Return what is kept of a style's number format."""
        return self._own.get((_DATA, self.properties(style).get("data-style-name", "")), {})

    def _colour_of_data(self, style: StyleName) -> Mapping[str, str]:
        """Return the colour of a style's number format if that is the same for all numbers."""
        data = self._data(style)
        return {} if _BY_CONDITION in data else {k: v for k, v in data.items() if k == "color"}

    def _begin(self, own: Attributes) -> None:
        family, name = own.get("family", ""), own.get("name", "")
        self._open = self._own[family, name] = {}
        if "data-style-name" in own:
            self._open["data-style-name"] = own["data-style-name"]
        if "parent-style-name" in own:
            self._parents[family, name] = family, own["parent-style-name"]
        if len(self._own) > MAX_FORMATS:
            raise RefusedError(Reason.TOO_MUCH, what="单元格样式", limit=str(MAX_FORMATS))

    def _take_data(self, name: str, attributes: Attributes) -> None:
        """Take an element of a number format; only whether it is a plain one is kept."""
        if name.endswith("-style"):
            self._begin({"family": _DATA, "name": attributes.get(f"{_STYLE}name", "")})
        plain = name in (_PLAIN_NUMBER, _PLAIN_INSIDE)
        if not plain or f"{_NUMBER}display-factor" in attributes:
            self._open[_OWN_WORDS] = "true"


def _lay_over(merged: dict[str, str], own: Mapping[str, str]) -> None:
    for together in (_LINES, _COLOURS):
        if not own.keys().isdisjoint(together):
            for name in together:
                merged.pop(name, None)
    merged |= own


def _look(merged: Mapping[str, str]) -> CharacterLook:
    lines = [merged.get(name) for name in _LINES]
    position = merged.get("text-position", "")
    lifted = position.partition(" ")[0]
    by_window = merged.get("use-window-font-color") == "true"
    colour = None if by_window else parse_colour(merged.get("color", ""))
    ground = parse_colour(merged.get("background-color", ""))
    return CharacterLook(
        struck=any(lines) and _NONE not in lines,
        raised=lifted == "super" or _percent(lifted) > 0,
        lowered=lifted == "sub" or _percent(lifted) < 0,
        faint=alike(colour or BLACK, ground or WHITE),
    )


def _percent(text: str) -> float:
    return parse_number(text.removesuffix("%")) or 0
