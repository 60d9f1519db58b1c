"""Working days in China: the official calendar, and the roster's sheet 节假日.

The State Council sets the next year's days off, and the weekend days worked for them, late in the
year before. For a year that nothing is known of there is no answer, never a guess
(docs/notice.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from wuhao_batch.assessment.listing import Listing, find_listing, sheets_named
from wuhao_batch.assessment.setting_values import DATE
from wuhao_batch.findings.finding import Finding
from wuhao_batch.sheets import Book, fold

SHEET = "节假日"
HEADERS = ("日期", "休/班")
OFF, ON = "休", "班"
SATURDAY = 5


class UnknownYearError(LookupError):
    """The days off of that year are not known."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True)
class WorkingDays:
    """Official calendar with exceptions: the sheet's days, True for working days."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_one(self, day: date) -> bool:
        """True if that day is a working day.

        Raises:
            UnknownYearError: Neither the calendar nor the sheet knows the year.
        """
        if day in self.exceptions:
            return self.exceptions[day]
        import chinese_calendar  # type: ignore[import-untyped]  # noqa: PLC0415  few ask for a day

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if any(each.year == day.year for each in self.exceptions):
                return day.weekday() < SATURDAY
            raise UnknownYearError(day.year) from None

    def next_after(self, day: date) -> date:
        """Return the first working day after a day. Raises UnknownYearError."""
        return self.counted(day + timedelta(days=1), 1)[0]

    def counted(self, start: date, number: int) -> tuple[date, ...]:
        """Return so many working days from ``start`` on, itself included.

        Raises UnknownYearError.
        """
        days: list[date] = []
        day = start
        while len(days) < number:
            if self.is_one(day):
                days.append(day)
            day += timedelta(days=1)
        return tuple(days)


def read_working_days(book: Book, file: str) -> tuple[WorkingDays, list[Finding]]:
    """Read the sheet 节假日; without it the official calendar holds alone.

    Returns:
        The days, and every fault with its cell (I010, L001, L002, L008, V106, V107).
    """
    if not sheets_named(book, SHEET):
        return WorkingDays(), []
    found = find_listing(book, SHEET, HEADERS, file)
    if isinstance(found, Finding):
        return WorkingDays(), [found]
    found.check_headers(HEADERS)
    exceptions: dict[date, bool] = {}
    for row in found.rows:
        found.check_filled(row, HEADERS, HEADERS)
        day, works = _day(found, row), _works(found, row)
        if day is not None and works is not None:
            exceptions[day] = works
    return WorkingDays(exceptions), found.findings


def _day(listing: Listing, row: int) -> date | None:
    cell = listing.cell(row, "日期")
    if cell.blank or cell.has_no_result:
        return None
    try:
        day: date = DATE.read(cell)
    except ValueError:
        listing.report("V106", row, "日期", header="日期", expected=DATE.takes)
        return None
    return day


def _works(listing: Listing, row: int) -> bool | None:
    text = fold(listing.text(row, "休/班"))
    if not text:
        return None
    if text in (OFF, ON):
        return text == ON
    listing.report("V106", row, "休/班", header="休/班", expected=f"“{OFF}”或“{ON}”")
    return None
