"""Numbers and days as files store them."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

_FIRST_REAL_YEAR = 1950
_LEAP_DAY_THAT_NEVER_WAS = 60
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def real_day(number: float, *, since_1904: bool = False) -> datetime | None:
    """Return the day, to the second, that a number stands for; None for one that nobody means."""
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    try:
        day = epoch + timedelta(days=number, milliseconds=500)
    except OverflowError:
        return None
    return day.replace(microsecond=0) if day.year >= _FIRST_REAL_YEAR else None


def as_day_or_number(day: datetime, *, excel: bool = True) -> Any:
    """Return a date that the file names as such; one near the epoch is the number it was.

    In Excel's count 1900 was a leap year, so that its first two months are a day off; OpenDocument
    counts right.
    """
    if day.year >= _FIRST_REAL_YEAR:
        return day
    days = (day - _EPOCH) / timedelta(days=1)
    return days - 1 if excel and days <= _LEAP_DAY_THAT_NEVER_WAS else days


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
