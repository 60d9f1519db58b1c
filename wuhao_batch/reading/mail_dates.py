"""The date of a mail → its moment, as far as its zone is clear.

Letters do not tell a zone: CST is China's time as well as Chicago's and Cuba's, and a mail program
in China means China's. What has no clear zone is read as China's time, and the zone is told.
"""

import re
from datetime import datetime, timedelta
from email.utils import parsedate
from typing import NamedTuple

CHINA = timedelta(hours=8)
_FURTHEST = timedelta(hours=14)
UNTOLD = "没有写时区"

_YEARS = range(1990, 2100)
_COMMENT = re.compile(r"\([^()]*\)")
_TIME = re.compile(r"(.*?\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(.*)", re.DOTALL)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{2}):?(\d{2})\b")
_LETTERS = re.compile(r"[A-Za-z][A-Za-z/_ ]*")
_CLEAR = dict.fromkeys(("z", "ut", "utc", "gmt"), timedelta()) | dict.fromkeys(
    ("hkt", "bjt", "prc", "asia/shanghai", "china standard time"), CHINA
)


class Moment(NamedTuple):
    """A moment in UTC, without a zone; ``doubt`` is what is written where no zone is clear."""

    at: datetime | None
    doubt: str = ""


def read_date(written: str) -> Moment:
    """Return the moment that a mail tells; none if it tells none, or an impossible one."""
    found = _TIME.match(_COMMENT.sub(" ", written[:200]))
    try:
        local = None if found is None else _local(found[1])
        if found is None or local is None:
            return Moment(None)
        offset, doubt = _offset(found[2].strip())
        at = local - offset
    except (ValueError, OverflowError):
        return Moment(None)
    return Moment(at, doubt) if at.year in _YEARS else Moment(None)


def _local(written: str) -> datetime | None:
    """Return the time on the sender's clock."""
    fields = parsedate(written)
    if fields is not None:
        return datetime(*fields[:6])
    return datetime.fromisoformat(written.strip()).replace(tzinfo=None)


def _offset(zone: str) -> tuple[timedelta, str]:
    """Return how far a zone is ahead of UTC, and what is written if that is not clear."""
    told = _OFFSET.match(zone)
    ahead = timedelta(hours=int(told[2]), minutes=int(told[3])) if told else _FURTHEST
    if told and ahead <= _FURTHEST:
        return (-ahead if told[1] == "-" else ahead), ""
    letters = _LETTERS.match(zone)
    name = letters[0].strip() if letters else ""
    clear = _CLEAR.get(name.lower())
    return (CHINA, name or UNTOLD) if clear is None else (clear, "")


def may_be(moment: Moment) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment that a date of unclear zone may mean, in UTC."""
    if moment.at is None or not moment.doubt:
        return None
    return moment.at - timedelta(hours=6), moment.at + timedelta(hours=20)
