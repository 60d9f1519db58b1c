"""Things over the cells of an OpenDocument sheet: notes, text boxes, pictures, shapes."""

from dataclasses import dataclass, field

from wuhao_batch.reading.limits import MAX_TEXT
from wuhao_batch.reading.looks import CHART, NOTE, PICTURE, SHAPE, TEXT_BOX
from wuhao_batch.sheets import Beside, CellAddress

_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_ANNOTATION = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 annotation"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_SHAPES = {
    f"{_DRAWING}{name}"
    for name in [
        "frame", "custom-shape", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "regular-polygon", "path", "connector", "caption", "measure", "control", "page-thumbnail",
    ]
}  # fmt: skip
_CONTROL = f"{_DRAWING}control"
_CONTENT = {
    f"{_DRAWING}text-box": TEXT_BOX,
    f"{_DRAWING}object": CHART,
    f"{_DRAWING}object-ole": CHART,
    f"{_DRAWING}image": PICTURE,
}


@dataclass
class _OpenObject:
    """The object that is being read, and what was opened within it."""

    element: str
    place: CellAddress
    kind: str
    depth: int = 1
    lines: list[str] = field(default_factory=list)


class ObjectReader:
    """Take the elements of a note, of a shape, or of what groups some."""

    def __init__(self) -> None:
        self.found: list[Beside] = []
        self._object: _OpenObject | None = None

    def start(self, name: str, place: CellAddress) -> None:
        """Take the beginning of an element, in the cell there or on the sheet."""
        if self._object is not None:
            self._start_within(name, self._object)
        elif name == _ANNOTATION or name in _SHAPES:
            self._object = _OpenObject(name, place, NOTE if name == _ANNOTATION else SHAPE)

    def end(self) -> None:
        """Take the end of an element."""
        if self._object is not None:
            self._object.depth -= 1
            if not self._object.depth:
                self._close(self._object)

    def text(self, text: str) -> None:
        """Take characters, which count within paragraphs only."""
        if self._object is not None and self._object.lines:
            self._object.lines[-1] += text[:MAX_TEXT]

    def _start_within(self, name: str, within: _OpenObject) -> None:
        within.depth += 1
        if name in (f"{_TEXT}p", f"{_TEXT}line-break"):
            within.lines.append("")
        elif within.kind == SHAPE:  # an object brings a picture of itself
            within.kind = _CONTENT.get(name, SHAPE)

    def _close(self, done: _OpenObject) -> None:
        self._object = None
        text = "\n".join(line.strip() for line in done.lines).strip()
        if done.element == _CONTROL and not text:
            return
        kind = TEXT_BOX if done.kind == SHAPE and text else done.kind
        self.found.append(Beside(kind, *done.place, text))
