"""The text that a cell shows of the value that it stores, by its number format."""

import math
import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from wuhao_batch.reading.formats.dates import render_moment
from wuhao_batch.reading.formats.digits import exact, render_digits
from wuhao_batch.reading.formats.grammar import FormatSection, TokenKind, UntellableError, parse
from wuhao_batch.reading.formats.ratios import is_ratio, render_ratio
from wuhao_batch.reading.looks import UNKNOWN_FORMAT, Colour
from wuhao_batch.reading.numbers import real_day
from wuhao_batch.sheets import text_of

MOMENT = "单元格格式是日期或时间"

_LEAST_GENERAL, _WIDEST_GENERAL = -5, 11
"""Powers of ten from which on Excel turns to exponents where no format forbids it."""

_TEXT_SECTION = 3
_CONTENTS = (TokenKind.DIGIT, TokenKind.GENERAL, TokenKind.CONTENT)

_ZERO = re.compile(r"[0.,%]+")


class Shown(NamedTuple):
    """A stored number or text as :class:`~wuhao_batch.sheets.Cell` wants it.

    ``value``, ``shown`` and ``look`` are those of the cell. ``value`` is the stored one, but for a
    date from 1950 on, which is a datetime. ``colour`` is that of the format, which goes before the
    cell's own; None if it has none.
    """

    value: float | int | str | datetime
    shown: str | None = None
    look: str = ""
    colour: Colour | None = None


@lru_cache(maxsize=8192, typed=True)
def as_shown(value: float | str, code: str, *, since_1904: bool = False) -> Shown:
    """Return a finite number or a text as a cell with that format code shows it.

    Small numbers under a date format stay numbers, whatever format they caught, but are shown as
    that day (docs/reading.md).
    """
    try:
        sections = parse(code)
        section = _section_for(value, sections)
        text = _render(value, section, sections, since_1904=since_1904)
    except UntellableError:
        return Shown(value, look=UNKNOWN_FORMAT)
    if section is None:
        return Shown(value)
    if section.is_moment and not isinstance(value, str):
        day = real_day(value, since_1904=since_1904)
        shown = Shown(value, text.strip(), MOMENT) if day is None else _if_other(day, text)
    else:
        shown = _if_other(value, text)
    return shown._replace(colour=section.colour)


def render(value: float | str, code: str, *, since_1904: bool = False) -> str | None:
    """Return what a cell shows of a finite number or a text; None if that cannot be told."""
    try:
        sections = parse(code)
        section = _section_for(value, sections)
        return _render(value, section, sections, since_1904=since_1904)
    except UntellableError:
        return None


def _if_other(value: float | str | datetime, text: str) -> Shown:
    text = text.strip()
    return Shown(value, None if text == text_of(value).strip() else text)


# --- sections ---


def _numeric(sections: tuple[FormatSection, ...]) -> tuple[FormatSection, ...]:
    """Return the sections for numbers: the last may be for texts."""
    if len(sections) > _TEXT_SECTION or (len(sections) > 1 and sections[-1].has(TokenKind.CONTENT)):
        return sections[:-1]
    return sections


def _section_for(value: float | str, sections: tuple[FormatSection, ...]) -> FormatSection | None:
    """Return the section that shows a value; None for a text that is shown as it is."""
    if isinstance(value, str):
        is_text = len(sections) > _TEXT_SECTION or sections[-1].has(TokenKind.CONTENT)
        return sections[-1] if is_text else None
    numeric = _numeric(sections)
    if any(section.condition for section in numeric):
        return _by_condition(value, numeric)
    if len(numeric) == 1 or value > 0:
        return numeric[0]
    if value < 0:
        return numeric[1]
    return numeric[-1] if len(numeric) == 3 else numeric[0]  # noqa: PLR2004


def _by_condition(number: float, numeric: tuple[FormatSection, ...]) -> FormatSection:
    """Return the first section whose condition holds, or else the last, which has none."""
    if number < 0 or any(section.condition is None for section in numeric[:-1]):
        raise UntellableError  # programs differ in the sign, or in what is meant
    for section in numeric:
        if section.condition is None or section.condition.holds(number):
            return section
    raise UntellableError


# --- one section ---


def _render(
    value: float | str,
    section: FormatSection | None,
    sections: tuple[FormatSection, ...],
    *,
    since_1904: bool,
) -> str:
    if isinstance(value, str):
        return value if section is None else _around(section, value)
    if section is None or not math.isfinite(value):
        raise UntellableError
    number = exact(value)
    if section.is_moment:
        return render_moment(section, number, since_1904=since_1904)
    alone = len(_numeric(sections)) == 1
    if section.has(TokenKind.CONTENT) and not alone:
        raise UntellableError  # what stands for a text is no section for numbers
    text = _unsigned(section, abs(number))
    if number >= 0 or not alone or _ZERO.fullmatch(text):
        return text
    if not section.has(*_CONTENTS):
        raise UntellableError  # some programs put the minus before bare words, some do not
    return f"-{text}"


def _unsigned(section: FormatSection, number: Decimal) -> str:
    if section.has(TokenKind.GENERAL, TokenKind.CONTENT):
        return _around(section, general(number))
    return render_ratio(section, number) if is_ratio(section) else render_digits(section, number)


def _around(section: FormatSection, content: str) -> str:
    """Return a section's own words with the content in place."""
    texts = []
    for token in section.tokens:
        if token.kind not in (TokenKind.GENERAL, TokenKind.CONTENT, TokenKind.TEXT):
            raise UntellableError
        texts.append(token.text if token.kind is TokenKind.TEXT else content)
    return "".join(texts)


def general(number: Decimal) -> str:
    """Return a number, 0 or more, as Excel shows it where no format says how.

    Decimals that only a wider column would show are not left out.
    """
    power = number.adjusted() if number else 0
    if _LEAST_GENERAL <= power < _WIDEST_GENERAL:
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = f"{number:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{int(exponent):+03d}"
