"""Rows of a table written as text: what openpyxl writes cell by cell, at a small part of its cost.

A worksheet drawn with its head alone gets the rows below from columns of values. All that a column
shares – its style, its width – is settled once; texts that stand there often are escaped and
measured once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from itertools import chain, count, islice, repeat

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import json_number
from wuhao_batch.writing.cells import LIKE_FORMULAS, in_cell
from wuhao_batch.writing.packing import Part
from wuhao_batch.writing.paper import Look, style_of
from wuhao_batch.writing.plain_text import workbook_text
from wuhao_batch.writing.row_heights import LEAST_HEIGHT, text_height

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_END = b"</Relationships>"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}">'.encode() + _END
_DIMENSION = re.compile(rb'(<dimension ref="A1:)[A-Z]+1"')
_BEHIND_LINKS = re.compile(rb"<(?:printOptions|pageMargins)\b")

PIECE = 4096
"""Rows that are written at once."""

Writer = Callable[[object], str]
Link = tuple[str, str | None]
"""The address of a file, and the place in it."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The cells of a column below the head.

    ``look`` is that of all of them but those named in ``otherwise``: place among the values → which
    of the ``others`` it has. ``links`` maps places to what their cells lead to.
    """

    values: Sequence[object]
    width: float
    look: Look
    others: Sequence[Look] = ()
    otherwise: Mapping[int, int] = field(default_factory=dict)
    links: Mapping[int, Link] = field(default_factory=dict)


class TableRows:
    """The rows of a worksheet from row 2 on; ``heights`` are those of all its rows, in points.

    They are written piece by piece: a million of them as one text would take all memory.
    """

    def __init__(self, worksheet: Worksheet, strips: Sequence[Strip]) -> None:
        self._strips = strips
        self._writers = [_writers(worksheet, strip) for strip in strips]
        self.count = len(strips[0].values) if strips else 0
        head = worksheet.row_dimensions[1].height or LEAST_HEIGHT
        needed = zip(repeat(LEAST_HEIGHT, self.count), *map(_heights, strips), strict=True)
        self.heights = [head, *map(max, needed)]

    def into(self, parts: dict[str, Part], name: str) -> None:
        """Put the rows, and what they are linked to, into the part with that name."""
        part = parts[name]
        if self.count and isinstance(part, bytes):
            parts[name] = self._pieces(part, parts, name)

    def _pieces(self, part: bytes, parts: dict[str, Part], name: str) -> Iterator[bytes]:
        head, end, tail = part.partition(b"</sheetData>")
        last = f"{get_column_letter(len(self._strips))}{self.count + 1}".encode()
        relations: dict[str, str] = {}
        if links := "".join(self._links(relations)):
            listed = f'<hyperlinks xmlns:r="{_RELATIONS}">{links}</hyperlinks>'.encode()
            tail = _BEHIND_LINKS.sub(lambda found: listed + found[0], tail, count=1)
            _add_relations(parts, name, relations)
        head = _DIMENSION.sub(rb"\g<1>" + last + b'"', head, count=1)
        return chain((head,), self._rows(), (end, tail))

    def _rows(self) -> Iterator[bytes]:
        heights = {height: f'ht="{height:.16g}" customHeight="1">' for height in set(self.heights)}
        begun = (
            f'<row r="{row}" {heights[height]}' for row, height in enumerate(self.heights[1:], 2)
        )
        columns = map(_cells, count(1), self._strips, self._writers)
        rows = zip(begun, *columns, repeat("</row>", self.count), strict=True)
        while piece := list(islice(rows, PIECE)):
            yield "".join(map("".join, piece)).encode()

    def _links(self, relations: dict[str, str]) -> Iterable[str]:
        for number, strip in enumerate(self._strips, start=1):
            letter = get_column_letter(number)
            for place, (target, location) in strip.links.items():
                known = relations.setdefault(target, f"link{len(relations) + 1}")
                at = f' location="{escape(location)}"' if location else ""
                yield f'<hyperlink ref="{letter}{place + 2}"{at} r:id="{known}"/>'


def _heights(strip: Strip) -> list[float]:
    """Return the height that each cell needs; a text that is cut off asks for none."""
    if not strip.look.wrapped:
        return [LEAST_HEIGHT] * len(strip.values)
    known: dict[str, float] = {}

    def height(value: object) -> float:
        if value is None or isinstance(value, Decimal | int | float):
            return LEAST_HEIGHT
        text = str(value)
        if text not in known:
            shown = workbook_text(text)
            known[text] = text_height(shown, strip.width, strip.look.size) if shown else 0.0
        return known[text]

    return list(map(height, strip.values))


def _cells(number: int, strip: Strip, writers: Sequence[Writer]) -> Iterator[str]:
    """Yield the cells of a column as text."""
    letter, (usual, *others) = get_column_letter(number), writers
    for place, value in enumerate(strip.values):
        other = strip.otherwise.get(place)
        write = usual if other is None else others[other]
        yield f'<c r="{letter}{place + 2}{write(value)}'


def _writers(worksheet: Worksheet, strip: Strip) -> list[Writer]:
    """Return what writes a value in each look: the usual one, then the others.

    The styles are numbered now: they have to be in the workbook before its rows are written.
    """
    texts = {each for each in strip.values if isinstance(each, str)}
    like_formulas = any(workbook_text(each)[:1] in LIKE_FORMULAS for each in texts if each)

    def writer(look: Look) -> Writer:
        plain = style_of(worksheet, look)
        return _writer(plain, style_of(worksheet, look, quoted=True) if like_formulas else plain)

    return [writer(look) for look in (strip.look, *strip.others)]


def _writer(style: int, quoted: int) -> Writer:
    """Return what writes a value in a style, from behind the cell's name on."""
    texts: dict[str, str] = {}
    number, blank = f'" s="{style}" t="n"><v>', f'" s="{style}" t="n"></c>'

    def text(value: str) -> str:
        shown = workbook_text(value)
        if not shown:
            return blank
        own = quoted if shown[0] in LIKE_FORMULAS else style
        return f'" s="{own}" t="inlineStr"><is>{in_cell(shown)}</is></c>'

    def write(value: object) -> str:
        if value is None:
            return blank
        if isinstance(value, Decimal):
            return f"{number}{json_number(value):.16g}</v></c>"
        if isinstance(value, int | float):
            return f"{number}{'' if value != value else format(value, '.16g')}</v></c>"  # noqa: PLR0124
        value = str(value)
        if value not in texts:
            texts[value] = text(value)
        return texts[value]

    return write


def _add_relations(parts: dict[str, Part], part: str, relations: Mapping[str, str]) -> None:
    name = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    own = "".join(
        f'<Relationship Type="{_RELATIONS}/hyperlink" Target="{escape(target)}" '
        f'TargetMode="External" Id="{known}"/>'
        for target, known in relations.items()
    )
    there = parts.get(name)
    known = there if isinstance(there, bytes) else _NO_RELATIONS
    parts[name] = known.replace(_END, own.encode() + _END, 1)
