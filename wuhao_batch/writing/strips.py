"""Rows of a table written as text: what openpyxl writes cell by cell, at a small part of its cost.

A worksheet drawn with its head alone gets the rows below from columns of values. All that a column
shares – its style, its width – is settled once; texts that stand there often are escaped and
measured once.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial
from html import escape
from itertools import repeat

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import json_number
from wuhao_batch.writing.cells import LIKE_FORMULAS
from wuhao_batch.writing.paper import Look, style_of
from wuhao_batch.writing.plain_text import workbook_text
from wuhao_batch.writing.row_heights import LEAST_HEIGHT, text_height

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DIMENSION = re.compile(rb'(<dimension ref="A1:)[A-Z]+1"')
_BEHIND_LINKS = re.compile(rb"<(?:printOptions|pageMargins)\b")

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
    """The rows of a worksheet from row 2 on; ``heights`` are those of all its rows, in points."""

    def __init__(self, worksheet: Worksheet, strips: Sequence[Strip]) -> None:
        self._strips = strips
        self._columns = [_cells(worksheet, *each) for each in enumerate(strips, start=1)]
        self.count = len(strips[0].values) if strips else 0
        head = worksheet.row_dimensions[1].height or LEAST_HEIGHT
        needed = zip(repeat(LEAST_HEIGHT, self.count), *map(_heights, strips), strict=True)
        self.heights = [head, *map(max, needed)]

    def into(self, parts: dict[str, bytes], name: str) -> None:
        """Put the rows, and what they are linked to, into the part with that name."""
        if not self.count:
            return
        head, end, tail = parts[name].partition(b"</sheetData>")
        last = f"{get_column_letter(len(self._strips))}{self.count + 1}".encode()
        head = _DIMENSION.sub(rb"\g<1>" + last + b'"', head, count=1)
        relations: dict[str, str] = {}
        if links := "".join(self._links(relations)):
            listed = f'<hyperlinks xmlns:r="{_RELATIONS}">{links}</hyperlinks>'.encode()
            tail = _BEHIND_LINKS.sub(lambda found: listed + found[0], tail, count=1)
            _add_relations(parts, name, relations)
        parts[name] = b"".join((head, self._rows().encode(), end, tail))

    def _rows(self) -> str:
        heights = {height: f'ht="{height:.16g}" customHeight="1">' for height in set(self.heights)}
        begun = (
            f'<row r="{row}" {heights[height]}' for row, height in enumerate(self.heights[1:], 2)
        )
        rows = zip(begun, *self._columns, repeat("</row>", self.count), strict=True)
        return "".join(map("".join, rows))

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


def _cells(worksheet: Worksheet, number: int, strip: Strip) -> list[str]:
    """Return the cells of a column as text."""
    letter, write = get_column_letter(number), _writer(worksheet, strip.look)
    cells = [f'<c r="{letter}{row}{write(value)}' for row, value in enumerate(strip.values, 2)]
    others = [_writer(worksheet, look) for look in strip.others]
    for place, other in strip.otherwise.items():
        cells[place] = f'<c r="{letter}{place + 2}{others[other](strip.values[place])}'
    return cells


def _writer(worksheet: Worksheet, look: Look) -> Callable[[object], str]:
    """Return what writes a value in a look, from behind the cell's name on."""
    texts: dict[str, str] = {}
    style, quoted = (
        style_of(worksheet, look),
        cache(partial(style_of, worksheet, look, quoted=True)),
    )
    number, blank = f'" s="{style}" t="n"><v>', f'" s="{style}" t="n"></c>'

    def text(value: str) -> str:
        shown = workbook_text(value)
        if not shown:
            return blank
        own = quoted() if shown[0] in LIKE_FORMULAS else style
        kept = ' xml:space="preserve"' if shown != shown.strip() else ""
        escaped = escape(shown, quote=False).replace("\r", "&#13;")
        return f'" s="{own}" t="inlineStr"><is><t{kept}>{escaped}</t></is></c>'

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


def _add_relations(parts: dict[str, bytes], part: str, relations: Mapping[str, str]) -> None:
    name = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    own = "".join(
        f'<Relationship Type="{_RELATIONS}/hyperlink" Target="{escape(target)}" '
        f'TargetMode="External" Id="{known}"/>'
        for target, known in relations.items()
    )
    empty = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'.encode()
    end = b"</Relationships>"
    parts[name] = parts.get(name, empty).replace(end, own.encode() + end, 1)
