"""Parts that are written piece by piece as others were before: what each piece gave is remembered.

The forms of a year differ in a few cells. A sheet's part is cut where its cells end, and each piece
is looked up by its bytes. What is not known is walked once, as the usual reader walks whole parts,
alone within the root that it stood in: it counts only if it is well formed and whole in itself, so
that pieces in a row make a well-formed part, no byte of it left out. Whatever is unusual in a part
leaves all of it to the usual reader (docs/reading.md).
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.limits import MAX_TEXT
from wuhao_batch.reading.looks import Hidden
from wuhao_batch.reading.refusal import RefusedError
from wuhao_batch.reading.runs import Rich
from wuhao_batch.reading.stored import Context, Stored, cell_in, cell_of
from wuhao_batch.reading.styles import Font, Style
from wuhao_batch.reading.visibility import TAKEN, Visibility
from wuhao_batch.reading.xml import Attributes, End, Start, Text, local, walk
from wuhao_batch.sheets import BLANK, Cell, CellAddress

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST_LEARNT = 1_500
"""Pieces of one workbook that are walked alone, and cells of a sheet that is taken: more than a
form has. A longer list, such as the 复核表 of a hundred branches, comes a few times a year: getting
to know it takes three times as long as reading it, and pushes out what is known of forms."""
_MOST_KEPT = 16 * 1024 * 1024
"""Bytes of pieces that are remembered before all are forgotten."""
_LONGEST_PART = 1024 * 1024
_LONGEST_PIECE = 16 * 1024
_LONGEST_ROOT = 4_096
_OVERHEAD = 512
"""Bytes that remembering a piece takes beside its own, about."""

_ROOT = re.compile(
    rb"(?:<\?xml version=(?P<quote>[\"'])1\.0(?P=quote)"
    rb"(?: encoding=(?P=quote)(?:UTF|utf)-8(?P=quote))?+"
    rb"(?: standalone=(?P=quote)(?:yes|no)(?P=quote))?+ ?\?>\s*+)?+"
    rb"<(?:worksheet|sst)(?:\s[^<>]*+)?+(?<!/)>"
)
_FOOTERS = (b"<headerFooter", b"</headerFooter>")
_FRAME_END = b"</worksheet>"


class UnusualError(Exception):
    """Leaves a part to the usual reader, which takes everything."""


@dataclass(frozen=True, eq=False)
class Formats:
    """The cell formats of a workbook by their numbers, and what colours stand for in it."""

    styles: Mapping[str, Style]
    palette: Palette

    @cached_property
    def by_number(self) -> Mapping[bytes, Style]:
        """The formats by the bytes of their numbers."""
        return {number.encode(): style for number, style in self.styles.items()}


class SharedText:
    """A shared text, and the cells that show it, by their formats."""

    __slots__ = ("cells", "value")

    def __init__(self, value: str | Rich) -> None:
        self.value = value
        self.cells: dict[Style, Cell] = {}


class Head:
    """A cell up to its content, whatever its format: where it stands, and what it is.

    ``varies`` if its content is plain words, whose place others may take; ``cells`` are by format
    and content.
    """

    __slots__ = ("blank", "cells", "column", "of_text", "place", "row", "stored", "style", "varies")

    def __init__(self, row: int, column: int, stored: Stored, inner: Sequence[str]) -> None:
        self.row, self.column, self.place = row, column, (row, column)
        self.stored = stored
        self.style = stored.attributes.get("s", "0").encode()
        self.of_text = stored.kind == "s"
        usual = [["is", "t"]] if stored.kind == "inlineStr" else [["v"], ["f", "v"]]
        self.varies = inner in usual and not (self.of_text and len(inner) > 1)
        self.blank = not inner
        self.cells: dict[Style, dict[bytes, Cell]] = {}


@dataclass(frozen=True, slots=True)
class Between:
    """A piece between two cells: the rows that begin there, and which of them are hidden."""

    first: int
    last: int
    hidden: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row whose cells were all known before: its number, and what is in it.

    ``shared`` are the places, formats and numbers of the cells that show a shared text: of these
    ``cells`` have the places alone. ``characters`` are those of the others.
    """

    first: int
    last: int
    hidden: tuple[int, ...]
    cells: Mapping[CellAddress, Cell]
    shared: tuple[tuple[CellAddress, Style, int], ...]
    characters: int


Heads = dict[tuple[bytes, ...], Head]
"""By what stands before the number of the format and behind it; whole where there is none."""


Starts = dict[bytes, tuple[Head, Style, dict[bytes, Cell]]]
"""By all that stands before its content: a cell, its format, and what each content gave in it."""


KnownCell = tuple[Head, Style, Cell | int]
"""What a piece up to the end of a cell gave: the cell, or the number of the text that it shows."""


@dataclass(frozen=True)
class OfFormats:
    """The pieces known of sheets whose numbers of formats are those of one workbook."""

    rows: dict[bytes, KnownRow] = field(default_factory=dict)
    cells: dict[bytes, KnownCell] = field(default_factory=dict)
    values: Starts = field(default_factory=dict)
    inline: Starts = field(default_factory=dict)
    whole: Starts = field(default_factory=dict)


