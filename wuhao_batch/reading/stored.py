"""The stored content of a cell of an OOXML sheet → :class:`Cell`, as a person sees it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.formats.showing import MOMENT
from wuhao_batch.reading.looks import ZERO_NOT_SHOWN, Run, set_whole
from wuhao_batch.reading.numbers import as_day_or_number, iso_time, parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.runs import Rich, unescape
from wuhao_batch.reading.styles import Style, styled, styled_runs
from wuhao_batch.reading.xml import Attributes
from wuhao_batch.sheets import PICTURE, Cell, clean

_BOOLEANS = {"1": True, "true": True, "0": False, "false": False, "": None}
_PICTURE_FORMULA = re.compile(r"(?i)(_xlfn\.)?(DISPIMG|IMAGE)\(")
NO_STYLE = Style()


@dataclass(frozen=True)
class Context:
    """Texts, cell formats, colours and epoch of a workbook; ``pictures`` if cells hold any."""

    strings: Sequence[str | Rich]
    styles: Mapping[str, Style]
    palette: Palette
    since_1904: bool
    pictures: bool


@dataclass(slots=True)
class Stored:
    """The content of a cell as it is written, in pieces; ``kind`` is its type, such as ``s``."""

    kind: str
    attributes: Attributes
    value: list[str] | None = None
    formula: list[str] | None = None
    inline: str | Rich = ""


def read_cell(stored: Stored, context: Context, *, zeros_shown: bool = True) -> Cell:
    """Return the cell as it is seen on a sheet that does or does not show zeros.

    Raises:
        RefusedError: It refers to a text that is not there (F002).
    """
    style = context.styles.get(stored.attributes.get("s", "0"), NO_STYLE)
    return cell_in(stored, style, context, zeros_shown=zeros_shown)


def cell_in(stored: Stored, style: Style, context: Context, *, zeros_shown: bool) -> Cell:
    """Return the cell as :func:`read_cell` does, in that format."""
    formula = "" if stored.formula is None else "=" + ("".join(stored.formula) or "…")
    if _is_picture(stored, formula, context):
        return Cell(PICTURE)
    value = _value(stored, context)
    if isinstance(value, tuple):
        return styled_runs(_runs(value, style), style, formula)
    cell = Cell(value, formula, error=stored.kind == "e" and value is not None)
    if stored.kind == "d":
        return _day(cell, style)
    seen = styled(cell, style, since_1904=context.since_1904)
    return seen if zeros_shown or seen.number != 0 else replace(seen, shown="", look=ZERO_NOT_SHOWN)


def cell_of(text: str | Rich, style: Style) -> Cell:
    """Return the cell that shows a shared text in that format."""
    return (
        styled(Cell(text), style)
        if isinstance(text, str)
        else styled_runs(_runs(text, style), style)
    )


def _is_picture(stored: Stored, formula: str, context: Context) -> bool:
    if formula and _PICTURE_FORMULA.match(formula.lstrip("=")):
        return True
    # a #SPILL! is stored alike, but has a formula
    placed = stored.kind == "e" and not formula and "vm" in stored.attributes
    return placed and context.pictures


def _value(stored: Stored, context: Context) -> Any:
    """Return what is stored: None, a number, a text, plain or in runs, a bool, a datetime."""
    if stored.kind == "inlineStr":
        return stored.inline
    if stored.value is None:
        return None
    raw = "".join(stored.value)
    value: Any
    match stored.kind:
        case "s":
            value = _shared_text(raw, context)
        case "str":
            value = unescape(raw)
        case "b":
            value = _BOOLEANS.get(raw.strip(), clean(raw))
        case "e":
            value = clean(raw)
        case "d":
            day = iso_time(raw)
            value = clean(raw) if day is None else as_day_or_number(day)
        case _:
            value = _number(raw)
    return value


def _shared_text(raw: str, context: Context) -> str | Rich | None:
    if not raw.strip():
        return None
    index = parse_number(raw)
    if not isinstance(index, int) or not 0 <= index < len(context.strings):
        raise RefusedError(Reason.DAMAGED)
    return context.strings[index]


def _number(raw: str) -> float | int | str | None:
    if not raw.strip():
        return None
    number = parse_number(raw)
    return clean(raw) if number is None else number


def _day(cell: Cell, style: Style) -> Cell:
    """Return a cell that holds a day by its type, whatever its format shows of it."""
    near_the_epoch = not isinstance(cell.value, datetime | str)
    return set_whole(replace(cell, look=MOMENT) if near_the_epoch else cell, style.look)


def _runs(rich: Rich, style: Style) -> list[Run]:
    return [(text, style.look if font is None else font.on(style.ground)) for text, font in rich]
