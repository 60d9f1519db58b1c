"""The window of a notice: working days by the State Council's schedules, written down here."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import loaded, workspace
from tests.support.faults import BRANCHES, returned
from tests.support.line import run
from tests.support.notices import of_page
from tools.filling import open_form
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.workdays import UnknownYearError, WorkingDays
from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.outputs.notice.window import lacking, plan_window
from wuhao_batch.workspace.folders import Workspace

OFFICIAL = {
    2025: (
        ["1-1~1-1", "1-28~2-4", "4-4~4-6", "5-1~5-5", "5-31~6-2", "10-1~10-8"],
        ["1-26", "2-8", "4-27", "9-28", "10-11"],
    ),
    2026: (
        ["1-1~1-3", "2-15~2-23", "4-4~4-6", "5-1~5-5", "6-19~6-21", "9-25~9-27", "10-1~10-7"],
        ["1-4", "2-14", "2-28", "5-9", "9-20", "10-10"],
    ),
}
"""Year → days off, and weekend days that are worked."""


def day(year: int, text: str) -> date:
    return date(year, *map(int, text.split("-")))


def days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def officially_working(year: int) -> set[date]:
    spans, worked = OFFICIAL[year]
    off = {each for span in spans for each in days(*(day(year, end) for end in span.split("~")))}
    weekdays = {each for each in days(date(year, 1, 1), date(year, 12, 31)) if each.weekday() < 5}
    return (weekdays - off) | {day(year, text) for text in worked}


@pytest.mark.parametrize("year", OFFICIAL)
def test_working_days_are_those_of_the_state_council(year: int) -> None:
    calendar = WorkingDays()
    found = {each for each in days(date(year, 1, 1), date(year, 12, 31)) if calendar.is_one(each)}
    assert found == officially_working(year)


def test_every_window_of_two_years_holds_its_working_days() -> None:
    working = sorted(officially_working(2025) | officially_working(2026))
    for start in days(date(2025, 1, 1), date(2026, 12, 20)):
        expected = [each for each in working if each >= start][:5]
        assert WorkingDays().counted(start, 5) == tuple(expected), start
        assert WorkingDays().next_after(start) == next(each for each in working if each > start)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path, BRANCHES)


def planned(place: Workspace, **settings: Any) -> tuple[Any, list[str]]:
    again = workspace(place.root, BRANCHES, **settings)
    assessment = loaded(again)
    window, findings = plan_window(assessment.settings, assessment.working_days)
    return window, [found.code for found in findings]


def test_it_begins_on_the_first_working_day_after_the_signature(place: Workspace) -> None:
    window, codes = planned(place, 落款日期="2026-09-24")
    assert codes == []
    assert (window.start, window.end) == (date(2026, 9, 28), date(2026, 10, 9))
    assert len(window.days) == 5


def test_a_date_that_is_set_counts_itself(place: Workspace) -> None:
    window, codes = planned(place, 公示开始日期="2026-12-22", 公示工作日数=3)
    assert (window.start, window.end, codes) == (date(2026, 12, 22), date(2026, 12, 24), [])


def test_without_any_date_there_is_no_window(place: Workspace) -> None:
    assert planned(place, 落款日期="") == (None, [])


@pytest.mark.parametrize(
    "settings",
    [
        {"公示开始日期": "2026-09-12", "落款日期": "2026-09-10"},  # a Saturday
        {"公示开始日期": "2026-12-22", "落款日期": "2026-12-23"},
        {"公示开始日期": "2025-12-22", "落款日期": "2025-12-19"},
    ],
)
def test_what_looks_like_a_slip_is_told(place: Workspace, settings: dict[str, str]) -> None:
    assert planned(place, **settings)[1] == ["D010"]


ROSTER = Place("input/roster.xlsx", "设置")


def sentences(findings: Iterable[Finding]) -> list[str]:
    """The code and the sentences of each finding, all on the sheet of settings."""
    told = list(findings)
    assert [found.place for found in told] == [ROSTER] * len(told)
    return [f"{found.code} {found.rule}{found.remedy}" for found in told]


@pytest.mark.parametrize(
    ("start", "signed", "what"),
    [
        (date(2026, 9, 12), date(2026, 9, 10), "2026年9月12日不是工作日"),
        (date(2026, 12, 21), date(2026, 12, 22), "公示开始日期早于落款日期"),
        (date(2025, 12, 22), None, "公示开始日期不在2026年或下一年"),
        (date(2028, 1, 3), None, "公示开始日期不在2026年或下一年"),
        (date(2026, 12, 30), None, "公示期跨过了年底"),
    ],
)
def test_each_slip_is_told_in_a_sentence(start: date, signed: date | None, what: str) -> None:
    known = WorkingDays({date(2027, 1, 1): False, date(2028, 1, 1): False})
    settings = Settings(year="2026", notice_start=start, signed_on=signed)
    window, findings = plan_window(settings, known)
    assert window is not None
    assert window.start == start
    (sentence,) = sentences(findings)
    first, last = (f"{each.year}年{each.month}月{each.day}日" for each in (start, window.end))
    assert sentence.startswith(f"D010 公示期是{first}至{last}：{what}。")


@pytest.mark.parametrize(
    ("start", "signed"),
    [
        (date(2026, 12, 21), date(2026, 12, 21)),  # signed and shown on one day
        (date(2026, 1, 5), None),
        (date(2027, 1, 4), date(2026, 12, 31)),  # the year after
    ],
)
def test_what_is_usual_is_not_doubted(start: date, signed: date | None) -> None:
    known = WorkingDays({date(2027, 1, 1): False})
    settings = Settings(year="2026", notice_start=start, signed_on=signed)
    assert plan_window(settings, known)[1] == []


def test_several_slips_are_all_told() -> None:
    settings = Settings(year="2025", notice_start=date(2025, 5, 3), signed_on=date(2025, 5, 4))
    window, findings = plan_window(settings, WorkingDays())
    assert window is not None
    assert [found.code for found in findings] == ["D010", "D010"]
    assert window.days[0] == date(2025, 5, 6), "the days off are not counted"


def test_an_unknown_year_is_named() -> None:
    settings = Settings(year="2031", signed_on=date(2031, 3, 3))
    window, findings = plan_window(settings, WorkingDays())
    assert window is None
    (sentence,) = sentences(findings)
    assert sentence.startswith("D009 ")
    assert "2031年" in sentence


FULL: dict[str, Any] = {
    "year": "2026",
    "college": "示例学院",
    "notice_basis": "根据有关意见",
    "watch_phone": "1",
    "watch_email": "a@example.cn",
    "discipline_phone": "2",
    "place": "行政楼",
    "signed_on": date(2026, 12, 21),
}


def test_a_notice_that_lacks_nothing_is_told_nothing() -> None:
    assert list(lacking(Settings(**FULL), draft=False)) == []


def test_a_notice_needs_its_date_and_a_draft_does_not() -> None:
    undated = Settings(**FULL | {"signed_on": None})
    assert [found.code for found in lacking(undated, draft=False)] == ["D011"]
    assert [found.place for found in lacking(undated, draft=False)] == [ROSTER]
    assert list(lacking(undated, draft=True)) == []


def test_what_a_notice_could_print_is_told_in_one_sentence() -> None:
    blank = Settings(year="2026", signed_on=date(2026, 12, 21))
    names = "学院名称、公示依据、监督电话、监督邮箱、纪检电话、受理地点、落款单位"
    for draft in (True, False):
        (sentence,) = sentences(lacking(blank, draft=draft))
        assert sentence.startswith(f"D012 公示稿里缺{names}：设置里空着。")
    one = Settings(**FULL | {"place": None, "signature": "党委"})
    (sentence,) = sentences(lacking(one, draft=False))
    assert "受理地点" in sentence
    assert "、" not in sentence.partition("。")[0]
    unsigned = Settings(**FULL | {"college": None, "signature": "党委"})
    assert "落款单位" not in sentences(lacking(unsigned, draft=False))[0]


def test_a_year_that_nobody_knows_is_refused_until_the_sheet_tells_it(place: Workspace) -> None:
    window, codes = planned(place, 公示开始日期="2026-12-30")
    assert (window, codes) == (None, ["D009"])
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    _, findings, outputs = run(place)
    assert ("D009" in {found.code for found in findings}, "notice_html" in outputs) == (True, False)
    holidays(place, ["2027-01-01", "休"], ["2027年1月3日", "班"])
    _, findings, outputs = run(place)
    assert [found.code for found in findings] == ["D010"], "it crosses the year's end"
    told = of_page(outputs["notice_html"]).texts
    assert "公示期自2026年12月30日起至2027年1月5日止，共5个工作日。" in told


def test_a_draft_does_not_wait_for_the_dates(place: Workspace) -> None:
    planned(place, 公示开始日期="2031-03-03")
    _, findings, outputs = run(place, draft=True)
    assert "D009" in {found.code for found in findings}
    assert "公示期为5个工作日。" in outputs["draft_html"].read_text("utf-8")


def holidays(place: Workspace, *rows: list[Any]) -> None:
    workbook = open_form(place.roster.read_bytes())
    sheet = workbook.create_sheet("节假日")
    for row in (["日期", "休/班"], *rows):
        sheet.append(row)
    workbook.save(place.roster)


def test_the_sheet_goes_before_the_calendar(place: Workspace) -> None:
    holidays(place, [date(2026, 12, 24), "休"], [date(2026, 12, 27), "班"])
    calendar = loaded(place).working_days
    assert [calendar.is_one(date(2026, 12, number)) for number in (23, 24, 27)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [(["某天", "休"], "V106"), (["2027-01-01", "放"], "V106"), (["", "休"], "I010")],
)
def test_a_mistake_in_the_sheet_is_told_at_its_cell(
    place: Workspace, row: list[Any], code: str
) -> None:
    holidays(place, row)
    assessment, findings = load(place)
    assert assessment is None
    assert [found.code for found in findings] == [code]


def test_an_unknown_year_names_itself() -> None:
    with pytest.raises(UnknownYearError) as caught:
        WorkingDays().is_one(date(2031, 1, 1))
    assert caught.value.year == 2031