@dataclass(frozen=True)
class Pieces:
    """The pieces known of sheets with one root that do, or do not, show zeros.

    Cells are apart by how they end: with a value, with a text of their own, or otherwise. What is
    between cells is known by where it begins and ends too: in a row or not.
    """

    root: bytes
    zeros_shown: bool
    values: Heads = field(default_factory=dict)
    inline: Heads = field(default_factory=dict)
    whole: Heads = field(default_factory=dict)
    between: dict[tuple[bool, bytes, bool], Between] = field(default_factory=dict)
    of_formats: dict[Formats, OfFormats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Frame:
    """The elements in a piece around the cells that decide what is seen of them."""

    elements: tuple[tuple[str, Attributes], ...]

    @cached_property
    def shows_zeros(self) -> bool:
        """True if the sheet shows zeros, as far as this says."""
        return seen_by([self]).zeros_shown


class KnownParts:
    """All that is known of workbooks with the same colours and epoch, which ``context`` has."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self.pieces: dict[tuple[bytes, bool], Pieces] = {}
        self.frames: dict[tuple[bytes, ...], Frame] = {}
        self.views: dict[tuple[object, ...], Hidden] = {}
        self.texts: dict[bytes, dict[bytes, SharedText]] = {}
        self.fonts: dict[bytes, dict[bytes, Font | None]] = {}

    def make_room(self) -> None:
        """Forget all once it is too much; not while a workbook is being read."""
        if self._size > _MOST_KEPT:
            self._forget()

    def keep(self, among: dict[K, T], piece: K, found: T, length: int) -> T:
        """Remember what a piece of that length gave, unless it is too long."""
        if length <= _LONGEST_PIECE and self._size <= _MOST_KEPT:
            self._size += length + _OVERHEAD
            among[piece] = found
        return found


@lru_cache(maxsize=4)
def _known(palette: Palette, *, since_1904: bool, pictures: bool) -> KnownParts:
    return KnownParts(Context((), {}, palette, since_1904, pictures))


def seen_by(frames: Iterable[Frame]) -> Visibility:
    """Return what those elements say of a sheet."""
    visibility = Visibility()
    for frame in frames:
        for name, attributes in frame.elements:
            visibility.take(name, attributes)
    return visibility


def known_book(context: Context, formats: Formats) -> "KnownBook | None":
    """Return a reader of a workbook with those cell formats by what is known of others."""
    known = _known(context.palette, since_1904=context.since_1904, pictures=context.pictures)
    return KnownBook(known, formats)


class KnownBook:
    """Take the parts of one workbook by what is known, and get to know what is not.

    What is raised for a part, always :class:`UnusualError`, leaves it to the usual reader.
    """

    def __init__(self, known: KnownParts, formats: Formats) -> None:
        known.make_room()
        self.known, self.formats = known, formats
        self.texts: Sequence[SharedText] = ()
        self._left = MOST_LEARNT

    def count(self) -> None:
        """Count a piece that is walked alone. Raises UnusualError where there are too many."""
        self._left -= 1
        if self._left < 0:
            raise UnusualError

    def walk(
        self, document: bytes, start: Start, end: End | None = None, text: Text | None = None
    ) -> None:
        """Walk through a piece within its root."""
        self.count()
        walk(document, start, end, text)

    def cell(self, stored: Stored, style: Style, *, zeros_shown: bool = True) -> Cell:
        """Return a cell that is not longer than a cell may be; blank if nothing is in it."""
        return filled(cell_in(stored, style, self.known.context, zeros_shown=zeros_shown))

    def cell_of_text(self, text: SharedText, style: Style) -> Cell:
        """Return a cell that shows a shared text."""
        found = text.cells[style] = filled(cell_of(text.value, style))
        return found

    def frame(self, *document: bytes) -> Frame:
        """Return what a piece, within its root, says that stands before or behind the cells."""
        frames = self.known.frames
        frame = frames.get(document)
        if frame is None:
            length = sum(map(len, document))
            frame = self.known.keep(frames, document, self._frame(b"".join(document)), length)
        return frame

    def _frame(self, document: bytes) -> Frame:
        found: list[tuple[str, Attributes]] = []

        def start(element: str, attributes: Attributes) -> None:
            name = local(element)
            if name in ("c", "row"):
                raise UnusualError
            if name in TAKEN:
                found.append((name, attributes))

        self.walk(document, start)
        return Frame(tuple(found))


def usually(read: Callable[[bytes], T], part: bytes) -> T:
    """Read a part in pieces. Raises UnusualError for what only the usual reader can tell."""
    if len(part) > _LONGEST_PART or b"<!" in part:  # what stands in a comment is no piece
        raise UnusualError
    try:
        return read(part)
    except (RefusedError, UnicodeDecodeError):
        raise UnusualError from None


def root_of(part: bytes) -> bytes:
    """Return what a part begins with, up to the end of its root's tag."""
    match = _ROOT.match(part)
    if match is None or match.end() > _LONGEST_ROOT:
        raise UnusualError
    return match[0]


def cut(tail: bytes) -> Iterator[bytes]:
    """Cut what is behind the cells around the footer, which names the branch."""
    tail = tail.rstrip()
    if not tail.endswith(_FRAME_END):
        raise UnusualError
    tail = tail.removesuffix(_FRAME_END)
    start, end = (tail.find(mark) for mark in _FOOTERS)
    if 0 <= start < end:
        end += len(_FOOTERS[1])
        yield from (tail[:start], tail[start:end], tail[end:])
    else:
        yield tail


def plain(content: bytes) -> str | None:
    """Return words that need no parser; None if there are marks, controls or odd blanks in them."""
    if b"<" in content or b"&" in content or b">" in content:
        return None
    words = content.decode()
    return words if words.replace("\u3000", "").isprintable() else None


def filled(cell: Cell) -> Cell:
    """Return the cell, blank if nothing is in it."""
    if cell.value is None and not cell.formula:
        return BLANK
    if isinstance(cell.value, str) and len(cell.value) > MAX_TEXT:
        raise UnusualError
    return cell
