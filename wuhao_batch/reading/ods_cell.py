"""A cell of an OpenDocument sheet → :class:`Cell`, as a person sees it.

Beside its value a cell holds the text that it shows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from wuhao_batch.reading.formats.showing import MOMENT
from wuhao_batch.reading.looks import (
    PLAIN,
    UNKNOWN_FORMAT,
    ZERO_NOT_SHOWN,
    CharacterLook,
    Run,
    set_whole,
    text_cell,
)
from wuhao_batch.reading.numbers import as_day_or_number, iso_time, parse_number
from wuhao_batch.reading.xml import Attributes
from wuhao_batch.sheets import Cell, clean, text_of

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_EXTENDED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_NUMBERS = ("float", "currency", "percentage")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?"
    r"(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)
_SECONDS_A_DAY = 86_400


@dataclass
class CellContent:
    """The content of a cell: its attributes, and its paragraphs in runs.

    ``look`` is that of its style; ``tells_numbers`` if its style shows numbers as they are.
    """

    attributes: Attributes
    look: CharacterLook = PLAIN
    tells_numbers: bool = True
    paragraphs: list[list[Run]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The type of its value, "" where it says none."""
        return self.attributes.get(f"{_OFFICE}value-type", "")

    @property
    def empty(self) -> bool:
        """True if there is neither a value nor a text nor a formula."""
        return not (self.paragraphs or self.kind or f"{_TABLE}formula" in self.attributes)

    def runs(self) -> Iterator[Run]:
        """Yield the runs of all paragraphs."""
        for number, paragraph in enumerate(self.paragraphs):
            if number:
                yield "\n", PLAIN
            yield from paragraph


def read_content(content: CellContent, *, zeros_shown: bool = True) -> Cell | None:
    """Return the cell, None if there is nothing in it."""
    attributes = content.attributes
    formula = attributes.get(f"{_TABLE}formula", "").partition(":")[2]
    seen = text_cell(content.runs(), formula)
    if attributes.get(f"{_EXTENDED}value-type") == "error":
        return replace(seen, value=seen.value or "#VALUE!", error=True)
    kind = content.kind or ("string" if seen.value else "")
    if not kind:
        return Cell("" if content.paragraphs else None, formula) if formula else None
    value = _value(kind, attributes, seen.value)
    if kind == "string" or isinstance(value, str):
        return _text(seen, value)
    cell = _shown(Cell(value, formula), content, seen)
    hidden_zero = cell.number == 0 and not zeros_shown
    return replace(cell, shown="", look=ZERO_NOT_SHOWN) if hidden_zero else cell


def _text(seen: Cell, value: str) -> Cell:
    """Return a text, which the file may tell beside what is shown of it."""
    if value == seen.value:
        return seen
    return replace(seen, value=value, shown=seen.value if seen.shown is None else seen.shown)


def _shown(cell: Cell, content: CellContent, seen: Cell) -> Cell:
    """Return a cell that holds no text, with what is shown of it."""
    is_moment = content.kind in ("date", "time") and cell.number is not None
    look = MOMENT if is_moment else ""
    if not content.paragraphs:
        if cell.number is not None and not (is_moment or content.tells_numbers):
            look = UNKNOWN_FORMAT
        return set_whole(replace(cell, look=look), content.look)
    text = (seen.value if seen.shown is None else seen.shown).strip()
    look = "，".join(filter(None, (look, seen.look)))
    shown = None if text == text_of(cell.value) else text
    return replace(cell, shown=shown, look=look, unseen=seen.unseen)


def _value(kind: str, attributes: Attributes, shown: str) -> Any:
    """Return the value that a cell stores; what is not in order is the text that it shows."""
    found: Any = None
    if kind in _NUMBERS:
        found = parse_number(attributes.get(f"{_OFFICE}value", ""))
    elif kind == "boolean":
        found = attributes.get(f"{_OFFICE}boolean-value") == "true"
    elif kind == "date":
        day = iso_time(attributes.get(f"{_OFFICE}date-value", ""))
        found = None if day is None else as_day_or_number(day, excel=False)
    elif kind == "time":
        found = _days(attributes.get(f"{_OFFICE}time-value", ""))
    elif kind == "string":
        found = clean(attributes.get(f"{_OFFICE}string-value", "")) or None
    return shown if found is None else found


def _days(text: str) -> float | None:
    """Parse a duration such as ``PT12H00M00S``, in days."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    found = days + (hours * 3600 + minutes * 60 + seconds) / _SECONDS_A_DAY
    found = -found if match[1] else found
    return int(found) if found.is_integer() else found
