"""Stored numbers as their cell shows them: a date, a percentage, or a number."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

_FIRST_REAL_YEAR = 1950
_LEAP_DAY_THAT_NEVER_WAS = 60
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_BUILT_IN_PERCENTS = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")

_LONGEST_FORMAT = 255

NUMBER, DATE, PERCENT = "number", "date", "percent"


def kind_of_format(number: int, code: str | None) -> str:
    """Tell if a number format shows a number, a date or a percentage.

    Args:
        number: Its id; ids below 164 have a built-in meaning.
        code: The format's own code where the file has one for that id: it goes first.
    """
    if code is not None and len(code) <= _LONGEST_FORMAT:
        shown = _LITERAL.sub("", code)
        if "%" in shown:
            return PERCENT
        is_date = "general" not in shown.lower() and _DATE_LETTERS.search(shown)
        return DATE if is_date else NUMBER
    if number in _BUILT_IN_PERCENTS:
        return PERCENT
    return DATE if number in _BUILT_IN_DATES else NUMBER


def shown_number(number: float, kind: str = NUMBER, *, since_1904: bool = False) -> Any:
    """Return a finite number as its cell shows it.

    Small numbers in a date format stay numbers: a score is no day of 1900, whatever format it
    caught (docs/reading.md).
    """
    if kind == PERCENT:
        return f"{number * 100:.15g}%"
    if kind == DATE:
        try:
            day = _to_the_second(_EPOCH_1904 if since_1904 else _EPOCH, number)
        except OverflowError:
            return number
        if day.year >= _FIRST_REAL_YEAR:
            return day
    return number


def as_day_or_number(day: datetime, *, excel: bool = True) -> Any:
    """Return a date that the file names as such; one near the epoch is the number it was.

    In Excel's count 1900 was a leap year, so that its first two months are a day off; OpenDocument
    counts right.
    """
    if day.year >= _FIRST_REAL_YEAR:
        return day
    days = (day - _EPOCH) / timedelta(days=1)
    return days - 1 if excel and days <= _LEAP_DAY_THAT_NEVER_WAS else days


def _to_the_second(epoch: datetime, days: float) -> datetime:
    return (epoch + timedelta(days=days, milliseconds=500)).replace(microsecond=0)


def parse_number(text: str) -> float | int | None:
    """Parse a number as files store it; None for ``NaN``, ``1e309`` and words."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def iso_time(text: str) -> datetime | None:
    """Parse a time as files write it, in UTC if it names a zone, and drop the zone."""
    try:
        time = datetime.fromisoformat(text.strip()).replace(microsecond=0)
        return (time.astimezone(UTC) if time.tzinfo else time).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
