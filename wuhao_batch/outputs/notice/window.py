"""The window of a notice, and the settings that it lacks.

It begins on the day that is set, or on the first working day after the notice is signed, and holds
so many working days (docs/notice.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wuhao_batch.assessment.settings import FIELDS, Settings, spell
from wuhao_batch.assessment.settings_sheet import SHEET
from wuhao_batch.assessment.workdays import UnknownYearError, WorkingDays
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.workspace.folders import ROSTER

_PLACE = Place(ROSTER, SHEET)

_EXPECTED = ("学院名称", "公示依据", "监督电话", "监督邮箱", "纪检电话", "受理地点")
"""Settings that a notice prints besides its dates, and can do without (docs/notice.md)."""


@dataclass(frozen=True, slots=True)
class Window:
    """``start`` and ``end`` are printed; ``days`` are the working days between them, both counted.

    ``start`` need not be one of them: a clerk may have set a day off.
    """

    start: date
    days: tuple[date, ...]

    @property
    def end(self) -> date:
        """Return the last working day."""
        return self.days[-1]


def plan_window(
    settings: Settings, working_days: WorkingDays
) -> tuple[Window | None, list[Finding]]:
    """Return the window with warnings; None if no date is set or its year is unknown (D009)."""
    try:
        start = _start(settings, working_days)
        if start is None:
            return None, []
        window = Window(start, working_days.counted(start, settings.notice_days))
    except UnknownYearError as unknown:
        return None, [finding("D009", _PLACE, year=str(unknown.year))]
    return window, list(_doubts(window, settings))


def _start(settings: Settings, working_days: WorkingDays) -> date | None:
    if settings.notice_start is not None or settings.signed_on is None:
        return settings.notice_start
    return working_days.next_after(settings.signed_on)


def _doubts(window: Window, settings: Settings) -> Iterator[Finding]:
    """Report what may be a slip of the pen (D010)."""
    start, end, signed = window.start, window.end, settings.signed_on
    for is_odd, what in (
        (start not in window.days, f"{spell(start)}不是工作日"),
        (signed is not None and start < signed, "公示开始日期早于落款日期"),
        (start.year != end.year, "公示期跨过了年底"),
        (
            not 0 <= start.year - int(settings.year) <= 1,
            f"公示开始日期不在{settings.year}年或下一年",
        ),
    ):
        if is_odd:
            facts = {"start": spell(start), "end": spell(end), "what": what}
            yield finding("D010", _PLACE, **facts)


def lacking(settings: Settings, *, draft: bool) -> Iterator[Finding]:
    """Report blank settings: the notice's date (D011), and the rest (D012)."""
    if settings.signed_on is None and not draft:
        yield finding("D011", _PLACE)
    blank = [key for key in _EXPECTED if getattr(settings, FIELDS[key].name) is None]
    if not settings.signatory:
        blank.append("落款单位")
    if blank:
        yield finding("D012", _PLACE, paper="公示稿", what="、".join(blank))
