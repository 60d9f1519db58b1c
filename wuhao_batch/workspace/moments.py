"""Moments: stored in UTC, shown in China's time."""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))

FIXED_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""Saved time of every workbook that we write: one that still carries it was never saved."""


def in_china(moment: datetime) -> datetime:
    """Return a time in UTC as China's, without a zone; one without a zone is taken for UTC."""
    return (
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        .astimezone(CHINA)
        .replace(tzinfo=None)
    )


def today() -> date:
    """Return the day that it is in China."""
    return in_china(datetime.now(UTC)).date()


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
