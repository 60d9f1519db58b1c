"""Text boxes, pictures, charts and other shapes over the cells of an OOXML sheet.

Of a shape that is written once for new programs and once for old ones the new one is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from wuhao_batch.reading.limits import LAST_ROW
from wuhao_batch.reading.looks import CHART, PICTURE, SHAPE, TEXT_BOX
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.xml import Attributes, local, walk_if_sound
from wuhao_batch.sheets import Beside, clean

_SHAPES = {
    "sp": SHAPE,
    "cxnSp": SHAPE,
    "contentPart": SHAPE,
    "pic": PICTURE,
    "graphicFrame": CHART,
}
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_LINE_ENDS = ("p", "br")
_ON = ("1", "true")

_OLD_SHAPES = ("shape", "rect", "roundrect", "oval", "line")
_NOTE, _OLD_PICTURE = "Note", "Pict"


def read_drawing(part: bytes) -> list[Beside]:
    """Return what a drawing shows, as far as it is sound."""
    reader = _Drawing()
    walk_if_sound(part, reader.start, reader.text, reader.end)
    return reader.found


def read_old_drawing(part: bytes) -> list[Beside]:
    """Return what an old drawing (VML) shows beside notes, such as controls and objects."""
    reader = _OldDrawing()
    walk_if_sound(part, reader.start, reader.text, reader.end)
    return reader.found


@dataclass
class _Shape:
    """A shape being read."""

    kind: str
    words: list[str] = field(default_factory=list)
    hidden: bool = False

    def at(self, row: Iterable[str], column: Iterable[str]) -> Beside:
        """Return it at the place that these digits, counted from 0, tell."""
        text = clean("".join(self.words)).strip()
        return Beside(self.kind, _from_one(row), _from_one(column), text)


def _from_one(digits: Iterable[str]) -> int:
    number = parse_number("".join(digits))
    return number + 1 if isinstance(number, int) and 0 <= number < LAST_ROW else 1


class _Drawing:
    """Read a drawing: anchors, in each a shape or a group of shapes."""

    def __init__(self) -> None:
        self.found: list[Beside] = []
        self._place: dict[str, list[str]] = {"row": [], "col": []}
        self._shape: _Shape | None = None
        self._skipped = 0
        self._into: list[str] | None = None
        self._from = False

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if self._skipped or name == "Fallback":
            self._skipped += 1
        elif name in _ANCHORS:
            self._place = {"row": [], "col": []}
        elif name == "from":
            self._from = True
        elif self._from and name in self._place:
            self._into = self._place[name]
        elif name in _SHAPES:
            self._shape = _Shape(_SHAPES[name])
        elif self._shape is not None:
            self._open_inner(name, attributes, self._shape)

    def _open_inner(self, name: str, attributes: Attributes, shape: _Shape) -> None:
        if name == "cNvPr":
            shape.hidden = attributes.get("hidden") in _ON
        elif name == "cNvSpPr" and attributes.get("txBox") in _ON:
            shape.kind = TEXT_BOX
        elif name == "t":
            self._into = shape.words

    def end(self, element: str) -> None:
        name = local(element)
        if self._skipped:
            self._skipped -= 1
        elif name == "from":
            self._from = False
        elif name in ("t", "row", "col"):
            self._into = None
        elif self._shape is not None:
            self._close_inner(name, self._shape)

    def _close_inner(self, name: str, shape: _Shape) -> None:
        if name in _LINE_ENDS:
            shape.words.append("\n")
        elif name in _SHAPES:
            self._shape = None
            if not shape.hidden:
                self.found.append(shape.at(self._place["row"], self._place["col"]))

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)


class _OldDrawing:
    """Read a drawing in VML; what a shape is stands behind its text."""

    def __init__(self) -> None:
        self.found: list[Beside] = []
        self._shape = _Shape(SHAPE)
        self._anchor: list[str] = []
        self._into: list[str] | None = None
        self._is_note = False

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if name in _OLD_SHAPES:
            self._shape = _Shape(SHAPE, hidden="visibility:hidden" in attributes.get("style", ""))
        elif name == "textbox":
            self._into = self._shape.words
        elif name == "ClientData":
            kind = attributes.get("ObjectType", "")
            self._anchor, self._is_note = [], kind == _NOTE
            self._shape.kind = PICTURE if kind == _OLD_PICTURE else SHAPE
        elif name == "Anchor":
            self._into = self._anchor

    def end(self, element: str) -> None:
        name = local(element)
        if name in ("textbox", "Anchor"):
            self._into = None
        elif name == "ClientData" and not self._is_note and not self._shape.hidden:
            left, _, top, *_ = [*"".join(self._anchor).split(","), "", "", ""]
            self.found.append(self._shape.at(top, left))

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)
